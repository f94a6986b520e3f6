"""One round, from the crowded regions to proposals.

Region by region: claimed, read, solved next door, written down. Several workers share a round by claiming regions;
whoever is slower finds the needs no longer due. Between two steps, when nothing is locked, the round may rest.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import numpy as np

from core.database.db import Database
from core.machine import garbage
from matching.rounds.arrays import Ints
from matching.rounds.prices import Prices
from services.asking.circle import Circle
from services.asking.rounds import backlog, pairs, plans, proposals, regions
from services.asking.rounds.backlog import Backlog
from services.asking.rounds.pairs import AllowedPairs
from services.asking.rounds.regions import Claim
from services.asking.rounds.solver_process import SolverFailedError, SolverProcess

log = logging.getLogger(__name__)

SOLVER_SECONDS = 30.0


def run_round(
    database: Database,
    solver: SolverProcess,
    *,
    now: datetime,
    rest: Callable[[], None],
    many: int = regions.MANY,
) -> int:
    """One round over every crowded region that nobody else holds; returns how many needs were looked at.

    `rest` is called between two steps, when nothing is locked.
    """
    return _Round(database, solver, now, rest, monotonic()).run(many)


@dataclass(frozen=True, slots=True)
class _Round:
    """What a round works on and with."""

    database: Database
    solver: SolverProcess
    now: datetime
    rest: Callable[[], None]
    began: float
    circles: dict[UUID, Circle] = field(default_factory=dict)

    def run(self, many: int) -> int:
        with self.database.transaction() as session:
            left = regions.crowded(session, self.now, many)
        with garbage.put_off():
            return sum(self._look_after(region) for region in self._claims(left))

    def _moment(self) -> datetime:
        """What `now` has become since: leases run on while a round works."""
        return self.now + timedelta(seconds=monotonic() - self.began)

    def _claims(self, left: list[int]) -> Iterator[Claim]:
        while left:
            with self.database.transaction() as session:
                mine = regions.claim(session, left, self._moment())
            if mine is None:
                return
            left.remove(mine.number)
            yield mine

    def _look_after(self, region: Claim) -> int:
        """A region, community by community, and gives it back; returns how many needs were looked at."""
        with self.database.transaction() as session:
            backlogs = backlog.read(session, region, self.now, self.circles)
        self.rest()
        done = sum(self._propose(region, due) for due in backlogs)
        with self.database.transaction() as session:
            regions.release(session, region)
        return done

    def _propose(self, region: Claim, due: Backlog) -> int:
        """Proposes what the assignment says; returns how many needs were looked at."""
        edges = pairs.allowed(due, self.now)
        try:
            flow = self._flow(due, edges)
        except SolverFailedError:
            log.exception("no assignment for region %s; its needs are asked for one by one", region.number)
            return 0
        self.rest()
        return proposals.write(
            self.database,
            region,
            due,
            plans.whom_to_ask(due, edges, flow, self.now),
            now=self.now,
            moment=self._moment,
            rest=self.rest,
        )

    def _flow(self, due: Backlog, edges: AllowedPairs) -> Ints:
        """How many of each pair the assignment wants."""
        if not len(edges.src):
            return np.zeros(0, np.int64)
        price = Prices(due.policy.leave_nobody_out, due.policy.price_of_fairness)
        return self.solver.solve(pairs.problem(due, edges), price, SOLVER_SECONDS).flow
