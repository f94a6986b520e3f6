"""The first screen: what waits, one's needs, matches and offers, what is unread; as many queries whatever there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from core.access import Caller, sees_match, sees_stub_of_match
from core.database.conditions import among, is_word
from core.models import Match, Message, Need, Notification, Offer
from matching.words.vocabulary import MatchStatus, OfferStatus
from services.afterwards import messages
from services.consequences import match_times
from services.home import own_matches, waiting
from services.home.own_matches import ToldMatch
from services.home.waiting import Awaits
from services.matches import views as match_views
from services.needs import lists as need_lists
from services.needs import views as need_views
from services.needs.views import NeedView
from services.offers import life as offer_life

NEEDS, MATCHES, OFFERS = 10, 10, 5
"""So many of each are shown."""
HOLDS = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED)
"""In these a match holds one of its offer's places."""


@dataclass(frozen=True, slots=True)
class OwnOffer:
    """An offer, and how many of its places are held now."""

    offer: Offer
    held: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much there is in all: unread notifications and messages; own needs, matches and offers."""

    notifications: int
    messages: int
    needs: int
    matches: int
    offers: int


@dataclass(frozen=True, slots=True)
class Home:
    """What is one's own; `numbers` counts also what is not shown."""

    as_of: datetime
    waiting: Sequence[Awaits]
    needs: Sequence[NeedView]
    matches: Sequence[ToldMatch]
    offers: Sequence[OwnOffer]
    numbers: Numbers


def of(session: Session, caller: Caller, *, now: datetime) -> Home:
    """The caller's first screen, as of now."""
    waits = waiting.of(session, caller, now=now)
    rows = need_lists.own_first_screen(session, caller, limit=NEEDS)
    return Home(
        as_of=now,
        waiting=waits,
        needs=need_views.listed(session, caller, rows, now=now, near=None),
        matches=own_matches.told(session, caller, _matches(session, caller, waits, now), now=now),
        offers=_offers(session, caller),
        numbers=_numbers(session, caller),
    )


def _matches(session: Session, caller: Caller, waits: Sequence[Awaits], now: datetime) -> Sequence[Match]:
    """Those that wait first, as pressing as they are; then what was agreed, by its time; then the newest."""
    places = {one.id: place for place, one in enumerate(waits) if one.type == "match"}
    waits_at = case(*((col(Match.id) == match, place) for match, place in places.items()), else_=len(waits))
    confirmed = is_word(col(Match.status), MatchStatus.CONFIRMED)
    to_come = and_(confirmed, or_(match_times.ends().is_(None), match_times.ends() > now))
    standing = is_word(
        col(Match.status), *HOLDS, MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.DISPUTED
    )
    order = (
        *([waits_at] if places else []),
        to_come.desc(),
        case((to_come, match_times.begins())).nulls_last(),
        standing.desc(),
        col(Match.id).desc(),
    )
    query = select(Match).where(*_own_matches(caller)).order_by(*order).limit(MATCHES)
    return session.scalars(query).all()


def _own_matches(caller: Caller) -> list[ColumnElement[bool]]:
    return [match_views.own(caller), or_(sees_match(caller), sees_stub_of_match(caller))]


def _offers(session: Session, caller: Caller) -> list[OwnOffer]:
    """Standing ones first; not those that answered one need alone."""
    held = (
        select(func.count())
        .where(col(Match.offer_id) == col(Offer.id), is_word(col(Match.status), *HOLDS))
        .scalar_subquery()
    )
    ended = ~is_word(col(Offer.status), OfferStatus.ACTIVE, OfferStatus.PAUSED)
    query = (
        select(Offer, held).where(*_own_offers(caller)).order_by(ended, col(Offer.id).desc()).limit(OFFERS)
    )
    return [OwnOffer(offer, count) for offer, count in session.execute(query)]


def _own_offers(caller: Caller) -> list[ColumnElement[bool]]:
    return [offer_life.own(caller), col(Offer.for_need_id).is_(None)]


def _numbers(session: Session, caller: Caller) -> Numbers:
    """All in one query."""
    unread = select(func.count()).where(
        col(Notification.person_id) == caller.person_id, col(Notification.read_at).is_(None)
    )
    unseen = (
        select(func.count())
        .select_from(Message)
        .join(Match, col(Match.id) == col(Message.match_id))
        .where(match_views.own(caller), sees_match(caller), messages.unseen(caller))
    )
    needs = select(func.count()).where(among(col(Need.author_id), caller.voices))
    matches = select(func.count()).select_from(Match).where(*_own_matches(caller))
    offers = select(func.count()).select_from(Offer).where(*_own_offers(caller))
    row = session.execute(
        select(*(part.scalar_subquery() for part in (unread, unseen, needs, matches, offers)))
    )
    return Numbers(*row.one())
