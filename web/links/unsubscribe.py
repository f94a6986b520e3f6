"""Fewer messages: of one kind, or none by e-mail at all. A mail program may ask with one click (RFC 8058)."""

from core.errors import Malformed, NotFound
from core.models import Digest, Notification
from matching.states.at_night import AtNight
from notifications import inbox
from notifications.messages import manners
from notifications.messages.catalogue import ALL_EMAIL, SWITCHABLE
from notifications.messages.quiet import AT_NIGHT
from notifications.send.digests import KIND as DIGEST
from web.links.shapes import Page
from web.links.visit import Visit
from web.parts.fields import Button, Form

_SWITCHES = (*SWITCHABLE, DIGEST)
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def show(visit: Visit) -> Page:
    kind = _kind(visit)
    decides = manners.of(kind).night is AtNight.DECIDES
    if decides and kind not in _SWITCHES:
        return _at_night(visit)
    buttons = [Button("email", visit.say("page.unsubscribe.email"), quiet=True)]
    if decides:
        buttons.insert(0, Button("night", visit.say("page.not_at_night.press"), quiet=True))
    if kind in _SWITCHES:
        buttons.insert(0, Button("kind", visit.say("mail.unsubscribe")))
    return Page(
        visit.say("page.unsubscribe.title"),
        (visit.say("page.unsubscribe.about"),),
        words=visit.say(f"notification.{kind}.title"),
        form=Form(tuple(buttons)),
    )


def act(visit: Visit, fields: dict[str, str]) -> Page:
    """Repeating it is harmless, and mail programs do: the link is not used up."""
    kind = _kind(visit)
    one_click = fields.get(ONE_CLICK[0]) == ONE_CLICK[1]
    match "kind" if one_click else fields.get("do"):
        case "night" if manners.of(kind).night is AtNight.DECIDES:
            inbox.switch(visit.session, visit.me, {AT_NIGHT: False})
            return Page(visit.say("page.thanks"), (visit.say("web.said.not_at_night"),))
        case "kind" if kind in _SWITCHES:
            inbox.switch(visit.session, visit.me, {kind: False})
        case "email" | "kind":
            inbox.switch(visit.session, visit.me, {ALL_EMAIL: False})
        case _:
            raise Malformed
    return Page(visit.say("page.thanks"), (visit.say("page.unsubscribe.done"),))


def _at_night(visit: Visit) -> Page:
    """One press ends the ringing, and nothing else: what was said yes to stands."""
    return Page(
        visit.say("page.not_at_night.title"),
        (visit.say("page.not_at_night.about"),),
        form=Form((Button("night", visit.say("page.not_at_night.press")),)),
    )


def _kind(visit: Visit) -> str:
    digest = visit.session.get(Digest, visit.link.subject_id)
    if digest is not None and digest.person_id == visit.me.person_id:
        return DIGEST
    row = visit.session.get(Notification, visit.link.subject_id)
    if row is None or row.person_id != visit.me.person_id:
        raise NotFound("link_over")
    return row.kind
