"""What time does with needs: opens waves, reminds of the end, and ends. Each looks again under its locks."""

import random
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from core.database import locks
from core.events import EventKind, record_on
from core.models import Need
from matching.states import deadlines
from matching.words.vocabulary import NeedStatus, Urgency
from services.asking import proposing
from services.asking.rounds import regions
from services.consequences import coverage
from services.due import finding


def to_expire(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Pending and open needs past their end."""
    standing = (NeedStatus.PENDING, NeedStatus.OPEN)
    return finding.ids(
        session, Need, col(Need.status).in_(standing), col(Need.expires_at) <= now, limit=limit
    )


def expire(session: Session, need_id: UUID, now: datetime) -> None:
    """Expires a need, or closes it on what it has where it is partly covered; those who were asked are told."""
    [need] = locks.take(session, needs=[need_id])
    if need.status not in (NeedStatus.PENDING, NeedStatus.OPEN) or need.expires_at > now:
        return
    coverage.settle(session, need, now=now, actor=None)


def to_remind(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Open needs whose end is near: at three quarters of their life, and once more a day before that end."""
    return finding.ids(
        session,
        Need,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.remind_at) <= now,
        col(Need.expires_at) > now,
        limit=limit,
    )


def remind(session: Session, need_id: UUID, now: datetime) -> None:
    """Tells its author that a need's end is near, and plans the last reminder."""
    [need] = locks.take(session, needs=[need_id])
    if need.status is not NeedStatus.OPEN or need.remind_at is None or need.remind_at > now:
        return
    need.remind_at = deadlines.last_reminder(now, need.expires_at)
    record_on(session, EventKind.NEED_EXPIRING, need, actor=None, now=now)


def waves_to_open(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Needs for which somebody more is to be asked now, the urgent first; not those that a round looks after."""
    return _waves_to_open(session, now, limit, regions.not_in_a_round(now))


def urgent_waves_to_open(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Those of them that cannot wait for a round to end."""
    return _waves_to_open(session, now, limit, col(Need.urgency) == Urgency.URGENT)


def _waves_to_open(session: Session, now: datetime, limit: int, which: ColumnElement[bool]) -> list[UUID]:
    return finding.ids(
        session,
        Need,
        col(Need.status) == NeedStatus.OPEN,
        col(Need.next_wave_at) <= now,
        col(Need.expires_at) > now,
        which,
        limit=limit,
        order=(col(Need.urgency) != Urgency.URGENT, col(Need.next_wave_at)),
    )


def open_wave(session: Session, need_id: UUID, now: datetime, rng: random.Random) -> None:
    """Asks the next few helpers for a need."""
    proposing.open_wave(session, need_id, now=now, rng=rng)
