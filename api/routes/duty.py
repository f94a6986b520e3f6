"""Duty: who may be rung for urgent needs of a community, now and later, and what they leave open."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.answers.replies import nothing, reply
from api.schemas.base import Given, Moment, Shape
from api.schemas.queue import LeftOpenOut
from core.models import Duty
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from matching.words.vocabulary import Role
from services.communities import duty
from services.desk import left_open

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Communities"], route_class=ActionRoute)


class DutyIn(Given):
    """From when on, and until when. Without `since` it begins now."""

    since: Moment | None = None
    until: Moment


class DutyOut(Shape):
    person_id: UUID
    since: datetime
    until: datetime

    @classmethod
    def shown(cls, row: Duty) -> Self:
        return cls(person_id=row.person_id, since=row.since, until=row.until)


class DutyList(Shape):
    """Who may be rung now; to those who answer for the community, also who will be (`planned`)."""

    items: list[DutyOut]
    planned: list[DutyOut] | None = None


@router.get("/duty", response_model=DutyList)
def list_duty(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Who may be rung now; for members. Those who answer for the community read the duties to come, too."""
    shown = DutyList(items=[DutyOut.shown(row) for row in duty.listed(session, me, community_id, now=now)])
    if me.is_at_least(Role.COORDINATOR, community_id):
        ahead = duty.planned(session, me, community_id, now=now)
        shown.planned = [DutyOut.shown(row) for row in ahead]
    return reply(shown)


@router.put("/duty", response_model=DutyOut)
def take_duty(community_id: UUID, given: DutyIn, session: Db, me: Me, now: Now) -> Response:
    """The caller, a coordinator, may be rung from `since` until then, whatever the hour. What of their own duties it
    overlaps it takes the place of.
    """
    row = duty.take(session, me, community_id, since=given.since, until=given.until, now=now)
    return reply(DutyOut.shown(row))


@router.delete("/duty", status_code=204)
def leave_duty(
    community_id: UUID,
    session: Db,
    me: Me,
    now: Now,
    since: Annotated[
        AwareDatetime | None, Query(description="Calls off the duty to come that begins then, instead.")
    ] = None,
) -> Response:
    """Goes off duty: one is not rung any more. Duties to come stay."""
    duty.leave(session, me, community_id, since=since, now=now)
    return nothing()


@router.get("/duty/left-open", response_model=LeftOpenOut)
def get_left_open(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """What the caller looks after and has not ended, by its numbers: who is on duty next is told them when the caller's
    duty ends, and it is everybody's again.
    """
    return reply(LeftOpenOut.shown(left_open.of(session, me, community_id, now=now)))
