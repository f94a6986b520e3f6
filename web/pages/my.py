"""My page: what waits for whoever is signed in, most pressing first; what they asked for, and what they promised."""

from collections.abc import Iterator

from fastapi import Response

from core.addresses import path_of_thing
from matching.states.waiting import Waits
from matching.words.vocabulary import By, MatchStatus
from services.home import parts as own_parts
from services.home import screen
from services.home.own_matches import ToldMatch
from services.home.screen import Home
from services.home.waiting import Awaits
from services.needs.views import NeedView
from texts.times import when
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn
from web.door import router as new_router
from web.links import match_facts
from web.pages.needs import progress
from web.parts.fields import Button, Form
from web.parts.shapes import Heading, Item, Items, Line, Page, Part, Way, Ways
from web.parts.signs import sign

router = new_router()
_PROMISED = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.DISPUTED)
"""What stands between two people, and is not over."""


@router.get("/my")
def show_my_page(visitor: SignedIn) -> Response:
    home = screen.of(visitor.session, visitor.me, now=visitor.now)
    return draw(visitor, Page(visitor.say("web.menu.my"), tuple(_parts(visitor, home))))


def _parts(visitor: Visitor, home: Home) -> Iterator[Part]:
    if home.waiting:
        yield Heading(visitor.say("web.my.waits"))
        yield Items([_waits(visitor, one) for one in home.waiting])
    ways = [Way("/ask", visitor.say("web.menu.ask"), bold=True), Way("/help", visitor.say("web.menu.help"))]
    yield Ways(tuple(ways))
    yield Heading(visitor.say("web.my.needs"))
    yield Items([_need(visitor, view) for view in home.needs], visitor.say("web.my.no_needs"))
    promised = [told for told in home.matches if told.view.match.status in _PROMISED]
    if promised:
        yield Heading(visitor.say("web.my.promises"))
        yield Items([_match(visitor, told) for told in promised])
    yield from _news(visitor, home)
    spoken_for = own_parts.of(visitor.session, visitor.me, now=visitor.now).represents
    if spoken_for:
        yield Heading(visitor.say("web.my.speak_for"))
        unnamed = visitor.say("page.notice.a_member")
        yield Items([Item(one.display_name or unnamed, f"/people/{one.person_id}") for one in spoken_for])
    yield Ways((Way("/how", visitor.say("web.how.title")),))


def _waits(visitor: Visitor, one: Awaits) -> Item:
    """What it is about, leading to where it is done; what one press does is done here."""
    name = one.name if one.type == "community" or one.name is None else visitor.say(f"category.{one.name}")
    until = one.waiting.until
    lines = (visitor.say("web.my.until", until=visitor.when(until)),) if until is not None else ()
    path = path_of_thing(one.type, one.slug or one.id, reader=visitor.me.person_id)
    renew = Form((Button("renew", visitor.say("page.need.renew")),), action=path)
    forms = (renew,) if one.waiting.kind is Waits.RENEW else ()
    return Item(
        visitor.say(f"home.{one.waiting.kind}", name=name or ""), path, lines, waits=True, forms=forms
    )


def _need(visitor: Visitor, view: NeedView) -> Item:
    need = view.need
    lines = (
        progress.sentence(visitor, view),
        when(need.windows, need.urgency, visitor.locale, visitor.time_zone),
    )
    what = visitor.say(f"category.{need.category}")
    return Item(
        what, f"/needs/{need.id}", lines, words=view.title, lang=need.language, sign=sign(need.category)
    )


def _match(visitor: Visitor, told: ToldMatch) -> Item:
    """Something that was said yes to: how it stands, when, with whom or for what."""
    match, need = told.view.match, told.need
    what = (
        visitor.say(f"category.{need.need.category}") if need is not None else visitor.say("page.match.other")
    )
    return Item(
        what,
        f"/matches/{match.id}",
        tuple(_lines(visitor, told)),
        state=visitor.say("web.my.i_help") if told.view.side is By.HELPER else "",
        sign=sign(need.need.category) if need is not None else None,
    )


def _lines(visitor: Visitor, told: ToldMatch) -> Iterator[str]:
    yield match_facts.title(visitor, told)
    agreed = match_facts.agreed(visitor, told.view.match)
    if agreed is not None:
        yield agreed
    elif told.need is not None:
        need = told.need.need
        yield when(need.windows, need.urgency, visitor.locale, visitor.time_zone)
    with_whom = told.view.organisation or told.view.helper_name
    if told.view.other_left:
        yield visitor.say("page.somebody_left")
    elif told.view.side is By.BENEFICIARY and with_whom:
        yield with_whom
    if told.need is not None:
        yield visitor.say("page.remote") if told.need.need.cell is None else told.view.circle.name
    if told.view.unread:
        yield visitor.say("page.match.unread", count=told.view.unread)


def _news(visitor: Visitor, home: Home) -> Iterator[Part]:
    """What is unread in the inbox, by number."""
    numbers = home.numbers
    if numbers.notifications:
        yield Ways((Way("/me/inbox", visitor.say("web.my.inbox", count=numbers.notifications)),))
    more = numbers.needs > len(home.needs)
    if more:
        yield Line(visitor.say("web.my.more", shown=len(home.needs), all=numbers.needs), quiet=True)
