"""Small instances of the assignment of helpers to needs, drawn at random."""

import numpy as np

from matching.rounds.assignment import Problem, Result


def drawn(seed: int, needs: int = 7, offers: int = 7, top: int = 40) -> Problem:
    """A small instance with ties, quantities, limits, loads, ids as keys, and parallel edges now and then."""
    rng = np.random.default_rng(seed)
    n, m = int(rng.integers(1, needs + 1)), int(rng.integers(1, offers + 1))
    edges = int(rng.integers(0, 2 * n * m + 1)) // 2
    capacity = rng.integers(0, 5, m)
    return Problem(
        quantity=rng.integers(0, 5, n),
        capacity=capacity,
        src=rng.integers(0, n, edges).astype(np.int32),
        dst=rng.integers(0, m, edges).astype(np.int32),
        score=rng.integers(1, top, edges),
        limit=rng.integers(0, 4, edges) if seed % 2 else None,
        declared=capacity + rng.integers(0, 3, m),
        load=rng.random(m) * 3,
        need_keys=rng.permutation(1000)[:n],
        offer_keys=rng.permutation(1000)[:m],
    )


def assert_possible(problem: Problem, result: Result) -> None:
    """It gives nobody more than they need or have, and counts right."""
    assert (result.flow >= 0).all()
    assert (result.flow <= problem.edge_room()).all()
    assert (np.bincount(problem.src, result.flow, len(problem.quantity)) <= problem.quantity).all()
    assert (np.bincount(problem.dst, result.flow, len(problem.capacity)) <= problem.capacity).all()
    assert result.score == int(result.flow @ problem.score)
    assert result.units == int(result.flow.sum())
