"""Fewer messages: of one kind, or none by e-mail at all. A mail program may ask with one click (RFC 8058)."""

from api.pages.shapes import Button, Form, Page
from api.pages.visit import Visit
from core.errors import Malformed, NotFound
from core.models import Notification
from notifications import inbox
from notifications.messages.catalogue import ALL_EMAIL, SWITCHABLE

ONE_CLICK = ("List-Unsubscribe", "One-Click")


def show(visit: Visit) -> Page:
    kind = _kind(visit)
    buttons = [Button("email", visit.say("page.unsubscribe.email"), quiet=True)]
    if kind in SWITCHABLE:
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
        case "kind" if kind in SWITCHABLE:
            inbox.switch(visit.session, visit.me, {kind: False})
        case "email" | "kind":
            inbox.switch(visit.session, visit.me, {ALL_EMAIL: False})
        case _:
            raise Malformed
    return Page(visit.say("page.thanks"), (visit.say("page.unsubscribe.done"),))


def _kind(visit: Visit) -> str:
    row = visit.session.get(Notification, visit.link.subject_id)
    if row is None or row.person_id != visit.me.person_id:
        raise NotFound("link_over")
    return row.kind
