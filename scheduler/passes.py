"""Passes over the jobs: one statement says since when each has something to do, and only those run whose time has come.

When one has done something it is asked again, for that may have made more due, or less. So each job finds what it would
find if it looked for itself.
"""

import random
from collections.abc import Callable, Sequence, Set
from datetime import datetime

from sqlmodel import Session

from core.database import due
from core.database.db import Database
from scheduler.job import Job


def awake(database: Database, jobs: Sequence[Job], now: datetime) -> Set[str]:
    """The names of those of these jobs that may have something to do now."""
    with database.transaction() as session:
        with_rows = oldest_due(session, jobs, now)
    return with_rows.keys() | {job.name for job in jobs if job.since is None or job.under_way()}


def oldest_due(session: Session, jobs: Sequence[Job], now: datetime) -> dict[str, datetime]:
    """Of each of these jobs that tells since when, and has something to do now: since when."""
    asked = {job.name: job.since for job in jobs if job.since is not None}
    moments = due.since(session, tuple(asked.values()))
    return {name: moment for name, moment in zip(asked, moments, strict=True) if moment and moment <= now}


def once(jobs: Sequence[Job], look: Callable[[Sequence[Job]], Set[str]], run: Callable[[Job], int]) -> int:
    """Each of the jobs that `look` says may have something to do, once, in order; returns how much was done."""
    done, due_now = 0, look(jobs)
    for job in jobs:
        if job.name in due_now and (some := run(job)):
            done += some
            due_now = look(jobs)
    return done


def run_until_idle(
    database: Database, jobs: Sequence[Job], read_clock: Callable[[], datetime], rng: random.Random
) -> int:
    """All jobs again and again until none has anything to do. What tests call to let time act."""
    done = 0
    while some := once(
        jobs,
        lambda jobs: awake(database, jobs, read_clock()),
        lambda job: job.run(database, read_clock(), rng),
    ):
        done += some
    return done
