"""Posting an offer: one that stands, or one made for a single need by answering it. Helpers are adults."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.errors import Forbidden, Invalid
from core.events import EventKind, record_on
from core.events.payloads import OfferPosted
from core.models import Need, Offer, Person
from core.models.representation import Covers
from matching.states import deadlines
from matching.words.values import Away, Cost, Money, Point, Slot
from matching.words.vocabulary import OfferStatus, Role
from services import sealed
from services.access import room
from services.communities import directory, joining, organisations
from services.facts import categories, policies
from services.people import contact_points
from services.places import cells, supply


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """What a helper writes when they offer. A place or `remote` suffices."""

    place: Point | int | None = None
    remote: bool = False
    community_id: UUID | None = None
    organisation_id: UUID | None = None
    on_behalf_of: UUID | None = None
    categories: list[str] = field(default_factory=list)
    languages: list[str] | None = None
    reach_km: float = 5.0
    availability: tuple[Slot, ...] = ()
    away: tuple[Away, ...] = ()
    at_a_time: int = 1
    per_week: int = 2
    up_to: int = 1
    has: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    money: Money = field(default_factory=Money)
    stock: int | None = None
    share: list[str] = field(default_factory=list)
    until: datetime | None = None


def post(session: Session, caller: Caller, draft: OfferDraft, *, now: datetime) -> Offer:
    """Posts an offer in a community the caller helps in, or for somebody they speak for. Helpers are adults."""
    author_id = draft.on_behalf_of or caller.person_id
    if author_id != caller.person_id and Covers.POST not in caller.represents.get(author_id, frozenset()):
        raise Forbidden("consent_does_not_cover")
    author = locks.own_person(session, author_id)
    if author.is_adult is not True:
        raise Forbidden("adults_only")
    if draft.place is None and not draft.remote:
        raise Invalid("/place", "place_or_remote")
    cell = cells.of_place(draft.place)
    if draft.organisation_id is not None:
        organisations.ensure_acts_for(session, caller, draft.organisation_id)
    community_id = _community(session, caller, draft, cell)
    contact_points.ensure_may_help(session, author_id, organisation_id=draft.organisation_id)
    room.for_offer(session, author_id, draft.organisation_id, now=now)
    categories.ensure_known(draft.categories)
    if draft.until is not None and draft.until <= now:
        raise Invalid("/until", "in_the_past")
    if author_id != caller.person_id:
        joining.bring_along(session, caller, author_id, community_id, now=now)
    offer = _written(session, author, draft, community_id, cell, now)
    session.add(offer)
    supply.keep(session, offer)
    record_on(
        session,
        EventKind.OFFER_POSTED,
        offer,
        OfferPosted(),
        actor=caller.person_id,
        for_id=author_id,
        now=now,
    )
    return offer


def _written(
    session: Session, author: Person, draft: OfferDraft, community_id: UUID, cell: int | None, now: datetime
) -> Offer:
    """The offer as it was drafted, with what was left to defaults; its exact place sealed."""
    offer = Offer(
        community_id=community_id,
        author_id=author.id,
        organisation_id=draft.organisation_id,
        status=OfferStatus.ACTIVE,
        categories=draft.categories,
        languages=draft.languages or author.languages or [author.locale],
        cell=policies.shown(session, community_id, cell),
        reach_km=draft.reach_km,
        remote=draft.remote,
        availability=draft.availability,
        away=draft.away,
        at_a_time=draft.at_a_time,
        per_week=draft.per_week,
        up_to=draft.up_to if draft.organisation_id else 1,
        has=draft.has,
        cannot=draft.cannot,
        money=draft.money,
        stock=draft.stock,
        share=draft.share,
        posted_at=now,
        checked_in_at=now,
        expires_at=deadlines.offer_expiry(now, draft.until),
    )
    if isinstance(draft.place, Point):
        offer.place = sealed.seal_offer_place(session, offer, draft.place)
    return offer


def _community(session: Session, caller: Caller, draft: OfferDraft, cell: int | None) -> UUID:
    if draft.community_id is not None:
        community_id = draft.community_id
        directory.get(session, community_id)
    elif cell is not None:
        author_id = draft.on_behalf_of or caller.person_id
        usual = directory.usual(
            session, caller, cell, author_id=author_id, organisation_id=draft.organisation_id
        )
        community_id = usual.id
    else:
        mine = caller.communities()
        if not mine:
            raise Invalid("/community_id", "community_needed_without_place")
        community_id = min(mine)
    if not caller.is_at_least(Role.MEMBER, community_id):
        raise Forbidden("join_first", community_id=str(community_id))
    return community_id


def for_one_need(session: Session, caller: Caller, need: Need, *, now: datetime) -> Offer:
    """An offer for one need alone, made by answering it: it stands in no search and ends with the need."""
    if caller.is_adult is not True:
        raise Forbidden("adults_only")
    offer = Offer(
        community_id=need.community_id,
        author_id=caller.person_id,
        for_need_id=need.id,
        status=OfferStatus.ACTIVE,
        categories=[need.category],
        languages=sorted({caller.locale, *_languages(session, caller)}),
        cell=need.cell,
        remote=need.cell is None,
        has=list(need.requires),
        money=_enough_for(need.cost),
        posted_at=now,
        checked_in_at=now,
        expires_at=need.expires_at,
    )
    session.add(offer)
    session.flush()
    posted = OfferPosted(for_need=need.id)
    record_on(session, EventKind.OFFER_POSTED, offer, posted, actor=caller.person_id, now=now)
    return offer


def _languages(session: Session, caller: Caller) -> list[str]:
    return session.get_one(Person, caller.person_id).languages


def _enough_for(cost: Cost) -> Money:
    """Who answers a need having read what it costs says yes to that too."""
    up_to = cost.up_to or 0
    return Money(advance_up_to=up_to, gift_up_to=up_to, currency=cost.currency)
