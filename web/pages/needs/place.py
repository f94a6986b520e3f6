"""Where a need is, and where a ride goes: changed on a page of its own, as long as nobody relies on it."""

from collections.abc import Iterator
from uuid import UUID

from fastapi import Response

from core.edits import UNSET, Unset
from core.errors import Invalid
from core.models import Community, Need
from matching.words.values import Point
from matching.words.vocabulary import PlaceKind, Share
from services.needs import edits as need_edits
from services.needs.edits import NeedChanges
from web.answers.again import again
from web.answers.chrome import draw
from web.answers.refilled import EDITION, looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.needs import edit_form, own
from web.parts import written
from web.parts.fields import Button, Choice, Field, Form, Tap
from web.parts.shapes import Line, Page
from web.places import landmarks, where

router = new_router()
ADDRESS = "/needs/{need_id:uuid}/place"


@router.get(ADDRESS)
def show_place(need_id: UUID, visitor: SignedIn) -> Response:
    return draw(visitor, _page(visitor, own.need(visitor, need_id)))


@router.post(ADDRESS)
def change_place(need_id: UUID, visitor: SignedIn) -> Response:
    """Changes it; or reads where the picture was tapped, and comes back here."""
    need = own.need(visitor, need_id)
    if where.was_tapped(visitor.fields) and not visitor.fields.one("do"):
        raise again(visitor, _page(visitor, need))
    with looked_at_again(visitor, lambda: _page(visitor, own.need(visitor, need_id))):
        changes, edition = _changes(visitor, need), written.edition(visitor.fields)
        if changes.named():
            need_edits.edit(visitor.session, visitor.me, need_id, changes, edition=edition, now=visitor.now)
    return go(own.address(need_id), said="saved")


def _changes(visitor: Visitor, need: Need) -> NeedChanges:
    """Only what is another than before; whoever asked for something from afar and names a place wants them to come."""
    circle, sent = _circle(visitor, need), visitor.fields
    to = _to(visitor, circle)
    if where.is_afar(sent):
        return NeedChanges(place_kind=PlaceKind.REMOTE, to=to)
    place = where.changed(circle, sent)
    if place is None:
        return NeedChanges(to=to)
    if need.place_kind is not PlaceKind.REMOTE:
        return NeedChanges(place=place, to=to)
    share = list(dict.fromkeys((*need.share, Share.PLACE)))
    return NeedChanges(place=place, place_kind=PlaceKind.AT_NEED, to=to, share=share)


def _to(visitor: Visitor, circle: Community) -> Point | Unset:
    said = visitor.fields.one("to")
    if not said:
        return UNSET
    place = landmarks.place_of(circle, said)
    if place is None:
        raise Invalid("/to", "not_a_place")
    return place


def _page(visitor: Visitor, need: Need) -> Page:
    title, back = visitor.say("web.place.of_need"), own.back(visitor, need.id)
    if edit_form.is_fixed(visitor, need):
        return Page(title, (Line(visitor.say("web.edit.fixed")),), back=back)
    form = Form((Button("save", visitor.say("web.edit.save")),), tuple(_fields(visitor, need)))
    return Page(title, (form,), back=back)


def _fields(visitor: Visitor, need: Need) -> Iterator[Field | Tap]:
    circle, sent = _circle(visitor, need), visitor.fields
    as_it_is = Choice("", visitor.say("web.place.as_it_is"))
    yield Field(EDITION, kind="hidden", value=str(need.edition))
    afar = need.category in where.FROM_AFAR
    yield from where.fields(visitor, circle, sent, afar=afar, first=as_it_is, stands=need.cell)
    yield where.spot(visitor, sent)
    known = landmarks.to_choose(circle)
    if need.category in where.GOES_SOMEWHERE and known:
        choices = (as_it_is, *(Choice(one.value, one.name) for one in known))
        label, picked = visitor.say("web.ask.to"), (sent.one("to"),)
        yield Field("to", label, "select", choices=choices, picked=picked, needed=False)


def _circle(visitor: Visitor, need: Need) -> Community:
    return visitor.session.get_one(Community, need.community_id)
