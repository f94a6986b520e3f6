"""When the two of matches have time for one another, as their helpers are told: for any number of matches at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, select, text
from sqlmodel import Session, col

from core.database import parameters
from core.models import Need as NeedRow
from core.models.values import AVAILABILITY, AWAY
from matching.rules import holding, meeting
from matching.words.values import Offer, Window
from services.facts import needs as need_facts
from services.facts import promises

_HELPERS = text(f"""
    SELECT t.id, t.need_id, o.id AS offer, coalesce(o.organisation_id, o.author_id) AS helper, o.community_id,
           o.availability, o.away, o.at_a_time, o.per_week, p.time_zone,
           {promises.busy_with("t.need_id")} AS busy, {promises.of_offer("t.need_id")} AS promises,
           (SELECT {promises.FIRST_AGREED} FROM match m WHERE m.need_id = t.need_id AND m.id <> t.id) AS agreed
      FROM match t JOIN offer o ON o.id = t.offer_id JOIN person p ON p.id = o.author_id
     WHERE t.id = ANY(CAST(:matches AS uuid[]))
""")  # noqa: S608  (put together from constants)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Chance:
    """When the two could meet (None: at any time), and whether a yes is possible now, by the helper's own time."""

    meeting: tuple[Window, ...] | None
    has_time: bool


def of_matches(session: Session, matches: Sequence[UUID], *, now: datetime) -> Mapping[UUID, Chance]:
    """By match, when its two could meet."""
    if not matches:
        return {}
    session.flush()
    values = {"matches": parameters.ids(matches), "week_ago": now - _A_WEEK}
    rows = session.execute(_HELPERS, values).mappings().all()
    needs = session.scalars(select(NeedRow).where(col(NeedRow.id).in_({row["need_id"] for row in rows})))
    by_id = {need.id: need for need in needs}
    return {row["id"]: _chance(by_id[row["need_id"]], row, now) for row in rows}


def _chance(need: NeedRow, row: RowMapping, now: datetime) -> Chance:
    value = need_facts.need(need, agreed=promises.first_agreed(row["agreed"]))
    offer = _offer(row)
    if not value.windows:
        return Chance(None, not (holding.is_full(offer, now) or holding.week_is_full(offer, now)))
    found = meeting.times(value, offer, now).meeting
    return Chance(found, bool(found))


def _offer(row: RowMapping) -> Offer:
    """As much of an offer as is about time."""
    return Offer(
        id=row["offer"],
        helper_id=row["helper"],
        community_id=row["community_id"],
        categories=frozenset(),
        point=None,
        time_zone=row["time_zone"],
        availability=AVAILABILITY.read(row["availability"]),
        away=AWAY.read(row["away"]),
        at_a_time=row["at_a_time"],
        per_week=row["per_week"],
        busy=promises.busy(row["busy"]),
        held=promises.held(row["promises"]),
        promised_at=promises.counted(row["promises"]),
    )
