"""Development only, loopback only: the messages that would have left, and the clock's hand. Elsewhere absent."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from api.answers.replies import reply
from api.schemas.base import Given, Shape
from core import clock, sent_copies
from core.models import SentCopy
from doors.deps import Db
from doors.loopback import loopback_only
from doors.routing import ActionRoute

router = APIRouter(
    prefix="/dev",
    tags=["Development"],
    route_class=ActionRoute,
    dependencies=[Depends(loopback_only)],
    include_in_schema=False,
)


class SentOut(Shape):
    channel: str
    address: str
    subject: str
    text: str
    at: datetime

    @classmethod
    def shown(cls, row: SentCopy) -> Self:
        return cls.model_validate(row, from_attributes=True)


class Outbox(Shape):
    items: list[SentOut]


class ClockStep(Given):
    advance_seconds: float = Field(ge=0, le=400 * 86_400, allow_inf_nan=False)


class ClockOut(Shape):
    now: datetime


@router.get("/outbox", response_model=Outbox)
def get_outbox(session: Db, address: Annotated[str | None, Query(max_length=600)] = None) -> Response:
    """The last messages that would have left, newest first."""
    rows = sent_copies.latest(session, address=address)
    return reply(Outbox(items=[SentOut.shown(row) for row in rows]))


@router.post("/clock", response_model=ClockOut)
def advance_clock(step: ClockStep, session: Db) -> Response:
    """Moves time forward, for the API and the worker alike."""
    clock.advance(session, timedelta(seconds=step.advance_seconds))
    return reply(ClockOut(now=clock.now(session, movable=True)))
