"""The first screen over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from api.schemas.base import Shape, Written
from api.schemas.matches import MatchOut
from api.schemas.needs_shown import NeedOut
from api.schemas.words import CategorySlug, Thing
from core import addresses
from matching.states.waiting import Waits
from matching.words.vocabulary import OfferStatus
from services.home.screen import Home, Numbers, OwnOffer
from services.home.waiting import Awaits
from services.needs.views import NeedView
from texts.catalogue import say


class WaitingOut(Shape):
    """One thing that somebody is waited for with, in words, and the address of its page."""

    kind: Waits
    type: Thing
    id: UUID
    since: datetime
    until: datetime | None
    text: str
    link: str

    @classmethod
    def shown(cls, one: Awaits, locale: str, public_url: str, reader: UUID) -> Self:
        named = (
            one.name if one.type == "community" or one.name is None else say(f"category.{one.name}", locale)
        )
        return cls(
            kind=one.waiting.kind,
            type=one.type,
            id=one.id,
            since=one.waiting.since,
            until=one.waiting.until,
            text=say(f"home.{one.waiting.kind}", locale, name=named or ""),
            link=addresses.of_thing(public_url, one.type, one.slug or one.id, reader=reader),
        )


class OwnNeed(NeedOut):
    """An own need without its details, and the matches on which somebody said yes."""

    yes: list[UUID]

    @classmethod
    def shown(
        cls, view: NeedView, *, warnings: list[str] | None = None, locale: str | None = None
    ) -> Written:
        fields = NeedOut.shown(view, warnings=warnings, locale=locale)
        fields.pop("details", None)
        fields["yes"] = list(view.progress.yes_matches) if view.progress else []
        return fields


class OwnOfferOut(Shape):
    id: UUID
    status: OfferStatus
    categories: list[CategorySlug]
    until: datetime
    held: int = Field(description="Places that are taken now.")

    @classmethod
    def shown(cls, own: OwnOffer) -> Self:
        offer = own.offer
        return cls(
            id=offer.id,
            status=offer.status,
            categories=offer.categories,
            until=offer.expires_at,
            held=own.held,
        )


class Unread(Shape):
    notifications: int
    messages: int


class More(Shape):
    """How many there are beyond those shown."""

    needs: int
    matches: int
    offers: int


class HomeOut(Shape):
    """What waits for somebody, and what is their own, as of a moment."""

    as_of: datetime
    waiting: list[WaitingOut] = Field(description="Most pressing first; 20 at most.")
    needs: list[OwnNeed] = Field(description="10 at most: open ones first, of either kind the newest.")
    matches: list[MatchOut] = Field(description="10 at most: those that wait or come up first.")
    offers: list[OwnOfferOut] = Field(description="5 at most.")
    unread: Unread
    more: More

    @classmethod
    def shown(cls, home: Home, locale: str, public_url: str, reader: UUID) -> Written:
        numbers: Numbers = home.numbers
        return {
            "as_of": home.as_of,
            "waiting": [WaitingOut.shown(one, locale, public_url, reader) for one in home.waiting],
            "needs": [OwnNeed.shown(view) for view in home.needs],
            "matches": [MatchOut.shown(match, locale) for match in home.matches],
            "offers": [OwnOfferOut.shown(offer) for offer in home.offers],
            "unread": Unread(notifications=numbers.notifications, messages=numbers.messages),
            "more": More(
                needs=numbers.needs - len(home.needs),
                matches=numbers.matches - len(home.matches),
                offers=numbers.offers - len(home.offers),
            ),
        }
