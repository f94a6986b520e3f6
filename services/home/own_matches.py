"""Matches with what their needs are, so that nobody has to open each need to know what a match is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.access import Caller
from core.models import Match
from services.matches import views as match_views
from services.matches.views import MatchView
from services.needs import lists as need_lists
from services.needs import views as need_views
from services.needs.views import NeedView


@dataclass(frozen=True, slots=True)
class ToldMatch:
    """A match as one caller sees it, and its need as far as they see that; None where they see nothing of it."""

    view: MatchView
    need: NeedView | None


def told(session: Session, caller: Caller, matches: Sequence[Match], *, now: datetime) -> list[ToldMatch]:
    """Matches the caller may see; as many queries for any number of them."""
    if not matches:
        return []
    rows = need_lists.some(session, caller, list({match.need_id for match in matches}))
    needs = {view.need.id: view for view in need_views.summed_up(session, caller, rows)}
    views = match_views.views(session, caller, matches, now=now)
    return [ToldMatch(view, needs.get(view.match.need_id)) for view in views]


def one_told(session: Session, caller: Caller, match: Match, *, now: datetime) -> ToldMatch:
    return told(session, caller, [match], now=now)[0]
