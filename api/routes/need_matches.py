"""Who could help with a need, and who says so: candidates, invitations, answers."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import matches as match_answers
from api.answers.pagination import Limit
from api.answers.replies import reply
from api.schemas import needs as need_shapes
from api.schemas.base import value_of
from api.schemas.matches import AroundNeed, CandidateOut, MatchOut, RefusedOut
from api.schemas.needs import InvitationIn
from doors import languages
from doors.comers import heavy
from doors.deps import Db, Me, Now, Work
from doors.routing import ActionRoute
from services.asking import around
from services.home import own_matches
from services.matches import opening as match_opening

router = APIRouter(prefix="/v1/needs", tags=["Needs"], route_class=ActionRoute)


@router.get("/{need_id}/matches", response_model=AroundNeed)
@heavy()
def list_need_matches(
    need_id: UUID, request: Request, session: Db, me: Me, now: Now, effort: Work, limit: Limit = 20
) -> Response:
    """Proposals, who else could help and why. Coordinators also see who could not.

    `cut` is true where hundreds offer help and not all of them were looked at, the nearest first.
    """
    found, candidates, refused = around.around_need(session, me, need_id, limit=limit, now=now, effort=effort)
    locale = languages.of(request)
    shown = AroundNeed(
        items=[MatchOut.shown(match, locale) for match in own_matches.told(session, me, found, now=now)],
        candidates=[CandidateOut.shown(view, locale) for view in candidates],
    )
    if refused:
        shown.refused = [RefusedOut.shown(view, locale) for view in refused]
    if effort.is_spent:
        shown.cut = True
    return reply(shown)


@router.post("/{need_id}/invitations", status_code=201, response_model=MatchOut)
def invite_helper(
    need_id: UUID, given: InvitationIn, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """Picks a candidate. Somebody who already said yes is confirmed by it."""
    spoken = value_of(given.spoken)
    match = match_opening.invite(session, me, need_id, given.offer_id, spoken=spoken, now=now)
    return match_answers.answer(request, session, me, match, made=True)


@router.post("/{need_id}/responses", status_code=201, response_model=MatchOut)
def respond_to_need(
    need_id: UUID, request: Request, session: Db, me: Me, now: Now, given: need_shapes.Response | None = None
) -> Response:
    """Says "I can". Without an offer one is made for this need alone."""
    given = given or need_shapes.Response()
    match = match_opening.respond(
        session,
        me,
        need_id,
        offer_id=given.offer_id,
        quantity=given.quantity,
        window=value_of(given.window),
        people=given.people,
        message=given.message,
        spoken=value_of(given.spoken),
        now=now,
    )
    return match_answers.answer(request, session, me, match, made=True)
