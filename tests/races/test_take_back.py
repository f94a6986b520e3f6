"""An act is taken back at the very moment at which it is told: one of the two happens, and never both."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core.access import Caller
from core.database.db import Database
from core.errors import Conflict
from core.models import DeskAct, Need, Notification
from notifications.announce import outbox
from services.access import callers
from services.oversight import acts
from services.oversight.acts import Tending
from services.taking_back.take_back import take_back
from tests.support.at_once import at_once, connections
from tests.support.people import Person
from tests.support.world import World

TIMES = 8


def test_what_is_told_is_never_taken_back_and_what_is_taken_back_never_told(world: World) -> None:
    ana, cora, sue = (world.person(name) for name in ("Ana", "Cora", "Sue"))
    community = UUID(world.community(sue, ana, cora)["id"])
    world.appoint(cora, str(community), "coordinator")
    need = UUID(ana.need()["id"])
    world.tick()
    outcomes = set()
    with connections(world, 2) as database:
        for _ in range(TIMES):
            outcomes.add(_once(world, database, community, cora, need))
    assert outcomes <= {(True, False), (False, True)}, "taken back, or told"


def _once(world: World, database: Database, community: UUID, cora: Person, need: UUID) -> tuple[bool, bool]:
    """Hides the need, and takes that back as it is told: whether it was, and whether its author was told."""
    now = world.now()
    with database.transaction() as session:
        caller = callers.by_person(session, UUID(cora.id))
        session.get_one(Need, need).hidden = False
        acts.tend(session, caller, community, need, Tending(hidden=True, reason="spam"), now=now)
        act = session.scalars(select(DeskAct).order_by(col(DeskAct.id).desc()).limit(1)).one().id
        before = _told(session)
    late = now + timedelta(seconds=9)
    taken_back, _ = at_once(
        [
            partial(_takes_back, database, caller, community, act, late),
            partial(_tells, database, now + timedelta(seconds=10)),
        ]
    )
    with database.transaction() as session:
        assert session.get_one(Need, need).hidden is not taken_back
        return taken_back, _told(session) > before


def _takes_back(database: Database, caller: Caller, community: UUID, act: UUID, now: datetime) -> bool:
    """Whether it was taken back; else it was too late."""
    with suppress(Conflict), database.transaction() as session:
        take_back(session, caller, community, act, now=now)
        return True
    return False


def _tells(database: Database, now: datetime) -> bool:
    with database.transaction() as session:
        return outbox.announce(session, now=now) > 0


def _told(session: Session) -> int:
    moderated = select(func.count()).where(col(Notification.kind) == "moderated")
    return session.scalars(moderated).one()
