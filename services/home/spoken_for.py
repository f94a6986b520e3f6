"""Somebody one speaks for, with what they asked for and what they promised, as their page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from core.access import Caller, sees_match, sees_need, sees_stub_of_match
from core.models import Match, Need
from matching.words.vocabulary import MatchStatus
from services.home import own_matches
from services.home.own_matches import ToldMatch
from services.needs import lists as need_lists
from services.needs import views as need_views
from services.needs.lists import STANDING
from services.needs.views import NeedView
from services.representation import standing
from services.representation.standing import Represented

SHOWN = 20
_LIVE = (MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class SpokenFor:
    """The person and their consent; their needs, those that stand first; of their help what is asked or promised."""

    found: Represented
    needs: Sequence[NeedView]
    promises: Sequence[ToldMatch]


def of(session: Session, caller: Caller, person_id: UUID, *, now: datetime) -> SpokenFor:
    """Raises NotFound for whom the caller does not speak for. Before their yes there is nothing to see but them."""
    found = standing.get(session, caller, person_id)
    return SpokenFor(
        found, _needs(session, caller, person_id, now), _promises(session, caller, person_id, now)
    )


def _needs(session: Session, caller: Caller, person_id: UUID, now: datetime) -> list[NeedView]:
    theirs = (
        select(col(Need.id))
        .where(col(Need.author_id) == person_id, sees_need(caller))
        .order_by(col(Need.status).in_(STANDING).desc(), col(Need.id).desc())
        .limit(SHOWN)
    )
    ids = list(session.scalars(theirs))
    rows = {row.id: row for row in need_lists.some(session, caller, ids)} if ids else {}
    return need_views.listed(session, caller, [rows[id] for id in ids if id in rows], now=now, near=None)


def _promises(session: Session, caller: Caller, person_id: UUID, now: datetime) -> list[ToldMatch]:
    theirs = select(Match).where(
        col(Match.helper_person_id) == person_id,
        col(Match.status).in_(_LIVE),
        or_(sees_match(caller), sees_stub_of_match(caller)),
    )
    rows = session.scalars(theirs.order_by(col(Match.id).desc()).limit(SHOWN)).all()
    return own_matches.told(session, caller, rows, now=now)
