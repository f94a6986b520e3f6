"""The people of a circle, and taking somebody in on the phone; for those who answer for it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.answers.replies import created, reply
from api.schemas.base import Sought, value_of
from api.schemas.communities import MemberOut
from api.schemas.intakes import IntakeCheckIn, IntakeCheckOut, IntakeIn, IntakeOut
from api.schemas.neighbours import (
    HandedOverOut,
    HandOverIn,
    MemberBulkIn,
    MembersDone,
    NeighbourCardOut,
    NeighbourList,
    NeighbourOut,
)
from core import limits
from doors import idempotency
from doors.deps import Db, Me, Now, Work
from doors.routing import ActionRoute
from matching.words.vocabulary import Role
from services.access import rights
from services.intake import checking, doubles, taking_in
from services.neighbours import admitting, hand_over, person, search
from services.oversight.possible_doubles import PossibleDouble

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Coordinators"], route_class=ActionRoute)


@router.get("/people", response_model=NeighbourList)
def find_people(
    community_id: UUID,
    session: Db,
    me: Me,
    now: Now,
    q: Annotated[
        Sought,
        Query(
            min_length=1,
            max_length=80,
            description="A whole telephone number, or words of a name; from three letters on the beginning is enough.",
        ),
    ],
) -> Response:
    """People of the circle by name or telephone number, at most twenty: members, who asks for something there now, and
    who is spoken for there. A number of nobody of the circle is as one that nobody has.
    """
    found = search.find(session, me, community_id, q, limit=search.AT_MOST, now=now)
    return reply(NeighbourList(items=[NeighbourOut.shown(one) for one in found]), secret=True)


@router.get("/silent-helpers", response_model=NeighbourList)
def list_silent_helpers(community_id: UUID, session: Db, me: Me) -> Response:
    """Helpers of whom nothing was heard for long and who were told so, those silent longest first: phone them."""
    found = search.silent(session, me, community_id)
    return reply(NeighbourList(items=[NeighbourOut.shown(one) for one in found]), secret=True)


@router.get("/people/{person_id}", response_model=NeighbourCardOut)
def get_neighbour(community_id: UUID, person_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """One person of the circle: what they ask and promise there, how much they have to do, when they were last heard
    of, and what can be done.
    """
    card = person.of(session, me, community_id, person_id, now=now)
    return reply(NeighbourCardOut.shown(card), secret=True)


@router.post("/people/{person_id}/hand-over", response_model=HandedOverOut)
def hand_promises_over(
    community_id: UUID, person_id: UUID, given: HandOverIn, session: Db, me: Me, now: Now
) -> Response:
    """Asks others for all that a helper promised here and that has not begun: it is called off with this reason, which
    they and each author read, and each need asks again at once. Whoever says yes next, both keys turn anew.
    """
    handed = hand_over.hand_over(session, me, community_id, person_id, reason=given.reason, now=now)
    return reply(HandedOverOut.shown(handed))


@router.post("/members/bulk", response_model=MembersDone)
def decide_several_members(
    community_id: UUID, given: MemberBulkIn, session: Db, me: Me, now: Now
) -> Response:
    """Lets in several who ask to join, or does not; all of them, or nobody where not as many wait as `expected`."""
    done = admitting.bulk(
        session,
        me,
        community_id,
        given.value(),
        given.people,
        expected=given.expected,
        reason=given.reason,
        now=now,
    )
    return reply(MembersDone(items=[MemberOut.shown(member) for member in done]))


@router.post("/intakes", status_code=201, response_model=IntakeOut)
def take_in(community_id: UUID, given: IntakeIn, session: Db, me: Me, now: Now, effort: Work) -> Response:
    """Writes down who phones and what they agreed to, posts what they need or offer, and makes a card, in one step."""
    if given.card:
        limits.take(session, limits.TAKE_OVERS_PER_PERSON, me.person_id.bytes, now)
    intake = taking_in.take_in(session, me, community_id, given.value(), now=now, effort=effort)
    return created(IntakeOut.shown(intake), f"/v1/people/{intake.person.person.id}", secret=True)


@router.post("/intakes/check", response_model=IntakeCheckOut)
@idempotency.never_kept
def check_intake(community_id: UUID, given: IntakeCheckIn, session: Db, me: Me, now: Now) -> Response:
    """Whose number it is already, of this circle and of whom one speaks for, and which needs may ask for the same, as
    far as somebody has told it.
    """
    rights.require_role(me, Role.COORDINATOR, community_id)
    phone = given.phone
    known = checking.check(session, me, community_id, phone=phone, now=now) if phone is not None else None
    alike: list[PossibleDouble] = []
    if given.category is not None:
        place = value_of(given.place)
        alike = doubles.like(
            session, me, community_id, category=given.category, place=place, phone=phone, now=now
        )
    return reply(IntakeCheckOut.shown(known, alike), secret=True)
