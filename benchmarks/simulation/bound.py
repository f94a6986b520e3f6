"""The bound before the fact: what no asking policy can exceed on average in a world."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from benchmarks.simulation.world import World
from matching.rounds.arrays import Floats, Ints


def most_that_can_be_filled(world: World, sample: int = 500, nearest: int = 200) -> float:
    """The bound before the fact: the share of needs that no policy can exceed on average (linear programme).

    It knows everybody's true willingness and assumes that nobody sleeps, leaves or is busy; it respects only
    that somebody blind sees nothing, so at most one seen proposal per `blind_hours`. Estimated on a sample
    of needs standing for all.
    """
    a = world.assumptions
    ids = np.random.default_rng(0).choice(len(world.posted), min(sample, len(world.posted)), replace=False)
    rate = len(world.posted) / (a.days * 24) / len(ids)
    row, helper, p = _promising_pairs(world, ids, nearest)
    pairs, needs = len(p), len(ids)
    columns = np.arange(pairs)
    of_needs = coo_array((-p, (row, columns)), shape=(needs + a.helpers, pairs + needs))
    of_helpers = coo_array((np.ones(pairs), (needs + helper, columns)), shape=of_needs.shape)
    filled = coo_array((np.ones(needs), (np.arange(needs), pairs + np.arange(needs))), shape=of_needs.shape)
    best = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
        np.r_[np.zeros(pairs), -np.ones(needs)],
        A_ub=(of_needs + of_helpers + filled).tocsr(),
        b_ub=np.r_[np.zeros(needs), np.full(a.helpers, 1 / a.blind_hours)],
        bounds=(0, rate),
        method="highs-ipm",
    )
    return float(-best.fun / (rate * needs))


def _promising_pairs(world: World, needs: Ints, nearest: int) -> tuple[Ints, Ints, Floats]:
    rows, helpers, chances = [], [], []
    for row, need in enumerate(needs):
        near, km = world.within(int(need), np.inf)
        p = world.true_yes(int(need), near, km)
        best = np.argsort(-p)[:nearest]
        best = best[p[best] > 1e-3]
        rows.append(np.full(len(best), row))
        helpers.append(near[best])
        chances.append(p[best])
    return np.concatenate(rows), np.concatenate(helpers), np.concatenate(chances)
