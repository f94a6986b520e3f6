"""The members of a circle, for members: who answers for it, who is on duty; words given for one another; letting in."""

from collections.abc import Iterator, Set
from datetime import timedelta
from uuid import UUID

from fastapi import Response

from core.errors import Invalid, Malformed
from core.models import Community, Duty
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services.communities import duty, members
from services.communities import words as given_words
from services.communities.members import Member
from services.governance import wishes
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import SignedIn, go
from web.door import router as new_router
from web.pages.circles import word_wanted, words
from web.pages.circles.address import back, circle_of, path
from web.parts.fields import Button, Choice, Field, Form
from web.parts.shapes import Item, Items, Line, Page, Part, Way, Ways, Words
from web.parts.written import number_of, word

router = new_router()
SHOWN = 50
_HOURS = ("4", "12", "24", "72")


@router.get("/c/{circle}/members")
def show_members(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    return draw(visitor, _page(visitor, found), circle=found)


@router.post("/c/{circle}/members")
def act_on_member(circle: str, visitor: SignedIn) -> Response:
    found = circle_of(visitor, circle)
    with looked_at_again(visitor, lambda: _page(visitor, found)):
        _act(visitor, found)
    return go(path(found, "members"), said="saved")


def _act(visitor: Visitor, circle: Community) -> None:
    session, me, now, fields = visitor.session, visitor.me, visitor.now, visitor.fields
    match fields.one("do"):
        case "vouch":
            given_words.vouch(session, me, circle.id, number_of(fields, "person"), now=now)
        case "withdraw":
            given_words.withdraw_vouch(session, me, circle.id, number_of(fields, "person"), now=now)
        case "admit":
            person = number_of(fields, "person")
            wishes.edit_member(session, me, circle.id, person, role=None, state=MemberState.ACTIVE, now=now)
        case "role":
            person, role = number_of(fields, "person"), word(fields, "role", Role)
            wishes.edit_member(session, me, circle.id, person, role=role, state=None, now=now)
        case "named" | "unnamed" as do:
            wishes.edit_member(
                session, me, circle.id, me.person_id, role=None, state=None, answerable=do == "named", now=now
            )
        case "on_duty":
            duty.take(session, me, circle.id, until=now + _chosen(visitor), now=now)
        case "off_duty":
            duty.leave(session, me, circle.id, now=now)
        case _:
            raise Malformed


def _chosen(visitor: Visitor) -> timedelta:
    hours = visitor.fields.one("hours")
    if hours not in _HOURS:
        raise Invalid("/hours", "missing")
    return timedelta(hours=int(hours))


def _page(visitor: Visitor, circle: Community) -> Page:
    session, me = visitor.session, visitor.me
    after = number_of_page(visitor)
    rows = members.of(session, me, circle.id, after=after, limit=SHOWN + 1)
    on_duty = {row.person_id: row for row in duty.listed(session, me, circle.id, now=visitor.now)}
    given = given_words.given(session, me, circle.id)
    parts: list[Part] = []
    if not me.is_at_least(Role.COORDINATOR, circle.id):
        parts += [Line(visitor.say("web.members.who_is_seen")), *_my_word(visitor, circle)]
    items = tuple(_item(visitor, circle, member, given, on_duty) for member in rows[:SHOWN])
    parts.append(Items(items))
    if len(rows) > SHOWN:
        more = f"{path(circle, 'members')}?after={rows[SHOWN - 1].row.person_id}"
        parts.append(Ways((Way(more, visitor.say("web.more")),)))
    return Page(visitor.say("web.circle.members"), tuple(parts), back=back(circle))


def number_of_page(visitor: Visitor) -> UUID | None:
    """After whom a long list goes on; None at its beginning."""
    try:
        return UUID(visitor.asked("after"))
    except ValueError:
        return None


def _my_word(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """How somebody whom nobody gave their word for asks for it."""
    mine = members.own(visitor.session, visitor.me, circle.id)
    if mine is not None and mine.trust is TrustLevel.NEW:
        yield Line(visitor.say("web.members.ask_for_word"))
        yield Words(visitor.settings.public_url.rstrip("/") + word_wanted.address(visitor, circle))


def _item(
    visitor: Visitor, circle: Community, member: Member, given: Set[UUID], on_duty: dict[UUID, Duty]
) -> Item:
    row = member.row
    lines = [visitor.say(words.ROLES[row.role])]
    if row.role is Role.MEMBER or row.trust is not TrustLevel.NEW:
        lines.append(visitor.say(words.TRUST[row.trust]))
    if row.person_id in on_duty:
        lines.append(visitor.say("web.members.on_duty", until=visitor.when(on_duty[row.person_id].until)))
    if row.person_id in given:
        lines.append(visitor.say("web.members.your_word"))
    return Item(
        member.display_name or visitor.say("page.notice.a_member"),
        lines=tuple(lines),
        state="" if row.state is MemberState.ACTIVE else visitor.say(_STATES[row.state]),
        waits=row.state is MemberState.PENDING,
        forms=tuple(_forms(visitor, circle, member, row.person_id in given, row.person_id in on_duty)),
    )


_STATES = {
    MemberState.PENDING: "web.members.pending",
    MemberState.SUSPENDED: "web.members.suspended",
    MemberState.LEFT: "web.member.left",
}


def _forms(visitor: Visitor, circle: Community, member: Member, given: bool, on_duty: bool) -> Iterator[Form]:
    row, me = member.row, visitor.me
    if row.person_id == me.person_id:
        if me.is_at_least(Role.COORDINATOR, circle.id):
            yield _named(visitor, member)
            yield _duty(visitor, on_duty)
        return
    if row.state is MemberState.PENDING and me.is_at_least(Role.COORDINATOR, circle.id):
        yield _of(member, Button("admit", visitor.say("web.members.admit")))
    do = "withdraw" if given else "vouch"
    labels = {"withdraw": "web.members.withdraw", "vouch": "web.members.vouch"}
    yield _of(member, Button(do, visitor.say(labels[do]), quiet=True))
    if row.state is MemberState.ACTIVE and me.is_at_least(Role.STEWARD, circle.id):
        choices = tuple(Choice(role, visitor.say(name)) for role, name in words.ROLES.items())
        role = Field("role", visitor.say("web.members.role"), "select", choices=choices, picked=(row.role,))
        yield _of(member, Button("role", visitor.say("web.save"), quiet=True), role)


def _of(member: Member, button: Button, *fields: Field) -> Form:
    id = str(member.row.person_id)
    return Form((button,), (Field("person", kind="hidden", value=id), *fields), key=f"{button.do}-{id}")


def _named(visitor: Visitor, member: Member) -> Form:
    if member.row.answerable:
        return Form((Button("unnamed", visitor.say("web.members.unnamed"), quiet=True),))
    return Form((Button("named", visitor.say("web.members.named"), quiet=True),))


def _duty(visitor: Visitor, on_duty: bool) -> Form:
    """A coordinator says for how long they may be rung."""
    if on_duty:
        return Form((Button("off_duty", visitor.say("web.members.off_duty"), quiet=True),))
    choices = tuple(Choice(hours, visitor.say("web.members.hours", hours=hours)) for hours in _HOURS)
    field = Field("hours", visitor.say("web.members.take_duty"), "select", choices=choices)
    return Form((Button("on_duty", visitor.say("web.members.ring_me")),), (field,))
