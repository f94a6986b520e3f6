"""What stands on a need's card, in the order in which one decides: why it is here, the words, who could help."""

from collections.abc import Iterator

from core.models import Community, Reached
from doors import happened
from matching.words.vocabulary import CommunityState, MatchStatus
from services.need_cards.candidates import NamedRefusal
from services.need_cards.card import NeedCard
from services.need_cards.case_file import NamedLine
from services.need_cards.people import PersonOnNeed
from texts.lists import listed
from web import desk_paths
from web.coming.visitor import Visitor
from web.desk import address, entries, filters, holds, need_forms
from web.desk.need_forms import DOUBLES, Opened, about, name
from web.links import need_facts
from web.parts.render import as_written, clipped
from web.parts.shapes import (
    Fact,
    Facts,
    Fold,
    Heading,
    Item,
    Items,
    Line,
    Notice,
    Part,
    Progress,
    Way,
    Ways,
    Words,
)

_SHOWN = 8
"""So many of those who could help stand open; more in the form by which one of them is asked."""
_ROOM = 1_500
"""Bytes of somebody's words in a line of the history."""
_ACTS = (
    ("call", "call", "web.desk.call_author"),
    ("note", "note", "web.desk.note.write"),
    ("follow", "follow_up", "web.desk.follow"),
    ("double", "duplicate", "web.desk.mark_double"),
    ("hide", "hide", "web.desk.hide"),
    ("show", "show", "web.desk.show_again"),
    ("remove", "remove", "web.desk.remove"),
    ("reinstate", "reinstate", "web.desk.reinstate"),
)
"""Each form of the card, what has to be among `allowed` for it, and its name."""
_FIRST = frozenset({"call", "note"})
_DID = {
    MatchStatus.PROPOSED: "web.desk.match.proposed",
    MatchStatus.INVITED: "web.desk.match.invited",
    MatchStatus.ACCEPTED: "web.desk.match.accepted",
    MatchStatus.CONFIRMED: "web.desk.match.confirmed",
    MatchStatus.COMPLETED: "web.desk.match.completed",
    MatchStatus.FAILED: "web.desk.match.failed",
    MatchStatus.DISPUTED: "web.desk.match.disputed",
    MatchStatus.DECLINED: "web.desk.match.declined",
    MatchStatus.REFUSED: "web.desk.match.refused",
    MatchStatus.LAPSED: "web.desk.match.lapsed",
    MatchStatus.SUPERSEDED: "web.desk.match.superseded",
    MatchStatus.WITHDRAWN: "web.desk.match.withdrawn",
    MatchStatus.CANCELLED: "web.desk.match.cancelled",
}
"""What whoever could help did last, by how their match stands."""


def of(visitor: Visitor, circle: Community, card: NeedCard, opened: Opened) -> Iterator[Part]:
    """All of it. What somebody came to do stands first, open."""
    if circle.state is CommunityState.NEW:
        yield Notice(visitor.say("web.desk.new_circle"), "care")
    yield from need_forms.of(visitor, card, opened)
    yield _why(visitor, card)
    yield from _words(card)
    yield Facts(tuple(_facts(visitor, circle, card)))
    yield from _calls(visitor, card)
    yield from _could_help(visitor, card, opened)
    yield from _people(visitor, circle, card)
    yield from _doubles(visitor, card, opened)
    yield from _acts(visitor, card, opened)
    yield from holds.parts(visitor, circle, card.view.need.id, card.held, opened.narrowed)
    history = [_line(visitor, line) for line in card.history]
    yield Fold(visitor.say("web.need.history"), (Items(history),))


def _why(visitor: Visitor, card: NeedCard) -> Progress:
    """Why it needs a human, since when, and what its author was told."""
    whys = [filters.say_why(visitor, entry.why) for entry in card.entries]
    lines = [visitor.say("web.desk.since", when=visitor.when(entry.since)) for entry in card.entries[:1]]
    if card.view.progress is not None:
        lines += entries.how_it_stands(visitor, card.view.progress)
    lines += [visitor.say(f"nobody.{code}") for code in card.could.why]
    if not whys:
        return Progress(visitor.say("web.desk.needs_nobody"), tuple(lines))
    return Progress(whys[0], (*whys[1:], *lines))


def _words(card: NeedCard) -> Iterator[Part]:
    said = "\n".join(text for text in (card.view.title, card.view.details) if text)
    if said:
        yield Words(said, card.view.need.language)


def _facts(visitor: Visitor, circle: Community, card: NeedCard) -> Iterator[Fact]:
    yield from need_facts.seen(visitor, card.view)
    for speaker in card.author.spoken_for_by:
        yield Fact(visitor.say("page.speaks_for_them"), speaker)
    cell = card.view.need.cell
    if cell is not None:
        href = f"{address.path(circle)}?quarter={cell}"
        yield Fact(visitor.say("web.desk.quarter"), visitor.say("web.desk.quarter.others"), href)


def _calls(visitor: Visitor, card: NeedCard) -> Iterator[Part]:
    """Who tried to reach them, and what came of it."""
    if not card.reaching:
        return
    said = {Reached.REACHED: "web.desk.was_reached", Reached.NOBODY_ANSWERED: "web.desk.was_not_reached"}
    yield Heading(visitor.say("web.desk.calls"))
    yield Items(
        [
            Item(
                visitor.say(said[one.outcome]),
                lines=(f"{visitor.when(one.at)} · {one.by_name or visitor.say('web.need.somebody')}",),
                words=one.note,
            )
            for one in card.reaching
        ]
    )


def _could_help(visitor: Visitor, card: NeedCard, opened: Opened) -> Iterator[Part]:
    """Who could help, by name, each with the way to ask them; and how many cannot, and why."""
    could = card.could
    if not could.refusals and (opened.do == "ask" or not could.candidates):
        return
    yield Heading(visitor.say("web.desk.could_help"))
    if opened.do != "ask":
        yield Items(
            [
                Item(name(visitor, one), lines=tuple(about(visitor, one)), ways=ways)
                for one in could.candidates[:_SHOWN]
                for ways in [_ask(visitor, opened, str(one.helper.offer_id)) if one.may_be_asked else ()]
            ],
            visitor.say("nobody.nobody_now"),
        )
    if could.refusals:
        lines = [_refusal(visitor, one) for one in could.refusals]
        yield Fold(visitor.say("web.desk.cannot"), tuple(lines))


def _refusal(visitor: Visitor, one: NamedRefusal) -> Line:
    """Why some cannot, how many, and who, where that may be said."""
    why = visitor.say(f"reason_other.{one.code}")
    who = f" ({listed(map(as_written, one.names), visitor.locale)})" if one.names else ""
    return Line(f"{as_written(str(one.how_many))} · {why}{who}")


def _ask(visitor: Visitor, opened: Opened, offer: str) -> tuple[Way, ...]:
    return (
        Way(
            _there(visitor, opened, ("do", "ask"), ("offer", offer)), visitor.say("web.desk.ask_this_person")
        ),
    )


def _there(visitor: Visitor, opened: Opened, *more: tuple[str, str]) -> str:
    """This card with a form open, as the list is narrowed."""
    narrowed = opened.narrowed
    after = [(filters.AFTER, narrowed.after)] if narrowed.after else []
    return visitor.path + filters.query(narrowed.pairs, *after, *more)


def _people(visitor: Visitor, circle: Community, card: NeedCard) -> Iterator[Part]:
    """Whoever was asked or answered, with what they did last."""
    if card.people:
        yield Heading(visitor.say("web.desk.people"))
        yield Items([_person(visitor, circle, one) for one in card.people])


def _person(visitor: Visitor, circle: Community, one: PersonOnNeed) -> Item:
    called = one.organisation or one.display_name or visitor.say("web.desk.somebody")
    did = visitor.say(_DID[one.status])
    return Item(
        called,
        desk_paths.entry(circle.slug, "match", one.match_id),
        (f"{did} · {visitor.when(one.at)}",),
        waits=one.status is MatchStatus.ACCEPTED,
    )


def _doubles(visitor: Visitor, card: NeedCard, opened: Opened) -> Iterator[Part]:
    if not card.doubles or opened.do == "double":
        return
    yield Heading(visitor.say("web.desk.doubles"))
    yield Items(
        [
            Item(
                one.title or visitor.say("web.desk.untitled"),
                visitor.path.rpartition("/")[0] + f"/{one.need_id}",
                (visitor.say(DOUBLES[one.why]), visitor.when(one.posted_at)),
                ways=_mark(visitor, card, opened, str(one.need_id)),
            )
            for one in card.doubles
        ]
    )
    yield need_forms.apart(visitor, card)


def _mark(visitor: Visitor, card: NeedCard, opened: Opened, other: str) -> tuple[Way, ...]:
    if "duplicate" not in card.allowed:
        return ()
    there = _there(visitor, opened, ("do", "double"), ("with", other))
    return (Way(there, visitor.say("web.desk.mark_double")),)


def _acts(visitor: Visitor, card: NeedCard, opened: Opened) -> Iterator[Part]:
    """What else may be done about it, each opening its form."""
    found = [
        (
            do,
            Way(
                _there(visitor, opened, ("do", do)), visitor.say(label), shortcut="n" if do == "note" else ""
            ),
        )
        for do, allowed, label in _ACTS
        if allowed in card.allowed and do != opened.do
    ]
    yield Ways(tuple(way for do, way in found if do in _FIRST))
    rest = tuple(way for do, way in found if do not in _FIRST)
    if rest:
        yield Fold(visitor.say("web.desk.more"), (Ways(rest),))


def _line(visitor: Visitor, named: NamedLine) -> Item:
    """A line of the case file: what, when, who by name where that may be known, and the words that go with it."""
    line = named.line
    who = named.by_name or visitor.say(f"who.{line.who}")
    if line.for_whom is not None:
        who = visitor.say("web.history.for", who=who, whom=visitor.say(f"who.{line.for_whom}"))
    words = clipped(line.reason, _ROOM)
    return Item(
        happened.sentence(line.event, visitor.locale),
        lines=(f"{visitor.when(line.event.at)} · {who}",),
        words=words,
    )
