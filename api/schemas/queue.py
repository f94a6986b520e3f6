"""What needs a human, over the wire: entries of a circle's queue, who looks after them, and how many there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self, get_args
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Moment, Shape, Written, cell_name
from api.schemas.need_progress import ProgressOut
from api.schemas.words import CategorySlug, Thing, words
from core.models import PutOff, TakenHow
from matching.words.vocabulary import Urgency
from services.desk.entry import DeskEntry, SeenPerson
from services.desk.filters import Whose
from services.desk.left_open import Left
from services.oversight.answers import ANSWERS
from services.oversight.queue import Held

QueueWhy = Annotated[str, words("QueueWhy", ANSWERS, "Why something needs a human.")]
QueueAnswer = Annotated[
    str,
    words("QueueAnswer", (one for answers in ANSWERS.values() for one in answers), "What can be done."),
]
QueueHeldBy = Annotated[Whose, words("QueueHeldBy", get_args(Whose), "Who looks after it.")]


class HeldOut(Shape):
    """Who looks after it, since when, and until when it is theirs; `how` it came to be."""

    by_me: bool
    person_id: UUID
    display_name: str | None
    since: datetime
    until: datetime
    how: TakenHow

    @classmethod
    def shown(cls, held: Held) -> Self:
        return cls(
            by_me=held.by_me,
            person_id=held.person_id,
            display_name=held.display_name,
            since=held.since,
            until=held.until,
            how=held.how,
        )


class SeenPersonOut(Shape):
    """Who asked, or whom it is about. `represented`: somebody speaks for them."""

    id: UUID
    display_name: str | None
    represented: bool

    @classmethod
    def shown(cls, person: SeenPerson) -> Self:
        return cls(id=person.id, display_name=person.display_name, represented=person.represented)


class QueueEntry(Shape):
    """Something that needs a human. What is of a need is there where one stands behind it."""

    why: QueueWhy
    type: Thing
    id: UUID
    since: datetime
    at_once: bool = Field(description="It cannot wait.")
    next_act: QueueAnswer = Field(description="The one next act: the first of `answers`.")
    answers: list[QueueAnswer]
    due: datetime | None = Field(default=None, description="When time decides it.")
    title: str | None = None
    category: CategorySlug | None = None
    urgency: Urgency | None = None
    language: str | None = None
    quarter: str | None = Field(default=None, description="The cell that everybody is shown of its place.")
    author: SeenPersonOut | None = None
    progress: ProgressOut | None = Field(
        default=None, description="What its author was told of how it stands."
    )
    last_note: str | None = Field(default=None, description="What a coordinator noted last.")
    held: HeldOut | None = None
    put_off_until: datetime | None = None
    need_id: UUID | None = None
    match_id: UUID | None = None
    case_id: UUID | None = Field(
        default=None, description="Where what was reported can be read, `GET …/cases/{case_id}`."
    )

    @classmethod
    def shown(cls, entry: DeskEntry) -> Written:
        may_lack = {
            "due": entry.due,
            "title": entry.title,
            "category": entry.category,
            "urgency": entry.urgency,
            "language": entry.language,
            "quarter": cell_name(entry.quarter),
            "author": SeenPersonOut.shown(entry.author) if entry.author else None,
            "progress": ProgressOut.shown(entry.told) if entry.told else None,
            "last_note": entry.last_note,
            "held": HeldOut.shown(entry.held) if entry.held else None,
            "put_off_until": entry.put_off_until,
            "need_id": entry.need_id,
            "match_id": entry.match_id,
            "case_id": entry.case_id,
        }
        return {
            "why": entry.why,
            "type": entry.type,
            "id": entry.id,
            "since": entry.since,
            "at_once": entry.at_once,
            "next_act": entry.next_act,
            "answers": list(entry.answers),
            **{name: value for name, value in may_lack.items() if value is not None},
        }


class QueuePage(Shape):
    items: list[QueueEntry]
    as_of: datetime = Field(description="What came later is told by `GET …/queue/counts?new_since=`.")
    next: str | None


class QueueCount(Shape):
    """How many entries stand there for one reason."""

    why: QueueWhy
    many: int


class QueueCounts(Shape):
    """How many there are by why, most first; with `new_since`, how many came since."""

    items: list[QueueCount]
    new: int | None = None

    @classmethod
    def shown(cls, counts: Mapping[str, int], new: int | None) -> Self:
        items = [QueueCount(why=why, many=many) for why, many in counts.items()]
        return cls(items=items) if new is None else cls(items=items, new=new)


class HoldOut(Shape):
    """Who looks after it now; null: nobody, for it needs no human any more."""

    held: HeldOut | None

    @classmethod
    def shown(cls, held: Held | None) -> Self:
        return cls(held=HeldOut.shown(held) if held else None)


class PutOffIn(Given):
    until: Moment = Field(description="Within two weeks; within two hours for what cannot wait (`at_once`).")


class PutOffOut(Shape):
    """Until when the queue does not show it; null: it needs no human any more."""

    until: datetime | None

    @classmethod
    def shown(cls, row: PutOff | None) -> Self:
        return cls(until=row.until if row else None)


class AssignIn(Given):
    person_id: UUID = Field(description="Somebody who answers for the community.")


class FullIn(Given):
    until: Moment = Field(description="Within 24 hours.")


class FullOut(Shape):
    """Till then the community can take on no more."""

    until: datetime | None


class LeftOpenOut(Shape):
    """What the caller looks after and has not ended: what is passed on, by its numbers, when their duty ends."""

    items: list[QueueCount]

    @classmethod
    def shown(cls, left: Left) -> Self:
        return cls(items=[QueueCount(why=why, many=many) for why, many in left.whys.items()])
