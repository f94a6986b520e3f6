"""The cheapest flow through a network, solved exactly by OR-Tools' cost scaling where that is installed.

Source of the algorithm: Goldberg, *An efficient implementation of a scaling minimum-cost flow algorithm*
(Journal of Algorithms, 1997). Costs, capacities and supplies are integers, and so is the answer.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.rounds.arrays import Ints, Nodes


class FlowError(Exception):
    """No cheapest flow can be given; the message says why."""


class SolverMissingError(FlowError):
    """OR-Tools is not installed."""


class InfeasibleError(FlowError):
    """Supply cannot reach demand, or the two differ."""


class TooLargeError(FlowError):
    """Costs or capacities beyond what 64 bits can carry through the network."""


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Arcs from `tail` to `head` with room for `capacity` units at `cost` each; supply below 0 is demand."""

    supply: Ints
    tail: Nodes
    head: Nodes
    capacity: Ints
    cost: Ints


def cheapest(network: Network) -> Ints:
    """The units on every arc of a flow that carries all supply to demand at the least cost.

    Raises SolverMissingError, InfeasibleError or TooLargeError. It cannot be interrupted, and no other thread
    of this process runs meanwhile: callers with a clock to keep solve in a process of their own.
    """
    solver = _new_solver()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        network.tail, network.head, network.capacity, network.cost
    )
    solver.set_nodes_supplies(np.arange(len(network.supply), dtype=np.int32), network.supply)
    # The solver has its own copy: where nobody else holds the network, a quarter less memory at the peak.
    del network
    # Status first: flows() of a solver that did not succeed says nothing true.
    _check(solver, solver.solve())
    flows: Ints = solver.flows(arcs)
    return flows


def _new_solver() -> Any:  # the solver has no types
    """Imported only when a flow is wanted: it is optional, and other solvers may not share its process."""
    try:
        from ortools.graph.python import min_cost_flow
    except ImportError:
        raise SolverMissingError("OR-Tools is not installed: pip install '.[solver]'") from None
    return min_cost_flow.SimpleMinCostFlow()


def _check(solver: Any, status: object) -> None:  # the solver has no types
    if status in (solver.INFEASIBLE, solver.UNBALANCED):
        raise InfeasibleError("no flow carries all supply to demand")
    if status in (solver.BAD_COST_RANGE, solver.BAD_CAPACITY_RANGE):
        raise TooLargeError("costs or capacities are too large for exact arithmetic")
    if status != solver.OPTIMAL:
        raise FlowError(f"the solver answered {status}")
