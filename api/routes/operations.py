"""For those who run Minka: is it alive, is it ready, how does it do."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field
from sqlalchemy.exc import SQLAlchemyError

from api.answers.replies import reply
from api.schemas.base import Shape
from core import clock
from core.database import readiness
from core.errors import NotFound, Unavailable
from core.machine.loopback import LOOPBACK
from doors.deps import DatabaseOf, SettingsOf

router = APIRouter(tags=["Operations"])


class Alive(Shape):
    status: str


class Ready(Shape):
    database: bool
    migrated: bool
    scheduler: bool
    record_sealed: bool = Field(
        description="False: what happened five minutes ago is not sealed against rewriting yet. Everything else works."
    )
    callers_told_apart: bool = Field(
        description="False: every caller seems to come from one private address, so limits by network hold them all."
    )


@router.get("/healthz", response_model=Alive)
def get_health() -> Response:
    """Alive: the process answers."""
    return reply(Alive(status="alive"))


@router.get("/readyz", response_model=Ready)
def get_readiness(request: Request, database: DatabaseOf, settings: SettingsOf) -> Response:
    """Ready: the database answers, is migrated, and the scheduler's heart beats. `record_sealed` only tells."""
    try:
        found = readiness.look(database, clock.real_now())
    except SQLAlchemyError as error:
        raise Unavailable(retry_after=2, database=False) from error
    told_apart = settings.is_development or request.app.state.told_apart.seems_so
    ready = Ready(
        database=True,
        migrated=found.migrated,
        scheduler=found.scheduler,
        record_sealed=found.record_sealed,
        callers_told_apart=told_apart,
    )
    if not (ready.migrated and ready.scheduler):
        raise Unavailable(retry_after=5, **ready.model_dump())
    return reply(ready)


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Prometheus figures, for callers on this machine only."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFound
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
