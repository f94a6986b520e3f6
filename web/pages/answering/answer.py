"""Saying "I can" to a need, for all of it or a part; and the yes to a proposal, which is given here, too.

What it is about is shown as its page shows it, with the times that both have. Then one goes on to the match.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Response

from core.errors import Invalid
from core.models import Community, Match, Need, Offer
from core.models.representation import ConsentHow
from core.models.values import Spoken
from doors import writes
from matching.words.values import Window
from matching.words.vocabulary import LIVE_MATCH, MatchStatus, Unit
from services.access import moves as match_moves
from services.access import rights
from services.afterwards import messages
from services.home import answering, readiness
from services.home.answering import Answer
from services.matches import opening as match_opening
from services.matches import views as match_views
from services.matches import yes as match_yes
from services.needs import views as need_views
from services.needs.views import NeedView, Sight
from texts.lists import listed
from web.answers import words
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.links import cautions, need_facts
from web.pages.answering import times
from web.pages.helping import first
from web.parts import typed
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Fact, Facts, Line, Page, Part, Words

router = new_router()
ADDRESS = "/needs/{need_id:uuid}/answer"
YES, MOST = "yes", 1_000_000
NOT_AN_OFFER = "once"
"""The choice of answering with no offer of one's own, but this once."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A need, as its reader sees it, and how they may answer: `match` where they were asked about it."""

    need: Need
    view: NeedView
    ways: Sequence[Answer]
    match: Match | None = None

    @property
    def times(self) -> Sequence[Window] | None:
        """All the times at which one way or another both have time, each once; None: at any time."""
        if any(way.meeting is None for way in self.ways):
            return None
        return list(dict.fromkeys(window for way in self.ways for window in way.meeting or ()))

    def way(self, value: str) -> Answer:
        """The way that was chosen; the first, where nothing was."""
        return next((way for way in self.ways if _value(way.offer) == value), self.ways[0])


@router.get(ADDRESS)
def show_answer(need_id: UUID, visitor: SignedIn) -> Response:
    """One's own need, and one that is answered already, lead to their pages."""
    asked = _asked(visitor, need_id)
    if isinstance(asked, str):
        return go(asked)
    counts = asked.view.sight is Sight.WORDS and not need_views.was_asked(
        visitor.session, visitor.me, asked.need
    )
    return words.drawn(visitor, [asked.view], int(counts), lambda views: _page(visitor, asked, views[0]))


@router.post(ADDRESS)
def give_answer(need_id: UUID, visitor: SignedIn) -> Response:
    asked = _asked(visitor, need_id)
    if isinstance(asked, str):
        return go(asked)
    do = visitor.fields.one("do")
    if do == YES:
        writes.count_of_network(visitor.session, writes.YES_ES, visitor.now)
    with looked_at_again(visitor, lambda: _page(visitor, asked, asked.view)):
        if do != YES:
            return first.act(visitor, _circle(visitor, asked.need), do, visitor.path)
        match = _answered(visitor, asked)
    if match.status is MatchStatus.CONFIRMED:
        return go(f"/matches/{match.id}", said="agreed")
    return go(f"/matches/{match.id}", said="answered")


def _asked(visitor: Visitor, need_id: UUID) -> Asked | str:
    """What is to be answered; where to go instead, where that is nothing. Raises NotFound."""
    session, me, now = visitor.session, visitor.me, visitor.now
    need = rights.need(session, me, need_id)
    view = need_views.view(session, me, need, now=now)
    if view.sight is Sight.OWN:
        return f"/needs/{need_id}"
    if view.match is None or view.match.status not in LIVE_MATCH:
        return Asked(need, view, answering.ways(session, me, need, now=now))
    if view.match.status not in match_moves.ASKED:
        return f"/matches/{view.match.id}"
    match = rights.match(session, me, view.match.id)
    meeting = match_views.view(session, me, match, now=now).meeting
    return Asked(need, view, [Answer(session.get_one(Offer, match.offer_id), meeting)], match)


def _answered(visitor: Visitor, asked: Asked) -> Match:
    session, sent, now = visitor.session, visitor.fields, visitor.now
    way = asked.way(sent.one("offer"))
    window = times.chosen(visitor, sent, asked.times)
    much = sent.one("quantity")
    quantity = typed.number(much, "/quantity", least=1, most=MOST) if much else None
    spoken = _spoken(visitor, way.offer)
    message = sent.one("message") or None
    if asked.match is not None:
        id = asked.match.id
        match = match_yes.accept(
            session, visitor.me, id, quantity=quantity, window=window, spoken=spoken, now=now
        )
        if message:
            messages.send(session, visitor.me, id, message, now=now)
        return match
    return match_opening.respond(
        session,
        visitor.me,
        asked.need.id,
        offer_id=way.offer.id if way.offer is not None else None,
        quantity=quantity,
        window=window,
        message=message,
        spoken=spoken,
        now=now,
    )


def _spoken(visitor: Visitor, offer: Offer | None) -> Spoken | None:
    """That they asked whom they speak for, where the offer is another's. Raises Invalid where they did not say so."""
    if offer is None or offer.author_id not in visitor.me.represents:
        return None
    if not visitor.fields.one("spoken"):
        raise Invalid("/spoken", "spoken_needed")
    return Spoken(ConsentHow.PHONE, visitor.now)


def _page(visitor: Visitor, asked: Asked, view: NeedView) -> Page:
    title = visitor.say(f"category.{view.need.category}")
    back = (f"/needs/{view.need.id}", title)
    return Page(visitor.say("web.near.can"), tuple(_parts(visitor, asked, view)), back=back)


def _parts(visitor: Visitor, asked: Asked, view: NeedView) -> Iterator[Part]:
    yield Facts((*need_facts.seen(visitor, view), *_meeting(visitor, asked.ways[0].meeting)))
    said = "\n".join(text for text in (view.title, view.details) if text)
    if said:
        yield Words(said, view.need.language)
    for line in cautions.of(visitor, [view.title, view.details]):
        yield Line(line, quiet=True)
    circle = _circle(visitor, asked.need)
    ready = readiness.of(visitor.session, visitor.me, circle)
    if asked.match is None and not ready.is_there:
        yield from first.parts(visitor, circle, ready)
        return
    yield Form(
        (Button(YES, visitor.say("page.answer.yes")),),
        tuple(_fields(visitor, asked)),
        lines=(visitor.say("web.answer.what_next"),),
    )


def _circle(visitor: Visitor, need: Need) -> Community:
    return visitor.session.get_one(Community, need.community_id)


def _meeting(visitor: Visitor, meeting: Sequence[Window] | None) -> Iterator[Fact]:
    for window in meeting or ():
        yield Fact(visitor.say("web.answer.both_have_time"), times.said(visitor, window))


def _fields(visitor: Visitor, asked: Asked) -> Iterator[Field]:
    if len(asked.ways) > 1:
        choices = tuple(_choice(visitor, way.offer) for way in asked.ways)
        picked = (choices[0].value,)
        yield Field("offer", visitor.say("web.answer.with"), "one_of", choices=choices, picked=picked)
    yield from times.fields(visitor, asked.times)
    need = asked.need
    if need.unit is not Unit.HELPER and need.quantity != 1:
        note = visitor.say("web.answer.part_is_fine")
        if need.quantity is not None:
            note = f"{visitor.say('web.answer.asked_for', quantity=need.quantity)} {note}"
        yield Field("quantity", visitor.say("page.match.quantity"), "number", note=note, needed=False)
    yield Field("message", visitor.say("web.answer.message"), "long", longest=1000, needed=False)
    if any(way.offer is not None and way.offer.author_id in visitor.me.represents for way in asked.ways):
        yield Field("spoken", visitor.say("page.match.they_told_me"), "checkbox", needed=False)


def _choice(visitor: Visitor, offer: Offer | None) -> Choice:
    if offer is None:
        return Choice(NOT_AN_OFFER, visitor.say("web.answer.just_this_once"))
    kinds = [visitor.say(f"category.{slug}") for slug in offer.categories]
    return Choice(_value(offer), listed(kinds, visitor.locale) or visitor.say("page.offer.anything"))


def _value(offer: Offer | None) -> str:
    return str(offer.id) if offer is not None else NOT_AN_OFFER
