"""Calls that were asked for come into the queue, and those who answer for a circle are rung for what is urgent.

One number stands in one queue at a time: where another circle's holds it already, it waits unseen until that is done.
What a circle that nobody recognised holds, or has shut, keeps no other from calling.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from core.database.due import NOW, Moment, Since, due, first
from core.events import EventKind, record
from core.models import CallRequest, CallShut, Community, TakenHow, TakenUp
from matching.states import calls
from matching.words.vocabulary import CommunityState
from services.communities import duty


def take_in(session: Session, call_id: UUID, now: datetime) -> None:
    """Puts one into the queue; one whose number is shut is deleted, and nobody is told."""
    call = _locked(session, call_id)
    if call is None or call.taken_in_at is not None:
        return
    if session.scalars(select(col(CallRequest.id)).where(col(CallRequest.id) == call_id, _shut(now))).first():
        session.delete(call)
        return
    call.taken_in_at = now
    kind = EventKind.CALL_ASKED_URGENTLY if call.urgent else EventKind.CALL_ASKED
    note(session, kind, call, actor=None, now=now)


def _open() -> ColumnElement[bool]:
    return col(CallRequest.closed_at).is_(None)


def _shut(now: Moment) -> ColumnElement[bool]:
    """That nobody calls this number: said by this circle, or by any that was recognised."""
    return exists().where(
        col(CallShut.lookup) == col(CallRequest.lookup),
        col(CallShut.until) > now,
        _counts(col(CallShut.community_id)),
    )


def _stands_elsewhere() -> ColumnElement[bool]:
    """That the number stands in the queue of another recognised circle."""
    other = aliased(CallRequest)
    return exists().where(
        other.lookup == CallRequest.lookup,  # type: ignore[arg-type]
        other.id != CallRequest.id,  # type: ignore[arg-type]
        other.taken_in_at.is_not(None),  # type: ignore[union-attr]
        other.closed_at.is_(None),  # type: ignore[union-attr]
        _counts(other.community_id),
    )


def _counts(said_by: object) -> ColumnElement[bool]:
    """That what a circle says of a number counts for the request: its own word, or a recognised circle's."""
    recognised = exists().where(
        col(Community.id) == said_by, col(Community.state) == CommunityState.RECOGNISED
    )
    return or_(col(CallRequest.community_id) == said_by, recognised)


to_take_in = due(
    col(CallRequest.id),
    col(CallRequest.taken_in_at).is_(None),
    _open(),
    at=col(CallRequest.asked_at),
    besides=[or_(_shut(NOW), ~_stands_elsewhere())],
    order=[col(CallRequest.asked_at), col(CallRequest.id)],
)
"""Requests that wait to come into the queue, oldest first: but those whose number stands in one already."""


_UNRUNG = and_(_open(), col(CallRequest.urgent), col(CallRequest.rung_at).is_(None))
unrung = Since(first(col(CallRequest.taken_in_at), _UNRUNG))
"""Since when there are urgent calls for which nobody was rung; whether it is time to is for `to_ring` to say."""


def to_ring(session: Session, now: datetime, limit: int) -> list[UUID]:
    """Urgent ones in a queue, that nobody has taken up, for which somebody may be rung now and nobody was."""
    taken = exists().where(
        col(TakenUp.community_id) == CallRequest.community_id,
        col(TakenUp.subject_id) == CallRequest.id,
        col(TakenUp.until) > now,
        col(TakenUp.how) != TakenHow.ASSIGNED,
    )
    query = (
        select(CallRequest)
        .where(_UNRUNG, col(CallRequest.taken_in_at) <= now, ~taken)
        .order_by(col(CallRequest.asked_at), col(CallRequest.id))
    )
    circles: dict[UUID, bool] = {}
    found: dict[UUID, UUID] = {}
    for call in session.scalars(query):
        here = call.community_id
        if here not in circles:
            circles[here] = _circle_may_be_rung(session, here, now)
        if circles[here] and here not in found and _may_ring(session, call, now):
            found[here] = call.id  # one of a circle: ringing for it is what the next one goes by
    return list(found.values())[:limit]


def ring(session: Session, call_id: UUID, now: datetime) -> None:
    """Rings those on duty; by day, where nobody is, all who answer for the circle."""
    call = _locked(session, call_id)
    if call is None or call.rung_at is not None or not _may_ring(session, call, now):
        return
    call.rung_at = now
    there = duty.on_duty(session, call.community_id, now)
    kind = EventKind.CALL_RINGS_DUTY if there else EventKind.CALL_RINGS_COORDINATORS
    note(session, kind, call, actor=None, now=now)


def _may_ring(session: Session, call: CallRequest, now: datetime) -> bool:
    number_rung = _last_ring(session, col(CallRequest.lookup) == call.lookup)
    return _circle_may_be_rung(session, call.community_id, now, number_rung)


def _circle_may_be_rung(
    session: Session, community_id: UUID, now: datetime, number_rung: datetime | None = None
) -> bool:
    """Whether those who answer for this circle may be rung now; for a number that was rung for then."""
    community = session.get_one(Community, community_id)
    return calls.may_ring(
        now,
        now.astimezone(ZoneInfo(community.time_zone)).time(),
        on_duty=duty.on_duty(session, community_id, now) > 0,
        number_rung=number_rung,
        circle_rung=_last_ring(session, col(CallRequest.community_id) == community_id),
    )


def _last_ring(session: Session, among: ColumnElement[bool]) -> datetime | None:
    return session.scalar(select(func.max(CallRequest.rung_at)).where(among))


def _locked(session: Session, call_id: UUID) -> CallRequest | None:
    return session.scalars(
        select(CallRequest)
        .where(col(CallRequest.id) == call_id, _open())
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def note(session: Session, kind: EventKind, call: CallRequest, *, actor: UUID | None, now: datetime) -> None:
    """Writes down what happened to a request: its id, and no word of it."""
    about = ("call_request", call.id)
    record(session, kind, actor=actor, subject=about, community_id=call.community_id, now=now)
