"""Oneself: what one is called, languages, time zone; ways to all else that is one's own; and being out of sight."""

from collections.abc import Iterator

from fastapi import Response

from core.errors import Invalid, Malformed
from core.time_zones import countries
from matching.words.vocabulary import Role
from notifications import inbox
from services.home import parts as own_parts
from services.people import profile
from services.people.profile import Profile, ProfileChanges
from texts.catalogue import LANGUAGES
from web import languages
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles import words
from web.pages.circles.address import path
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.render import NAMES
from web.parts.shapes import Heading, Item, Items, Line, Notice, Page, Part, Way, Ways

router = new_router()


@router.get("/me")
def show_me(visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor))


@router.post("/me")
def act_on_me(visitor: SignedIn) -> Response:
    """Saves what one says of oneself; or hides one's needs from everybody else, at once, and shows them again."""
    match visitor.fields.one("do"):
        case "save":
            return _save(visitor)
        case "hide":
            profile.hide(visitor.session, visitor.me, hidden=True, now=visitor.now)
            return go("/me", said="hidden")
        case "show":
            profile.hide(visitor.session, visitor.me, hidden=False, now=visitor.now)
            return go("/me", said="shown")
    raise Malformed


def _save(visitor: Visitor) -> Response:
    with looked_at_again(visitor, lambda: _page(visitor)):
        changes, edition = _changes(visitor), written.edition(visitor.fields)
        profile.edit(visitor.session, visitor.me, changes, edition=edition, now=visitor.now)
    visitor.request.state.cookies["minka-lang"] = visitor.fields.one("locale")
    return go("/me", said="saved")


def _changes(visitor: Visitor) -> ProfileChanges:
    sent, person = visitor.fields, profile.get(visitor.session, visitor.me)
    spoken = languages.chosen(sent, person.languages)
    if not spoken:
        raise Invalid("/languages", "missing")
    if sent.one("locale") not in LANGUAGES:
        raise Invalid("/locale", "missing")
    return ProfileChanges(
        display_name=written.line(sent, "display_name", needed=False) or None,
        languages=spoken,
        locale=sent.one("locale"),
        time_zone=sent.one("time_zone"),
        is_adult=True if sent.one("is_adult") else None if person.is_adult is None else False,
    )


def _page(visitor: Visitor) -> Page:
    own = profile.opened(visitor.session, profile.get(visitor.session, visitor.me))
    parts: list[Part] = []
    if own.person.hidden:
        parts.append(Notice(visitor.say("web.me.hidden"), "care"))
    parts += [Ways(tuple(_ways(visitor))), *_circles(visitor), Heading(visitor.say("web.me.about"))]
    parts += [_form(visitor, own), *_out_of_sight(visitor, own)]
    return Page(visitor.say("web.menu.me"), tuple(parts))


def _ways(visitor: Visitor) -> Iterator[Way]:
    unread = inbox.unread(visitor.session, visitor.me)
    note = visitor.say("web.me.unread", count=unread) if unread else ""
    yield Way("/me/inbox", visitor.say("web.inbox.title"), note=note)
    yield Way("/me/reach", visitor.say("web.reach.title"))
    yield Way("/me/hours", visitor.say("web.hours.title"))
    yield Way("/me/letters", visitor.say("web.letters.title"))
    yield Way("/people", visitor.say("web.people.title"))
    yield Way("/me/sign-ins", visitor.say("web.sign_ins.title"))
    yield Way("/me/looks", visitor.say("web.looks.title"))
    yield Way("/me/blocks", visitor.say("web.blocks.title"))
    yield Way("/decisions", visitor.say("web.decisions.title"))
    yield Way("/me/export", visitor.say("web.export.title"))
    yield Way("/out", visitor.say("web.menu.sign_out"))
    yield Way("/me/leave", visitor.say("web.leave.title"))


def _circles(visitor: Visitor) -> Iterator[Part]:
    """The circles one is in, and the organisations one acts for."""
    mine = own_parts.of(visitor.session, visitor.me, now=visitor.now)
    circles = tuple(
        Item(
            where.name,
            path(where),
            (visitor.say(words.ROLES[row.role]),) if row.role is not Role.MEMBER else (),
            waits=bool(where.dormant),
        )
        for row, where in mine.memberships
    )
    yield Heading(visitor.say("web.me.circles"))
    yield Items(circles, visitor.say("web.me.no_circle"))
    if mine.organisations:
        yield Heading(visitor.say("web.me.organisations"))
        yield Items(tuple(Item(one.name, f"/organisations/{one.id}") for one in mine.organisations))


def _form(visitor: Visitor, own: Profile) -> Form:
    say, person = visitor.say, own.person
    zones = tuple(Choice(zone, zone.replace("_", " ")) for zone in sorted({*countries(), person.time_zone}))
    told_in = tuple(Choice(tag, name, lang=tag) for tag, name in NAMES.items())
    fields = (
        Field(EDITION, kind="hidden", value=str(person.edition)),
        Field(
            "display_name",
            say("page.shared.name"),
            value=own.display_name or "",
            note=say("web.me.name_note"),
            autocomplete="nickname",
        ),
        *languages.fields(visitor, person.languages),
        Field("locale", say("web.me.locale"), "select", choices=told_in, picked=(visitor.locale,)),
        Field("time_zone", say("web.me.time_zone"), "select", choices=zones, picked=(person.time_zone,)),
        Field("is_adult", say("page.shared.adult"), "checkbox", "yes" if person.is_adult else ""),
    )
    return Form((Button("save", say("web.save")),), fields)


def _out_of_sight(visitor: Visitor, own: Profile) -> Iterator[Part]:
    yield Heading(visitor.say("web.me.out_of_sight"))
    if own.person.hidden:
        yield Form((Button("show", visitor.say("web.me.show")),))
        return
    yield Line(visitor.say("web.me.hide_means"))
    yield Form((Button("hide", visitor.say("web.me.hide"), quiet=True),))
