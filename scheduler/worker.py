"""The worker: APScheduler ticks, NOTIFY wakes early, and jobs loop while there is something to do.

What is woken runs in two loops: rounds, which take seconds, in one, and everything else in the other, so that an
urgent need is asked for and told of while a round is under way.
"""

import logging
import random
import threading
from collections.abc import Sequence, Set
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from prometheus_client import Summary
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core import clock
from core.database import troubles
from core.database.db import Database
from core.events import CLOCK_MOVED
from core.machine.log_lines import described
from scheduler import passes
from scheduler.courier import Courier
from scheduler.job import Job
from scheduler.jobs import JOBS, ROUNDS, WAVES, with_rounds
from scheduler.loop import Loop
from scheduler.progress import BEAT, Progress
from scheduler.round_process import RoundProcess
from scheduler.waker import Waker

log = logging.getLogger(__name__)

WOKEN = frozenset({ROUNDS, WAVES, "announce", "deliver"})
"""Jobs that a NOTIFY starts at once."""


_JOBS = Summary("minka_job_seconds", "How long jobs take, and how often they run", ["job"])


class Worker:
    """Runs the jobs until stopped. Two workers by accident are harmless."""

    def __init__(
        self, database: Database, courier: Courier, *, movable_clock: bool, jobs: Sequence[Job] = JOBS
    ) -> None:
        self._database = database
        self._movable = movable_clock
        self._rng = random.Random()
        self._round_process = RoundProcess(database.direct_url)
        self._jobs = (
            *with_rounds(jobs, self._round_process),
            courier.job(timedelta(seconds=2)),
        )
        self._away = threading.Event()
        self._missed: set[str] = set()
        self._progress = Progress(self._jobs, clock.real_now())
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._clock_moved = threading.Event()
        self._waker = Waker(database.direct_url, self._wake)
        self._loops = (Loop("woken jobs", self._run_woken), Loop("woken rounds", self._run_rounds))

    def start(self) -> None:
        """Begins with whatever fell due while no worker ran, each job by itself: what waits for somebody does not wait
        until all people were looked over.
        """
        for job in self._jobs:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[job],
                seconds=job.every.total_seconds(),
                next_run_time=clock.real_now(),
                id=job.name,
            )
        self._scheduler.add_job(self._beat, "interval", seconds=BEAT.total_seconds(), id="heartbeat")
        self._beat()
        self._scheduler.start()
        for loop in self._loops:
            loop.start()
        self._waker.start()

    def stop(self) -> None:
        """Lets the jobs under way come to their end. A second call does nothing."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        for loop in self._loops:
            loop.stop()
        self._waker.stop()
        self._scheduler.shutdown(wait=True)
        for loop in self._loops:
            loop.join(timeout=30)
        self._round_process.close()

    def _run_woken(self) -> bool:
        """The woken jobs once, one after the other, so that what was just recorded is announced while earlier
        messages are still on their way. Every job where the clock was moved: in development a day may pass in a
        second.
        """
        moved = self._clock_moved.is_set()
        self._clock_moved.clear()
        wanted = [job for job in self._jobs if (moved or job.name in WOKEN) and job.name != ROUNDS]
        done = passes.once(wanted, self._awake, self._run)
        if done and moved:
            self._clock_moved.set()
        return done > 0

    def _awake(self, jobs: Sequence[Job]) -> Set[str]:
        """Which of these may have something to do. Where that cannot be asked of all at once, each looks for itself."""
        try:
            return passes.awake(self._database, jobs, self._now())
        except (DBAPIError, PoolTimeout) as error:
            self._no_answer(error, "what is due")
            return {job.name for job in jobs}

    def _run_rounds(self) -> bool:
        return sum(self._run(job) for job in self._jobs if job.name == ROUNDS) > 0

    def _wake(self, why: str) -> None:
        if why == CLOCK_MOVED:
            self._clock_moved.set()
        for loop in self._loops:
            loop.wake()

    def _tick(self, job: Job) -> None:
        """One job, until it finds nothing more to do."""
        while self._run(job):
            pass

    def _run(self, job: Job) -> int:
        """One job, once; returns how much it did. Nothing that goes wrong here may stop the worker."""
        if self._stopping.is_set():
            return 0
        try:
            with _JOBS.labels(job.name).time():
                done = job.run(self._database, self._now(), self._rng)
            self._progress.ended(job.name, clock.real_now())
            if done:
                self._answered()
            return done
        except (DBAPIError, PoolTimeout) as error:
            self._missed.add(job.name)
            self._no_answer(error, job.name)
        except Exception:
            log.exception("%s", job.name)
        return 0

    def _now(self) -> datetime:
        if not self._movable:
            return clock.real_now()
        with self._database.transaction() as session:
            return clock.now(session, movable=True)

    def _beat(self) -> None:
        try:
            with self._database.transaction() as session:
                self._progress.beat(session, clock.real_now())
        except (DBAPIError, PoolTimeout) as error:
            self._no_answer(error, "heartbeat")
        else:
            self._answered()

    def _no_answer(self, error: DBAPIError | PoolTimeout, what: str) -> None:
        """One line says that the database is away, and why; what is asked of it meanwhile is no news."""
        if not troubles.is_known(error):
            log.warning("%s: the database did not answer (%s)", what, described(error))
        elif not self._away.is_set():
            self._away.set()
            log.error("%s What is due waits, and is tried again.", troubles.sentence(error))

    def _answered(self) -> None:
        """Once the database is back, the jobs that missed their look while it was away look at once."""
        if not self._away.is_set():
            return
        self._away.clear()
        log.warning("the database answers again")
        with suppress(KeyError):  # none is left
            while True:
                self._look_at_once(self._missed.pop())

    def _look_at_once(self, job: str) -> None:
        with suppress(JobLookupError):  # the worker stops
            self._scheduler.modify_job(job, next_run_time=clock.real_now())
