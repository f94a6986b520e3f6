"""One offer of one's own: all that it says, part by part, each saved by itself; breaks, more time, and its end."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core.errors import Malformed
from core.models import Community, Offer
from matching.states import offer_states
from matching.words.vocabulary import OfferStatus
from services.access import rights
from services.offers import edits as offer_edits
from services.offers import life as offer_life
from services.representation import standing
from texts.lists import listed
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.helping import sections
from web.pages.helping.sections import Section
from web.parts import dates
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact, Facts, Fold, Line, Notice, Page, Part, Way, Ways

router = new_router()
ADDRESS = "/help/{offer_id:uuid}"
SAVE, BREAK = "save_", "rest"
_WAKE = {"resume": "web.help.resume", "renew": "web.help.renew"}
_LINES = {
    OfferStatus.ACTIVE: "page.offer.stands",
    OfferStatus.PAUSED: "page.offer.rests",
    OfferStatus.EXPIRED: "page.offer.ended",
}


@router.get(ADDRESS)
def show_offer(offer_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, page(visitor, rights.own_offer(visitor.session, visitor.me, offer_id)))


@router.post(ADDRESS)
def change_offer(offer_id: UUID, visitor: SignedIn) -> Response:
    """Saves one part of it, or lets it rest, wakes, renews or ends it."""
    offer = rights.own_offer(visitor.session, visitor.me, offer_id)
    do = visitor.fields.one("do")
    with looked_at_again(visitor, lambda: page(visitor, offer)):
        _act(visitor, offer, do)
    if do == "withdraw":
        return go("/help", said="offer_ended")
    return go(visitor.path, said="saved")


def page(visitor: Visitor, offer: Offer) -> Page:
    return Page(
        title(visitor, offer), tuple(_parts(visitor, offer)), back=("/help", visitor.say("web.menu.help"))
    )


def title(visitor: Visitor, offer: Offer) -> str:
    """What it is called: its first kinds of help."""
    kinds = [visitor.say(f"category.{slug}") for slug in offer.categories]
    more = " …" if len(kinds) > 3 else ""
    return listed(kinds[:3], visitor.locale) + more if kinds else visitor.say("page.offer.anything")


def how_it_stands(visitor: Visitor, offer: Offer) -> str:
    """Whether it stands, rests (until when) or has ended, in a sentence."""
    if offer.status is OfferStatus.PAUSED and offer.paused_until is not None:
        return visitor.say("web.help.rests_until", until=visitor.when(offer.paused_until))
    return visitor.say(_LINES.get(offer.status, "page.offer.over"))


def _parts(visitor: Visitor, offer: Offer) -> Iterator[Part]:
    yield Line(how_it_stands(visitor, offer))
    yield Facts(tuple(_whose(visitor, offer)))
    allowed = offer_states.allowed(offer.status, emptied=offer.emptied_at is not None)
    if "edit" in allowed:
        yield Ways((Way(f"/help/{offer.id}/place", visitor.say("web.place.of_offer")),))
        for section in sections.SECTIONS:
            told = f"{visitor.say(section.label)}: {section.told(visitor, offer)}"
            yield Fold(told, (_form(visitor, offer, section),))
    yield from _life(visitor, allowed)


def _whose(visitor: Visitor, offer: Offer) -> Iterator[Fact]:
    circle = visitor.session.get_one(Community, offer.community_id)
    yield Fact(visitor.say("page.circle"), circle.name, f"/c/{circle.slug}")
    if offer.author_id in visitor.me.represents:
        name = standing.get(visitor.session, visitor.me, offer.author_id).display_name
        yield Fact(visitor.say("page.match.you_speak_for"), name or "–", f"/people/{offer.author_id}")
    if offer.organisation_id is not None:
        there = f"/organisations/{offer.organisation_id}"
        yield Fact(visitor.say("web.help.organisation"), visitor.say("web.help.organisation.see"), there)


def _form(visitor: Visitor, offer: Offer, section: Section) -> Form:
    read = Field(EDITION, kind="hidden", value=str(offer.edition))
    return Form(
        (Button(f"{SAVE}{section.name}", visitor.say("web.help.save")),),
        (read, *section.fields(visitor, offer)),
        key=section.name,
    )


def _life(visitor: Visitor, allowed: tuple[str, ...]) -> Iterator[Part]:
    """A break, the way back from it, more time, and the end."""
    wake = [verb for verb in _WAKE if verb in allowed]
    if wake:
        buttons = tuple(Button(verb, visitor.say(_WAKE[verb]), quiet=verb == "renew") for verb in wake)
        yield Form(buttons, key="wake", aside=True)
    if "pause" in allowed:
        yield Fold(visitor.say("web.help.rest"), (break_form(visitor),))
    if "withdraw" in allowed:
        end = Form((Button("withdraw", visitor.say("page.offer.withdraw"), quiet=True),), key="end")
        yield Fold(
            visitor.say("page.offer.withdraw"), (Notice(visitor.say("web.help.end_means"), "care"), end)
        )


def break_form(visitor: Visitor) -> Form:
    """A break until a day, or until one says otherwise."""
    label, month = visitor.say("web.help.rest.until"), visitor.say("web.help.month")
    fields = dates.fields(visitor, "until", label, month, visitor.say("web.help.rest.note"))
    return Form((Button(BREAK, visitor.say("web.help.rest.begin")),), fields, key="rest")


def _act(visitor: Visitor, offer: Offer, do: str) -> None:
    session, me, now = visitor.session, visitor.me, visitor.now
    section = sections.BY_NAME.get(do.removeprefix(SAVE)) if do.startswith(SAVE) else None
    if section is not None:
        changes = section.changes(visitor, offer, visitor.fields)
        read = visitor.fields.one(EDITION)
        edition = int(read) if read.isascii() and read.isdecimal() else 0
        offer_edits.edit(session, me, offer.id, changes, edition=edition, now=now)
        return
    match do:
        case "rest":
            day = dates.chosen(visitor.fields, "until")
            until = dates.beginning(day, visitor.time_zone) if day is not None else None
            offer_life.pause(session, me, offer.id, until=until, now=now)
        case "resume":
            offer_life.resume(session, me, offer.id, now=now)
        case "renew":
            offer_life.renew(session, me, offer.id, until=None, now=now)
        case "withdraw":
            offer_life.withdraw(session, me, offer.id, now=now)
        case _:
            raise Malformed
