"""Whether there is room for one more: of open needs, offers and yes-es as many may stand as the table says.

Whose they are counts, not whose hand it was: an organisation's where one acts, else the person's own. They are locked
meanwhile, so that two at once are counted one after the other.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from core import limits
from core.database import locks
from core.errors import Conflict
from core.limits import Limit
from core.models import Community, Match, Need, Offer
from matching.rules.ceilings import PER_NETWORK, Ceilings
from matching.words.vocabulary import MatchStatus, NeedStatus, OfferStatus, Urgency
from services.access import ceilings

STANDING_OFFERS = (OfferStatus.ACTIVE, OfferStatus.PAUSED)
_STANDING_NEEDS = (NeedStatus.PENDING, NeedStatus.OPEN)
_DAY = timedelta(days=1)
_ITS_END = func.coalesce(col(Match.agreed_to), col(Match.between_to))
RINGS_OF_A_NETWORK = Limit("rings_network", burst=PER_NETWORK, pace=_DAY / PER_NETWORK)
"""One a day for each of so many newcomers."""
_WITHOUT_A_TIME = timedelta(hours=72)
"""So long after both said yes a match without an agreed time counts as standing."""


def for_need(session: Session, need: Need, *, now: datetime) -> None:
    """Room for one more open need, and whether those on duty may be rung for it.

    Raises Conflict `enough_open_needs`, but never for what is urgent.
    """
    most = _locked(session, need, now)
    if need.urgency is not Urgency.URGENT:
        standing = _other_needs(session, need, col(Need.status).in_(_STANDING_NEEDS))
        if standing >= most.open_needs:
            raise Conflict("enough_open_needs", most=most.open_needs)
    _let_ring(session, need, most, now)


def for_ring(session: Session, need: Need, *, now: datetime) -> None:
    """Whether those on duty may be rung for a need that has become urgent; once they may, they always may."""
    _let_ring(session, need, _locked(session, need, now), now)


def for_offer(session: Session, author_id: UUID, organisation_id: UUID | None, *, now: datetime) -> None:
    """Room for one more offer; those made for a single need count as yes-es. Raises Conflict `enough_open_offers`.

    Call with the author locked.
    """
    most = ceilings.of_person(session, author_id, organisation_id=organisation_id, now=now).open_offers
    if organisation_id is not None:
        whose = col(Offer.organisation_id) == organisation_id
    else:
        whose = (col(Offer.author_id) == author_id) & col(Offer.organisation_id).is_(None)
    query = select(func.count()).where(
        whose, col(Offer.status).in_(STANDING_OFFERS), col(Offer.for_need_id).is_(None)
    )
    if session.execute(query).scalar_one() >= most:
        raise Conflict("enough_open_offers", most=most)


def for_yes(session: Session, match: Match, *, now: datetime) -> None:
    """Room for one more yes by this match's helper, all offers together. Raises Conflict `enough_yes_es`.

    Call with the helper locked.
    """
    organisation = session.get_one(Offer, match.offer_id).organisation_id
    most = ceilings.of_person(
        session, match.helper_person_id, organisation_id=organisation, now=now
    ).open_yes_es
    not_over = or_(
        now < _ITS_END,
        _ITS_END.is_(None) & (col(Match.confirmed_at) > now - _WITHOUT_A_TIME),
    )
    waits = col(Match.status) == MatchStatus.ACCEPTED
    query = select(func.count()).where(
        col(Match.helper_id) == match.helper_id,
        col(Match.id) != match.id,
        or_(waits, (col(Match.status) == MatchStatus.CONFIRMED) & not_over),
    )
    if session.execute(query).scalar_one() >= most:
        raise Conflict("enough_yes_es", most=most)


def _locked(session: Session, need: Need, now: datetime) -> Ceilings:
    """What may stand for the need's author, who is locked from here on."""
    locks.take(session, helpers=[need.organisation_id or need.author_id])
    return ceilings.of_person(
        session,
        need.author_id,
        organisation_id=need.organisation_id,
        doubled_until=session.get_one(Community, need.community_id).limits_doubled_until,
        now=now,
    )


def _let_ring(session: Session, need: Need, most: Ceilings, now: datetime) -> None:
    if need.urgency is not Urgency.URGENT or need.rings_since is not None:
        return
    rung = _other_needs(session, need, col(Need.rings_since) > now - _DAY)
    if (most.rings_a_day is None or rung < most.rings_a_day) and not _network_has_rung(session, now):
        need.rings_since = now


def _network_has_rung(session: Session, now: datetime) -> bool:
    """Whether newcomers of the caller's network have had all rings of a day that are theirs together."""
    network = session.info.get(ceilings.NEWCOMERS_NETWORK)
    return network is not None and limits.spent(session, RINGS_OF_A_NETWORK, network, now)


def _other_needs(session: Session, need: Need, *wanted: ColumnElement[bool]) -> int:
    """How many others its author has that are like this."""
    if need.organisation_id is not None:
        whose = col(Need.organisation_id) == need.organisation_id
    else:
        whose = (col(Need.author_id) == need.author_id) & col(Need.organisation_id).is_(None)
    query = select(func.count()).where(whose, col(Need.id) != need.id, *wanted)
    return int(session.execute(query).scalar_one())
