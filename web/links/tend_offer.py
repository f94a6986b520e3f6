"""Tending an own offer: is it still right, does it rest for now, or is it over."""

from core.errors import Malformed
from core.models import Offer
from matching.states import offer_states
from matching.words.vocabulary import OfferStatus
from services.access import links, rights
from services.offers import life as offer_life
from texts.lists import listed
from web.links import circle
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form
from web.parts.shapes import Fact


def show(visit: Visit) -> Page:
    offer = rights.own_offer(visit.session, visit.me, visit.link.subject_id)
    allowed = offer_states.allowed(offer.status, emptied=offer.emptied_at is not None)
    buttons = [
        Button(do, visit.say(f"page.offer.{do}"), quiet=do != "renew")
        for do in ("renew", "pause", "withdraw")
        if do in allowed
    ]
    words = [visit.say(f"category.{one}") for one in offer.categories] or [visit.say("page.offer.anything")]
    return Page(
        visit.say("notification.offer_check_in.title"),
        (visit.say(_LINES.get(offer.status, "page.offer.over")),),
        (Fact(visit.say("page.offer.what"), listed(words, visit.locale)),),
        form=Form(tuple(buttons)) if buttons else None,
        below=tuple(circle.facts(visit, offer.community_id, offer.cell)),
    )


_LINES = {
    OfferStatus.ACTIVE: "page.offer.stands",
    OfferStatus.PAUSED: "page.offer.rests",
    OfferStatus.EXPIRED: "page.offer.ended",
}


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """One answer uses the link up; the next question brings another."""
    links.spend(visit.session, visit.link, visit.now)
    offer = _done(visit, fields.get("do"))
    return Page(visit.say("page.thanks"), (visit.say(f"page.offer.done.{offer.status}"),))


def _done(visit: Visit, do: str | None) -> Offer:
    session, offer_id, now = visit.session, visit.link.subject_id, visit.now
    match do:
        case "renew":
            return offer_life.renew(session, visit.me, offer_id, until=None, now=now)
        case "pause":
            return offer_life.pause(session, visit.me, offer_id, until=None, now=now)
        case "withdraw":
            return offer_life.withdraw(session, visit.me, offer_id, now=now)
    raise Malformed
