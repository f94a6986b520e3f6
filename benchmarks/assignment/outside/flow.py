"""Minimum-cost flow, by the solver that our assignment rests on."""

import heapq

import numpy as np

from benchmarks.assignment.baselines import timed
from benchmarks.assignment.outside.answer import Answer
from benchmarks.assignment.outside.readers import MinCostFlow
from matching.rounds.flow import InfeasibleError, Network, cheapest


def solve_flow(instance: MinCostFlow) -> Answer:
    """Lower bounds are sent beforehand; what they leave is a plain flow."""
    supply = instance.supply.copy()
    np.subtract.at(supply, instance.tail, instance.low)
    np.add.at(supply, instance.head, instance.low)
    room = instance.capacity - instance.low
    network = Network(
        supply, instance.tail.astype(np.int32), instance.head.astype(np.int32), room, instance.cost
    )
    kind = f"minimum-cost flow, {len(supply)} nodes, {len(room)} arcs"
    sent = int(instance.low.astype(object) @ instance.cost)
    try:
        units, seconds = timed(lambda: cheapest(network))
    except InfeasibleError:
        return Answer(instance.name, kind, None, "infeasible", 0.0, None)
    rough, note = _greedy_routes(network)
    total = sent + int(units.astype(object) @ instance.cost)
    return Answer(
        instance.name, kind, total, "optimal", seconds, None if rough is None else sent + rough, note
    )


def _greedy_routes(network: Network) -> tuple[int | None, str]:
    """The cost of sending everything on the cheapest routes with room left, nothing ever rerouted."""
    if len(network.cost) and network.cost.min() < 0:
        return None, "no greedy: negative costs"
    supply, room = network.supply.tolist(), network.capacity.tolist()
    tail, head, cost = network.tail.tolist(), network.head.tolist(), network.cost.tolist()
    leaving: list[list[int]] = [[] for _ in supply]
    for arc, node in enumerate(tail):
        leaving[node].append(arc)
    spent = 0
    while missing := [node for node, units in enumerate(supply) if units < 0]:
        far, last = _routes(supply, room, head, cost, leaving)
        moved = 0
        for node in sorted((node for node in missing if node in far), key=far.__getitem__):
            route: list[int] = []
            start = node
            while start in last:
                route.append(last[start])
                start = tail[last[start]]
            units = min(-supply[node], supply[start], *(room[arc] for arc in route))
            for arc in route:
                room[arc] -= units
            supply[start] -= units
            supply[node] += units
            moved += units
            spent += units * sum(cost[arc] for arc in route)
        if moved == 0:
            return None, f"stuck, {-sum(supply[node] for node in missing)} units undelivered"
    return spent, ""


def _routes(
    supply: list[int], room: list[int], head: list[int], cost: list[int], leaving: list[list[int]]
) -> tuple[dict[int, int], dict[int, int]]:
    """Dijkstra from all nodes with supply left: how far each node is, and the arc that leads there."""
    far: dict[int, int] = {}
    last: dict[int, int] = {}
    queue = [(0, node, -1) for node, units in enumerate(supply) if units > 0]
    while queue:
        distance, node, by = heapq.heappop(queue)
        if node in far:
            continue
        far[node] = distance
        if by >= 0:
            last[node] = by
        for arc in leaving[node]:
            if room[arc] > 0 and head[arc] not in far:
                heapq.heappush(queue, (distance + cost[arc], head[arc], arc))
    return far, last
