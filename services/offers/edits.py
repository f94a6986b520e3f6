"""Editing an offer. What was agreed on it stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from core.database import locks
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Invalid, Stale
from core.events import EventKind, record_on
from core.events.payloads import Edited
from core.models import Offer
from matching.states import deadlines, offer_states
from matching.words.values import Away, Point, Slot
from services import sealed
from services.access import rights
from services.facts import categories
from services.offers import life as offer_life
from services.places import cells, shown_cells, supply


@dataclass(frozen=True, slots=True)
class MoneyChanges(Changes):
    """What a helper changes of what they can lay out or give."""

    advance_up_to: float | Unset = UNSET
    gift_up_to: float | Unset = UNSET
    currency: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True)
class OfferChanges(Changes):
    """What a helper changes of an offer. `until` of None: as long as an offer usually lasts, from now."""

    place: Point | int | Unset = UNSET
    remote: bool | Unset = UNSET
    categories: list[str] | Unset = UNSET
    languages: list[str] | Unset = UNSET
    reach_km: float | Unset = UNSET
    availability: tuple[Slot, ...] | Unset = UNSET
    away: tuple[Away, ...] | Unset = UNSET
    at_a_time: int | Unset = UNSET
    per_week: int | Unset = UNSET
    up_to: int | Unset = UNSET
    has: list[str] | Unset = UNSET
    cannot: list[str] | Unset = UNSET
    money: MoneyChanges | Unset = UNSET
    stock: int | Unset | None = UNSET
    share: list[str] | Unset = UNSET
    until: datetime | Unset | None = UNSET


def edit(
    session: Session, caller: Caller, offer_id: UUID, changes: OfferChanges, *, edition: int, now: datetime
) -> Offer:
    """Changes an offer. Open proposals that no longer fit simply cannot be accepted any more.

    Raises Stale where it changed meanwhile, Conflict where its state forbids it, Invalid for a category that does
    not exist or an offer that would be nowhere.
    """
    offer = locks.take_offer(session, rights.own_offer(session, caller, offer_id))
    if offer.edition != edition:
        raise Stale
    if "edit" not in offer_states.allowed(offer.status):
        raise offer_life.not_possible(offer)
    categories.ensure_known(coalesce(changes.categories, []))
    if changes.place is not UNSET:
        _move(session, offer, changes.place, now)
    if changes.until is not UNSET:
        offer.expires_at = deadlines.offer_expiry(now, changes.until)
    _apply(offer, changes)
    if offer.cell is None and not offer.remote:
        raise Invalid("/place", "place_or_remote")
    offer.checked_in_at = now
    offer.version += 1
    offer.edition += 1
    supply.keep(session, offer)
    edited = Edited(tuple(changes.named()))
    record_on(
        session,
        EventKind.OFFER_EDITED,
        offer,
        edited,
        actor=caller.person_id,
        for_id=offer.author_id,
        now=now,
    )
    return offer


def _move(session: Session, offer: Offer, place: Point | int, now: datetime) -> None:
    """Sets where help starts from: sealed where it is exact, and a cell that others see."""
    offer.cell = cells.of_place(place)
    offer.place = sealed.seal_offer_place(session, offer, place) if isinstance(place, Point) else None
    offer.shown_cell = shown_cells.shown(session, offer.cell, now=now) if offer.cell else None


def _apply(offer: Offer, changes: OfferChanges) -> None:
    offer.remote = coalesce(changes.remote, offer.remote)
    offer.categories = coalesce(changes.categories, offer.categories)
    offer.languages = coalesce(changes.languages, offer.languages)
    offer.reach_km = coalesce(changes.reach_km, offer.reach_km)
    offer.availability = coalesce(changes.availability, offer.availability)
    offer.away = coalesce(changes.away, offer.away)
    offer.at_a_time = coalesce(changes.at_a_time, offer.at_a_time)
    offer.per_week = coalesce(changes.per_week, offer.per_week)
    offer.up_to = coalesce(changes.up_to, offer.up_to)
    offer.has = coalesce(changes.has, offer.has)
    offer.cannot = coalesce(changes.cannot, offer.cannot)
    if changes.money is not UNSET:
        offer.money = changes.money.onto(offer.money)
    offer.stock = coalesce(changes.stock, offer.stock)
    offer.share = coalesce(changes.share, offer.share)
