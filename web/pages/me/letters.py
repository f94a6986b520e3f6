"""What one wants to hear of: each kind of message can be switched off, but for what one must hear."""

from fastapi import Response

from notifications import inbox
from notifications.messages.catalogue import ALL_EMAIL
from notifications.messages.quiet import AT_NIGHT
from notifications.send.digests import KIND as DIGEST
from web.answers.chrome import draw
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Page

router = new_router()
_NOT_KINDS = {
    ALL_EMAIL: "web.letters.email",
    DIGEST: "web.letters.digest",
    AT_NIGHT: "web.letters.at_night",
}
"""What stands among the kinds and is none."""


@router.get("/me/letters")
def show_letters(visitor: SignedIn) -> Response:
    say, kinds = visitor.say, inbox.settings(visitor.session, visitor.me.person_id)
    choices = tuple(Choice(kind, _called(visitor, kind)) for kind in sorted(kinds, key=_as_shown))
    on = tuple(kind for kind, enabled in kinds.items() if enabled)
    field = Field("kinds", say("web.letters.kinds"), "some_of", choices=choices, picked=on)
    form = Form((Button("save", say("web.save")),), (field,))
    back = ("/me", say("web.menu.me"))
    return draw(visitor, Page(say("web.letters.title"), (Line(say("web.letters.what")), form), back=back))


@router.post("/me/letters")
def save_letters(visitor: SignedIn) -> Response:
    wanted = set(visitor.fields.all("kinds"))
    kinds = inbox.settings(visitor.session, visitor.me.person_id)
    inbox.switch(visitor.session, visitor.me, {kind: kind in wanted for kind in kinds})
    return go("/me/letters", said="saved")


def _as_shown(kind: str) -> tuple[bool, str]:
    """First what holds for all of them, then the kinds."""
    return kind not in _NOT_KINDS, kind


def _called(visitor: Visitor, kind: str) -> str:
    name = _NOT_KINDS.get(kind)
    return visitor.say(name) if name is not None else visitor.say(f"notification.{kind}.title")
