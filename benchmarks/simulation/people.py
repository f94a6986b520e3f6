"""What goes on in simulated helpers, hidden from every policy: blindness, tiredness, silence, leaving."""

import numpy as np

from benchmarks.simulation.world import Bools, World, is_day
from matching.rounds.arrays import Floats, Ints


class Helpers:
    """The helpers of one run, and how they answer."""

    def __init__(self, world: World, seed: int) -> None:
        count = world.assumptions.helpers
        self.world = world
        self.rng = np.random.default_rng(seed + 1000)
        self.blind_until = np.zeros(count)
        self.gone = np.zeros(count, bool)
        self.tired = np.zeros(count)
        self.silent: dict[int, Bools] = {}
        self.tired_at = np.full(count, -np.inf)

    def propose(self, need: int, helpers: Ints, km: Floats, now: float) -> tuple[Bools, Floats]:
        """Put one proposal to each of these. Returns who says yes, and after how many hours each would."""
        a, rng = self.world.assumptions, self.rng
        sees = self.blind_until[helpers] <= now
        awake = 1.0 if is_day(np.array(now)) else a.night
        p = np.minimum(0.9, self.world.true_yes(need, helpers, km) * awake)
        yes = sees & (rng.random(len(helpers)) < p) & self._may_still(need, helpers)
        self.blind_until[helpers[sees]] = now + rng.exponential(a.blind_hours, int(sees.sum()))
        self._tire(helpers, yes, now)
        if a.final_silence:
            self.silent[need][helpers[sees & ~yes]] = True
        return yes, rng.lognormal(np.log(a.answer_hours), 0.9, len(helpers))

    def _may_still(self, need: int, helpers: Ints) -> Bools:
        """Who has not been silent about this need for good."""
        if not self.world.assumptions.final_silence:
            return np.ones(len(helpers), np.bool_)
        return ~self.silent.setdefault(need, np.zeros(len(self.gone), np.bool_))[helpers]

    def _tire(self, helpers: Ints, yes: Bools, now: float) -> None:
        week = self.tired[helpers] * np.exp(-(now - self.tired_at[helpers]) / 168) + 1
        self.tired[helpers], self.tired_at[helpers] = week, now
        leaves = self.rng.random(len(helpers)) < self.world.assumptions.leaving * (1 + (week / 5) ** 1.5)
        self.gone[helpers[leaves & ~yes]] = True
