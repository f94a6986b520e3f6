"""Consent by link: somebody asks whether they may speak for one, or already does; one says yes or no."""

from core.errors import Malformed, NotFound
from services.access import links
from services.representation import consents
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form
from web.parts.shapes import Fact


def show(visit: Visit) -> Page:
    asked = consents.consent_of(visit.session, visit.me.person_id)
    if asked is None:
        raise NotFound("link_over")
    covers = "\n".join(visit.say(f"page.consent.covers.{part}") for part in asked.consent.covers)
    facts = [Fact(visit.say("page.name"), asked.representative_name)] if asked.representative_name else []
    given = asked.consent.given_at is not None
    line = visit.say("page.consent.stands") if given else visit.say("page.consent.intro")
    lines = (line, visit.say("page.consent.name_withheld")) if asked.name_withheld else (line,)
    return Page(
        visit.say("page.consent.title"),
        lines,
        (*facts, Fact(visit.say("page.consent.what"), covers)),
        form=Form(
            (
                Button("yes", visit.say("page.consent.yes")),
                Button("no", visit.say("page.consent.no"), quiet=True),
            )
        ),
    )


def act(visit: Visit, fields: dict[str, str]) -> Page:
    links.spend(visit.session, visit.link, visit.now)
    match fields.get("do"):
        case "yes":
            consents.give_consent(visit.session, visit.me.person_id, now=visit.now)
            line = visit.say("page.consent.given")
        case "no":
            consents.refuse_consent(visit.session, visit.me.person_id, now=visit.now)
            line = visit.say("page.consent.refused")
        case _:
            raise Malformed
    return Page(visit.say("page.thanks"), (line,))
