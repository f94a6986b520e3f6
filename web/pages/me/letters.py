"""What one wants to hear of: each kind of message can be switched off, but for what one must hear."""

from fastapi import Response

from matching.words.vocabulary import Role
from notifications import inbox
from notifications.messages.catalogue import ALL_EMAIL, OF_CIRCLES
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
    groups = _groups(visitor, kinds)
    choices = tuple(Choice(group[0], label) for label, group in groups.items())
    on = tuple(group[0] for group in groups.values() if any(kinds[kind] for kind in group))
    field = Field("kinds", say("web.letters.kinds"), "some_of", choices=choices, picked=on)
    form = Form((Button("save", say("web.save")),), (field,))
    back = ("/me", say("web.menu.me"))
    return draw(visitor, Page(say("web.letters.title"), (Line(say("web.letters.what")), form), back=back))


@router.post("/me/letters")
def save_letters(visitor: SignedIn) -> Response:
    """What was on among several of one name stays as it was while their box is ticked."""
    ticked = set(visitor.fields.all("kinds"))
    kinds = inbox.settings(visitor.session, visitor.me.person_id)
    wanted: dict[str, bool] = {}
    for group in _groups(visitor, kinds).values():
        as_they_are = any(kinds[kind] for kind in group)
        for kind in group:
            wanted[kind] = group[0] in ticked and (kinds[kind] or not as_they_are)
    inbox.switch(visitor.session, visitor.me, wanted)
    return go("/me/letters", said="saved")


def _groups(visitor: Visitor, kinds: dict[str, bool]) -> dict[str, list[str]]:
    """The kinds that may concern this visitor by what they are called: what has one name stands once."""
    for_circles = bool(visitor.me.communities(Role.COORDINATOR))
    found: dict[str, list[str]] = {}
    for kind in sorted(kinds, key=_as_shown):
        if for_circles or kind not in OF_CIRCLES:
            found.setdefault(_called(visitor, kind), []).append(kind)
    return found


def _as_shown(kind: str) -> tuple[bool, str]:
    """First what holds for all of them, then the kinds."""
    return kind not in _NOT_KINDS, kind


def _called(visitor: Visitor, kind: str) -> str:
    name = _NOT_KINDS.get(kind)
    return visitor.say(name) if name is not None else visitor.say(f"notification.{kind}.title")
