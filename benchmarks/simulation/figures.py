"""The figures that a run of a simulated community is judged by."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from benchmarks.simulation.asking import SimulatedRun
from benchmarks.simulation.world import Assumptions, Bools, World
from matching.rounds.arrays import Ints

WEEK = 168.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run is judged by. Fills are shares of needs, times hours, left a share of helpers."""

    fill: float
    fill_last_third: float
    countryside_fill: float
    urgent_fill: float
    hours_to_yes_p50: float
    hours_to_yes_p90: float
    proposals_per_fill: float
    p99_a_week: float
    p99_of_weeks: float
    left: float
    not_needed_per_fill: float
    proposals: float


def measured(world: World, result: SimulatedRun) -> Figures:
    """One run's figures. `p99_a_week` is over helpers, each by their mean week; `p99_of_weeks` over every
    week of every helper, the harder measure."""
    a = world.assumptions
    filled = ~np.isnan(result.filled_after)
    hours = result.filled_after[filled] if filled.any() else np.array([np.nan])
    fills = max(1, int(filled.sum()))
    per_helper = np.bincount(result.proposed_to, minlength=a.helpers)
    return Figures(
        fill=_share(filled),
        fill_last_third=_share(filled[world.posted > a.days * 16]),
        countryside_fill=_share(filled[world.countryside]),
        urgent_fill=_share(filled[world.urgent]),
        hours_to_yes_p50=float(np.percentile(hours, 50)),
        hours_to_yes_p90=float(np.percentile(hours, 90)),
        proposals_per_fill=len(result.proposed_to) / fills,
        p99_a_week=float(np.percentile(per_helper, 99)) / a.days * 7,
        p99_of_weeks=float(np.percentile(_weeks(result, a), 99)),
        left=_share(result.gone),
        not_needed_per_fill=result.not_needed / fills,
        proposals=float(len(result.proposed_to)),
    )


def _share(which: Bools) -> float:
    return float(which.mean()) if len(which) else float("nan")


def _weeks(result: SimulatedRun, a: Assumptions) -> Ints:
    weeks = max(1, a.days // 7)
    week = (result.proposed_at // WEEK).astype(int)
    whole = week < weeks
    return np.bincount(result.proposed_to[whole] * weeks + week[whole], minlength=a.helpers * weeks)


def mean(runs: Iterable[Figures]) -> Figures:
    """Figure by figure; a figure that a run does not have (no countryside, no fill) is left out."""
    table = np.array([dataclasses.astuple(figures) for figures in runs])
    known = ~np.isnan(table)
    sums = np.where(known, table, 0).sum(0)
    return Figures(*np.where(known.any(0), sums / np.maximum(1, known.sum(0)), np.nan).tolist())
