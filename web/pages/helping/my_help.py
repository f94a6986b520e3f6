"""My help: what one offers, breaks from all of it, and the promises that stand. For strangers what helping is."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Response

from core.errors import Malformed
from core.models import Offer
from matching.words.vocabulary import MatchStatus, Outcome
from services.access import rights
from services.afterwards import reports
from services.afterwards.reports import Said
from services.home import my_help
from services.home.my_help import MyHelp
from services.home.own_matches import ToldMatch
from services.matches import no as match_no
from services.people import profile
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import Anyone, SignedIn, go
from web.door import router as new_router
from web.links import match_facts
from web.pages.helping import offer as offer_page
from web.parts import dates
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fold, Heading, Item, Items, Line, Notice, Page, Part, Way, Ways
from web.parts.signs import sign

PATH = "/help"
_ABOUT = ("web.help.about.1", "web.help.about.2", "web.help.about.3")
_REPORTS = {"helped": Outcome.HELPED, "not_helped": Outcome.NOT_HELPED}
router = new_router()


@router.get(PATH)
def show_my_help(visitor: Anyone) -> Response:
    return draw(visitor, _page(visitor) if visitor.caller is not None else _for_strangers(visitor))


@router.post(PATH)
def act_on_my_help(visitor: SignedIn) -> Response:
    """Begins or ends a break, says how a promise went, or takes a yes back."""
    do = visitor.fields.one("do")
    with looked_at_again(visitor, lambda: _page(visitor)):
        return _act(visitor, do)


def _for_strangers(visitor: Visitor) -> Page:
    lines = [Line(visitor.say(key)) for key in _ABOUT]
    ways = Ways(
        (
            Way(f"/in?next={quote(_new(visitor))}", visitor.say("web.help.sign_in"), bold=True),
            Way("/how", visitor.say("web.how.title")),
        )
    )
    return Page(visitor.say("web.menu.help"), (*lines, ways))


def _new(visitor: Visitor) -> str:
    """Where something is offered; for whoever came from the page of a circle, in that one."""
    circle = visitor.asked("c")
    return f"{PATH}/new?{urlencode({'c': circle})}" if circle else f"{PATH}/new"


def _page(visitor: Visitor) -> Page:
    found = my_help.of(visitor.session, visitor.me, now=visitor.now)
    return Page(visitor.say("web.menu.help"), tuple(_parts(visitor, found)))


def _parts(visitor: Visitor, found: MyHelp) -> Iterator[Part]:
    person = profile.get(visitor.session, visitor.me)
    if person.paused:
        until = person.paused_until
        told = "web.help.break" if until is None else "web.help.break_until"
        yield Notice(visitor.say(told, until=visitor.when(until) if until else ""))
        yield Form((Button("back", visitor.say("web.help.back")),))
    yield Items([_offer(visitor, offer) for offer in found.offers], visitor.say("web.help.none"))
    ways = Way(_new(visitor), visitor.say("web.help.new"), bold=not found.offers)
    yield Ways((ways, *((Way("/near", visitor.say("web.menu.near")),) if found.offers else ())))
    if found.promises:
        yield Heading(visitor.say("web.help.promises"))
        yield Items([_promise(visitor, told, found) for told in found.promises])
    if found.offers and not person.paused:
        yield Fold(visitor.say("web.help.rest_all"), (offer_page.break_form(visitor),))


def _offer(visitor: Visitor, offer: Offer) -> Item:
    return Item(
        offer_page.title(visitor, offer),
        f"/help/{offer.id}",
        (offer_page.how_it_stands(visitor, offer),),
        sign=sign(offer.categories[0]) if offer.categories else None,
    )


def _promise(visitor: Visitor, told: ToldMatch, found: MyHelp) -> Item:
    """What was promised, for when; and a way to end it, where somebody forgot to."""
    match = told.view.match
    confirmed = match.status is MatchStatus.CONFIRMED
    when = match_facts.agreed(visitor, match) or visitor.say("web.help.no_hour")
    title = visitor.say(f"category.{told.need.need.category}") if told.need is not None else when
    forms = tuple(_promise_forms(visitor, told, match.id in found.unsaid))
    state = visitor.say("web.help.agreed" if confirmed else "web.help.waits")
    return Item(
        title, f"/matches/{match.id}", (when,), state=state, waits=match.id in found.unsaid, forms=forms
    )


def _promise_forms(visitor: Visitor, told: ToldMatch, unsaid: bool) -> Iterator[Form]:
    match = told.view.match
    if match.helper_person_id != visitor.me.person_id:
        return  # whoever speaks for somebody says it on the match's page, where they say that they asked
    which = Field("match", kind="hidden", value=str(match.id))
    if unsaid:
        ask = visitor.say("notification.how_did_it_go.title")
        buttons = [Button(do, visitor.say(f"page.match.{do}"), quiet=do != "helped") for do in _REPORTS]
        yield Form(tuple(buttons), (which,), lines=(ask,), key=f"m{match.id}")
    elif match.status is MatchStatus.ACCEPTED:
        back = Button("take_back", visitor.say("page.answer.take_back"), quiet=True)
        yield Form((back,), (which,), key=f"m{match.id}")


def _act(visitor: Visitor, do: str) -> Response:
    session, me, now = visitor.session, visitor.me, visitor.now
    if do == offer_page.BREAK:
        day = dates.chosen(visitor.fields, "until")
        until = dates.beginning(day, visitor.time_zone) if day is not None else None
        profile.pause(session, me, until=until, now=now)
        return go(PATH, said="saved")
    if do == "back":
        profile.resume(session, me)
        return go(PATH, said="saved")
    match = rights.match(session, me, _which(visitor))
    if do == "take_back":
        match_no.decline(session, me, match.id, now=now)
        return go(PATH, said="taken_back")
    if do not in _REPORTS:
        raise Malformed
    reports.report(session, me, match.id, Said(_REPORTS[do]), now=now)
    return go(PATH, said="went")


def _which(visitor: Visitor) -> UUID:
    try:
        return UUID(visitor.fields.one("match"))
    except ValueError as error:
        raise Malformed from error
