"""Rounds next door: they step back, one at a time, hold up nothing urgent, and may be killed."""

import multiprocessing
import random
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psutil
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from core import places
from core.machine import process
from core.models import Match, Need
from matching.words.vocabulary import Urgency
from scheduler.jobs import JOBS, WAVES, with_rounds
from scheduler.round_process import RoundProcess
from services.asking.rounds import regions
from services.due import needs as due_needs
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_need, a_person, many_offers
from tests.support.telling import scalar
from tests.support.world import World

THREE_DEGREES_NORTH = places.cell_of(45.73, -84.55)
FEW = 5


@pytest.fixture
def next_door(world: World) -> Iterator[RoundProcess]:
    with closing(RoundProcess(world.database.direct_url)) as process_of_rounds:
        yield process_of_rounds


def add_community(world: World, *, needs: int, cell: int = LANSING_CELL, **fields: object) -> list[UUID]:
    """A community in one cell, with a helper for each of its needs, all of them due."""
    with world.database.transaction() as session:
        community, author = a_community(session, world.now()), a_person(session, world.now())
        many_offers(session, community, [cell] * 2 * needs, world.now())
        return [a_need(session, community, author, world.now(), cell=cell, **fields).id for _ in range(needs)]


def a_round(world: World, next_door: RoundProcess, **later: float) -> int:
    now = world.now() + timedelta(**later)
    return next_door.run(world.database, now=now, many=FEW)


@contextmanager
def under_way(world: World, next_door: RoundProcess, held: UUID) -> Iterator["Future[int]"]:
    """A round that cannot end: somebody holds one of its needs."""
    with ThreadPoolExecutor(1) as beside, world.database.session() as session, session.begin():
        session.execute(select(Need).where(col(Need.id) == held).with_for_update())
        found = beside.submit(a_round, world, next_door)
        until_it_waits(world)
        yield found
        session.rollback()


def until_it_waits(world: World) -> None:
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE application_name = 'minka rounds' AND wait_event_type = 'Lock'"
    )
    over = threading.Event()
    for _ in range(1200):
        if scalar(world.database, waiting):
            return
        over.wait(0.05)
    raise AssertionError("the round never came to the need that is held")


def niceness_of_session(pid: int | None) -> int | None:
    """None where the system knows no such thing."""
    kept = Path(f"/proc/{pid}/autogroup")
    return int(kept.read_text().split()[-1]) if kept.exists() else None


def test_a_round_steps_back_and_so_does_the_server_for_it(world: World, next_door: RoundProcess) -> None:
    needs = add_community(world, needs=FEW + 1)
    with under_way(world, next_door, needs[0]):
        ours = [child.pid for child in multiprocessing.active_children() if child.name == "rounds"]
        backends = "SELECT pid FROM pg_stat_activity WHERE application_name = 'minka rounds'"
        with world.database.transaction() as session:
            ours += session.execute(text(backends)).scalars()
        assert len(ours) > 1
        assert {psutil.Process(pid).nice() for pid in ours} == {process.NICENESS}
        assert {niceness_of_session(pid) for pid in ours} <= {process.NICENESS, None}
        if hasattr(psutil.Process, "cpu_affinity"):
            assert {len(psutil.Process(pid).cpu_affinity()) for pid in ours} == {1}


def test_one_round_at_a_time(world: World, next_door: RoundProcess) -> None:
    needs = add_community(world, needs=FEW + 1)
    assert not next_door.busy
    with under_way(world, next_door, needs[0]) as first:
        assert next_door.busy
        assert a_round(world, next_door) == 0
    assert first.result() == FEW + 1
    assert not next_door.busy


def test_what_is_urgent_is_asked_for_meanwhile_and_nothing_else(
    world: World, next_door: RoundProcess
) -> None:
    """One region is held by the round; the second is its next, and held by nobody yet."""
    needs = add_community(world, needs=FEW + 2)
    add_community(world, needs=FEW + 1, cell=THREE_DEGREES_NORTH)
    urgent = add_community(world, needs=2, urgency=Urgency.URGENT)
    [waves] = [job for job in with_rounds(JOBS, next_door) if job.name == WAVES]
    with under_way(world, next_door, needs[0]):
        with world.database.transaction() as session:
            assert len(due_needs.waves_to_open(session, world.now(), 100)) == len(urgent) + FEW + 1
        assert waves.run(world.database, world.now(), random.Random(1)) == len(urgent)
        with world.database.transaction() as session:
            assert set(session.execute(select(col(Match.need_id))).scalars()) == set(urgent)


def test_a_round_that_is_killed_is_done_again(world: World, next_door: RoundProcess) -> None:
    needs = add_community(world, needs=FEW + 1)
    with under_way(world, next_door, needs[0]) as first:
        [child] = [one for one in multiprocessing.active_children() if one.name == "rounds"]
        child.kill()
        assert first.result() == 0
    assert a_round(world, next_door) == 0, "its region is still held"
    assert a_round(world, next_door, seconds=regions.LEASE.total_seconds() + 1) == FEW + 1
    asked = "SELECT count(*), count(DISTINCT (need_id, helper_id)) FROM match"
    with world.database.transaction() as session:
        times, different = session.execute(text(asked)).one()
    assert times == different


def test_where_few_wait_no_process_is_started(world: World, next_door: RoundProcess) -> None:
    add_community(world, needs=FEW)
    assert a_round(world, next_door) == 0
    assert "rounds" not in {child.name for child in multiprocessing.active_children()}
