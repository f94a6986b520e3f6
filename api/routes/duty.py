"""Duty and recognition: who answers now, and who vouches for a new community."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from sqlmodel import Session

from api.answers.replies import created, nothing, reply
from api.schemas.base import Given, Moment, Shape
from api.schemas.communities import CommunityOut, shown
from core.access import Caller
from core.models import Community, Membership
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.communities import duty, recognition

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Communities"], route_class=ActionRoute)


class DutyIn(Given):
    until: Moment


class DutyOut(Shape):
    person_id: UUID
    until: datetime


class DutyList(Shape):
    items: list[DutyOut]


@router.get("/duty", response_model=DutyList)
def list_duty(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Who may be rung now; for members."""
    rows = duty.listed(session, me, community_id, now=now)
    return reply(DutyList(items=[DutyOut(person_id=row.person_id, until=row.until) for row in rows]))


@router.put("/duty", response_model=DutyOut)
def take_duty(community_id: UUID, given: DutyIn, session: Db, me: Me, now: Now) -> Response:
    """The caller, a coordinator, may be rung until then, whatever the hour."""
    row = duty.take(session, me, community_id, until=given.until, now=now)
    return reply(DutyOut(person_id=row.person_id, until=row.until))


@router.delete("/duty", status_code=204)
def leave_duty(community_id: UUID, session: Db, me: Me) -> Response:
    duty.leave(session, me, community_id)
    return nothing()


@router.post("/recognitions", status_code=201, response_model=CommunityOut)
def recognise_community(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """A steward of a recognised community vouches for another; the second word recognises it."""
    return created(_out(session, me, recognition.vouch_for(session, me, community_id, now=now)))


def _out(session: Session, me: Caller, community: Community) -> CommunityOut:
    session.flush()
    return shown(community, session.get(Membership, (community.id, me.person_id)))
