"""What time does with needs: opens waves, reminds of the end, and ends. Each looks again under its locks."""

import random
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from core.database import locks
from core.database.due import NOW, Due, due
from core.events import EventKind, record_on
from core.models import Need
from matching.states import deadlines
from matching.words.vocabulary import NeedStatus, Urgency
from services.asking import proposing
from services.asking.rounds import regions
from services.consequences import coverage

_STANDING = (NeedStatus.PENDING, NeedStatus.OPEN)
to_expire = due(col(Need.id), col(Need.status).in_(_STANDING), at=col(Need.expires_at))
"""Pending and open needs past their end."""


def expire(session: Session, need_id: UUID, now: datetime) -> None:
    """Expires a need, or closes it on what it has where it is partly covered; those who were asked are told."""
    [need] = locks.take(session, needs=[need_id])
    if need.status not in (NeedStatus.PENDING, NeedStatus.OPEN) or need.expires_at > now:
        return
    coverage.settle(session, need, now=now, actor=None)


to_remind = due(
    col(Need.id),
    col(Need.status) == NeedStatus.OPEN,
    at=col(Need.remind_at),
    besides=[col(Need.expires_at) > NOW],
)
"""Open needs whose end is near: at three quarters of their life, and once more a day before that end."""


def remind(session: Session, need_id: UUID, now: datetime) -> None:
    """Tells its author that a need's end is near, and plans the last reminder."""
    [need] = locks.take(session, needs=[need_id])
    if need.status is not NeedStatus.OPEN or need.remind_at is None or need.remind_at > now:
        return
    need.remind_at = deadlines.last_reminder(now, need.expires_at)
    record_on(session, EventKind.NEED_EXPIRING, need, actor=None, now=now)


def _waves(which: ColumnElement[bool]) -> Due:
    return due(
        col(Need.id),
        col(Need.status) == NeedStatus.OPEN,
        at=col(Need.next_wave_at),
        besides=[col(Need.expires_at) > NOW, which],
        order=[col(Need.urgency) != Urgency.URGENT, col(Need.next_wave_at)],
    )


waves_to_open = _waves(regions.not_in_a_round(NOW))
"""Needs for which somebody more is to be asked now, the urgent first; not those that a round looks after."""

urgent_waves_to_open = _waves(col(Need.urgency) == Urgency.URGENT)
"""Those of them that cannot wait for a round to end."""


def open_wave(session: Session, need_id: UUID, now: datetime, rng: random.Random) -> None:
    """Asks the next few helpers for a need."""
    proposing.open_wave(session, need_id, now=now, rng=rng)
