"""What it costs that places are shown as cells: the same communities asked by shown places, and by true ones.

Everybody answers by where they truly live; only what the platform knows differs. Pairs of runs share their seed. By
true places nobody is asked for what is farther than they said; by shown ones some are, and nobody knows how they take
it: so there are two runs by shown places, in which they come as gladly as the way lets them, and never.
"""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from benchmarks.report import Row
from benchmarks.simulation.figures import Figures
from benchmarks.simulation.simulate import one_seed
from benchmarks.simulation.world import WORLDS, Assumptions
from matching.words.policy import USUAL

SAID_KM = 5.0
"""How far half of the helpers say they would come: the reach of an offer that names none."""
GOALS = {"fill": 0.02, "countryside_fill": 0.05}
"""The share of a figure that shown places may cost."""
BEYOND = {"who said less may come": 1.0, "who said less never comes": 0.0}
"""What is left of somebody's willingness for what is farther than they said, beside what the way takes."""
MEASURED = ("stressed", "village30")
"""The worlds that are always measured; the others are where there is time."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What shown places cost of a figure: both means, the share lost, and its standard error over the seeds."""

    true: float
    shown: float
    share: float
    error: float


def rows(
    full: bool = False, *, worlds: Mapping[str, Assumptions] = WORLDS, seeds: Sequence[int] = range(30)
) -> list[Row]:
    """Fill by shown against true places, in the countryside, too. `full`: in every world."""
    return [row for name in (worlds if full else MEASURED) for row in _rows(name, worlds[name], seeds)]


def _rows(name: str, a: Assumptions, seeds: Sequence[int]) -> list[Row]:
    said = replace(a, reach_km=SAID_KM)
    by_true = figures(said, seeds)
    rows = []
    for they, left in BEYOND.items():
        by_shown = figures(replace(said, shown=1, beyond_reach=left), seeds)
        for figure, goal in GOALS.items():
            if (found := loss(by_true, by_shown, figure)) is not None:
                what = f"places, {name} world, seeds {seeds[0]}–{seeds[-1]}, {they}"
                rows.append(_row(f"{what}: {figure.replace('_', ' ')} lost by shown places", found, goal))
    return rows


def figures(a: Assumptions, seeds: Sequence[int]) -> list[Figures]:
    """What Minka's own policy comes to in the world of each seed, several at a time."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(partial(one_seed, a, "ours", USUAL), seeds))


def loss(by_true: Sequence[Figures], by_shown: Sequence[Figures], figure: str) -> Loss | None:
    """The loss of one figure; None where these worlds do not have it. Both sides in the order of the seeds."""
    true, shown = (np.array([getattr(f, figure) for f in side]) for side in (by_true, by_shown))
    known = ~np.isnan(true)
    if not known.any():
        return None
    true, shown = true[known], shown[known]
    lost = true - shown
    error = float(lost.std(ddof=1)) / len(lost) ** 0.5 if len(lost) > 1 else float("nan")
    return Loss(
        float(true.mean()),
        float(shown.mean()),
        float(lost.mean() / true.mean()),
        error / float(true.mean()),
    )


def _row(what: str, found: Loss, goal: float) -> Row:
    measured = f"{found.share:.1%} ± {found.error:.1%} ({found.true:.3f} to {found.shown:.3f})"
    return Row(what, measured, f"≤ {goal:.0%}", found.share <= goal)
