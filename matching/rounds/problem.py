"""What is to be assigned, and what came of it: needs, offers and the edges between them, as columns."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.rounds.arrays import Floats, Ints, Nodes


class Status(StrEnum):
    """How an answer came about, and so what it promises."""

    OPTIMAL = "optimal"
    NO_SOLVER = "no_solver"
    TOO_LARGE = "too_large"
    OUT_OF_TIME = "out_of_time"
    SOLVER_DIED = "solver_died"
    NOT_WANTED = "not_wanted"


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Needs and offers by number, and the edges that the hard rules left between them.

    `quantity` and `capacity` are units. Edge e joins need `src[e]` to offer `dst[e]` and scores `score[e]`
    (above 0) a unit, for at most `limit[e]` units. `declared` is what each helper said they can carry
    (default: their capacity now), `load` the units they carried lately, decayed (default 0).

    `need_keys` and `offer_keys` are unique, sortable names, ids as a rule: ties between equally good answers
    fall by them, never by the order of rows. Without keys the rows' own order counts as given.

    Raises ValueError where the arrays do not fit together.
    """

    quantity: Ints
    capacity: Ints
    src: Nodes
    dst: Nodes
    score: Ints
    limit: Ints | None = None
    declared: Ints | None = None
    load: Floats | None = None
    need_keys: NDArray[Any] | None = None
    offer_keys: NDArray[Any] | None = None

    def __post_init__(self) -> None:
        for name in ("quantity", "capacity", "score", "limit", "declared"):
            self._hold(name, np.int64)
        for name in ("src", "dst"):
            self._hold(name, np.int32)
        self._hold("load", np.float64)
        _check(self)

    def _hold(self, name: str, kind: type[np.generic]) -> None:
        values = getattr(self, name)
        if values is not None:
            object.__setattr__(self, name, np.asarray(values, dtype=kind))

    def edge_room(self) -> Ints:
        """The most units that an edge could carry."""
        room = np.minimum(self.quantity[self.src], self.capacity[self.dst])
        return room if self.limit is None else np.minimum(room, self.limit)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """Units on every edge, in the order of the problem's edges, and what they come to.

    `optimal`: no assignment scores more, first units counted at `first_weight` and sparing at `weight` (see
    `fairness.FairnessWeights`; 0 is none).
    """

    flow: Ints
    score: int
    units: int
    status: Status
    weight: int = 0
    first_weight: int = 0

    @property
    def optimal(self) -> bool:
        return self.status is Status.OPTIMAL


def _check(problem: Problem) -> None:
    needs, offers, edges = len(problem.quantity), len(problem.capacity), len(problem.score)
    by_offer = (problem.declared, problem.load)
    by_edge = (problem.src, problem.dst, problem.limit)
    if any(column is not None and len(column) != edges for column in by_edge):
        raise ValueError("src, dst, score and limit have one entry for every edge")
    if any(column is not None and len(column) != offers for column in by_offer):
        raise ValueError("capacity, declared and load have one entry for every offer")
    if edges and not (0 <= problem.src.min() <= problem.src.max() < needs):
        raise ValueError("an edge names a need that is not there")
    if edges and not (0 <= problem.dst.min() <= problem.dst.max() < offers):
        raise ValueError("an edge names an offer that is not there")
    if edges and problem.score.min() < 1:
        raise ValueError("scores are above 0")
    amounts = (problem.quantity, problem.capacity, problem.limit, problem.declared, problem.load)
    if any(column is not None and len(column) and column.min() < 0 for column in amounts):
        raise ValueError("amounts are not below 0")
    if problem.load is not None and not np.isfinite(problem.load).all():
        raise ValueError("loads are finite")
    _check_keys(problem.need_keys, needs)
    _check_keys(problem.offer_keys, offers)


def _check_keys(keys: NDArray[Any] | None, count: int) -> None:
    if keys is not None and not len(set(keys.tolist())) == len(keys) == count:
        raise ValueError("keys are unique, one for every need or offer")
