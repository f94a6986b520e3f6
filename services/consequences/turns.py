"""Whose turn it is: written at a need when it is posted, brought forward as earlier ones of its author are answered.

The rule is `matching.asking.turns`. An author is the organisation where one asks, else the person whom it is for.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlmodel import Session, col

from core.models import Match, Need
from matching.asking import turns
from matching.asking.turns import Before
from matching.words.vocabulary import MatchStatus, NeedStatus, Urgency

_STANDING = (NeedStatus.PENDING, NeedStatus.OPEN)
_TAKEN_BACK = (NeedStatus.WITHDRAWN, NeedStatus.REMOVED)
_ANSWERED = (MatchStatus.CONFIRMED, MatchStatus.COMPLETED)


def put(session: Session, need: Need, *, posted_at: datetime, now: datetime) -> None:
    """Gives a need its turn, as one that was posted then. Call with its author locked."""
    need.turn_at = _turn(session, need, posted_at, now)


def advance(session: Session, need: Need, *, now: datetime) -> None:
    """One need was answered: those of its author that still wait for their turn may have it sooner.

    They are locked without waiting, for the answered one is locked already: what somebody else holds keeps its turn.
    """
    session.flush()
    waiting = session.scalars(
        select(Need)
        .where(_same_author(need), col(Need.status) == NeedStatus.OPEN, col(Need.turn_at) > now)
        .order_by(col(Need.id))
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for one in waiting:
        turn = min(_turn(session, one, one.posted_at, now), one.turn_at or now)
        if one.next_wave_at is not None and one.next_wave_at == one.turn_at:
            one.next_wave_at = max(turn, now)
        one.turn_at = turn


def _turn(session: Session, need: Need, posted_at: datetime, now: datetime) -> datetime:
    rows = session.execute(
        select(Need.posted_at, Need.urgency, Need.status).where(  # type: ignore[call-overload]
            _same_author(need),
            or_(
                col(Need.posted_at) < posted_at,
                and_(col(Need.posted_at) == posted_at, col(Need.id) < need.id),
            ),
            (col(Need.status).in_(_STANDING) & ~_answered())
            | (
                col(Need.status).in_(_TAKEN_BACK)
                & (col(Need.wave) > 0)
                & (col(Need.posted_at) > now - turns.REMEMBERED)
            ),
        )
    )
    before = [Before(at, urgency is Urgency.URGENT, status in _TAKEN_BACK) for at, urgency, status in rows]
    return turns.turn(posted_at, urgent=need.urgency is Urgency.URGENT, before=before)


def _same_author(need: Need) -> ColumnElement[bool]:
    if need.organisation_id is not None:
        return (col(Need.organisation_id) == need.organisation_id) & (col(Need.id) != need.id)
    of_person = (col(Need.author_id) == need.author_id) & col(Need.organisation_id).is_(None)
    return of_person & (col(Need.id) != need.id)


def _answered() -> ColumnElement[bool]:
    """Both have said yes to help with it, at least in part."""
    return exists().where(col(Match.need_id) == col(Need.id), col(Match.status).in_(_ANSWERED))
