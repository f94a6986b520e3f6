"""The pairs of needs and helpers that the rules allow in a backlog, their worth, and the solver's problem with them."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.asking import waves
from matching.asking.scoring import Weights
from matching.rounds.arrays import Floats, Ints
from matching.rounds.problem import Problem
from matching.rounds.vector_rules import Crowd
from matching.rounds.vector_scores import scores
from matching.rules import rules
from services.asking.rounds.backlog import Backlog

AT_ONCE = 3
"""So many are asked for one need in a round at most. Where helpers may be asked less often than there are needs,
it is one: the second for one need would be another's first."""


@dataclass(frozen=True, slots=True, eq=False)
class AllowedPairs:
    """The pairs of a backlog that the rules over columns allow, need by need; and what each is worth."""

    src: Ints
    dst: Ints
    helper: Ints
    total: Ints
    p_yes: Floats
    left: NDArray[np.bool_]
    """Needs for which too few were found among those read: the careful way reads on."""
    held_back: tuple[Ints, Ints]
    """The pairs that only a helper's own limits forbid, need by need: the needs, and the offers."""

    def by_need(self) -> list[slice]:
        """For each need, which pairs are its own."""
        ends = np.searchsorted(self.src, np.arange(len(self.left) + 1)).tolist()
        return [slice(first, last) for first, last in pairwise(ends)]


def allowed(due: Backlog, now: datetime) -> AllowedPairs:
    """The nearest pairs that the rules over columns allow, at most `candidates` a need, each helper once."""
    src, dst = due.src, due.dst
    helper = _helpers(due)
    crowd = Crowd(due.needs, due.offers, now=now)
    enough = np.array([rules.asked_enough(offer) is not None for offer in due.offers], np.bool_)
    allowed = ~crowd.refused(src, dst, between=_asked_before(due, src, dst))
    held_back = src[allowed & enough[dst]], dst[allowed & enough[dst]]
    fits = allowed & ~enough[dst]
    src, dst = src[fits], dst[fits]
    nearest = np.arange(len(src)) - np.searchsorted(src, src) < due.policy.candidates
    src, dst = src[nearest], dst[nearest]
    weights = Weights(policy=due.policy)
    scored = scores(crowd, due.needs, due.offers, src, dst, now=now, weights=weights)
    once = _each_helper_once(src, helper[dst], scored.total)
    few = np.bincount(src, minlength=len(due.needs)) < due.policy.candidates // 2
    left = few & (np.array(due.more, np.bool_) | _may_ask_again(due, now))
    once = once[~left[src[once]]]
    return AllowedPairs(
        src[once], dst[once], helper[dst[once]], scored.total[once], scored.p_yes[once], left, held_back
    )


def _helpers(due: Backlog) -> Ints:
    number: dict[object, int] = {}
    return np.array([number.setdefault(o.helper_id, len(number)) for o in due.offers], np.int64)


def _may_ask_again(due: Backlog, now: datetime) -> NDArray[np.bool_]:
    """Needs for which somebody may be asked once more: the careful way does, if nobody unasked is left."""
    both = zip(due.so_far, due.rows, strict=True)
    return np.array([so_far.may_ask_again(row, now) for so_far, row in both], np.bool_)


def _asked_before(due: Backlog, src: Ints, dst: Ints) -> NDArray[np.bool_]:
    """Pairs that have a live match, one of whom said no before, or whose helper was silent."""
    stands = np.zeros(len(src), np.bool_)
    for i, so_far in enumerate(due.so_far):
        if so_far.asked_before:
            theirs = np.flatnonzero(src == i)
            stands[theirs] = [due.offers[j].helper_id in so_far.asked_before for j in dst[theirs]]
    return stands


def _each_helper_once(src: Ints, helper: Ints, total: Ints) -> Ints:
    """The places of the best pair of each need with each helper, in order."""
    order = np.lexsort((-total, helper, src))
    again = (np.diff(src[order], prepend=-1) == 0) & (np.diff(helper[order], prepend=-1) == 0)
    return np.sort(order[~again])


def problem(due: Backlog, edges: AllowedPairs) -> Problem:
    """Needs and helpers with what each may be asked: a unit is one proposal."""
    helpers = int(edges.helper.max(initial=-1)) + 1
    capacity, declared, load = np.zeros(helpers, np.int64), np.ones(helpers, np.int64), np.zeros(helpers)
    for j, h in dict(zip(edges.dst.tolist(), edges.helper.tolist(), strict=True)).items():
        offer = due.offers[j]
        capacity[h] = min(offer.asks_a_day - offer.asked_today, offer.asks_a_week - offer.asked_this_week)
        declared[h], load[h] = offer.asks_a_week, offer.recent_load
    waiting = len(np.unique(edges.src))
    most = max(1, min(AT_ONCE, int(capacity.sum()) // max(1, waiting)))
    return Problem(
        quantity=np.array([_may_be_asked_for(due, i, most) for i in range(len(due.needs))], np.int64),
        capacity=capacity,
        src=edges.src.astype(np.int32),
        dst=edges.helper.astype(np.int32),
        score=np.maximum(edges.total, 1),
        limit=np.ones(len(edges.src), np.int64),
        declared=declared,
        load=load,
    )


def _may_be_asked_for(due: Backlog, need: int, most: int) -> int:
    """How many may be asked for this need now, by its place in the backlog."""
    so_far = due.so_far[need]
    if so_far.enough_said_yes(due.rows[need]):
        return 0
    return max(0, min(most, waves.room(due.policy, so_far.sent)))
