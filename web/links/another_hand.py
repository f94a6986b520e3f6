"""A yes that a coordinator asks for, where whoever speaks for somebody is too near the other side to pass it on."""

from collections.abc import Iterator, Mapping

from core.errors import Conflict
from core.models import Match, Person
from core.models.representation import ConsentHow
from core.models.values import Spoken
from matching.words.vocabulary import By
from services import sealed
from services.access import rights
from services.matches import near
from services.matches import yes as match_yes
from services.needs import views as need_views
from web.links import need_facts
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact
from web.reader import Reader

TICK = "asked_yes"
"""What is ticked with the yes, for it is another person's word."""


def facts(visit: Reader, match: Match) -> tuple[Fact, ...]:
    """Whom to ask, who else comes into it, and for what: as a coordinator may know it, on a press."""
    return tuple(_facts(visit, match))


def _facts(visit: Reader, match: Match) -> Iterator[Fact]:
    side = near.waits_for_a_coordinator(visit.session, match)
    if side is None:
        return
    helping = side is By.HELPER
    other = match.beneficiary_id if helping else match.helper_person_id
    for key, person in (
        ("page.another_hand.ask", near.whose(match, side)),
        ("page.another_hand.other", other),
    ):
        name = sealed.display_name(visit.session, visit.session.get_one(Person, person))
        if name is not None:
            yield Fact(visit.say(key), name)
    need = rights.need(visit.session, visit.me, match.need_id)
    seen = need_views.view(visit.session, visit.me, need, now=visit.now)
    yield from need_facts.coarse(visit, seen.need)


def form(visit: Reader, errors: Mapping[str, str]) -> Form:
    """Their yes, once they were asked. A no is passed on by whoever speaks for them."""
    tick = Field(TICK, visit.say("page.match.they_told_me"), "checkbox", error=errors.get(TICK, ""))
    return Form((Button("yes", visit.say("page.another_hand.yes")),), (tick,))


def pass_on(visit: Reader, match: Match) -> None:
    """Turns the second key, as somebody who was asked just now. Raises Conflict where it waits for nobody any more."""
    spoken = Spoken(ConsentHow.PHONE, visit.now)
    match near.waits_for_a_coordinator(visit.session, match):
        case By.HELPER:
            match_yes.accept(visit.session, visit.me, match.id, spoken=spoken, now=visit.now)
        case By.BENEFICIARY:
            match_yes.choose(visit.session, visit.me, match.id, spoken=spoken, now=visit.now)
        case _:
            raise Conflict("not_possible", current=match.status, allowed=[])
