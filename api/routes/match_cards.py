"""The card of a match that waits for a human."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.answers.replies import reply
from api.schemas.match_cards import MatchCardOut
from api.schemas.matches import MatchOut
from doors import languages
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.home import own_matches
from services.match_cards import card
from services.oversight import queue

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)


@router.get("/matches/{match_id}/card", response_model=MatchCardOut)
def get_match_card(
    community_id: UUID, match_id: UUID, request: Request, session: Db, me: Me, now: Now
) -> Response:
    """All that one needs to decide on a match: why it is in the queue, the need, its history with what both say of it,
    and what may be decided, or whose yes is to be passed on. 404 where it is the caller's own matter, or of somebody
    near to them.
    """
    locale = languages.of(request)
    found = card.of(session, me, community_id, match_id, now=now)
    told = own_matches.one_told(session, me, found.view.match, now=now)
    held = queue.held(session, me, community_id, [match_id], now=now).get(match_id)
    shown = MatchCardOut.shown(found, MatchOut.shown(told, locale), held, locale)
    return reply(shown, secret=True)
