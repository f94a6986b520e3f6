"""One match as the answer of a call, wherever the match was met."""

from fastapi import Request, Response
from sqlmodel import Session

from api.answers.replies import created, reply
from api.schemas.matches import MatchOut
from core.access import Caller
from core.models import Match
from doors import acting, languages
from services.home import own_matches


def answer(request: Request, session: Session, me: Caller, match: Match, *, made: bool = False) -> Response:
    """The match as this caller sees it, in their language. `made`: by this call, so that its address is named."""
    shown = MatchOut.shown(
        own_matches.one_told(session, me, match, now=acting.now_of(request)), languages.of(request)
    )
    if made:
        return created(shown, f"/v1/matches/{match.id}", edition=match.version)
    return reply(shown, edition=match.version)
