"""A match, for both: what, when, with whom, what the two wrote, and whatever is open to them in it.

It is the page behind a link, drawn at its own address: the same facts and forms, the same acts.
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, Stale, TooMany
from core.models import Match
from doors import heads
from matching.words.vocabulary import By
from services.access import moves as match_moves
from services.afterwards import contact
from services.home.own_matches import ToldMatch
from web.answers import refilled, shown_once
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.links import match_acts, match_forms, match_page
from web.links.shapes import Page as SmallPage
from web.pages.matches import own
from web.parts.fields import Form
from web.parts.shapes import Facts, Fold, Heading, Line, Page, Part, Talk, Way, Ways, Words

router = new_router()
ADDRESS = "/matches/{match_id:uuid}"
_FIRST = frozenset({"yes", "no", "helped", "not_helped", "show", "agree_change"})
"""Buttons whose forms are never folded away; of how it went only while it is asked."""


@router.get(ADDRESS)
def show_match(match_id: UUID, visitor: SignedIn) -> Response:
    """What the two wrote stands on it, and counts as read."""
    found = own.match(visitor, match_id)
    page = _now(visitor, found, unread=heads.asked(visitor.request))
    return own.never_kept(draw(visitor, page))


@router.post(ADDRESS)
def act_on_match(match_id: UUID, visitor: SignedIn) -> Response:
    found, do = own.match(visitor, match_id), visitor.fields.one("do")
    match_acts.count(visitor, found, do)
    match do:
        case "concern":
            return go(f"{visitor.path}/concern")
        case "show":
            return _read_contact(visitor, found)
    try:
        done = match_acts.act(visitor, found, do, dict(visitor.fields))
    except Stale as stale:
        raise refilled.stale(visitor, _now(visitor, own.match(visitor, match_id))) from stale
    except (Invalid, Conflict, Forbidden, TooMany) as problem:
        raise refilled.refused(visitor, _now(visitor, own.match(visitor, match_id)), problem) from problem
    return go(visitor.path, said=(done.said or "").removeprefix("web.said."))


@router.get(f"{ADDRESS}/contact")
def show_contact(match_id: UUID, visitor: SignedIn) -> Response:
    """What was read by the press before it, for a few minutes: looking again is no reading."""
    found = own.match(visitor, match_id)
    if shown_once.read(visitor) is None:
        return go(own.address(match_id))
    seen = contact.read(visitor.session, visitor.me, match_id, known=lambda _: True, now=visitor.now)
    told = match_page.told_of(visitor, found)
    page = _whole(visitor, told, match_page.with_contact(visitor, told, seen), is_seen=True)
    return own.never_kept(draw(visitor, replace(page, back=own.back(visitor, match_id))))


@router.get(f"{ADDRESS}/concern")
def ask_for_concern(match_id: UUID, visitor: SignedIn) -> Response:
    """What a concern does, before anybody raises one."""
    return draw(visitor, _concern(visitor, own.match(visitor, match_id)))


@router.post(f"{ADDRESS}/concern")
def raise_concern(match_id: UUID, visitor: SignedIn) -> Response:
    found = own.match(visitor, match_id)
    try:
        done = match_acts.act(visitor, found, "concern_yes", dict(visitor.fields))
    except (Invalid, Conflict, Forbidden) as problem:
        raise refilled.refused(visitor, _concern(visitor, found), problem) from problem
    return go(own.address(match_id), said=(done.said or "").removeprefix("web.said."))


def _read_contact(visitor: Visitor, found: Match) -> Response:
    """It is read, and the other sees that; it stands on a page of its own, so that reload and Back read nothing."""
    try:
        contact.read(visitor.session, visitor.me, found.id, now=visitor.now)
    except Conflict as closed:
        raise refilled.refused(visitor, _now(visitor, own.match(visitor, found.id)), closed) from closed
    return go(shown_once.at(visitor, f"{visitor.path}/contact", "contact"))


def _concern(visitor: Visitor, found: Match) -> Page:
    page = match_forms.concern(visitor, found, {}).whole
    return replace(page, back=own.back(visitor, found.id))


def _now(visitor: Visitor, found: Match, *, unread: bool = False) -> Page:
    """All of it as it stands. `unread`: without what the two wrote, which counts as read where it is shown."""
    told, is_seen = match_page.told_of(visitor, found), own.is_seen(visitor, found)
    page = match_page.of(visitor, told)
    talked = match_page.with_talk(visitor, told, page) if is_seen and not unread else page
    return _whole(visitor, told, talked, is_seen=is_seen)


def _whole(visitor: Visitor, told: ToldMatch, page: SmallPage, *, is_seen: bool) -> Page:
    """What is asked of the reader first, then what the two write; what else one may do is folded away."""
    return Page(
        page.title,
        tuple(_parts(visitor, told, page, is_seen=is_seen)),
        page.status,
        back=("/my", visitor.say("web.menu.my")),
    )


def _parts(visitor: Visitor, told: ToldMatch, page: SmallPage, *, is_seen: bool) -> Iterator[Part]:
    yield from map(Line, page.lines)
    here = own.address(told.view.match.id)
    forms = [replace(form, action=here) for form in page.forms if "read" not in _does(form)]
    asked = [form for form in forms if _does(form) & _FIRST and not _quiet(form)]
    send = [form for form in forms if "send" in _does(form)]
    if page.facts:
        yield Facts(page.facts)
    if page.words:
        yield Words(page.words, page.lang)
    if not page.talk:
        yield from _cautions(page)
    yield from asked
    yield from _for_a_part(visitor, told)
    if page.talk or send:
        yield Heading(visitor.say("web.match.messages"))
        yield Talk(page.talk)
        if page.talk:
            yield from _cautions(page)
        yield from send
    rest = [form for form in forms if form not in asked and form not in send]
    if rest:
        yield Fold(
            visitor.say("web.match.more"), tuple(replace(form, aside=bool(n)) for n, form in enumerate(rest))
        )
    yield from _onward(visitor, told, is_seen=is_seen)


def _for_a_part(visitor: Visitor, told: ToldMatch) -> Iterator[Part]:
    """To whoever is asked whether they can help: the way to a yes for less of it, or at one hour of it."""
    found = told.view.match
    asked = found.status in match_moves.ASKED and told.view.side is By.HELPER
    if asked and told.need is not None:
        yield Ways((Way(f"/needs/{found.need_id}/answer", visitor.say("web.match.for_a_part")),))


def _cautions(page: SmallPage) -> Iterator[Part]:
    for line in page.cautions:
        yield Line(line, quiet=True)


def _does(form: Form) -> set[str]:
    return {button.do for button in form.buttons}


def _quiet(form: Form) -> bool:
    """How it went, before its time: it can be said, and nobody is asked yet."""
    return all(button.quiet for button in form.buttons)


def _onward(visitor: Visitor, told: ToldMatch, *, is_seen: bool) -> Iterator[Part]:
    """On to the need, and out of it. Of what is off because the two do not meet any more, nothing leads further."""
    found = told.view.match
    if told.need is not None:
        yield Ways((Way(f"/needs/{found.need_id}", visitor.say("web.match.need")),))
    if is_seen:
        report = Way(f"/reports/new?type=match&id={found.id}", visitor.say("web.match.report"))
        block = Way(f"{own.address(found.id)}/block", visitor.say("web.match.block"))
        yield Fold(visitor.say("web.match.unwell"), (Ways((report, block)),))
