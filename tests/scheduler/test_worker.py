"""A real worker, with its threads, its clock and its connections."""

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from core import clock
from core.database import embedded, migrate
from core.database.db import Address, Database
from core.database.due import Since
from core.database.embedded import EmbeddedServer
from core.models.notification import ChannelName
from notifications.channels.base import Channel, Outcome, Parcel, Verdict
from scheduler.courier import Courier
from scheduler.job import Job
from scheduler.jobs import JOBS
from scheduler.worker import Worker
from tests.support.databases import FAST, address_of, quick_folder
from tests.support.people import Person
from tests.support.telling import deliveries, scalar, tell
from tests.support.world import World, device_for

GENEROUS_S = 30
"""Conditions are waited for, with a deadline that only a broken house meets."""


def until(condition: Callable[[], object]) -> None:
    """Looks until the condition holds."""
    over = threading.Event()
    giving_up = threading.Timer(GENEROUS_S, over.set)
    giving_up.start()
    while not condition():
        assert not over.wait(0.05), "it never came to pass"
    giving_up.cancel()


class Letterbox:
    """A channel that takes everything, and counts it."""

    name = "letterbox"

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def send(self, parcel: Parcel) -> Outcome:
        self.taken.append(parcel.message_id)
        return Outcome(Verdict.DONE)

    async def aclose(self) -> None:
        """Nothing is open."""


NEVER = Since("SELECT CAST(NULL AS timestamptz)")
"""Since when there is something to do: nothing is in sight."""

SELDOM = tuple(replace(job, every=timedelta(days=1)) for job in JOBS)
"""The jobs, so seldom that only a wake-up can start one."""


class Workers:
    """Workers on one database; stopped at the end, however the test ended."""

    def __init__(self, stack: ExitStack, database: Database) -> None:
        self._stack = stack
        self._database = database
        self.letterbox = Letterbox()

    def start(self, *jobs: Job) -> Worker:
        channels: Mapping[ChannelName, Channel] = {ChannelName.PUSH: self.letterbox}
        courier = Courier(self._database, lambda: channels)
        self._stack.callback(courier.close)
        worker = Worker(self._database, courier, movable_clock=True, jobs=jobs or SELDOM)
        worker.start()
        self._stack.callback(worker.stop)
        return worker


@pytest.fixture
def workers(world: World) -> Iterator[Workers]:
    with ExitStack() as stack:
        yield Workers(stack, world.database)


def test_what_happens_is_told_at_once(world: World, workers: Workers) -> None:
    anna = world.person("anna")
    device_for(anna, "ok-anna")
    workers.start()
    until(lambda: scalar(world.database, "SELECT count(*) FROM event_todo") == 0)
    tell(world, anna)
    until(lambda: workers.letterbox.taken)
    until(lambda: [sent.status for sent in deliveries(world, anna)] == ["sent"])
    assert len(workers.letterbox.taken) == 1


def test_what_fell_due_while_no_worker_ran_is_done_at_its_start(world: World, workers: Workers) -> None:
    cora, ana = world.person("cora"), world.person("ana")
    world.community(cora)
    need = ana.need()["id"]
    change_clock(world, days=8)
    workers.start()
    until(lambda: scalar(world.database, "SELECT status FROM need WHERE id = :n", n=need) == "expired")
    assert ana.get(f"/v1/needs/{need}")["status"] == "expired"


def test_what_is_urgent_at_the_start_waits_for_no_long_job(world: World, workers: Workers) -> None:
    """After hours without a worker all people are looked over: minutes of work, where people are many."""
    done, go_on = threading.Event(), threading.Event()

    def long(database: Database, now: datetime, rng: random.Random) -> int:
        go_on.wait(GENEROUS_S)
        return 0

    def announce(database: Database, now: datetime, rng: random.Random) -> int:
        done.set()
        return 0

    a_day = timedelta(days=1)
    try:
        workers.start(Job("look_over", a_day, long), Job("announce", a_day, announce))
        assert done.wait(GENEROUS_S / 2), "it was told of while the other was under way"
    finally:
        go_on.set()


def change_clock(world: World, **how_far: float) -> None:
    with world.database.transaction() as session:
        clock.advance(session, timedelta(**how_far))


def test_a_wake_up_while_jobs_run_is_not_lost(world: World, workers: Workers) -> None:
    """It comes after the job has looked for work, and before it is done."""
    begun, go_on, ran = threading.Event(), threading.Event(), threading.Semaphore(0)

    def slow(database: Database, now: datetime, rng: random.Random) -> int:
        begun.set()
        go_on.wait(GENEROUS_S)
        ran.release()
        return 0

    workers.start(Job("announce", timedelta(days=1), slow))
    assert begun.wait(GENEROUS_S)
    go_on.set()
    while ran.acquire(timeout=1):
        begun.clear()  # The wake-ups of the start are over when none comes for a while.
    go_on.clear()
    tell(world, world.person("anna"))
    assert begun.wait(GENEROUS_S)
    tell(world, world.person("ben"))
    go_on.set()
    assert ran.acquire(timeout=GENEROUS_S), "the first"
    assert ran.acquire(timeout=GENEROUS_S), "and the one that came meanwhile"


def test_a_job_that_fails_stops_nothing(world: World, workers: Workers) -> None:
    ran = threading.Semaphore(0)

    def bad(database: Database, now: datetime, rng: random.Random) -> int:
        ran.release()
        raise RuntimeError("a bad day")

    workers.start(Job("announce", timedelta(days=1), bad))
    for name in ("anna", "ben"):
        assert ran.acquire(timeout=GENEROUS_S)
        tell(world, world.person(name))


def test_where_what_is_due_cannot_be_asked_each_job_looks_for_itself(world: World, workers: Workers) -> None:
    """One question that the database does not take keeps no job from running."""
    ran = threading.Semaphore(0)

    def look(database: Database, now: datetime, rng: random.Random) -> int:
        ran.release()
        return 0

    a_day = timedelta(days=1)
    workers.start(
        Job("open_waves", a_day, look, Since("SELECT no_such_thing")), Job("announce", a_day, look, NEVER)
    )
    assert ran.acquire(timeout=GENEROUS_S), "the one whose question is wrong"
    assert ran.acquire(timeout=GENEROUS_S), "and the one beside it"


def test_two_workers_at_once_do_each_thing_once(world: World, workers: Workers) -> None:
    anna = world.person("anna")
    device_for(anna, "ok-anna")
    for _ in range(2):
        workers.start()
    for _ in range(10):
        tell(world, *[anna] * 10)
    until(lambda: [sent.status for sent in deliveries(world, anna)] == ["sent"] * 100)
    assert len(workers.letterbox.taken) == len(set(workers.letterbox.taken)) == 100
    assert len(anna.get("/v1/me/notifications?limit=50")["items"]) == 50


def test_a_worker_stops_cleanly(world: World, workers: Workers) -> None:
    anna = world.person("anna")
    device_for(anna, "ok-anna")
    worker = workers.start()
    tell(world, *[anna] * 100)
    until(lambda: workers.letterbox.taken)
    worker.stop()
    left = {thread.name for thread in threading.enumerate() if thread.is_alive()}
    assert not left & {"waker", "woken jobs"}
    done = len(workers.letterbox.taken)
    tell(world, anna)
    assert len(workers.letterbox.taken) == done


def test_what_missed_its_look_looks_once_the_database_is_back(tmp_path: Path) -> None:
    """And not an hour later, where it looks once an hour."""
    begun, go_on, failed, done = (threading.Event() for _ in range(4))

    def look(database: Database, now: datetime, rng: random.Random) -> int:
        begun.set()
        go_on.wait(GENEROUS_S)
        try:
            scalar(database, "SELECT 1")
        except DBAPIError:
            failed.set()
            raise
        done.set()
        return 0

    with quick_folder() as folder, ExitStack() as stack:
        server = embedded.start(folder / "pg", settings=FAST)
        with World(_migrated(server), tmp_path) as world:
            Workers(stack, world.database).start(Job("seldom", timedelta(days=1), look))
            assert begun.wait(GENEROUS_S)
            server.stop()
            go_on.set()
            assert failed.wait(GENEROUS_S)
            with embedded.start(folder / "pg", settings=FAST):
                assert done.wait(GENEROUS_S)
                stack.close()


def test_a_worker_goes_on_when_the_database_comes_back(tmp_path: Path) -> None:
    """The server is stopped under a running worker, and started again."""
    with quick_folder() as folder:
        _stopped_and_started(folder, tmp_path)


def _stopped_and_started(folder: Path, tmp_path: Path) -> None:
    server = embedded.start(folder / "pg", settings=FAST)
    with World(_migrated(server), tmp_path) as world, ExitStack() as stack:
        anna = world.person("anna")
        device_for(anna, "ok-anna")
        workers = Workers(stack, world.database)
        workers.start()
        tell(world, anna)
        until(lambda: len(workers.letterbox.taken) == 1)
        server.stop()
        with embedded.start(folder / "pg", settings=FAST):
            until(lambda: _tells(world, anna))
            until(lambda: len(workers.letterbox.taken) == 2)
            assert len(set(workers.letterbox.taken)) == 2, "each message once"
            stack.close()


def _migrated(server: EmbeddedServer) -> Address:
    address = address_of(server, "minka")
    migrate.upgrade(address)
    return address


def _tells(world: World, anna: Person) -> bool:
    """Whether the database answers again, to us."""
    try:
        tell(world, anna)
    except DBAPIError:
        return False
    return True
