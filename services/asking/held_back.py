"""Helpers whom only their own limits keep from being asked for a need: how many, and when the first is free again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.models import Need
from matching.asking import limits, next_look
from matching.asking.candidates import Shortlist
from matching.rules.refusals import Reason
from matching.words.values import Offer

BY_LIMITS = frozenset({Reason.ASKED_TODAY, Reason.ASKED_THIS_WEEK})

_ASKED = text("""
    SELECT helper_id, array_agg(created_at) AS asked FROM match
     WHERE helper_id = ANY(CAST(:helpers AS uuid[])) AND opened_by <> 'helper' AND created_at > :since
     GROUP BY helper_id
""")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """So many `helpers` could be asked but for their limits; the first of them is free at that hour, None: never."""

    helpers: int = 0
    free_at: datetime | None = None

    def __add__(self, other: "HeldBack") -> "HeldBack":
        hours = [hour for hour in (self.free_at, other.free_at) if hour is not None]
        return HeldBack(self.helpers + other.helpers, min(hours, default=None))


NOBODY = HeldBack()


def of(offers: Iterable[Offer], free: Mapping[UUID, datetime]) -> HeldBack:
    """Those behind these offers who will be free again, by the hours of `free_again`."""
    hours = {offer.helper_id: free[offer.id] for offer in offers if offer.id in free}
    return HeldBack(len(hours), min(hours.values(), default=None))


def in_shortlist(session: Session, short: Shortlist, *, now: datetime) -> HeldBack:
    """Those of a shortlist whom nothing but their limits keeps from being asked."""
    held = [offer for offer, refusal in short.refused if refusal.reason in BY_LIMITS]
    return of(held, free_again(session, held, now=now))


def wait_ends(need: Need, now: datetime) -> datetime:
    """Until when a need waits for who is held back, if that began now or goes on."""
    return next_look.wait_ends(need.held_since or now, posted_at=need.posted_at, expires_at=need.expires_at)


def free_again(session: Session, offers: Iterable[Offer], *, now: datetime) -> dict[UUID, datetime]:
    """By offer, when its helper may be asked again. Who wants no proposals is left out."""
    offers = list(offers)
    if not offers:
        return {}
    helpers = {offer.helper_id for offer in offers}
    about = {"helpers": parameters.ids(helpers), "since": now - timedelta(days=7)}
    asked = {row.helper_id: row.asked for row in session.execute(_ASKED, about)}
    hours = {
        offer.id: limits.free_again(
            asked.get(offer.helper_id, ()), a_day=offer.asks_a_day, a_week=offer.asks_a_week, now=now
        )
        for offer in offers
    }
    return {offer: hour for offer, hour in hours.items() if hour is not None}
