"""How far a need is covered, and what that makes of it. A need's state follows from its matches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.events import EventKind, record_on
from core.events.payloads import NeedFulfilled
from core.models import Need
from matching.words.vocabulary import Decide, NeedStatus

_SUMS = text("""
    SELECT coalesce(sum(quantity) FILTER (WHERE status = 'confirmed'), 0) AS confirmed,
           coalesce(sum(completed_quantity) FILTER (WHERE status = 'completed'), 0) AS completed
      FROM match WHERE need_id = :need
""")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Quantities agreed and done."""

    confirmed: int
    completed: int

    def remaining(self, need: Need) -> int | None:
        """What is still needed; None: whatever people can spare."""
        if need.quantity is None:
            return None
        return max(0, need.quantity - self.confirmed - self.completed)


def of(session: Session, need_id: UUID) -> Coverage:
    session.flush()
    row = session.execute(_SUMS, {"need": need_id}).one()
    return Coverage(int(row.confirmed), int(row.completed))


def contact_opens(need: Need, coverage: Coverage) -> bool:
    """Whether enough helpers are confirmed for places and phones to open."""
    return coverage.confirmed + coverage.completed >= need.at_least


def settle(session: Session, need: Need, *, now: datetime, actor: UUID | None) -> Coverage:
    """Brings the need's state in line with its matches. Call under the need's lock, after any change of them."""
    coverage = of(session, need.id)
    if need.status not in (NeedStatus.OPEN, NeedStatus.MATCHED):
        return coverage
    status = _derived(need, coverage, now)
    if status is need.status:
        return coverage
    was, need.status = need.status, status
    need.version += 1
    if status is NeedStatus.OPEN:
        need.next_wave_at = None if need.criteria.decide is Decide.ASK_ME_FIRST else now
        record_on(session, EventKind.NEED_REOPENED, need, actor=actor, now=now)
    elif status in (NeedStatus.FULFILLED, NeedStatus.EXPIRED):
        need.closed_at, need.next_wave_at = now, None
        record_end(session, need, actor=actor, now=now)
    elif was is NeedStatus.OPEN:
        need.next_wave_at = None
    session.flush()
    return coverage


def record_end(session: Session, need: Need, *, actor: UUID | None, now: datetime) -> None:
    """Records that a need ended as it now stands: fulfilled by what it has, or expired."""
    if need.status is NeedStatus.FULFILLED:
        record_on(session, EventKind.NEED_FULFILLED, need, NeedFulfilled(), actor=actor, now=now)
    elif need.status is NeedStatus.EXPIRED:
        record_on(session, EventKind.NEED_EXPIRED, need, actor=actor, now=now)


def _derived(need: Need, coverage: Coverage, now: datetime) -> NeedStatus:
    remaining = coverage.remaining(need)
    if remaining == 0:
        return NeedStatus.MATCHED if coverage.confirmed else NeedStatus.FULFILLED
    if now < need.expires_at:
        return NeedStatus.OPEN
    return at_its_end(need, coverage)


def at_its_end(need: Need, coverage: Coverage) -> NeedStatus:
    """What a need becomes when its time is over and it is not fully covered: it closes on what it has."""
    if not contact_opens(need, coverage) or coverage.confirmed + coverage.completed == 0:
        return NeedStatus.EXPIRED
    return NeedStatus.MATCHED if coverage.confirmed else NeedStatus.FULFILLED
