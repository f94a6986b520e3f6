"""For those who run Minka: is it alive, is it ready, how does it do."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from api.answers.replies import reply
from api.schemas.base import Shape
from core import clock
from core.database import readiness
from core.errors import NotFound, Unavailable
from core.machine.loopback import LOOPBACK
from doors.deps import DatabaseOf

router = APIRouter(tags=["Operations"])


class Alive(Shape):
    status: str


class Ready(Shape):
    database: bool
    migrated: bool
    scheduler: bool


@router.get("/healthz", response_model=Alive)
def get_health() -> Response:
    """Alive: the process answers."""
    return reply(Alive(status="alive"))


@router.get("/readyz", response_model=Ready)
def get_readiness(database: DatabaseOf) -> Response:
    """Ready: the database answers, is migrated, and the scheduler's heart beats."""
    try:
        found = readiness.look(database, clock.real_now())
    except SQLAlchemyError as error:
        raise Unavailable(retry_after=2, database=False) from error
    ready = Ready(database=True, migrated=found.migrated, scheduler=found.scheduler)
    if not (ready.migrated and ready.scheduler):
        raise Unavailable(retry_after=5, **ready.model_dump())
    return reply(ready)


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Prometheus figures, for callers on this machine only."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFound
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
