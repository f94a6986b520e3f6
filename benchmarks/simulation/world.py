"""Reference worlds for asking policies: who lives where, who needs what, and how people answer.

Everything here is an assumption (docs/matching.md says so), and every assumption is an option. The helper
who goes blind for a random while after each proposal, unseen by the platform, and the bound before the fact
are from Manshadi & Rodilitz, "Online Policies for Efficient Volunteer Crowdsourcing" (Management Science
2022). Distances are kilometres, times hours since the world began.
"""

import csv
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.simulation.places import Known, Towns, as_shown, as_they_are
from matching.asking.scoring import FADES_OVER
from matching.rounds.arrays import Floats, Ints
from matching.rules.distance import least_reach

Bools = NDArray[np.bool_]

TOWN_SHARES = np.array([0.4, 0.2, 0.15, 0.1, 0.1, 0.05])
TOWN_SPREAD_KM = np.array([4.0, 3.0, 3.0, 2.0, 2.0, 2.0])
OFFERED = np.array([0.3, 0.25, 0.2, 0.12, 0.08, 0.05])
NEEDED = np.array([0.25, 0.2, 0.2, 0.15, 0.12, 0.08])
OFFERS_ONE_MORE = (1.0, 0.5, 0.25)
DAY_STARTS, DAY_ENDS = 7.0, 22.0
REACHES, REACH_SHARES = np.array([0.6, 1.0, 2.0, 4.0]), np.array([0.2, 0.5, 0.2, 0.1])
"""How far helpers say they would come, as shares of `reach_km`, and how many say so."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """One world's parameters; the defaults are the stressed reference world.

    `reach_km`: how far half of the helpers said they would come (others: `REACHES`); infinite: nobody said. Who did
    comes less often the farther they must, by what they said; beyond it `beyond_reach` of that is left. `shown`: 1
    where the platform knows places as they are shown, 0 where it knows the true ones. `people_a_helper`: how many
    people a gazetteer counts in a town for each helper who lives there; with 0 it has no number for any.
    `final_silence`: 1 where whoever saw a proposal and was silent never says yes to that need; else drawn anew.
    """

    helpers: int = 1000
    needs_a_day: float = 40.0
    days: int = 60
    side_km: float = 60.0
    towns: int = 6
    town_spread: float = 1.0
    countryside_needs: float = 0.15
    countryside_helpers: float = 0.06
    urgent_share: float = 0.15
    urgent_hours: float = 3.0
    hours: float = 24.0
    yes_alpha: float = 1.2
    yes_beta: float = 8.0
    yes_km: float = 6.0
    night: float = 0.25
    urgent_willing: float = 1.3
    blind_hours: float = 36.0
    leaving: float = 2e-4
    answer_hours: float = 0.2
    busy_hours: float = 4.0
    reach_km: float = math.inf
    beyond_reach: float = 0.0
    shown: int = 0
    people_a_helper: float = 100.0
    final_silence: int = 0


_VILLAGE = Assumptions(
    days=365, side_km=8.0, towns=1, town_spread=0.4, countryside_needs=0.0, countryside_helpers=0.0
)

WORLDS = {
    "stressed": Assumptions(),
    "slack": Assumptions(helpers=3000, needs_a_day=30.0),
    "village30": replace(_VILLAGE, helpers=30, needs_a_day=1.0),
    "village8": replace(_VILLAGE, helpers=8, needs_a_day=2 / 7),
}


@dataclass(frozen=True, slots=True)
class World:
    """One draw of a world: what is there before anybody is asked. Rows of needs are in order of time."""

    assumptions: Assumptions
    helper_at: Floats
    offers: Bools
    willing: Floats
    need_at: Floats
    category: Ints
    posted: Floats
    urgent: Bools
    countryside: Bools
    reach: Floats
    helpers_known: Known
    needs_known: Known

    def deadline(self, need: int) -> float:
        a = self.assumptions
        return float(self.posted[need]) + (a.urgent_hours if self.urgent[need] else a.hours)

    def within(self, need: int, km: float) -> tuple[Ints, Floats]:
        """Helpers who offer what is needed and live within `km`, and their distances."""
        away = np.hypot(*(self.helper_at - self.need_at[need]).T)
        near = np.flatnonzero(self.offers[:, self.category[need]] & (away <= km))
        return near, away[near]

    def known_within(self, need: int, km: float) -> tuple[Ints, Floats]:
        """Helpers who offer what is needed and are within `km` and in reach as the platform knows it, and how far."""
        helpers, known = self.helpers_known, self.needs_known
        away = np.hypot(*(helpers.at - known.at[need]).T)
        fits = self.reach >= least_reach(away, known.radius[[need]], helpers.radius)
        near = np.flatnonzero(self.offers[:, self.category[need]] & (away <= km) & fits)
        return near, away[near]

    def km(self, need: int, helpers: Ints) -> Floats:
        """How far these helpers truly live from who needs something."""
        return np.asarray(np.hypot(*(self.helper_at[helpers] - self.need_at[need]).T))

    def fading(self, helpers: Ints, km: Floats) -> Floats:
        """What is left of somebody's willingness so far from home."""
        said = self.reach[helpers]
        return np.exp(-km / np.where(np.isfinite(said), FADES_OVER * said, self.assumptions.yes_km))

    def true_yes(self, need: int, helpers: Ints, km: Floats) -> Floats:
        """The chance of a yes by day, from somebody who sees the proposal. No policy may look at it."""
        a = self.assumptions
        keen = a.urgent_willing if self.urgent[need] else 1.0
        kept = np.where(km <= self.reach[helpers], 1.0, a.beyond_reach)
        return self.willing[helpers] * self.fading(helpers, km) * kept * keen


def draw(a: Assumptions, seed: int) -> World:
    """One world of this kind; the same seed gives the same world."""
    rng = np.random.default_rng(seed)
    centres = rng.random((6, 2)) * a.side_km
    helper_at, _ = _places(a, centres, a.helpers, a.countryside_helpers, rng)
    offers = np.zeros((a.helpers, len(OFFERED)), bool)
    for share in OFFERS_ONE_MORE:
        more = np.flatnonzero(rng.random(a.helpers) < share)
        offers[more, rng.choice(len(OFFERED), len(more), p=OFFERED)] = True
    willing = rng.beta(a.yes_alpha, a.yes_beta, a.helpers)
    count = rng.poisson(a.needs_a_day * a.days)
    posted = np.sort(rng.random(count) * a.days * 24)
    posted = posted[rng.random(count) < np.where(is_day(posted), 1, 0.25)]
    need_at, countryside = _places(a, centres, len(posted), a.countryside_needs, rng)
    category = rng.choice(len(NEEDED), len(posted), p=NEEDED)
    urgent = rng.random(len(posted)) < a.urgent_share
    reach = a.reach_km * np.random.default_rng(seed + 2000).choice(REACHES, a.helpers, p=REACH_SHARES)
    helpers_known, needs_known = _known(a, centres, helper_at, need_at)
    return World(
        a,
        helper_at,
        offers,
        willing,
        need_at,
        category,
        posted,
        urgent,
        countryside,
        reach,
        helpers_known,
        needs_known,
    )


def from_history(folder: Path, a: Assumptions, seed: int) -> World:
    """A community's own past, so that it can see what a dial would have done; only answers are drawn.

    `needs.csv`: x_km, y_km, category, posted (hours since the beginning), urgent (0 or 1). `helpers.csv`:
    x_km, y_km, categories (separated by spaces). Categories may be any words. Raises KeyError where a
    column is missing, ValueError for a number that is none.
    """
    needs = sorted(_table(folder / "needs.csv"), key=lambda row: float(row["posted"]))
    helpers = _table(folder / "helpers.csv")
    names = sorted({row["category"] for row in needs})
    posted = np.array([float(row["posted"]) for row in needs])
    rng = np.random.default_rng(seed)
    helper_at, need_at = (
        np.array([[float(row["x_km"]), float(row["y_km"])] for row in rows]) for rows in (helpers, needs)
    )
    return World(
        assumptions=replace(a, helpers=len(helpers), days=max(1, int(np.ceil(posted.max() / 24)))),
        helper_at=helper_at,
        offers=np.array([[name in row["categories"].split() for name in names] for row in helpers]),
        willing=rng.beta(a.yes_alpha, a.yes_beta, len(helpers)),
        need_at=need_at,
        category=np.array([names.index(row["category"]) for row in needs]),
        posted=posted,
        urgent=np.array([row["urgent"] == "1" for row in needs]),
        countryside=np.zeros(len(needs), bool),
        reach=np.full(len(helpers), a.reach_km),
        helpers_known=as_they_are(helper_at),
        needs_known=as_they_are(need_at),
    )


def _known(a: Assumptions, centres: Floats, helper_at: Floats, need_at: Floats) -> tuple[Known, Known]:
    """Where the platform takes helpers and those with needs to be."""
    if not a.shown:
        return as_they_are(helper_at), as_they_are(need_at)
    shares = TOWN_SHARES[: a.towns] / TOWN_SHARES[: a.towns].sum()
    people = shares * a.helpers * (1 - a.countryside_helpers) * a.people_a_helper
    towns = Towns(centres[: a.towns], people.astype(np.int64))
    return as_shown(helper_at, towns), as_shown(need_at, towns)


def _table(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def is_day(hours: Floats) -> Bools:
    """Whether people are awake at these times."""
    clock = hours % 24
    return (clock > DAY_STARTS) & (clock < DAY_ENDS)


def _places(
    a: Assumptions, centres: Floats, count: int, rural: float, rng: np.random.Generator
) -> tuple[Floats, Bools]:
    shares = TOWN_SHARES[: a.towns] / TOWN_SHARES[: a.towns].sum()
    town = rng.choice(a.towns, count, p=shares)
    spread = TOWN_SPREAD_KM[town][:, None] * a.town_spread
    at = centres[town] + rng.normal(size=(count, 2)) * spread
    countryside = rng.random(count) < rural
    at[countryside] = rng.random((int(countryside.sum()), 2)) * a.side_km
    return at, countryside
