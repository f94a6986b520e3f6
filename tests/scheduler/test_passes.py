"""Passes: one statement tells which jobs run, and none is left out that would have done something."""

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, text

from core import clock
from core.database.db import Database
from core.models.notification import ChannelName
from notifications.channels.base import Outcome, Parcel, Verdict
from scheduler import passes
from scheduler.courier import Courier
from scheduler.jobs import JOBS
from tests.support.full_community import FullCommunity
from tests.support.telling import announce, deliveries, tell
from tests.support.world import World, device_for

GENEROUS_S = 30


def moments(begin: datetime) -> Iterator[datetime]:
    """Steps of minutes, then of hours, then of days, over more than a quarter of a year."""
    now = begin
    for step, many in ((timedelta(minutes=20), 6), (timedelta(hours=11), 12), (timedelta(days=9), 12)):
        for _ in range(many):
            now += step
            yield now


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What is asked of a database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_no_job_is_left_out_that_would_have_done_something(full_community: FullCommunity) -> None:
    """Every job is run at every step in the life of a community in which everything happens, whatever the pass says."""
    database, dice = full_community.database, random.Random(7)
    with database.transaction() as session:
        begin = clock.now(session, movable=True)
    did = set()
    for now in moments(begin):
        awake = passes.awake(database, JOBS, now)
        for job in JOBS:
            while job.run(database, now, dice):
                assert job.name in awake, f"{job.name} at {now - begin}"
                did.add(job.name)
                awake = passes.awake(database, JOBS, now)
    assert len(did) > 0.4 * len(JOBS), "many of them had something to do; some only after years"


def test_every_job_tells_since_when_it_has_something_to_do(world: World) -> None:
    assert [job.name for job in world.jobs if job.since is None] == []


def test_where_nothing_is_due_one_statement_is_asked(world: World) -> None:
    ana, ben, cora = world.person("ana"), world.person("ben"), world.person("cora")
    world.community(cora, ana, ben)
    ben.offer()
    ana.need()
    world.tick()
    now = world.now()
    with statements(world.database) as asked:
        assert passes.run_until_idle(world.database, world.jobs, lambda: now, world.rng) == 0
    assert len([one for one in asked if not one.startswith("SET LOCAL")]) == 1, "a pooler's beside it"


def test_what_one_job_brings_about_the_next_does_in_the_same_pass(world: World) -> None:
    """An event is announced, and the delivery that came of it leaves."""
    anna = world.person("anna")
    device_for(anna, "ok-anna")
    world.tick()
    tell(world, anna)
    now = world.now()
    passes.once(
        world.jobs,
        lambda jobs: passes.awake(world.database, jobs, now),
        lambda job: job.run(world.database, now, world.rng),
    )
    assert [sent.status for sent in deliveries(world, anna)] == ["sent"]


class Slow:
    """A channel whose answer is waited for until it may come."""

    name = "slow"

    def __init__(self) -> None:
        self.may_come = threading.Event()

    async def send(self, parcel: Parcel) -> Outcome:
        await asyncio.to_thread(self.may_come.wait, GENEROUS_S)
        return Outcome(Verdict.DONE)

    async def aclose(self) -> None:
        """Nothing is open."""


def test_what_is_on_its_way_is_waited_for_though_no_row_is_due(world: World) -> None:
    anna, slow = world.person("anna"), Slow()
    device_for(anna, "ok-anna")
    world.tick()
    tell(world, anna)
    announce(world)
    with closing(Courier(world.database, lambda: {ChannelName.PUSH: slow})) as courier:
        job, now = courier.job(timedelta(seconds=1)), world.now()
        assert job.run(world.database, now, world.rng) == 2, "claimed, and on its way"
        assert passes.awake(world.database, [job], now) == {"deliver"}
        slow.may_come.set()
        passes.run_until_idle(world.database, [job], lambda: now, world.rng)
        assert passes.awake(world.database, [job], now) == set()
    assert [sent.status for sent in deliveries(world, anna)] == ["sent"]


INDEXES = {
    "expire_needs": "ix_need_due_expiry",
    "open_waves": "ix_need_due_wave",
    "remind_of_needs": "ix_need_due_reminder",
    "expire_offers": "ix_offer_due_expiry",
    "lapse_matches": "ix_match_reply",
    "settle_matches": "ix_match_due",
    "close_contacts": "ix_match_contact_due",
    "tell_of_yeses": "ix_match_yes_waits",
    "send_digests": "ix_notification_digest_due",
    "decide_changes": "ix_pending_change_due",
    "deliver": "ix_delivery_due",
}
"""What answers since when there is something to do, however much the table holds."""


@pytest.mark.parametrize("name", INDEXES)
def test_large_tables_answer_from_an_index(shared_world: World, name: str) -> None:
    [job] = [job for job in shared_world.jobs if job.name == name]
    assert job.since is not None
    with shared_world.database.transaction() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(session.scalars(text(f"EXPLAIN SELECT ({job.since.sql})")))
    assert INDEXES[name] in plan
