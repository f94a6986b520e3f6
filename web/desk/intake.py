"""Taking somebody in on the phone: one form that is filled while they talk, then a card to print.

Whose number it is already, and what stands that may be the same, is said as soon as it is looked up: with script while
one types, without it by a button; and in any case before it is written down. Nothing typed is lost by that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Response

from core import limits
from core.effort import Effort
from core.errors import Conflict, Forbidden, Invalid, Malformed
from core.models import Community
from doors.deps import Work
from services.calls import answering
from services.calls.answering import Opened
from services.intake import checking, doubles, taking_in
from services.intake.checking import Known
from services.oversight.possible_doubles import PossibleDouble
from services.representation import standing, take_overs
from web.answers import kept, shown_once
from web.answers.again import again
from web.answers.chrome import draw
from web.answers.kept import Kept
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import around, intake_form, intake_said, people, told
from web.desk.address import desk_of, path
from web.desk.intake_form import Wants
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import printed_card
from web.parts.fields import Form
from web.parts.shapes import Drawn, Item, Items, Line, Live, Notice, Page, Part, Way, Ways
from web.places import where

router = new_router()
ADDRESS = "/c/{circle}/desk/intake"
_WHY = {
    "same_person": "web.desk.double.same_person",
    "same_household": "web.desk.double.same_household",
    "same_kind_and_place": "web.desk.double.same_kind_and_place",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for what was typed so far. `looked`: something was looked up at all."""

    known: Known | None = None
    doubles: Sequence[PossibleDouble] = ()
    looked: bool = False

    @property
    def warns(self) -> bool:
        return bool(self.doubles or (self.known is not None and self.known.same_number))


@router.get(ADDRESS)
def show_intake(circle: str, visitor: SignedIn) -> Response:
    """`call` in the address: the call in which they tell it, which is done with it."""
    found = desk_of(visitor, circle)
    return draw(visitor, _page(visitor, found, _call(visitor, found), Found()), circle=found)


@router.post(ADDRESS)
def take_in(circle: str, visitor: SignedIn, effort: Work) -> Response:
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    looks = do == intake_form.CHECK or (not do and where.was_tapped(visitor.fields))
    if not looks and do != intake_form.TAKE_IN:
        raise Malformed
    call = _call(visitor, found)
    seen = _found(visitor, found)
    if looks or (seen.warns and not visitor.fields.one(intake_form.SEEN)):
        raise again(visitor, _typed(visitor, _page(visitor, found, call, seen)))
    try:
        taken = _taken_in(visitor, found, call, effort)
    except (Invalid, Conflict, Forbidden) as problem:
        raise refused(visitor, _page(visitor, found, call, seen), problem) from problem
    there = path(found, "intake", str(taken.person.person.id))
    code = taken.card.code if taken.card is not None else ""
    return go(shown_once.at(visitor, there, code) if code else there, said="entered")


@router.get(f"{ADDRESS}/{{person_id:uuid}}")
def show_card(circle: str, person_id: UUID, visitor: SignedIn) -> Response:
    """Somebody who was taken in: their card, once; and what can be done next."""
    found = desk_of(visitor, circle)
    person = standing.get(visitor.session, visitor.me, person_id)
    name, code = person.display_name or visitor.say("page.notice.a_member"), shown_once.read(visitor)
    parts: list[Part] = []
    if code:
        until = (visitor.now + take_overs.CARD_LIFETIME).date()
        address = visitor.settings.public_url.rstrip("/") + "/in/card"
        card = printed_card.draw_card(found, name, person.person.locale, code, address, until)
        parts += [Line(visitor.say("web.desk.intake.print")), Drawn(card)]
    parts.append(
        Ways(
            (
                Way(path(found, "people", str(person_id)), visitor.say("web.desk.case.person"), bold=True),
                Way(f"/people/{person_id}", visitor.say("web.desk.person.yours")),
                Way(path(found, "intake"), visitor.say("web.desk.intake.next")),
            )
        )
    )
    response = draw(visitor, around.page(visitor, found, name, tuple(parts)), circle=found)
    response.headers.update(printed_card.HEADERS)
    return response


def _taken_in(visitor: Visitor, circle: Community, call: Opened | None, effort: Effort) -> taking_in.Intake:
    said = intake_said.told(visitor, circle, call.id if call is not None else None)
    if said.card:
        limits.take(visitor.session, limits.TAKE_OVERS_PER_PERSON, visitor.me.person_id.bytes, visitor.now)
    return taking_in.take_in(visitor.session, visitor.me, circle.id, said, now=visitor.now, effort=effort)


def _call(visitor: Visitor, circle: Community) -> Opened | None:
    """The call that the visitor has open; None where it was done meanwhile: what was typed is not lost by that.

    Raises NotFound for none of this circle's, Malformed for what is no id.
    """
    named = visitor.fields.one(intake_form.CALL) or visitor.asked(intake_form.CALL)
    if not named:
        return None
    try:
        call_id = UUID(named)
    except ValueError as error:
        raise Malformed from error
    try:
        return answering.opened(visitor.session, visitor.me, circle.id, call_id, now=visitor.now)
    except Conflict:
        return None


def _found(visitor: Visitor, circle: Community) -> Found:
    """What is known of the number, and of what is asked for; as far as either was typed, and can be read."""
    sent, session, me, now = visitor.fields, visitor.session, visitor.me, visitor.now
    number = sent.one("phone")
    known = checking.check(session, me, circle.id, phone=number, now=now) if number else None
    if sent.one(intake_form.WHAT) != Wants.NEED or not sent.one("category"):
        return Found(known, looked=bool(number))
    try:
        place = intake_said.place(sent, circle)
    except Invalid:
        return Found(known, looked=bool(number))
    kind = sent.one("category")
    alike = doubles.like(session, me, circle.id, category=kind, place=place, phone=number or None, now=now)
    return Found(known, alike, looked=True)


def _page(visitor: Visitor, circle: Community, call: Opened | None, found: Found) -> Page:
    parts = (
        *told.not_yet(visitor, circle),
        Line(visitor.say("web.entering.what")),
        Live("known", tuple(_told(visitor, circle, found))),
        intake_form.form(visitor, circle, call, found.known, warned=found.warns),
    )
    return around.page(visitor, circle, visitor.say("web.desk.intake"), parts)


def _typed(visitor: Visitor, page: Page) -> Page:
    """The page with all that was typed in its form again; a place that was tapped just now is the one that counts."""
    said = Kept(visitor.path, visitor.fields)
    filled = kept.filled(page.parts, said, visitor.path)
    pairs = zip(page.parts, filled, strict=True)
    return replace(page, parts=tuple(_with_place(drawn, typed) for drawn, typed in pairs))


def _with_place(drawn: Part, typed: Part) -> Part:
    if not (isinstance(drawn, Form) and isinstance(typed, Form)):
        return typed
    return replace(typed, fields=tuple(intake_form.of_the_place(typed.fields, drawn.fields)))


def _told(visitor: Visitor, circle: Community, found: Found) -> Iterator[Part]:
    """Who has the number, and what may be the same: each leads to its page."""
    say = visitor.say
    if found.known is not None and found.known.same_number:
        yield Notice(say("web.desk.intake.same_number"), "care")
        yield Items([people.item(visitor, circle, one) for one in found.known.same_number])
    if found.doubles:
        yield Notice(say("web.desk.intake.like_it"), "care")
        yield Items([_double(visitor, circle, one) for one in found.doubles])
    if found.looked and not found.warns:
        yield Notice(say("web.desk.intake.nothing_like_it"))


def _double(visitor: Visitor, circle: Community, one: PossibleDouble) -> Item:
    title = one.title or visitor.say("web.desk.to_need")
    lines = (visitor.say(_WHY[one.why]), visitor.when(one.posted_at))
    return Item(title, path(circle, "needs", str(one.need_id)), lines)
