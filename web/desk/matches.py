"""What two people agreed, where it needs a human: what both say of it, and the decision; or a yes to be passed on."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from uuid import UUID

from fastapi import Response

from core.errors import Invalid, Malformed
from core.events import payload_of
from core.events.match_payloads import MatchReported
from core.models import Community
from doors import happened
from matching.words.vocabulary import By, Outcome
from services.access import rights
from services.match_cards import card as match_cards
from services.match_cards.card import MatchCard
from services.needs.history import HistoryLine
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.desk import cards, deciding, filters, holds
from web.desk.address import desk_of, path
from web.door import SignedIn
from web.door import router as new_router
from web.links import another_hand, need_facts
from web.parts.fields import Form
from web.parts.shapes import (
    Fact,
    Facts,
    Fold,
    Heading,
    Item,
    Items,
    Line,
    Notice,
    Page,
    Part,
    Way,
    Ways,
    Words,
)

router = new_router()
ADDRESS = "/c/{circle}/desk/matches/{match_id:uuid}"
_OUTCOMES = {
    Outcome.HELPED: "page.match.helped",
    Outcome.PARTLY: "page.match.partly",
    Outcome.NOT_HELPED: "page.match.not_helped",
}
_SIDES = {By.HELPER: "who.helper", By.BENEFICIARY: "who.author"}
_TO_DO = {
    "dispute": "web.desk.do.dispute",
    "concern": "web.desk.do.concern",
    "another_hand": "page.human.do.another_hand",
    "yes_waits": "web.desk.do.yes_waits",
    "unreported": "web.desk.do.unreported",
    "too_few": "web.desk.do.too_few",
}


@router.get(ADDRESS)
def show_match(circle: str, match_id: UUID, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    card = _card(visitor, found, match_id)
    cards.opened(visitor, found, match_id)
    return draw(visitor, _page(visitor, found, card), circle=found)


@router.post(ADDRESS)
def act_on_match(circle: str, match_id: UUID, visitor: SignedIn) -> Response:
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    card = _card(visitor, found, match_id)
    if do == deciding.DECIDE:
        act = partial(deciding.decide, visitor, found, "match", match_id)
    elif do == "yes" and card.asks is not None:
        act = partial(_pass_on, visitor, match_id)
    else:
        raise Malformed
    drawn = partial(_page, visitor, found, card)
    return cards.acted(visitor, found, match_id, act, drawn, said="web.said.decided")


def _card(visitor: Visitor, circle: Community, match_id: UUID) -> MatchCard:
    return match_cards.of(visitor.session, visitor.me, circle.id, match_id, now=visitor.now)


def _pass_on(visitor: Visitor, match_id: UUID) -> None:
    if not visitor.fields.one(another_hand.TICK):
        raise Invalid(f"/{another_hand.TICK}", "spoken_needed")
    another_hand.pass_on(visitor, rights.match(visitor.session, visitor.me, match_id))


def _page(visitor: Visitor, circle: Community, card: MatchCard) -> Page:
    title = filters.say_why(visitor, card.entry.why) if card.entry else visitor.say("web.desk.match")
    match_id, stands = card.view.match.id, card.entry is not None
    return cards.page(visitor, circle, match_id, title, tuple(_parts(visitor, circle, card)), stands=stands)


def _parts(visitor: Visitor, circle: Community, card: MatchCard) -> Iterator[Part]:
    say, need = visitor.say, card.need
    if card.entry is None:
        yield Notice(say("page.human.over"))
    elif card.entry.why in _TO_DO:
        yield Line(say(_TO_DO[card.entry.why]))
    yield Facts(tuple(_facts(visitor, card)))
    if need.title or need.details:
        yield Words("\n".join(filter(None, (need.title, need.details))), need.need.language)
    said = [item for line in card.history if (item := _report(visitor, line)) is not None]
    if said:
        yield Heading(say("web.desk.both_say"))
        yield Items(said)
    yield from _to_decide(visitor, circle, card)
    yield from _onward(visitor, circle, card)
    yield Fold(say("web.desk.history"), (Items([_line(visitor, line) for line in card.history]),))


def _facts(visitor: Visitor, card: MatchCard) -> Iterator[Fact]:
    say, match = visitor.say, card.view.match
    if card.entry is not None:
        yield Fact(say("page.human.since"), visitor.when(card.entry.since))
    yield from need_facts.seen(visitor, card.need)
    if card.view.organisation:
        yield Fact(say("page.match.who_comes"), card.view.organisation)
    if card.view.helper_name:
        yield Fact(say("page.match.who_comes"), card.view.helper_name)
    if match.agreed_from is not None:
        yield Fact(say("page.match.agreed"), visitor.when(match.agreed_from))


def _report(visitor: Visitor, line: HistoryLine) -> Item | None:
    """How it went in the words of one side; None for any other line."""
    said = payload_of(line.event)
    if not isinstance(said, MatchReported):
        return None
    lines = [visitor.say(_OUTCOMES[said.outcome]), visitor.when(line.event.at)]
    if said.concern:
        lines.insert(0, visitor.say("page.match.concern"))
    return Item(visitor.say(_SIDES[said.by]), lines=tuple(lines), words=line.reason, waits=said.concern)


def _to_decide(visitor: Visitor, circle: Community, card: MatchCard) -> Iterator[Part]:
    """The form by which it is decided: a verdict with its reason, or a yes that somebody was asked for."""
    if card.case_id is not None:
        read = path(circle, "cases", str(card.case_id))
        yield Ways((Way(read, visitor.say("web.desk.read_report"), bold=True),))
    if card.verdicts:
        concern = card.entry is not None and card.entry.why == "concern"
        reads = "web.desk.reason.concern" if concern else "web.desk.reason.both"
        held = cards.held(visitor, circle, card.view.match.id)
        yield deciding.form(visitor, card.verdicts, held, read_by=visitor.say(reads))
    if card.asks is not None:
        yield Facts(another_hand.facts(visitor, card.view.match))
        yield _pass_on_form(visitor, circle, card)


def _pass_on_form(visitor: Visitor, circle: Community, card: MatchCard) -> Form:
    form = another_hand.form(visitor, {})
    knows = holds.asks_once_more(visitor, cards.held(visitor, circle, card.view.match.id))
    return replace(form, fields=(*form.fields, *knows))


def _onward(visitor: Visitor, circle: Community, card: MatchCard) -> Iterator[Part]:
    """The way to the need, where its author is called and something is noted."""
    calls = card.entry is not None and card.entry.why in ("yes_waits", "unreported", "too_few")
    label = visitor.say("web.desk.call_author" if calls else "web.desk.to_need")
    yield Ways((Way(path(circle, "needs", str(card.need.need.id)), label, bold=calls),))


def _line(visitor: Visitor, line: HistoryLine) -> Item:
    who = visitor.say(f"who.{line.who}")
    if line.for_whom is not None:
        who = visitor.say("web.history.for", who=who, whom=visitor.say(f"who.{line.for_whom}"))
    lines = (visitor.when(line.event.at), who)
    return Item(happened.sentence(line.event, visitor.locale), lines=lines, words=line.reason)
