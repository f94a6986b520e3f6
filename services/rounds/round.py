"""One round, from the crowded regions to proposals.

While one region is being solved next door, the one before is written down. Several workers share a round by claiming
regions; whoever is slower finds the needs no longer due.
"""

import logging
import random
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

import numpy as np

from core import garbage
from core.db import Database
from matching.assignment import Result
from matching.prices import Prices
from services.rounds import backlog, pairs, plans, proposals, regions
from services.rounds.backlog import Backlog
from services.rounds.pairs import Edges
from services.rounds.regions import Claim
from services.rounds.solver_process import SolverFailedError, SolverProcess

log = logging.getLogger(__name__)

SOLVER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Open:
    """A region whose assignment is being worked out."""

    region: Claim
    backlogs: list[tuple[Backlog, Edges, "Future[Result] | None"]]


def run_round(
    database: Database,
    solver: SolverProcess,
    *,
    now: datetime,
    rng: random.Random,
    many: int = regions.MANY,
) -> int:
    """One round over every crowded region that nobody else holds; returns how many needs were looked at."""
    moment = _clock(now)
    with database.transaction() as session:
        left = regions.crowded(session, now, many)
    done, under_way = 0, deque[_Open]()
    if not left:
        return 0
    with garbage.put_off(), ThreadPoolExecutor(1, thread_name_prefix="round") as beside:
        for region in _claims(database, left, moment):
            under_way.append(_prepare(database, region, solver, beside, now))
            if len(under_way) > 1:
                done += _finish(database, under_way.popleft(), now, moment, rng)
        while under_way:
            done += _finish(database, under_way.popleft(), now, moment, rng)
    return done


def _clock(now: datetime) -> Callable[[], datetime]:
    """What `now` has become since: leases run on while a round works."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


def _claims(database: Database, left: list[int], moment: Callable[[], datetime]) -> Iterator[Claim]:
    while left:
        with database.transaction() as session:
            mine = regions.claim(session, left, moment())
        if mine is None:
            return
        left.remove(mine.number)
        yield mine


def _prepare(
    database: Database, region: Claim, solver: SolverProcess, beside: ThreadPoolExecutor, now: datetime
) -> _Open:
    """Reads a region and hands its assignment over to the solver."""
    with database.transaction() as session:
        found = backlog.read(session, region, now)
    prepared: list[tuple[Backlog, Edges, Future[Result] | None]] = []
    for each in found:
        edges = pairs.allowed(each, now)
        price = Prices(each.policy.leave_nobody_out, each.policy.price_of_fairness)
        problem = pairs.problem(each, edges)
        solved = beside.submit(solver.solve, problem, price, SOLVER_SECONDS) if len(edges.src) else None
        prepared.append((each, edges, solved))
    return _Open(region, prepared)


def _finish(
    database: Database, ready: _Open, now: datetime, moment: Callable[[], datetime], rng: random.Random
) -> int:
    """Proposes what the assignment says, and gives the region back."""
    done = 0
    for found, edges, solved in ready.backlogs:
        try:
            flow = solved.result().flow if solved else np.zeros(0, np.int64)
        except SolverFailedError:
            log.exception(
                "no assignment for region %s; its needs are asked for one by one", ready.region.number
            )
            continue
        wanted = plans.whom_to_ask(found, edges, flow, now, rng)
        done += proposals.write(database, ready.region, found, wanted, now, moment)
    with database.transaction() as session:
        regions.release(session, ready.region)
    return done
