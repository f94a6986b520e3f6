"""Matches with what their needs are, so that nobody has to open each need to know what a match is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller, sees_match
from core.database.conditions import is_word
from core.models import Match
from matching.words.vocabulary import MatchStatus
from services.matches import views as match_views
from services.matches.views import MatchView
from services.needs import lists as need_lists
from services.needs import views as need_views
from services.needs.views import NeedView

MOST = 20
"""So many of one need are told at once."""


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


def of_need(
    session: Session, caller: Caller, need_id: UUID, *, statuses: Collection[MatchStatus], now: datetime
) -> list[ToldMatch]:
    """A need's matches that stand so, as far as the caller sees them: a yes that waits for a word comes first."""
    waits = is_word(col(Match.status), MatchStatus.ACCEPTED)
    rows = session.scalars(
        select(Match)
        .where(col(Match.need_id) == need_id, is_word(col(Match.status), *statuses), sees_match(caller))
        .order_by(waits.desc(), col(Match.id))
        .limit(MOST)
    ).all()
    return told(session, caller, rows, now=now)
