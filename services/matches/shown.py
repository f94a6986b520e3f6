"""Whom the author of a need was shown: only those they can invite, and no question is answered twice."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import Need, ShownSample
from matching.asking import sampling
from matching.asking.sampling import Drawn


def question(need: Need) -> bytes:
    """What is asked of helpers, as its author can change it: a hash of all that the hard rules read of the need.

    Of its place that is the shown cell. What comes of it by itself (how much is still missing, its end) does not count.
    """
    asked = (
        need.place_kind,
        need.cell,
        need.windows,
        need.minutes,
        need.criteria,
        need.urgency,
        need.at_least,
        sorted(need.involves),
        sorted(need.requires),
        need.cost,
    )
    return sha256(repr(asked).encode()).digest()[:16]


def todays(session: Session, need: Need, *, now: datetime) -> tuple[ShownSample | None, int]:
    """The sample that answers the need as it stands, None where one is to be drawn; and how many there are today."""
    rows = session.scalars(
        select(ShownSample)
        .where(col(ShownSample.need_id) == need.id, col(ShownSample.day) == now.date())
        .execution_options(populate_existing=True)
    ).all()
    standing = sampling.standing((Drawn(row.number, row.question) for row in rows), question(need))
    return next((row for row in rows if standing and row.number == standing.number), None), len(rows)


def holding(session: Session, need_id: UUID, offer_id: UUID) -> ShownSample | None:
    """The last sample in which the author of a need was shown this offer; None where they never were. Kept two days."""
    rows = session.scalars(
        select(ShownSample)
        .where(col(ShownSample.need_id) == need_id)
        .order_by(col(ShownSample.day).desc(), col(ShownSample.number).desc())
        .execution_options(populate_existing=True)
    )
    return next((row for row in rows if any(one.offer_id == offer_id for one in row.shown)), None)
