"""How far a need is covered, and what that makes of it. A need's state follows from its matches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind, record_on
from core.events.payloads import NeedFulfilled
from core.models import Need
from matching.states.need_states import NeedMove
from matching.words.values import Window
from matching.words.vocabulary import NeedStatus
from services.consequences import comers, moving
from services.facts import promises

_SUMS = text(f"""
    SELECT coalesce(sum(quantity) FILTER (WHERE status = 'confirmed'), 0) AS confirmed,
           coalesce(sum(completed_quantity) FILTER (WHERE status = 'completed'), 0) AS completed,
           {promises.FIRST_AGREED} AS agreed
      FROM match m WHERE need_id = :need AND id IS DISTINCT FROM :besides
""")  # noqa: S608  (put together from constants)

_MOVES = {
    NeedStatus.OPEN: NeedMove.UNCOVER,
    NeedStatus.MATCHED: NeedMove.COVER,
    NeedStatus.FULFILLED: NeedMove.FULFIL,
    NeedStatus.EXPIRED: NeedMove.EXPIRE,
}
"""The moves that follow from a need's matches, by where they lead."""
_EVENTS = {
    NeedStatus.OPEN: EventKind.NEED_REOPENED,
    NeedStatus.FULFILLED: EventKind.NEED_FULFILLED,
    NeedStatus.EXPIRED: EventKind.NEED_EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Quantities agreed and done, and the time that the first confirmed have agreed on."""

    confirmed: int
    completed: int
    agreed: Window | None = None

    def remaining(self, need: Need) -> int | None:
        """What is still needed; None: whatever people can spare."""
        if need.quantity is None:
            return None
        return max(0, need.quantity - self.confirmed - self.completed)


def of(session: Session, need_id: UUID, *, besides: UUID | None = None) -> Coverage:
    """How much of a need is agreed and done, by its matches as they stand now; one of them left aside."""
    session.flush()
    row = session.execute(_SUMS, {"need": need_id, "besides": besides}).one()
    return Coverage(int(row.confirmed), int(row.completed), promises.first_agreed(row.agreed))


def contact_opens(session: Session, need: Need, coverage: Coverage) -> bool:
    """Whether enough helpers are confirmed for places and phones to open: people, and not one person twice."""
    return coverage.confirmed + coverage.completed >= need.at_least and comers.enough(session, need)


def settle(session: Session, need: Need, *, now: datetime, actor: UUID | None) -> Coverage:
    """Brings the need's state in line with its matches. Call under the need's lock, after any change of them."""
    coverage = of(session, need.id)
    if need.status not in (NeedStatus.OPEN, NeedStatus.MATCHED):
        return coverage
    status = _derived(session, need, coverage, now)
    if status is not need.status:
        become(session, need, status, now=now, actor=actor)
    return coverage


def become(session: Session, need: Need, status: NeedStatus, *, now: datetime, actor: UUID | None) -> None:
    """Moves the need to the state that its matches make of it, and records that. Call under its lock.

    Raises `need_states.NotAllowed` where no move leads there.
    """
    if need.status is NeedStatus.MATCHED and status is NeedStatus.EXPIRED:
        moving.move_need(need, NeedMove.UNCOVER, now=now)
    moving.move_need(need, _MOVES[status], now=now)
    if status is NeedStatus.FULFILLED:
        record_on(session, EventKind.NEED_FULFILLED, need, NeedFulfilled(), actor=actor, now=now)
    elif status in _EVENTS:
        record_on(session, _EVENTS[status], need, actor=actor, now=now)
    session.flush()


def _derived(session: Session, need: Need, coverage: Coverage, now: datetime) -> NeedStatus:
    remaining = coverage.remaining(need)
    if remaining == 0:
        return NeedStatus.MATCHED if coverage.confirmed else NeedStatus.FULFILLED
    if now < need.expires_at:
        return NeedStatus.OPEN
    return at_its_end(session, need, coverage)


def at_its_end(session: Session, need: Need, coverage: Coverage) -> NeedStatus:
    """What a need becomes when its time is over and it is not fully covered: it closes on what it has."""
    if coverage.confirmed + coverage.completed == 0 or not contact_opens(session, need, coverage):
        return NeedStatus.EXPIRED
    return NeedStatus.MATCHED if coverage.confirmed else NeedStatus.FULFILLED
