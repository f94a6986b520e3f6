"""Who could help with a need, and who says so: candidates, invitations, answers."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers import matches as match_answers
from api.answers.pagination import Limit
from api.answers.replies import reply
from api.schemas.around import AroundNeed, CandidateOut, NobodyOut, RefusedOut
from api.schemas.base import value_of
from api.schemas.matches import MatchOut
from api.schemas.needs import InvitationIn, ResponseIn
from doors import languages, writes
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

    Where there is nobody, `nobody` says why, of the circle as a whole: never of a single helper.

    `cut` is true where hundreds offer help and not all of them were looked at, the nearest first.
    """
    found = around.around_need(session, me, need_id, limit=limit, now=now, effort=effort)
    locale = languages.of(request)
    shown = AroundNeed(
        items=[
            MatchOut.shown(match, locale) for match in own_matches.told(session, me, found.matches, now=now)
        ],
        candidates=[CandidateOut.shown(view, locale) for view in found.candidates],
    )
    if found.refused:
        shown.refused = [RefusedOut.shown(view, locale) for view in found.refused]
    if found.why:
        shown.nobody = NobodyOut.shown(found.why, locale)
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
    need_id: UUID, request: Request, session: Db, me: Me, now: Now, given: ResponseIn | None = None
) -> Response:
    """Says "I can". Without an offer one is made for this need alone."""
    given = given or ResponseIn()
    writes.count_of_network(session, writes.YES_ES, now)
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
