"""Assignment without a solver: the best edge first, then swaps that end in more score.

Greedy takes edges by score and drops what collides, as Open Match's default evaluator does. What it leaves is
repaired from the side of each unmet need: it takes a place from a holder who can go to another offer or who
gains less from this one. Every swap raises the total, so they end; nothing is left to chance.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.rounds.arrays import Ints, Nodes

MAX_ROUNDS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Who could help whom: `score` for each unit, at most `limit` units on one edge."""

    src: Nodes
    dst: Nodes
    score: Ints
    limit: Ints


def greedy(quantity: Ints, capacity: Ints, edges: Edges) -> Ints:
    """Units on every edge, the highest scores first; equal scores in the order given."""
    best_first = np.argsort(-edges.score, kind="stable")
    wanted, room = quantity.tolist(), capacity.tolist()
    flow = [0] * len(best_first)
    src, dst, limit = (column[best_first].tolist() for column in (edges.src, edges.dst, edges.limit))
    for edge, i, j, most in zip(best_first.tolist(), src, dst, limit, strict=True):
        if wanted[i] and room[j]:
            units = min(wanted[i], room[j], most)
            wanted[i] -= units
            room[j] -= units
            flow[edge] = units
    return np.array(flow, np.int64)


def swapped(quantity: Ints, capacity: Ints, edges: Edges) -> Ints:
    """Units on every edge: greedy, then swaps for as long as they gain, chains of two once single ones do not.

    Not the optimum; how near it comes on city-like instances is printed by the benchmarks.
    """
    board = _Board(quantity, capacity, edges, greedy(quantity, capacity, edges))
    for chains in (False, True):
        for _ in range(MAX_ROUNDS):
            unmet = [need for need, units in enumerate(board.wanted) if units]
            if sum(board.serve(need, chains) for need in unmet) == 0:
                break
    return np.array(board.flow, np.int64)


@dataclass(frozen=True, slots=True)
class _Swap:
    """One unit goes on `take`; each of `leave` loses one, each of `move` gains one."""

    gain: int
    take: int
    leave: tuple[int, ...] = ()
    move: tuple[int, ...] = ()


class _Board:
    """Who helps whom at this moment, as plain lists: single look-ups are several times faster than arrays."""

    def __init__(self, quantity: Ints, capacity: Ints, edges: Edges, flow: Ints) -> None:
        self.src: list[int] = edges.src.tolist()
        self.dst: list[int] = edges.dst.tolist()
        self.score: list[int] = edges.score.tolist()
        self.limit: list[int] = edges.limit.tolist()
        self.flow: list[int] = flow.tolist()
        needs, offers = len(quantity), len(capacity)
        self.wanted = (quantity - np.bincount(edges.src, flow, needs).astype(np.int64)).tolist()
        self.room = (capacity - np.bincount(edges.dst, flow, offers).astype(np.int64)).tolist()
        by_need = np.lexsort((-edges.score, edges.src))
        self.of_need = _grouped(by_need.tolist(), self.src, needs)
        self.held = _grouped(np.flatnonzero(flow).tolist(), self.dst, offers)
        self.full_before = [0] * needs

    def serve(self, need: int, chains: bool) -> int:
        """Give this need unit after unit for as long as the total rises; how many swaps it took."""
        swaps = 0
        while self.wanted[need] and (swap := self._best_swap(need, chains)):
            self._make(swap)
            swaps += 1
        return swaps

    def _best_swap(self, need: int, chains: bool) -> _Swap | None:
        best: _Swap | None = None
        for edge in self.of_need[need]:
            gain = best.gain if best else 0
            if self.score[edge] <= gain:
                break
            if self.flow[edge] < self.limit[edge]:
                best = self._swap_on(edge, gain, chains) or best
        return best

    def _swap_on(self, take: int, least: int, chains: bool) -> _Swap | None:
        """The swap that brings one more unit on this edge and gains more than `least`."""
        offer, score = self.dst[take], self.score
        if self.room[offer]:
            return _Swap(score[take], take)
        best: _Swap | None = None
        for leave in self.held[offer]:
            if self.src[leave] == self.src[take]:
                continue
            move = self._elsewhere(self.src[leave])
            gain = score[take] - score[leave] + (score[move] if move is not None else 0)
            if gain > least:
                best, least = _Swap(gain, take, (leave,), () if move is None else (move,)), gain
            if chains and (longer := self._chain(take, leave, least)):
                best, least = longer, longer.gain
        return best

    def _chain(self, take: int, leave: int, least: int) -> _Swap | None:
        """The holder of `leave` goes to a full offer, where a second holder goes on to one with room."""
        score, best = self.score, None
        for move in self.of_need[self.src[leave]]:
            so_far = score[take] - score[leave] + score[move]
            # Hardly anybody gains by going on: they would have gone before.
            if so_far <= least:
                break
            if self.dst[move] == self.dst[take] or self.flow[move] >= self.limit[move]:
                continue
            for second in self.held[self.dst[move]]:
                on = self._elsewhere(self.src[second])
                if on is None or self.src[second] in (self.src[take], self.src[leave]):
                    continue
                gain = so_far - score[second] + score[on]
                if gain > least:
                    best, least = _Swap(gain, take, (leave, second), (move, on)), gain
        return best

    def _elsewhere(self, need: int) -> int | None:
        """The best edge of this need with room at its offer. Offers that are full stay full: look no more."""
        edges, start = self.of_need[need], self.full_before[need]
        while start < len(edges) and not self.room[self.dst[edges[start]]]:
            start += 1
        self.full_before[need] = start
        for edge in edges[start:]:
            if self.room[self.dst[edge]] and self.flow[edge] < self.limit[edge]:
                return edge
        return None

    def _make(self, swap: _Swap) -> None:
        for edge in (swap.take, *swap.move):
            self._add(edge, 1)
        for edge in swap.leave:
            self._add(edge, -1)

    def _add(self, edge: int, units: int) -> None:
        offer = self.dst[edge]
        if self.flow[edge] == 0:
            self.held[offer].append(edge)
        self.flow[edge] += units
        self.wanted[self.src[edge]] -= units
        self.room[offer] -= units
        if self.flow[edge] == 0:
            self.held[offer].remove(edge)


def _grouped(edges: Iterable[int], group_of: list[int], groups: int) -> list[list[int]]:
    lists: list[list[int]] = [[] for _ in range(groups)]
    for edge in edges:
        lists[group_of[edge]].append(edge)
    return lists
