"""The people of a circle: found by name or number; who asks to join, who is to be spoken with, who is silent."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from fastapi import Response

from core.errors import BadParameter, Conflict, Forbidden, Invalid, Malformed
from core.models import Community
from matching.words.vocabulary import MemberState
from services.desk import queue
from services.desk.entry import DeskEntry
from services.desk.filters import Filters
from services.neighbours import admitting, search
from services.neighbours.search import Neighbour
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import around, told, undo
from web.desk.address import desk_of, path
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles import words
from web.parts import typed, written
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Heading, Item, Items, Line, Page, Part, Way, Ways

router = new_router()
ADDRESS = "/c/{circle}/desk/people"
PENDING, TO_MEET = "member_pending", "member_to_meet"
_LONGEST = 80
_KNOWN = frozenset({"q", "lang", "said"})


@router.get(ADDRESS)
def show_people(circle: str, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    for name in visitor.request.query_params:
        if name not in _KNOWN:
            raise BadParameter(name, "unknown_field")
    return draw(visitor, _page(visitor, found), circle=found)


@router.post(ADDRESS)
def act_on_several(circle: str, visitor: SignedIn) -> Response:
    """Lets several in, or does not; exactly as many as whoever does it counted, or nobody."""
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    if do not in set(admitting.Do):
        raise Malformed
    try:
        many = typed.number(visitor.fields.one("many"), "/many", least=1, most=admitting.AT_MOST)
        admitting.bulk(
            visitor.session,
            visitor.me,
            found.id,
            admitting.Do(do),
            _ticked(visitor),
            expected=many,
            reason=written.text(visitor.fields, "reason", needed=False) or None,
            now=visitor.now,
        )
    except (Invalid, Conflict, Forbidden) as problem:
        raise refused(visitor, _page(visitor, found), problem) from problem
    if do == admitting.Do.ADMIT:
        return go(visitor.path, said="desk_let_in")
    return go(visitor.path, said="desk_not_let_in")


def _ticked(visitor: Visitor) -> list[UUID]:
    try:
        return [UUID(one) for one in visitor.fields.all("people")]
    except ValueError as error:
        raise Malformed from error


def _page(visitor: Visitor, circle: Community) -> Page:
    return around.page(visitor, circle, visitor.say("web.desk.find"), tuple(_parts(visitor, circle)))


def _parts(visitor: Visitor, circle: Community) -> Iterator[Part]:
    say, sought = visitor.say, visitor.asked("q").strip()[:_LONGEST]
    yield from undo.parts(visitor, circle)
    yield from told.not_yet(visitor, circle)
    label, note = say("web.desk.search"), say("web.desk.people.search_note")
    field = Field("q", label, value=sought, note=note, longest=_LONGEST, shortcut="/")
    yield Form((Button("", say("web.desk.people.find")),), (field,), opens=True)
    if sought:
        found = search.find(
            visitor.session, visitor.me, circle.id, sought, limit=search.AT_MOST, now=visitor.now
        )
        yield Items([item(visitor, circle, one) for one in found], say("web.desk.people.nobody"))
        return
    yield Ways((Way(path(circle, "intake"), say("web.desk.intake"), bold=True),))
    yield from _waiting(visitor, circle)
    yield from _silent(visitor, circle)


def _waiting(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """Who asks to join, and who is to be spoken with first."""
    whys = Filters(whys=(PENDING, TO_MEET))
    entries = queue.page(
        visitor.session, visitor.me, circle.id, whys, limit=admitting.AT_MOST, now=visitor.now
    )
    to_meet = [entry for entry in entries if entry.why == TO_MEET]
    pending = [entry for entry in entries if entry.why == PENDING]
    if to_meet:
        yield Heading(visitor.say("web.desk.people.to_meet"))
        yield Items([_entry(visitor, circle, entry) for entry in to_meet])
    yield Heading(visitor.say("web.desk.people.pending"))
    yield Items(
        [_entry(visitor, circle, one) for one in pending], visitor.say("web.desk.people.none_pending")
    )
    if len(pending) > 1:
        yield _several(visitor, pending)


def _several(visitor: Visitor, pending: Sequence[DeskEntry]) -> Form:
    say = visitor.say
    choices = tuple(Choice(str(entry.id), _called(visitor, entry)) for entry in pending)
    note = say("web.desk.people.many_note")
    return Form(
        (
            Button(admitting.Do.ADMIT, say("web.desk.people.let_in")),
            Button(admitting.Do.REFUSE, say("web.desk.people.not_let_in"), quiet=True),
        ),
        (
            Field("people", say("web.desk.people.several"), "some_of", choices=choices),
            Field("many", say("web.desk.people.many"), "number", note=note),
            Field("reason", say("web.desk.people.why_not"), "long", needed=False, longest=4000),
        ),
        asks=say("web.desk.people.at_once"),
        key="several",
        aside=True,
    )


def _silent(visitor: Visitor, circle: Community) -> Iterator[Part]:
    silent = search.silent(visitor.session, visitor.me, circle.id)
    if silent:
        yield Heading(visitor.say("web.desk.people.silent"))
        yield Line(visitor.say("web.desk.people.silent_means"), quiet=True)
        yield Items([item(visitor, circle, one) for one in silent])


def _called(visitor: Visitor, entry: DeskEntry) -> str:
    name = entry.author.display_name if entry.author is not None else None
    return name or visitor.say("page.notice.a_member")


def _entry(visitor: Visitor, circle: Community, entry: DeskEntry) -> Item:
    lines = (visitor.say("web.desk.since", when=visitor.when(entry.since)),)
    return Item(_called(visitor, entry), path(circle, "people", str(entry.id)), lines, waits=True)


def item(visitor: Visitor, circle: Community, one: Neighbour) -> Item:
    """Somebody of the circle in a list: what they are here, and how much they ask and promise."""
    say = visitor.say
    lines = [say(words.ROLES[one.role])] if one.role is not None else []
    if one.represented:
        lines.append(say("web.desk.person.spoken_for"))
    if one.open_needs:
        lines.append(say("web.desk.person.asks_for", count=one.open_needs))
    if one.promises:
        lines.append(say("web.desk.person.promised", count=one.promises))
    if one.silent_since is not None:
        lines.append(say("web.desk.person.silent_since", when=visitor.when(one.silent_since)))
    state = {MemberState.PENDING: "web.members.pending", MemberState.SUSPENDED: "web.members.suspended"}
    return Item(
        one.display_name or say("page.notice.a_member"),
        path(circle, "people", str(one.person_id)),
        tuple(lines),
        state=say(state[one.state]) if one.state in state else "",
    )
