"""Taking over: a code to type into the app, by which somebody signs in and speaks for themselves from then on."""

from core.errors import Malformed
from services.access import links
from services.representation import take_overs
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form


def show(visit: Visit) -> Page:
    visit.ensure_somebodys()
    button = Button("code", visit.say("page.take_over.show"))
    return Page(visit.say("page.take_over.title"), (visit.say("page.take_over.intro"),), form=Form((button,)))


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """Shows the code, once: it works for half an hour."""
    if fields.get("do") != "code":
        raise Malformed
    links.spend(visit.session, visit.link, visit.now)
    word, until = take_overs.own_code(visit.session, visit.me.person_id, now=visit.now)
    minutes = int((until - visit.now).total_seconds() // 60)
    return Page(
        visit.say("page.take_over.title"), (visit.say("page.take_over.type_it", minutes=minutes),), code=word
    )
