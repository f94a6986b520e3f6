"""Duty: who may be rung now for urgent needs of a community."""

from datetime import datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response

from api.answers.replies import nothing, reply
from api.schemas.base import Given, Moment, Shape
from core.models import Duty
from doors.deps import Db, Me, Now
from doors.routing import ActionRoute
from services.communities import duty

router = APIRouter(prefix="/v1/communities/{community_id}", tags=["Communities"], route_class=ActionRoute)


class DutyIn(Given):
    until: Moment


class DutyOut(Shape):
    person_id: UUID
    until: datetime

    @classmethod
    def shown(cls, row: Duty) -> Self:
        return cls(person_id=row.person_id, until=row.until)


class DutyList(Shape):
    items: list[DutyOut]


@router.get("/duty", response_model=DutyList)
def list_duty(community_id: UUID, session: Db, me: Me, now: Now) -> Response:
    """Who may be rung now; for members."""
    rows = duty.listed(session, me, community_id, now=now)
    return reply(DutyList(items=[DutyOut.shown(row) for row in rows]))


@router.put("/duty", response_model=DutyOut)
def take_duty(community_id: UUID, given: DutyIn, session: Db, me: Me, now: Now) -> Response:
    """The caller, a coordinator, may be rung until then, whatever the hour."""
    row = duty.take(session, me, community_id, until=given.until, now=now)
    return reply(DutyOut.shown(row))


@router.delete("/duty", status_code=204)
def leave_duty(community_id: UUID, session: Db, me: Me) -> Response:
    """Goes off duty: one is not rung any more."""
    duty.leave(session, me, community_id)
    return nothing()
