"""Asking a circle to be called, without an account; and calling back."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.replies import nothing, reply
from api.schemas.calls import CallAskedOut, CallIn, CallOut
from doors import idempotency
from doors.deps import Db, Me, Network, Now
from doors.routing import ActionRoute
from services.calls import answering, asking

router = APIRouter(prefix="/v1/communities/{community_id}/call-requests", route_class=ActionRoute)


@router.post("", status_code=202, response_model=CallAskedOut, tags=["Communities"])
def ask_for_a_call(community_id: UUID, given: CallIn, session: Db, network: Network, now: Now) -> Response:
    """Asks those who answer for a community for a call. No account, no code, no message to the number; the answer is
    the same whatever is known of it. Asking again while one waits changes nothing, but that it may become urgent.
    """
    asked = asking.ask(
        session,
        community_id,
        phone=given.phone,
        name=given.name,
        language=given.language,
        urgent=given.urgent,
        about=given.about,
        network=network,
        now=now,
    )
    return reply(CallAskedOut.shown(asked), 202, secret=True)


@router.post("/{call_id}/claim", response_model=CallOut, tags=["Coordinators"])
@idempotency.never_kept
def claim_call(community_id: UUID, call_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Takes up who asked to be called, and opens their number: an act in the log. Nobody else calls meanwhile."""
    return reply(CallOut.shown(answering.claim(session, me, community_id, call_id, now=now)), secret=True)


@router.post("/{call_id}/finish", status_code=204, tags=["Coordinators"])
def finish_call(community_id: UUID, call_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """They were called. Where they want something, write them down in the call: `POST /v1/people`."""
    answering.finish(session, me, community_id, call_id, now=now)
    return nothing()


@router.post("/{call_id}/nobody-asked", status_code=204, tags=["Coordinators"])
def say_nobody_asked(community_id: UUID, call_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Whoever answered had asked for no call: it ends, and that number is not called for 30 days."""
    answering.nobody_asked(session, me, community_id, call_id, now=now)
    return nothing()
