"""What an idle pass of all jobs costs: one statement for all of them, against each job looking for itself."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta

from sqlalchemy import text

from benchmarks.house.community import build
from benchmarks.house.database import Where, bench_database
from benchmarks.report import Row
from scheduler import passes
from scheduler.courier import Courier
from scheduler.job import Job
from scheduler.jobs import JOBS
from scheduler.worker import WOKEN

TIMES = 5.0


def rows(
    _full: bool = False,
    *,
    needs: int = 10_000,
    offers: int = 10_000,
    rounds: int = 50,
    where: Where = bench_database,
) -> list[Row]:
    """How many times as long every job takes to look for itself, the medians of some rounds in turn."""
    with where() as bench, closing(Courier(bench.database, dict)) as courier:
        now = build(bench, needs=needs, offers=offers).built_at - timedelta(days=1)  # nothing is due yet,
        with (
            bench.database.transaction() as session
        ):  # and no wave: to open one for each need takes half an hour
            session.execute(text("UPDATE need SET next_wave_at = next_wave_at + interval '30 days'"))
        jobs, dice = (*JOBS, courier.job(timedelta(seconds=1))), random.Random(1)
        passes.run_until_idle(bench.database, jobs, lambda: now, dice)
        woken, together, each = _in_turn(
            rounds,
            lambda: passes.run_until_idle(bench.database, _woken(jobs), lambda: now, dice),
            lambda: passes.run_until_idle(bench.database, jobs, lambda: now, dice),
            lambda: sum(job.run(bench.database, now, dice) for job in jobs),
        )
    what = f"an idle pass of {len(jobs)} jobs, {needs:,} needs and {offers:,} offers"
    measured = f"{each / together:.1f} times as fast ({1000 * together:.1f} ms and {1000 * each:.1f} ms)"
    return [
        Row(f"{what}, against each for itself", measured, f"≥ {TIMES:g} times", each >= TIMES * together),
        Row("an idle pass of the jobs that a NOTIFY wakes", f"{1000 * woken:.2f} ms", "", None),
    ]


def _woken(jobs: Sequence[Job]) -> list[Job]:
    return [job for job in jobs if job.name in WOKEN]


def _in_turn(rounds: int, *works: Callable[[], int]) -> list[float]:
    """The median seconds of each of these, which find nothing to do; they take turns, after one that is not counted."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds + 1):
        for work, times in zip(works, taken, strict=True):
            began = time.perf_counter()
            if work():
                raise RuntimeError("something was due: what was measured is no idle pass")
            times.append(time.perf_counter() - began)
    return [statistics.median(times[1:] or times) for times in taken]
