"""What a coordinator may know of somebody of the circle, drawn: no hours, no places, no way to reach them."""

from collections.abc import Iterator, Sequence

from babel.dates import format_date

from core.models import Community
from services.neighbours.asked_and_promised import Asks, Offers, Promise
from services.neighbours.person import NeighbourCard
from services.neighbours.spoken_and_remarked import Remark
from texts.catalogue import best
from texts.lists import listed
from texts.reasons import language_name
from web.coming.visitor import Visitor
from web.desk.address import path
from web.pages.circles import words
from web.parts.fields import Form
from web.parts.shapes import Fact, Facts, Fold, Heading, Item, Items, Line, Notice, Part, Way, Ways


def of(
    visitor: Visitor, circle: Community, card: NeighbourCard, first: Sequence[Form], rest: Sequence[Form]
) -> Iterator[Part]:
    """All of the card: what waits for an answer first, what else can be done folded away at its end."""
    say = visitor.say
    if card.to_be_met is not None:
        yield Notice(say("page.human.why.member_to_meet"), "care")
    yield Facts(tuple(_facts(visitor, card)))
    yield from first
    yield from _spoken_for(visitor, card)
    yield Heading(say("web.person.needs"))
    yield Items([_need(visitor, circle, need) for need in card.needs], say("web.person.no_needs"))
    yield Heading(say("web.person.promises"))
    yield Items([_promise(visitor, circle, one) for one in card.promises], say("web.person.no_needs"))
    if card.offers:
        yield Heading(say("web.desk.person.offers"))
        yield Items([_offer(visitor, one) for one in card.offers])
    if card.remarks:
        yield Heading(say("web.desk.person.remarks"))
        yield Line(say("web.desk.person.remarks_read"), quiet=True)
        yield Items([_remark(visitor, one) for one in card.remarks])
    if rest:
        yield Fold(say("web.desk.person.more"), tuple(rest))


def _facts(visitor: Visitor, card: NeighbourCard) -> Iterator[Fact]:
    say, member = visitor.say, card.member
    if member is not None:
        yield Fact(say("web.members.role"), say(words.ROLES[member.role]))
        yield Fact(say("web.desk.person.standing"), say(words.TRUST[member.trust]))
        yield Fact(say("web.desk.person.member_since"), visitor.when(member.since))
    if card.languages:
        spoken = listed((language_name(tag, visitor.locale) for tag in card.languages), visitor.locale)
        yield Fact(say("web.languages"), spoken)
    if card.last_seen_on is not None:
        day = format_date(card.last_seen_on, "long", locale=best(visitor.locale))
        yield Fact(say("web.desk.person.last_seen"), day)
    if card.silence is not None:
        rests = say("web.desk.person.rests") if card.silence.paused_at is not None else None
        yield Fact(say("web.desk.person.silent"), visitor.when(card.silence.since), note=rests)
    yield from _load(visitor, card)


def _load(visitor: Visitor, card: NeighbourCard) -> Iterator[Fact]:
    """How much they have to do here as a helper, and their last word; nothing of who never helped."""
    say, load = visitor.say, card.load
    if load.confirmed or load.accepted or load.asked or load.lately:
        told = say(
            "web.desk.person.load_told",
            confirmed=load.confirmed,
            accepted=load.accepted,
            asked=load.asked,
            lately=load.lately,
        )
        yield Fact(say("web.desk.person.load"), told)
    if card.last_answer is not None:
        word = say("page.answer.yes" if card.last_answer.yes else "page.answer.no")
        yield Fact(say("web.desk.person.last_answer"), word, note=visitor.when(card.last_answer.at))


def _spoken_for(visitor: Visitor, card: NeighbourCard) -> Iterator[Part]:
    """Who speaks for them; and the way to do so for whoever looks, where it is they."""
    say = visitor.say
    for speaker in card.spoken_for_by:
        if speaker.by_me:
            own = Way(f"/people/{card.person_id}", say("web.desk.person.yours"))
            ask = Way(f"/ask?for={card.person_id}", say("web.person.ask"), bold=True)
            yield Ways((ask, own))
        else:
            name = speaker.display_name or say("page.notice.a_member")
            yield Line(say("web.desk.person.spoken_for_by", name=name))


def _need(visitor: Visitor, circle: Community, need: Asks) -> Item:
    say = visitor.say
    lines = (say(f"page.when.{need.urgency}"), visitor.when(need.posted_at))
    return Item(
        say(f"category.{need.category}"), path(circle, "needs", str(need.id)), lines, words=need.title
    )


def _promise(visitor: Visitor, circle: Community, promise: Promise) -> Item:
    say = visitor.say
    at = visitor.when(promise.time.start) if promise.time is not None else say(f"page.when.{promise.urgency}")
    waits = () if promise.status == "confirmed" else (say("web.desk.person.waits_for_author"),)
    page = path(circle, "matches", str(promise.match_id))
    return Item(say(f"category.{promise.category}"), page, (at, *waits))


def _offer(visitor: Visitor, offer: Offers) -> Item:
    kinds = listed((visitor.say(f"category.{one}") for one in offer.categories), visitor.locale)
    state = "" if offer.status == "active" else visitor.say("web.desk.person.paused")
    return Item(kinds or visitor.say("page.offer.anything"), state=state)


def _remark(visitor: Visitor, remark: Remark) -> Item:
    by = (remark.by_name,) if remark.by_name else ()
    return Item(visitor.say(f"event.{remark.kind}"), lines=(*by, visitor.when(remark.at)), words=remark.text)
