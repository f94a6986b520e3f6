"""The assignment of as many items to as many others, at least cost: our own, with fairness off."""

import numpy as np

from benchmarks.assignment.baselines import by_greedy, timed
from benchmarks.assignment.outside.answer import Answer, lifted
from benchmarks.assignment.outside.readers import Assignment
from matching.rounds.assignment import Problem, assign


def solve_assignment(instance: Assignment) -> Answer:
    """Every item assigned, if that is possible at all."""
    ones = np.ones(instance.size, np.int64)
    score = lifted(-instance.cost, instance.size)
    problem = Problem(ones, ones, instance.src.astype(np.int32), instance.dst.astype(np.int32), score)
    result, seconds = timed(lambda: assign(problem, 0))
    rough, _ = timed(lambda: by_greedy(problem))
    everybody = result.units == instance.size
    return Answer(
        instance.name,
        f"assignment {instance.size} x {instance.size}, {len(score)} pairs, least cost",
        int(result.flow @ instance.cost),
        result.status if everybody else f"{result.status}, but only {result.units} can be assigned",
        seconds,
        int(rough @ instance.cost) if rough.sum() == result.units else None,
        f"stuck at {rough.sum()} of {result.units}",
    )
