"""What a queue is narrowed to, and where one of its pages goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, Self
from uuid import UUID

from matching.words.vocabulary import Urgency
from services.oversight import queue_rows

Whose = Literal["me", "nobody", "others"]


class Place(NamedTuple):
    """An entry's place in the order of the queue. Whatever comes and goes around it, what stands behind it does."""

    pressing: int
    turn: datetime
    id: UUID
    why: str

    @classmethod
    def read(cls, values: Sequence[object]) -> Self:
        """The place that was written down as these values, each as JSON has it."""
        pressing, turn, entry_id, why = map(str, values)
        return cls(int(pressing), datetime.fromisoformat(turn), UUID(entry_id), why)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a queue is narrowed to; all of it holds. What is asked of a need holds for no entry without one.

    `held`: who looks after it. `quarter`: a shown cell. `older_than`: so long it has waited at least. `put_off`: what
    was put off, and nothing else.
    """

    held: Whose | None = None
    whys: tuple[str, ...] = ()
    urgencies: tuple[Urgency, ...] = ()
    language: str | None = None
    category: str | None = None
    quarter: int | None = None
    older_than: timedelta | None = None
    put_off: bool = False

    def values(self, caller_id: UUID, now: datetime) -> dict[str, object]:
        """What `found` is looked up with, beside what all entries are."""
        return {
            "me": caller_id,
            "now": now,
            "whys": list(self.whys),
            "urgencies": [urgency.value for urgency in self.urgencies],
            "language": self.language,
            "category": self.category,
            "quarter": self.quarter,
            "waits_since": now - (self.older_than or timedelta(0)),
        }


_AWAY = f"coalesce(p.until > :now AND {queue_rows.KEPT} = ANY(p.whys), false)"
_HELD = {
    "me": "h.person_id = :me",
    "others": "h.person_id <> :me",
    "nobody": "h.person_id IS NULL",
}


def found(filters: Filters) -> str:
    """SQL: the entries `e` that are wanted, with the row of whoever put them off as `p`; for a FROM."""
    return f"""({queue_rows.ENTRIES}) e
      LEFT JOIN put_off p ON p.community_id = :community AND p.subject_id = e.id
      LEFT JOIN need w ON w.id = e.need_id
      LEFT JOIN (SELECT t.subject_id, t.person_id FROM taken_up t
                   JOIN membership a ON a.community_id = t.community_id AND a.person_id = t.person_id
                    AND a.state = 'active' AND a.role <> 'member'
                  WHERE t.community_id = :community AND t.until > :now) h ON h.subject_id = e.id
     WHERE {" AND ".join(_wanted(filters))}"""  # noqa: S608  (put together from constants)


def _wanted(filters: Filters) -> Iterator[str]:
    yield _AWAY if filters.put_off else f"NOT {_AWAY}"
    if filters.held is not None:
        yield _HELD[filters.held]
    if filters.whys:
        yield "e.why = ANY(:whys)"
    if filters.urgencies:
        yield "w.urgency = ANY(:urgencies)"
    if filters.language is not None:
        yield "w.language = :language"
    if filters.category is not None:
        yield "w.category = :category"
    if filters.quarter is not None:
        yield "w.cell = :quarter"
    if filters.older_than is not None:
        yield "e.since <= :waits_since"
