"""Somebody of a circle, on the desk: who they are here, what they ask and promise, and what can be done about them."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from fastapi import Response

from core.errors import Conflict, Forbidden, Invalid, Malformed
from core.models import Community
from matching.words.vocabulary import MemberState
from services.communities import joining
from services.governance import wishes
from services.neighbours import hand_over, meetings
from services.neighbours import person as neighbours
from services.neighbours.person import NeighbourCard
from services.representation import ends as representation_ends
from web.answers.chrome import draw
from web.answers.refilled import refused
from web.coming.visitor import Visitor
from web.desk import cards, person_forms, person_parts
from web.desk.address import desk_of
from web.door import SignedIn, go
from web.door import router as new_router
from web.parts import written
from web.parts.shapes import Page

router = new_router()
ADDRESS = "/c/{circle}/desk/people/{person_id:uuid}"
_DECIDES = frozenset({"admit", "refuse", "meet"})
"""What ends that somebody stands in the queue: the next entry follows."""
_SAID = {
    "admit": "web.said.desk_let_in",
    "refuse": "web.said.desk_not_let_in",
    "meet": "web.said.saved",
    "suspend": "web.said.decided",
    "let_back": "web.said.decided",
    "check": "web.said.desk_checked",
    "hand_over": "web.said.desk_handed_over",
    "end_speaking": "web.said.spoken_ended",
}


@router.get(ADDRESS)
def show_person(circle: str, person_id: UUID, visitor: SignedIn) -> Response:
    found = desk_of(visitor, circle)
    card = _card(visitor, found, person_id)
    cards.opened(visitor, found, person_id)
    return draw(visitor, _page(visitor, found, card), circle=found)


@router.post(ADDRESS)
def act_on_person(circle: str, person_id: UUID, visitor: SignedIn) -> Response:
    """Does what is open to whoever looks after the circle; each act stands in the log, with its reason."""
    found, do = desk_of(visitor, circle), visitor.fields.one("do")
    card = _card(visitor, found, person_id)
    if do not in _SAID:
        raise Malformed
    act = partial(_act, visitor, found, person_id, do)
    drawn = partial(_page, visitor, found, card)
    if do in _DECIDES:
        return cards.acted(visitor, found, person_id, act, drawn, said=_SAID[do])
    try:
        act()
    except (Invalid, Conflict, Forbidden) as problem:
        raise refused(visitor, drawn(), problem) from problem
    return go(visitor.path, said=_SAID[do].removeprefix("web.said."))


def _card(visitor: Visitor, circle: Community, person_id: UUID) -> NeighbourCard:
    return neighbours.of(visitor.session, visitor.me, circle.id, person_id, now=visitor.now)


def _act(visitor: Visitor, circle: Community, person_id: UUID, do: str) -> None:
    session, me, now = visitor.session, visitor.me, visitor.now
    whom = (session, me, circle.id, person_id)
    reasoned: dict[str, Callable[[str], object]] = {
        "refuse": lambda reason: joining.refuse(session, me, circle.id, [person_id], reason=reason, now=now),
        "meet": lambda reason: meetings.met(*whom, reason=reason, now=now),
        "suspend": lambda reason: _state(visitor, circle, person_id, MemberState.SUSPENDED, reason),
        "let_back": lambda reason: _state(visitor, circle, person_id, MemberState.ACTIVE, reason),
        "hand_over": lambda reason: hand_over.hand_over(*whom, reason=reason, now=now),
    }
    if do in reasoned:
        reasoned[do](written.text(visitor.fields, person_forms.reason(do)))
    elif do == "admit":
        _state(visitor, circle, person_id, MemberState.ACTIVE, None)
    elif do == "check":
        kind = visitor.fields.one("kind")
        if kind not in person_forms.CHECKS:
            raise Invalid("/kind", "missing")
        wishes.check(*whom, kind=kind, now=now)
    elif do == "end_speaking":
        if not visitor.fields.one("told"):
            raise Invalid("/told", "spoken_needed")
        representation_ends.end(session, me, person_id, now=now)


def _state(
    visitor: Visitor, circle: Community, person_id: UUID, state: MemberState, reason: str | None
) -> None:
    wishes.edit_member(
        visitor.session,
        visitor.me,
        circle.id,
        person_id,
        role=None,
        state=state,
        reason=reason,
        now=visitor.now,
    )


def _page(visitor: Visitor, circle: Community, card: NeighbourCard) -> Page:
    title = card.display_name or visitor.say("page.notice.a_member")
    held = cards.held(visitor, circle, card.person_id)
    first, rest = person_forms.of(visitor, card, held)
    parts = person_parts.of(visitor, circle, card, first, rest)
    stands = bool({"admit", "meet"} & set(card.allowed))
    return cards.page(visitor, circle, card.person_id, title, tuple(parts), stands=stands)
