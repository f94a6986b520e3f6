"""For those who run Minka: is it alive, is it ready, how does it do."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.answers.replies import reply
from api.schemas.base import Shape
from core import clock
from core.database.db import Database
from core.errors import NotFound, Unavailable
from core.machine.loopback import LOOPBACK
from doors.deps import DatabaseOf

HEARTBEAT_WITHIN = timedelta(minutes=2)

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
        found = _look(database)
    except SQLAlchemyError as error:
        raise Unavailable(retry_after=2, database=False) from error
    if not all(found.values()):
        raise Unavailable(retry_after=5, **found)
    return reply(Ready(**found))


def _look(database: Database) -> dict[str, Any]:
    with database.transaction() as session:
        migrated = session.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        beat = session.execute(text("SELECT max(at) FROM heartbeat")).scalar_one()
    return {
        "database": True,
        "migrated": migrated,
        "scheduler": beat is not None and clock.real_now() - beat < HEARTBEAT_WITHIN,
    }


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Prometheus figures, for callers on this machine only."""
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFound
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
