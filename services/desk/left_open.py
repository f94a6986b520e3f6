"""What somebody leaves open: what they look after and has not ended, passed on when their duty ends.

What is judged is not among it: that stays with whoever took it up, and is nobody else's to know of.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text, update
from sqlmodel import Session, col

from core.access import Caller
from core.database.due import Since
from core.errors import Forbidden, NotFound
from core.events import EventKind, record
from core.events.payloads import LeftOpen
from core.models import Duty, TakenUp
from matching.words.vocabulary import Role
from services.access import callers, rights
from services.desk.filters import Filters, found
from services.oversight import queue
from services.oversight.answers import JUDGED

LATEST = timedelta(days=1)
"""So long after its end a duty is still handed on."""
AT_A_TIME = 100
ended = Since("SELECT min(until) FROM duty WHERE handed_on_at IS NULL")
"""Since when there is a duty to hand on."""
_MINE = Filters(held="me")


@dataclass(frozen=True, slots=True)
class Left:
    """What is left open: which things, and for each why how many."""

    subjects: frozenset[UUID]
    whys: dict[str, int]


def of(session: Session, caller: Caller, community_id: UUID, *, now: datetime) -> Left:
    """What the caller looks after in this community's queue. Raises NotFound for somebody outside, Forbidden for a
    member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    values = queue.values(session, caller, community_id, now) | _MINE.values(caller.person_id, now)
    query = f"SELECT e.id, e.why FROM {found(_MINE)} ORDER BY e.pressing, e.why"  # noqa: S608  (constants)
    rows = session.execute(text(query), values).all()
    judged = {row.id for row in rows if row.why in JUDGED}
    theirs = [row for row in rows if row.id not in judged]
    return Left(frozenset(row.id for row in theirs), dict(Counter(row.why for row in theirs)))


def hand_on(session: Session, now: datetime) -> int:
    """Passes on what those whose duty ended left open: it is everybody's again, and who is on duty next is told how
    much there is of what. Who is on duty all the same, by the next of theirs, leaves nothing. Returns for how many
    duties.
    """
    over = (col(Duty.until) <= now, col(Duty.handed_on_at).is_(None))
    query = select(Duty).where(*over).order_by(col(Duty.until)).limit(AT_A_TIME)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.handed_on_at = now
        if row.until > now - LATEST and not _goes_on(session, row, now):
            _hand_on(session, row, now)
    session.flush()
    return len(rows)


def _goes_on(session: Session, duty: Duty, now: datetime) -> bool:
    theirs = (col(Duty.community_id) == duty.community_id, col(Duty.person_id) == duty.person_id)
    next_one = select(Duty).where(*theirs, col(Duty.since) <= now, col(Duty.until) > now)
    return session.scalars(next_one.limit(1)).first() is not None


def _hand_on(session: Session, duty: Duty, now: datetime) -> None:
    try:
        whose = callers.by_person(session, duty.person_id)
        left = of(session, whose, duty.community_id, now=now)
    except (NotFound, Forbidden):
        return  # who answers for the circle no more holds nothing in it
    if not left.subjects:
        return
    session.execute(
        update(TakenUp)
        .where(
            col(TakenUp.community_id) == duty.community_id,
            col(TakenUp.person_id) == duty.person_id,
            col(TakenUp.subject_id).in_(left.subjects),
        )
        .values(until=now)
    )
    record(
        session,
        EventKind.DUTY_HANDED_ON,
        LeftOpen(len(left.subjects), tuple(f"{why}:{many}" for why, many in sorted(left.whys.items()))),
        actor=duty.person_id,
        subject=("community", duty.community_id),
        community_id=duty.community_id,
        now=now,
    )
