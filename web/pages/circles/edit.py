"""What stewards say of their circle: its own words, how it is reached, places that everybody knows, languages."""

from fastapi import Response

from core.errors import Invalid
from core.models import Community
from core.models.circle_values import CircleContact
from matching.words.vocabulary import JoinPolicy, Role
from services.access import rights
from services.communities.founding import CommunityChanges
from services.governance import wishes
from web import languages
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles import words
from web.pages.circles.address import back, circle_of, path
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Page
from web.places import landmarks_typed

router = new_router()


@router.get("/c/{circle}/edit")
def show_edit(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    rights.require_role(visitor.me, Role.STEWARD, found.id)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post("/c/{circle}/edit")
def edit(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    rights.require_role(visitor.me, Role.STEWARD, found.id)
    with looked_at_again(visitor, lambda: _page(visitor, found)):
        changes, edition = _changes(visitor, found), written.edition(visitor.fields)
        wishes.edit_community(
            visitor.session, visitor.me, found.id, changes, edition=edition, now=visitor.now
        )
    return go(path(found), said="saved")


def _changes(visitor: Visitor, circle: Community) -> CommunityChanges:
    sent = visitor.fields
    spoken = languages.chosen(sent, circle.languages)
    if not spoken:
        raise Invalid("/languages", "missing")
    return CommunityChanges(
        about=written.text(sent, "about", needed=False) or None,
        contact=contact(visitor),
        languages=spoken,
        join_policy=written.word(sent, "join_policy", JoinPolicy),
        landmarks=landmarks_typed.read(sent.one("landmarks"), "/landmarks"),
    )


def contact(visitor: Visitor) -> CircleContact | None:
    """How everybody may reach the circle, as it was typed; None where nothing was."""
    sent = visitor.fields
    phone = written.telephone(sent)
    email = written.mailbox(sent, "email")
    hours = written.line(sent, "hours", needed=False) or None
    if phone is None and email is None:
        if hours is not None:
            raise Invalid("/phone", "missing")
        return None
    return CircleContact(phone, email, hours)


def contact_fields(visitor: Visitor, told: CircleContact | None) -> tuple[Field, ...]:
    now = told or CircleContact()
    return (
        Field(
            "phone",
            visitor.say("web.edit.phone"),
            "tel",
            now.phone or "",
            note=visitor.say("web.edit.public"),
        ),
        Field("hours", visitor.say("web.edit.hours"), value=now.hours or ""),
        Field("email", visitor.say("web.edit.email"), "email", now.email or ""),
    )


def _page(visitor: Visitor, circle: Community) -> Page:
    choices = tuple(Choice(policy, visitor.say(text)) for policy, text in words.JOINED_BY.items())
    fields = (
        Field(EDITION, kind="hidden", value=str(circle.edition)),
        Field("about", visitor.say("web.edit.about"), "long", circle.about or "", longest=4000),
        *contact_fields(visitor, circle.contact),
        *languages.fields(visitor, circle.languages),
        Field(
            "join_policy",
            visitor.say("web.edit.join_policy"),
            "one_of",
            choices=choices,
            picked=(circle.join_policy,),
        ),
        Field(
            "landmarks",
            visitor.say("web.circle.landmarks"),
            "long",
            landmarks_typed.written(circle.landmarks),
            note=visitor.say("web.edit.landmarks_how"),
            longest=4000,
        ),
    )
    form = Form((Button("save", visitor.say("web.save")),), fields)
    return Page(visitor.say("web.circle.edit"), (form,), back=back(circle))
