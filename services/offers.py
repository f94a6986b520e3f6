"""Offers: what a helper can do, and within what limits. Only the helper changes them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from core import places
from core.access import Caller, not_blocked
from core.crypto import Cell
from core.errors import Conflict, Forbidden, Invalid, Stale
from core.events import EventKind, record
from core.keyring import keyring
from core.models import Community, Membership, Need, Offer, Organisation
from core.models.representation import Covers
from matching import deadlines, offer_states
from matching.categories import CATEGORIES
from matching.offer_states import OfferMove
from matching.values import Point
from matching.vocabulary import JoinPolicy, MemberState, OfferStatus, Role
from services import access, communities, endings, locks, shown_cells, supply


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
    availability: list[dict[str, str]] = field(default_factory=list)
    away: list[dict[str, str]] = field(default_factory=list)
    at_a_time: int = 1
    per_week: int = 2
    up_to: int = 1
    has: list[str] = field(default_factory=list)
    cannot: list[str] = field(default_factory=list)
    money: dict[str, Any] = field(default_factory=dict)
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
    cell = (
        draft.place
        if not isinstance(draft.place, Point)
        else places.cell_of(draft.place.lat, draft.place.lon)
    )
    community_id = _community(session, caller, draft, cell)
    if draft.organisation_id is not None:
        _ensure_acts_for(session, caller, draft.organisation_id)
    _ensure_known(draft.categories)
    if draft.until is not None and draft.until <= now:
        raise Invalid("/until", "in_the_past")
    if author_id != caller.person_id:
        _bring_along(session, caller, author_id, community_id, now)
    offer = Offer(
        community_id=community_id,
        author_id=author_id,
        organisation_id=draft.organisation_id,
        status=OfferStatus.ACTIVE,
        categories=draft.categories,
        languages=draft.languages or author.languages or [author.locale],
        cell=cell,
        shown_cell=shown_cells.shown(session, cell, now=now) if cell is not None else None,
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
        offer.place = _sealed_place(session, offer, draft.place)
    session.add(offer)
    supply.keep(session, offer)
    _note(session, EventKind.OFFER_POSTED, offer, caller, now)
    return offer


def _bring_along(
    session: Session, caller: Caller, person_id: UUID, community_id: UUID, now: datetime
) -> None:
    """A helper without the app is a member like others: at once where a coordinator enters them, else asked for."""
    if session.get(Membership, (community_id, person_id)) is not None:
        return
    community = session.get_one(Community, community_id)
    at_once = caller.is_at_least(Role.COORDINATOR, community_id) or community.join_policy is JoinPolicy.OPEN
    session.add(
        Membership(
            community_id=community_id,
            person_id=person_id,
            state=MemberState.ACTIVE if at_once else MemberState.PENDING,
            since=now,
        )
    )
    record(
        session,
        EventKind.MEMBER_ADMITTED if at_once else EventKind.MEMBER_PENDING,
        actor=caller.person_id,
        for_id=person_id,
        subject=("person", person_id),
        community_id=community_id,
        now=now,
    )


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
        shown_cell=need.shown_cell,
        remote=need.cell is None,
        has=list(need.requires),
        money=_enough_for(need.cost),
        posted_at=now,
        checked_in_at=now,
        expires_at=need.expires_at,
    )
    session.add(offer)
    session.flush()
    _note(session, EventKind.OFFER_POSTED, offer, caller, now, for_need=need.id)
    return offer


def _languages(session: Session, caller: Caller) -> list[str]:
    from core.models import Person

    return session.get_one(Person, caller.person_id).languages


def _enough_for(cost: dict[str, Any]) -> dict[str, Any]:
    """Who answers a need having read what it costs says yes to that too."""
    up_to = cost.get("up_to") or 0
    return {"advance_up_to": up_to, "gift_up_to": up_to, "currency": cost.get("currency")}


def _community(session: Session, caller: Caller, draft: OfferDraft, cell: int | None) -> UUID:
    if draft.community_id is not None:
        community_id = draft.community_id
        communities.get(session, caller, community_id)
    elif cell is not None:
        community_id = communities.holding_place(session, Point(*places.centre(cell))).id
    else:
        mine = caller.communities()
        if not mine:
            raise Invalid("/community_id", "community_needed_without_place")
        community_id = min(mine)
    if not caller.is_at_least(Role.MEMBER, community_id):
        raise Forbidden("join_first", community_id=str(community_id))
    return community_id


def _ensure_acts_for(session: Session, caller: Caller, organisation_id: UUID) -> None:
    if organisation_id not in caller.organisations:
        raise Invalid("/organisation_id", "not_your_organisation")
    if not session.get_one(Organisation, organisation_id).verified:
        raise Invalid("/organisation_id", "organisation_not_verified")


def _ensure_known(categories: list[str]) -> None:
    for index, slug in enumerate(categories):
        if slug not in CATEGORIES:
            raise Invalid(f"/categories/{index}", "unknown_category")


def _sealed_place(session: Session, offer: Offer, place: Point) -> bytes | None:
    return keyring(session).seal(offer.author_id, _place_cell(offer), f"{place.lat!r},{place.lon!r}")


def opened_place(session: Session, offer: Offer) -> Point | None:
    text = keyring(session).open(offer.author_id, _place_cell(offer), offer.place)
    if text is None:
        return None
    lat, lon = text.split(",")
    return Point(float(lat), float(lon))


def _place_cell(offer: Offer) -> Cell:
    return Cell("offer", offer.id, "place")


def listed(
    session: Session,
    caller: Caller,
    *,
    community_id: UUID | None,
    status: OfferStatus | None,
    after: UUID | None,
    limit: int,
) -> list[Offer]:
    """One's own offers; with `community_id` a community's, for its coordinators."""
    wanted: list[ColumnElement[bool]] = []
    if community_id is not None:
        access.require_role(caller, Role.COORDINATOR, community_id)
        wanted += [col(Offer.community_id) == community_id, not_blocked(caller, col(Offer.author_id))]
    else:
        mine = col(Offer.author_id).in_(caller.voices)
        theirs = col(Offer.organisation_id).in_(caller.organisations)
        wanted.append(mine | theirs if caller.organisations else mine)
    if status is not None:
        wanted.append(col(Offer.status) == status)
    if after is not None:
        wanted.append(col(Offer.id) > after)
    return list(session.execute(select(Offer).where(*wanted).order_by(col(Offer.id)).limit(limit)).scalars())


def edit(
    session: Session, caller: Caller, offer_id: UUID, changes: dict[str, Any], *, version: int, now: datetime
) -> Offer:
    """Changes an offer. Open proposals that no longer fit simply cannot be accepted any more."""
    offer = locks.take_offer(session, access.own_offer(session, caller, offer_id))
    if offer.version != version:
        raise Stale
    if "edit" not in offer_states.allowed(offer.status):
        raise _not_possible(offer)
    _ensure_known(changes.get("categories", []))
    rest = dict(changes)
    if "place" in rest:
        place = rest.pop("place")
        offer.cell = places.cell_of(place.lat, place.lon) if isinstance(place, Point) else place
        offer.place = _sealed_place(session, offer, place) if isinstance(place, Point) else None
        offer.shown_cell = shown_cells.shown(session, offer.cell, now=now) if offer.cell else None
    if "until" in rest:
        offer.expires_at = deadlines.offer_expiry(now, rest.pop("until"))
    for name, value in rest.items():
        setattr(offer, name, value)
    if offer.cell is None and not offer.remote:
        raise Invalid("/place", "place_or_remote")
    offer.checked_in_at = now
    offer.version += 1
    supply.keep(session, offer)
    _note(session, EventKind.OFFER_EDITED, offer, caller, now, fields=sorted(changes))
    return offer


def pause(
    session: Session, caller: Caller, offer_id: UUID, *, until: datetime | None, now: datetime
) -> Offer:
    """Nobody is asked on this offer until `until`; what was agreed stands."""
    if until is not None and until <= now:
        raise Invalid("/until", "in_the_past")
    offer = locks.take_offer(session, access.own_offer(session, caller, offer_id))
    if offer.status is OfferStatus.PAUSED:
        offer.paused_until = until
        return offer
    _move(offer, OfferMove.PAUSE)
    offer.paused_until = until
    return _kept(session, offer, EventKind.OFFER_PAUSED, caller, now)


def resume(session: Session, caller: Caller, offer_id: UUID, *, now: datetime) -> Offer:
    offer = locks.take_offer(session, access.own_offer(session, caller, offer_id))
    if offer.status is OfferStatus.ACTIVE:
        return offer
    _move(offer, OfferMove.RESUME)
    offer.paused_until = None
    offer.checked_in_at = now
    return _kept(session, offer, EventKind.OFFER_RESUMED, caller, now)


def renew(
    session: Session, caller: Caller, offer_id: UUID, *, until: datetime | None, now: datetime
) -> Offer:
    """Gives an offer a new life; also the answer to "is this still right?"."""
    if until is not None and until <= now:
        raise Invalid("/until", "in_the_past")
    offer = locks.take_offer(session, access.own_offer(session, caller, offer_id))
    _move(offer, OfferMove.RENEW)
    offer.paused_until = None
    offer.expires_at = deadlines.offer_expiry(now, until)
    offer.checked_in_at = now
    return _kept(session, offer, EventKind.OFFER_RENEWED, caller, now)


def withdraw(session: Session, caller: Caller, offer_id: UUID, *, now: datetime) -> Offer:
    """Takes an offer back. Help agreed on it is cancelled, and those who waited for it are told."""
    offer = locks.take_offer(session, access.own_offer(session, caller, offer_id))
    if offer.status is OfferStatus.WITHDRAWN:
        return offer
    _move(offer, OfferMove.WITHDRAW)
    withdraw_for(session, offer, actor=caller.person_id, now=now)
    return offer


def withdraw_for(session: Session, offer: Offer, *, actor: UUID, now: datetime) -> None:
    """Takes back an offer of somebody, by whoever may. Call under the locks."""
    endings.withdraw_offer(
        session, offer, actor=actor, now=now, status=OfferStatus.WITHDRAWN, code="offer_withdrawn"
    )
    _record(session, EventKind.OFFER_WITHDRAWN, offer, actor, now)


def _move(offer: Offer, move: OfferMove) -> None:
    try:
        offer.status = offer_states.target(offer.status, move)
    except offer_states.NotAllowed as error:
        raise _not_possible(offer) from error
    offer.version += 1


def _not_possible(offer: Offer) -> Conflict:
    return Conflict("not_possible", current=offer.status, allowed=list(offer_states.allowed(offer.status)))


def _kept(session: Session, offer: Offer, kind: EventKind, caller: Caller, now: datetime) -> Offer:
    supply.keep(session, offer)
    _note(session, kind, offer, caller, now)
    return offer


def _note(
    session: Session, kind: EventKind, offer: Offer, caller: Caller, now: datetime, **payload: Any
) -> None:
    _record(session, kind, offer, caller.person_id, now, **payload)


def _record(
    session: Session, kind: EventKind, offer: Offer, actor: UUID, now: datetime, **payload: Any
) -> None:
    record(
        session,
        kind,
        actor=actor,
        for_id=offer.author_id if offer.author_id != actor else None,
        subject=("offer", offer.id),
        community_id=offer.community_id,
        now=now,
        **payload,
    )
