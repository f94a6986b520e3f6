"""For those who run Minka: is it alive, is it ready, how does it do."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import Field

from api.answers.replies import reply
from api.schemas.base import Shape
from core.errors import NotFound, Unavailable
from core.health.looking import Found
from core.health.part import State
from core.machine.loopback import LOOPBACK
from doors.deps import DatabaseOf, SettingsOf

router = APIRouter(tags=["Operations"])


class Alive(Shape):
    status: str


class PartOut(Shape):
    """One part of Minka as it was found."""

    name: str
    state: State = Field(description="`degraded`: it serves, and somebody should look. `down`: it does not.")
    sentence: str = Field(description="What is wrong, and what to do; empty where nothing is.")


class Ready(Shape):
    state: State = Field(description="That of the worst part. 503 where it is `down`.")
    database: bool
    migrated: bool
    scheduler: bool
    record_sealed: bool = Field(
        description="False: what happened five minutes ago is not sealed against rewriting yet. Everything else works."
    )
    callers_told_apart: bool = Field(
        description="False: every caller seems to come from one private address, so limits by network hold them all."
    )
    parts: list[PartOut]


@router.get("/healthz", response_model=Alive)
def get_health() -> Response:
    """Alive: the process answers."""
    return reply(Alive(status="alive"))


@router.get("/readyz", response_model=Ready)
def get_readiness(request: Request, database: DatabaseOf, settings: SettingsOf) -> Response:
    """Ready: every part is looked at (database, writing, schema, worker, jobs, channels, disk, clock); 503 where one is
    down. What is `degraded` only tells.
    """
    found = request.app.state.health.look(database, settings, request.app.state.parts)
    told_apart = settings.is_development or request.app.state.told_apart.seems_so
    ready = Ready(
        state=found.state,
        database=found.serves("database"),
        migrated=found.serves("schema"),
        scheduler=found.serves("worker"),
        record_sealed=_is_well(found, "record"),
        callers_told_apart=told_apart,
        parts=[PartOut(name=part.name, state=part.state, sentence=part.sentence) for part in found.parts],
    )
    if found.state is State.DOWN:
        raise Unavailable(retry_after=5, **ready.model_dump())
    return reply(ready)


def _is_well(found: Found, name: str) -> bool:
    part = found.of(name)
    return part is None or part.state is State.OK


@router.get("/metrics", include_in_schema=False)
def get_metrics(request: Request) -> Response:
    """Prometheus figures, for callers on this machine only. What came through a proxy is from elsewhere, whatever the
    proxy says, and whoever it is that believes it.
    """
    if request.client is None or request.client.host not in LOOPBACK:
        raise NotFound
    if any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")):
        raise NotFound
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
