"""What somebody leaves open: what they look after and has not ended, passed on when their duty ends.

What is judged is not among it: that stays with whoever took it up, and is nobody else's to know of.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select, text, update
from sqlalchemy.orm import aliased
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
    much there is of what. Returns for how many duties.
    """
    rows = _ended(session, now)
    for row in rows:
        row.handed_on_at = now
        if row.until > now - LATEST:
            _hand_on(session, row, now)
    session.flush()
    return len(rows)


def _ended(session: Session, now: datetime) -> Sequence[Duty]:
    next_one = aliased(Duty)
    goes_on = exists().where(
        next_one.community_id == Duty.community_id,  # type: ignore[arg-type]
        next_one.person_id == Duty.person_id,  # type: ignore[arg-type]
        next_one.since <= now,  # type: ignore[arg-type]
        next_one.until > now,  # type: ignore[arg-type]
    )
    return session.scalars(
        select(Duty)
        .where(
            col(Duty.until) <= now,
            col(Duty.handed_on_at).is_(None),
            ~goes_on,
        )
        .order_by(col(Duty.until))
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    ).all()


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
