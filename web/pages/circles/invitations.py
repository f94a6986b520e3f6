"""Inviting somebody into a circle: a link that lets them in, made on a press; and the page that such a link opens."""

from urllib.parse import quote

from fastapi import Response

from core.errors import Malformed
from core.models import Community
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import joining
from web.answers import shown_once
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import Anyone, SignedIn, go
from web.door import router as new_router
from web.pages.circles import front
from web.pages.circles.address import back, circle_of, path
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Notice, Page, Part, Way, Ways, Words

router = new_router()
_USES = ("1", "5", "20", "100")


@router.get("/c/{circle}/invite")
def show_invite(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    rights.require_role(visitor.me, Role.MEMBER, found.id)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post("/c/{circle}/invite")
def make_invitation(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    uses = visitor.fields.one("uses") or "1"
    if uses not in _USES:
        raise Malformed
    with looked_at_again(visitor, lambda: _page(visitor, found)):
        _, word = joining.invite(visitor.session, visitor.me, found.id, uses=int(uses), now=visitor.now)
    return go(shown_once.at(visitor, path(found, "invite"), word))


@router.get("/c/{circle}/join/{word}")
def show_invitation(circle: str, word: str, visitor: Anyone) -> Response:
    """What an invitation opens. Whether it is good is told when it is used, and to nobody who has not signed in."""
    found = circle_of(visitor, circle)
    parts: list[Part] = [Line(visitor.say("web.invitation.what")), Line(visitor.say("web.circle.what"))]
    if visitor.caller is None:
        here = quote(path(found, "join", word))
        parts.append(Ways((Way(f"/in?next={here}", visitor.say("web.menu.sign_in"), bold=True),)))
    else:
        parts.append(front.join_form(visitor, found, word))
    title = visitor.say("web.invitation.title", circle=found.name)
    return draw(visitor, Page(title, tuple(parts), back=back(found)), circle=found)


def _page(visitor: Visitor, circle: Community) -> Page:
    parts: list[Part] = [Line(visitor.say("web.invite.how"))]
    word = shown_once.read(visitor)
    if word is not None:
        link = visitor.settings.public_url.rstrip("/") + path(circle, "join", word)
        parts += [Notice(visitor.say("web.invite.made")), Words(link)]
    fields: tuple[Field, ...] = ()
    if visitor.me.is_at_least(Role.COORDINATOR, circle.id):
        choices = tuple(Choice(uses, uses) for uses in _USES)
        fields = (
            Field("uses", visitor.say("web.invite.for_how_many"), "select", choices=choices, picked=("1",)),
        )
    parts.append(Form((Button("invite", visitor.say("web.invite.make")),), fields))
    return Page(visitor.say("web.circle.invite"), tuple(parts), back=back(circle))
