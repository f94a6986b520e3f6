"""What it brings to ask for part of a window: the same world asked for as long as a task takes, and for whole windows.

Whoever says yes agrees on a time in what both have left, and is free for nobody else then. Pairs of runs share their
seed.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np

from benchmarks.report import Row
from benchmarks.simulation.asking import Limits, OpenNeed, Simulation
from benchmarks.simulation.calendar import Calendar, draw_calendar, latest_start, moment
from benchmarks.simulation.figures import Figures, mean, measured
from benchmarks.simulation.policies import ours
from benchmarks.simulation.world import WORLDS, Assumptions, World, draw
from matching.rules import meeting
from matching.rules.holding import Promise, counts_at, place
from matching.words.policy import USUAL
from matching.words.values import ItsTime, Window

WITH_HOURS = replace(WORLDS["stressed"], helpers=600, needs_a_day=20.0, days=30, hours=72.0, busy_hours=0.0)
"""Smaller than the stressed world, and with three days to live: a window must lie ahead."""
LEAST = 1.2
"""What fill by parts of windows must be of fill by whole ones."""


class SimulationWithHours(Simulation):
    """As `Simulation`, where both must have time. `agreed` holds what each helper has promised."""

    def __init__(self, world: World, calendar: Calendar, seed: int) -> None:
        everybody = np.ones(world.assumptions.helpers, int)
        limits = Limits(everybody * USUAL.proposals_a_day, everybody * USUAL.proposals_a_week)
        super().__init__(world, ours(USUAL, seed), seed, limits, twice=True)
        self.calendar = calendar
        self.offers = list(calendar.offers)
        self.agreed: dict[int, list[Window]] = {}
        self.hour = np.random.default_rng(seed + 4000)

    def _open(self, need: int) -> OpenNeed:
        opened = super()._open(need)
        now = moment(float(self.world.posted[need]))
        wanted = self.calendar.needs[need]
        opened.until = np.array(
            [latest_start(wanted, self.offers[helper], now) for helper in opened.helpers.tolist()]
        )
        return opened

    def _yes(self, need: int, helper: int, now: float) -> None:
        """A yes counts where both still have time; what they agree on is anywhere in it."""
        pieces = meeting.times(self.calendar.needs[need], self.offers[helper], moment(now)).meeting
        if not pieces:
            self.memory.said_yes(helper)
            self.not_needed += 1
            return
        waited = np.isnan(self.filled_after[need])
        super()._yes(need, helper, now)
        if waited and not np.isnan(self.filled_after[need]):
            self._promise(helper, self._part(need, pieces), now)

    def _part(self, need: int, pieces: Sequence[Window]) -> Window:
        """The time they agree on: as long as the task takes, in one of the pieces."""
        piece = pieces[int(self.hour.integers(len(pieces)))]
        least = meeting.least(self.calendar.needs[need], piece)
        start = piece.start + self.hour.random() * (piece.end - piece.start - least)
        return Window(start, start + least)

    def _promise(self, helper: int, agreed: Window, now: float) -> None:
        offer = self.offers[helper]
        promise = Promise(yes_at=moment(now), confirmed_at=moment(now), time=ItsTime(agreed=agreed))
        self.agreed.setdefault(helper, []).append(agreed)
        self.offers[helper] = replace(
            offer,
            busy=(*offer.busy, agreed),
            held=(*offer.held, place(promise)),
            promised_at=(*offer.promised_at, counts_at(promise)),
        )
        for need, opened in self.open_needs.items():
            for index in np.flatnonzero(opened.helpers == helper).tolist():
                wanted = self.calendar.needs[need]
                opened.until[index] = latest_start(wanted, self.offers[helper], moment(now))


@dataclass(frozen=True, slots=True)
class Played:
    """One run with hours: its figures, and how often a helper had promised one moment to two."""

    figures: Figures
    double_bookings: int


def play(a: Assumptions, whole: bool, seed: int) -> Played:
    """Draws a world and its calendar, and asks for parts of windows or for whole ones."""
    world = draw(a, seed)
    calendar = draw_calendar(world, seed)
    simulation = SimulationWithHours(world, calendar.whole_windows() if whole else calendar, seed)
    figures = measured(world, simulation.run())
    return Played(figures, sum(map(_doubled, simulation.agreed.values())))


def rows(full: bool = False, *, a: Assumptions = WITH_HOURS, seeds: Sequence[int] | None = None) -> list[Row]:
    """Fill by parts of windows against whole ones, and double bookings in both."""
    drawn = seeds or range(30 if full else 10)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        parts, wholes = ([*pool.map(partial(play, a, whole), drawn)] for whole in (False, True))
    by_part, by_whole = (mean(each.figures for each in runs).fill for runs in (parts, wholes))
    doubled = sum(each.double_bookings for each in (*parts, *wholes))
    world = f"hours, seeds {drawn[0]}–{drawn[-1]}: "
    return [
        Row(
            world + "fill by parts of windows against whole windows",
            f"{by_part / by_whole:.3f} × ({by_whole:.3f} to {by_part:.3f})",
            f"≥ {LEAST:g} ×",
            by_part >= LEAST * by_whole,
        ),
        Row(world + "double bookings", f"{doubled}", "0", doubled == 0),
    ]


def _doubled(agreed: Sequence[Window]) -> int:
    return sum(one.overlaps(other) for one, other in combinations(agreed, 2))
