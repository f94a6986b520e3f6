"""Writing down somebody who has no phone for this, with the yes they gave; and changing what was written down."""

from datetime import timedelta
from uuid import UUID

from fastapi import Response

from core.edits import UNSET
from core.errors import Invalid
from core.models.person import ContactKind
from core.models.representation import Covers
from services.people import contact_points
from services.representation import entries as representation_entries
from services.representation import standing
from services.representation.entries import PersonChanges, PersonDraft
from web import languages
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.spoken_for import consent, words
from web.pages.spoken_for.people import called
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Line, Page

router = new_router()
_AGO = {"now": 0, "today": 3, "yesterday": 24, "days": 72, "week": 168}
"""When somebody said yes, as one remembers it: so many hours ago at most."""
_WHEN = {
    "now": "web.entering.now",
    "today": "web.entering.today",
    "yesterday": "web.entering.yesterday",
    "days": "web.entering.days",
    "week": "web.entering.week",
}


@router.get("/people/new")
def show_entering(visitor: SignedIn) -> Response:
    return draw(visitor, _new(visitor))


@router.post("/people/new")
def enter(visitor: SignedIn) -> Response:
    with looked_at_again(visitor, lambda: _new(visitor)):
        found = representation_entries.enter(visitor.session, visitor.me, _draft(visitor), now=visitor.now)
    return go(f"/people/{found.person.id}", said="entered")


@router.get("/people/{person_id}/edit")
def show_edit(person_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, _edit(visitor, person_id))


@router.post("/people/{person_id}/edit")
def edit(person_id: UUID, visitor: SignedIn) -> Response:
    before = standing.get(visitor.session, visitor.me, person_id)
    with looked_at_again(visitor, lambda: _edit(visitor, person_id)):
        changes, edition = _changes(visitor, before), written.edition(visitor.fields)
        representation_entries.edit(
            visitor.session, visitor.me, person_id, changes, edition=edition, now=visitor.now
        )
    return go(f"/people/{person_id}", said="saved")


def _draft(visitor: Visitor) -> PersonDraft:
    sent = visitor.fields
    ago = sent.one("at")
    if ago not in _AGO:
        raise Invalid("/at", "missing")
    return PersonDraft(
        display_name=written.line(sent, "display_name"),
        consent=consent.given(sent, visitor.now - timedelta(hours=_AGO[ago])),
        languages=languages.chosen(sent),
        is_adult=True if sent.one("is_adult") else None,
        email=written.mailbox(sent, "email"),
        phone=written.telephone(sent),
        share_own=_shared(visitor),
        safe_to_write=not sent.one("not_safe"),
    )


def _shared(visitor: Visitor) -> list[ContactKind]:
    return [kind for kind in ContactKind if kind in visitor.fields.all("share_own")]


def _changes(visitor: Visitor, before: standing.Represented) -> PersonChanges:
    """What differs from what is written down: another phone or mailbox is told anew, so the same is none."""
    sent = visitor.fields
    phone = written.telephone(sent)
    email = written.mailbox(sent, "email")
    return PersonChanges(
        display_name=written.line(sent, "display_name"),
        languages=languages.chosen(sent, before.person.languages) or UNSET,
        phone=UNSET if phone == before.contacts.get(ContactKind.PHONE) else phone,
        email=UNSET if email == before.contacts.get(ContactKind.EMAIL) else email,
        share_own=_shared(visitor),
        safe_to_write=not sent.one("not_safe"),
    )


def _new(visitor: Visitor) -> Page:
    say = visitor.say
    how = tuple(Choice(way, say(text)) for way, text in words.HOW.items())
    ago = tuple(Choice(value, say(text)) for value, text in _WHEN.items())
    covers = tuple(Choice(part, say(text)) for part, text in words.COVERS.items())
    fields = (
        *_who(visitor, "", "", ""),
        *languages.fields(visitor, [visitor.locale]),
        Field("is_adult", say("web.entering.adult"), "checkbox"),
        Field("how", say("web.entering.how"), "one_of", choices=how),
        Field("at", say("web.entering.when"), "select", choices=ago, picked=("now",)),
        Field("covers", say("web.person.may"), "some_of", choices=covers, picked=tuple(Covers)),
        *_reached(visitor, (), safe=True),
    )
    form = Form((Button("enter", say("web.entering.do")),), fields)
    lines = (Line(say("web.entering.what")), Line(say("web.entering.told")))
    return Page(say("web.people.new"), (*lines, form), back=("/people", say("web.people.title")))


def _edit(visitor: Visitor, person_id: UUID) -> Page:
    found = standing.get(visitor.session, visitor.me, person_id)
    phone, email = found.contacts.get(ContactKind.PHONE, ""), found.contacts.get(ContactKind.EMAIL, "")
    fields = (
        Field(EDITION, kind="hidden", value=str(found.person.edition)),
        *_who(visitor, found.display_name or "", phone, email),
        *languages.fields(visitor, found.person.languages),
        *_reached(visitor, found.consent.shares, safe=found.consent.safe_to_write),
    )
    form = Form((Button("save", visitor.say("web.save")),), fields)
    back = (f"/people/{person_id}", called(visitor, found))
    return Page(visitor.say("web.person.edit"), (form,), back=back)


def _who(visitor: Visitor, name: str, phone: str, email: str) -> tuple[Field, ...]:
    return (
        Field("display_name", visitor.say("web.entering.name"), value=name, autocomplete="off"),
        Field("phone", visitor.say("page.phone"), "tel", phone, needed=False),
        Field("email", visitor.say("page.email"), "email", email, needed=False),
    )


def _reached(visitor: Visitor, shares: tuple[str, ...] | list[str], *, safe: bool) -> tuple[Field, ...]:
    """Whether it is safe to write to them, and which of one's own addresses may stand in for theirs."""
    say = visitor.say
    not_safe = Field(
        "not_safe",
        say("web.entering.not_safe"),
        "checkbox",
        "" if safe else "yes",
        note=say("web.entering.not_safe_means"),
    )
    proved = contact_points.proved(visitor.session, visitor.me.person_id)
    if not proved:
        return (not_safe,)
    names = {ContactKind.EMAIL: "page.email", ContactKind.PHONE: "page.phone"}
    choices = tuple(Choice(kind, say(names[kind])) for kind in proved)
    own = Field("share_own", say("web.entering.share_own"), "some_of", choices=choices, picked=tuple(shares))
    return (not_safe, own)
