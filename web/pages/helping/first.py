"""What comes before helping, where it is missing: being a member, saying that one is grown up, a way to be reached."""

from collections.abc import Iterator

from fastapi import Response

from core.edits import UNSET
from core.errors import Invalid, Malformed
from core.models import Community
from matching.words.vocabulary import JoinPolicy, MemberState
from services.communities import joining
from services.home.readiness import Readiness
from services.people import profile
from services.people.profile import ProfileChanges
from web.coming.visitor import Visitor
from web.door import go
from web.parts.fields import Button, Field, Form
from web.parts.shapes import Line, Notice, Part, Way, Ways

JOIN, ADULT = "join", "adult"


def parts(visitor: Visitor, circle: Community, ready: Readiness) -> Iterator[Part]:
    """The first thing that is missing, with the way to it; nothing where nothing is."""
    if ready.grown_up is False:
        yield Notice(visitor.say("problem.adults_only.detail"), "care")
    elif ready.state is not MemberState.ACTIVE:
        yield from _membership(visitor, circle, ready.state)
    elif not ready.reachable:
        yield Line(visitor.say("problem.contact_point_needed.detail"))
        yield Ways((Way("/me", visitor.say("web.menu.me"), bold=True),))
    elif ready.grown_up is None:
        tick = Field("grown_up", visitor.say("page.shared.adult"), "checkbox")
        yield Form((Button(ADULT, visitor.say("web.helping.go_on")),), (tick,))


def act(visitor: Visitor, circle: Community, do: str, back: str) -> Response:
    """Joins, or writes down that somebody is grown up, and goes back. Raises Forbidden, Invalid and Malformed."""
    if do == JOIN:
        joined = joining.join(visitor.session, visitor.me, circle.id, invitation=None, now=visitor.now)
        if joined.state is MemberState.ACTIVE:
            return go(back, said="joined")
        return go(back, said="asked_to_join")
    if do != ADULT:
        raise Malformed
    if not visitor.fields.one("grown_up"):
        raise Invalid("/grown_up", "missing")
    grown_up = True if visitor.me.is_adult is None else UNSET
    profile.edit(visitor.session, visitor.me, ProfileChanges(is_adult=grown_up), now=visitor.now)
    return go(back, said="saved")


def _membership(visitor: Visitor, circle: Community, state: MemberState | None) -> Iterator[Part]:
    """Joining where that takes one press; else what it takes."""
    if state is MemberState.SUSPENDED:
        yield Notice(visitor.say("problem.suspended.detail"), "care")
    elif state is MemberState.PENDING:
        yield Line(visitor.say("web.helping.asked_to_join", circle=circle.name))
    elif circle.join_policy is JoinPolicy.INVITATION:
        yield Line(visitor.say("problem.invitation_needed.detail"))
        yield Ways((Way(f"/c/{circle.slug}", circle.name),))
    else:
        at_once = circle.join_policy is JoinPolicy.OPEN
        label = visitor.say("web.helping.join" if at_once else "web.helping.ask_to_join")
        line = "web.helping.join.line" if at_once else "web.helping.ask_to_join.line"
        yield Form((Button(JOIN, label),), lines=(visitor.say(line, circle=circle.name),))
