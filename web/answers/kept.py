"""A form that was typed longer than its sign-in lasted keeps its words: they stand in it again for whoever typed them.

They wait in a draft, sealed, found by a cookie, and shown to nobody but the same person once they have signed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.errors import Problem
from core.models import Draft
from doors.forms import Fields
from services.drafts import keeping as drafts
from web.coming import cookies
from web.coming.visitor import Visitor
from web.parts import forms_within
from web.parts.fields import Field, Form, Grid, Tap
from web.parts.shapes import Notice, Page, Part

_OF_THE_PAGE = ("do", "_form", "_key")
_FOLLOWS = "version"
"""The one hidden field that is put in again, too: which text somebody saw as they wrote."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed into a form, and where that form is sent."""

    action: str
    fields: Fields


def keep(visitor: Visitor, person_id: UUID) -> None:
    """Keeps what this form says for one person. Where there is no room it is not kept: browsers hold it, too."""
    said = [[name, text] for name, text in visitor.fields if name not in _OF_THE_PAGE]
    if not any(text for name, text in said if name not in ("next", _FOLLOWS)):
        return
    try:
        secret, draft = drafts.begin(visitor.session, visitor.network, visitor.now)
        content = {"person": str(person_id), "action": visitor.path, "fields": said}
        drafts.write(visitor.session, draft, content, visitor.now)
    except Problem:
        return
    visitor.request.state.cookies["minka-kept"] = secret


def keep_beside(visitor: Visitor) -> None:
    """The same for whoever has to show once more who they are: what the refused act wrote is taken back by now."""
    if visitor.caller is None or visitor.request.method != "POST":
        return
    with (
        visitor.request.app.state.database.session() as session
    ):  # limits end its transaction, and go on in the next
        keep(replace(visitor, session=session), visitor.caller.person_id)
        session.commit()


def sent(visitor: Visitor) -> None:
    """A form whose words were kept is being sent: they are kept no more."""
    kept = _kept(visitor)
    if kept is not None and kept[1].action == visitor.path:
        drafts.end(visitor.session, kept[0])
        visitor.session.commit()  # what the act counts it counts before anything is written
        visitor.request.state.cookies["minka-kept"] = None


def put_in(visitor: Visitor, page: Page) -> Page:
    """The page with what was kept in its form again, and a line that says so."""
    if visitor.request.method == "POST":
        return page
    kept = _kept(visitor)
    parts = filled(page.parts, kept[1], visitor.path) if kept is not None else page.parts
    if parts == page.parts:
        return page
    return replace(page, parts=(Notice(visitor.say("web.kept")), *parts))


def _kept(visitor: Visitor) -> tuple[Draft, Kept] | None:
    secret = cookies.read(visitor.request, "minka-kept")
    if secret is None or visitor.caller is None:
        return None
    draft = drafts.find(visitor.session, secret, visitor.now)
    if draft is None:
        return None
    content = drafts.read(visitor.session, draft)
    if content.get("person") != str(visitor.caller.person_id):
        return None
    pairs = tuple((str(name), str(text)) for name, text in content["fields"])
    return draft, Kept(str(content["action"]), Fields(pairs))


def filled(parts: Sequence[Part], kept: Kept, page: str) -> tuple[Part, ...]:
    """These parts of a page (its path) with what was kept in the form that it was typed into."""
    return forms_within.changed(parts, lambda form: _form(form, kept, page))


def _form(form: Form, kept: Kept, page: str) -> Form:
    if (form.action or page).partition("?")[0] != kept.action:
        return form
    hidden = [field for field in form.fields if isinstance(field, Field) and field.kind == "hidden"]
    if any(kept.fields.one(field.name) != field.value for field in hidden if field.name != _FOLLOWS):
        return form
    return replace(form, fields=tuple(_field(field, kept.fields) for field in form.fields))


def _field(field: Field | Grid | Tap, said: Fields) -> Field | Grid | Tap:
    match field:
        case Grid():
            return replace(field, picked=frozenset(said.all(field.name)))
        case Field(kind="one_of" | "some_of" | "select"):
            return replace(field, picked=said.all(field.name))
        case Field(kind="hidden") if field.name != _FOLLOWS:
            return field
        case Field():
            return replace(field, value=said.one(field.name))
        case _:
            return field
