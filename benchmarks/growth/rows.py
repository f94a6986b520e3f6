"""The rows of `make growth`: each figure of the larger countries beside the smallest one's, and the goal."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.growth.measuring import Cost, Measured
from benchmarks.growth.routes import ROUTES, Route
from benchmarks.report import Row

GOAL = 1.5
"""Ten times the people cost at most so many times as much for each call."""


def sizes(countries: Sequence[Measured]) -> str:
    return " → ".join(f"{one.country.shape.people:,}" for one in countries)


def steps(figures: Sequence[float]) -> list[float]:
    """Each figure as a multiple of the one before it."""
    return [later / earlier if earlier else 0.0 for earlier, later in pairwise(figures)]


def told(figures: Sequence[float], form: str) -> str:
    return " → ".join(format(figure, form) for figure in figures)


def grown(
    what: str, figures: Sequence[float], form: str, unit: str, *, more: str = "", goal: float = GOAL
) -> Row:
    """A figure that should hardly grow, for each country."""
    worst = max(steps(figures), default=1.0)
    return Row(
        what,
        f"{told(figures, form)} {unit} = {told(steps(figures), '.2f')} ×{more}",
        f"≤ {goal:g} × for ten times the people",
        worst <= goal,
    )


def of_routes(countries: Sequence[Measured]) -> Iterator[Row]:
    for route in ROUTES:
        yield _of_route(route, [one.costs[route.name] for one in countries])


def _of_route(route: Route, costs: Sequence[Cost]) -> Row:
    what = f"{route.name}: CPU a call, with PostgreSQL's"
    latencies = f"; median {told([c.median for c in costs], '.0f')} ms = " + told(
        steps([c.median for c in costs]), ".2f"
    )
    more = f"{latencies} ×; p95 {told([c.p95 for c in costs], '.0f')} ms; {len(costs[0].latencies)} calls"
    row = grown(what, [c.cpu_ms for c in costs], ".1f", "ms", more=more)
    if refused := [one for cost in costs for one in cost.refused]:
        return Row(what, f"{len(refused)} refused, the first: {refused[0]}", row.goal, False)
    return row if route.goal else Row(row.what, row.measured, "", None)
