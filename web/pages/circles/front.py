"""A circle's own page: what it is, who answers for it, how it is reached, what one can do here."""

from collections.abc import Iterator

from fastapi import Response

from core.errors import Malformed
from core.models import Community, Membership
from matching.words.vocabulary import CommunityState, JoinPolicy, MemberState, Role
from services.communities import joining, members
from services.desk import full
from services.home import front
from services.reveals import emergencies
from texts.lists import listed
from texts.reasons import language_name
from web.answers.chrome import draw
from web.answers.refilled import looked_at_again
from web.coming.visitor import Visitor
from web.door import Anyone, SignedIn, go
from web.door import router as new_router
from web.pages.circles import changes_waiting, words
from web.pages.circles.address import circle_of, path
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Fact, Facts, Heading, Line, Notice, Page, Part, Way, Ways, Words

router = new_router()


@router.get("/c/{circle}")
def show_circle(circle: str, visitor: Anyone) -> Response:
    found = circle_of(visitor, circle)
    return draw(visitor, page(visitor, found), circle=found)


@router.post("/c/{circle}")
def act_in_circle(circle: str, visitor: SignedIn) -> Response:
    """Joins it, leaves it, or gives a word on what is to change there."""
    found = circle_of(visitor, circle)
    with looked_at_again(visitor, lambda: page(visitor, found)):
        return _act(visitor, found)


def _act(visitor: Visitor, circle: Community) -> Response:
    session, me, now, here = visitor.session, visitor.me, visitor.now, path(circle)
    match visitor.fields.one("do"):
        case "join":
            word = visitor.fields.one("invitation") or None
            joined = joining.join(session, me, circle.id, invitation=word, now=now)
            if joined.state is MemberState.ACTIVE:
                return go(here, said="joined")
            return go(here, said="asked_to_join")
        case "leave":
            members.leave(session, me, circle.id, now=now)
            return go(here, said="left")
        case "agree" | "object" as answer:
            changes_waiting.answer(visitor, circle, answer)
            return go(here, said="word_given")
    raise Malformed


def page(visitor: Visitor, circle: Community) -> Page:
    """What everybody sees of it, and what this visitor may do here."""
    mine = members.own(visitor.session, visitor.me, circle.id) if visitor.caller is not None else None
    parts: list[Part] = [*_standing(visitor, circle), Line(visitor.say("web.circle.what"))]
    if circle.about:
        parts.append(Words(circle.about))
    parts += [Ways(tuple(_ways(visitor, circle))), Facts(tuple(_facts(visitor, circle)))]
    parts += changes_waiting.parts(visitor, circle)
    parts += _membership(visitor, circle, mine)
    if visitor.caller is not None:
        report = Way(f"/reports/new?type=community&id={circle.id}", visitor.say("page.match.concern"))
        parts.append(Ways((report,)))
    return Page(circle.name, tuple(parts))


def _standing(visitor: Visitor, circle: Community) -> Iterator[Part]:
    """What a reader has to know before anything else."""
    if emergencies.stands(circle, visitor.now) and circle.emergency_until is not None:
        until = visitor.when(circle.emergency_until)
        yield Notice(visitor.say("web.circle.emergency", until=until), "care")
    if full.stands(circle, visitor.now) and circle.full_until is not None:
        yield Notice(visitor.say("web.circle.full", until=visitor.when(circle.full_until)), "care")
    if circle.state is CommunityState.NEW:
        yield Notice(visitor.say("web.circle.new"), "care")
    if circle.dormant:
        yield Notice(visitor.say("web.circle.dormant"), "care")


def _ways(visitor: Visitor, circle: Community) -> Iterator[Way]:
    yield Way(f"/ask?c={circle.slug}", visitor.say("web.menu.ask"), bold=True)
    yield Way(f"/help?c={circle.slug}", visitor.say("web.menu.help"))
    told = circle.contact
    if told is not None and told.phone:
        yield Way(f"tel:{told.phone}", visitor.say("page.circle.phone"), note=told.hours or "")
    yield Way(path(circle, "call"), visitor.say("web.circle.call_me"))
    yield Way("/how", visitor.say("web.circle.how"))
    yield Way(path(circle, "rules"), visitor.say("web.circle.rules"))
    yield Way(path(circle, "poster"), visitor.say("web.circle.poster"))
    if visitor.caller is None:
        yield Way(f"/in?next={path(circle)}", visitor.say("web.menu.sign_in"))


def _facts(visitor: Visitor, circle: Community) -> Iterator[Fact]:
    told = front.of(visitor.session, circle, now=visitor.now)
    for name in told.answerable:
        yield Fact(visitor.say("web.circle.answerable"), name)
    duty = "web.circle.duty" if told.on_duty else "web.circle.no_duty"
    yield Fact(visitor.say("web.circle.on_duty"), visitor.say(duty))
    if told.helped is not None:
        yield Fact(visitor.say("web.circle.lately"), visitor.say("web.circle.helped", count=told.helped))
    spoken = listed((language_name(tag, visitor.locale) for tag in circle.languages), visitor.locale)
    yield Fact(visitor.say("web.circle.languages"), spoken)
    for place in circle.landmarks:
        yield Fact(visitor.say("web.circle.landmarks"), place.name)


def _membership(visitor: Visitor, circle: Community, mine: Membership | None) -> Iterator[Part]:
    """What somebody is here, and how they join or leave."""
    yield Heading(visitor.say("web.circle.you"))
    if visitor.caller is None or mine is None or mine.state is MemberState.LEFT:
        yield Line(visitor.say(words.JOINED_BY[circle.join_policy]))
        if visitor.caller is not None:
            yield join_form(visitor, circle)
        return
    yield Line(visitor.say(words.STATES[mine.state]))
    if mine.state is MemberState.ACTIVE:
        yield Facts((Fact(visitor.say("web.circle.you_are"), visitor.say(words.ROLES[mine.role])),))
        yield Ways(tuple(_ways_of_members(visitor, circle, mine)))
    if mine.state is not MemberState.SUSPENDED:
        yield Form((Button("leave", visitor.say("web.circle.leave"), quiet=True),), aside=True)


def join_form(visitor: Visitor, circle: Community, invitation: str = "") -> Form:
    """Asks to be a member; with an invitation where there is one, or where the circle wants one."""
    button = Button("join", visitor.say("web.circle.join"))
    if invitation:
        return Form((button,), (Field("invitation", kind="hidden", value=invitation),), action=path(circle))
    if circle.join_policy is not JoinPolicy.INVITATION:
        return Form((button,))
    return Form((button,), (Field("invitation", visitor.say("web.circle.invitation")),))


def _ways_of_members(visitor: Visitor, circle: Community, mine: Membership) -> Iterator[Way]:
    yield Way(path(circle, "members"), visitor.say("web.circle.members"))
    yield Way(path(circle, "invite"), visitor.say("web.circle.invite"))
    if mine.role is Role.STEWARD:
        yield Way(path(circle, "edit"), visitor.say("web.circle.edit"))
