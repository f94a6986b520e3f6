"""City-like assignment instances: places, categories, free times, and who is near enough to help whom.

A plane of 200 x 200 km with 25 towns and a sparse countryside. Helpers live in slightly other quarters than
those who need help, offer other categories than are needed most, and are free at other hours: so some offers
are wanted by many, and some needs have few to turn to. The same arguments give the same instance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.spatial import cKDTree

from matching.rounds.arrays import Flags, Floats, Ints, Nodes
from matching.rounds.assignment import Problem

PLANE_KM = 200.0
TOWNS = 25
WANTED = np.array([0.30, 0.20, 0.15, 0.10, 0.10, 0.07, 0.05, 0.03])
OFFERED = np.array([0.26, 0.12, 0.20, 0.16, 0.10, 0.06, 0.07, 0.03])
HOURS = 21
NEIGHBOURS = 150
AT_ONCE = 20_000


class Regime(StrEnum):
    """How much help there is for what is needed; `unit`: every need and every offer is for one."""

    SCARCE = "scarce"
    BALANCED = "balanced"
    AMPLE = "ample"
    UNIT = "unit"


CAPACITY_PER_DEMAND = {Regime.SCARCE: 0.6, Regime.BALANCED: 1.0, Regime.AMPLE: 2.0}


@dataclass(frozen=True, slots=True)
class Crowd:
    """Needs, or offers: places in km, who is rural, categories and free hours as bit masks."""

    place: Floats
    rural: Flags
    categories: Ints
    hours: Ints


def city(size: int, regime: Regime, seed: int = 0, candidates: int = 20) -> Problem:
    """`size` needs and `size` offers, with at most `candidates` edges for every need."""
    rng = np.random.default_rng([seed, size, list(Regime).index(regime)])
    needs, offers = _crowds(size, rng)
    quantity, capacity = _amounts(size, regime, rng)
    src, dst, score = _edges(needs, offers, capacity, candidates, rng)
    return Problem(quantity, capacity, src, dst, score)


def _crowds(size: int, rng: np.random.Generator) -> tuple[Crowd, Crowd]:
    towns = rng.random((TOWNS, 2)) * PLANE_KM
    quarters = towns + rng.normal(size=towns.shape) * 2.0
    need_place, need_rural = _places(rng, size, towns, 1.1, 0.12)
    offer_place, offer_rural = _places(rng, size, quarters, 1.265, 0.06)
    wanted = 1 << rng.choice(len(WANTED), size=size, p=WANTED)
    offered = _mask(rng, size, [1, 0.5, 0.25], OFFERED)
    every_hour = np.full(HOURS, 1 / HOURS)
    need_hours = _mask(rng, size, [1, 0.7, 0.5, 0.3], every_hour)
    offer_hours = _mask(rng, size, [1, 0.9, 0.8, 0.7, 0.5, 0.4, 0.3, 0.2], every_hour)
    return Crowd(need_place, need_rural, wanted, need_hours), Crowd(
        offer_place, offer_rural, offered, offer_hours
    )


def _places(
    rng: np.random.Generator, size: int, towns: Floats, steepness: float, rural_share: float
) -> tuple[Floats, Flags]:
    """Normal clouds around the towns, wide where many people live, and an even countryside.

    The k-th town has people in proportion to k to the power of minus `steepness` (Zipf's law).
    """
    rank = np.arange(1, len(towns) + 1)
    share = rank**-steepness / (rank**-steepness).sum()
    spread = np.clip(8 * rank**-0.55, 1.0, 8.0)
    town = rng.choice(len(towns), size=size, p=share)
    place = towns[town] + rng.normal(size=(size, 2)) * spread[town][:, None]
    rural = rng.random(size) < rural_share
    place[rural] = rng.random((int(rural.sum()), 2)) * PLANE_KM
    return place, rural


def _mask(rng: np.random.Generator, size: int, chances: Sequence[float], popularity: Floats) -> Ints:
    """A bit mask each: one draw by popularity for every chance that comes true."""
    mask = np.zeros(size, np.int64)
    for chance in chances:
        bit = np.int64(1) << rng.choice(len(popularity), size=size, p=popularity)
        mask |= np.where(rng.random(size) < chance, bit, 0)
    return mask


def _amounts(size: int, regime: Regime, rng: np.random.Generator) -> tuple[Ints, Ints]:
    if regime is Regime.UNIT:
        return np.ones(size, np.int64), np.ones(size, np.int64)
    quantity = rng.choice([1, 2, 3, 4, 8], size=size, p=[0.5, 0.25, 0.12, 0.09, 0.04]).astype(np.int64)
    capacity = rng.choice([1, 2, 3, 5, 20], size=size, p=[0.5, 0.25, 0.15, 0.08, 0.02]).astype(np.int64)
    return quantity, _scaled(capacity, int(quantity.sum() * CAPACITY_PER_DEMAND[regime]), rng)


def _scaled(capacity: Ints, total: int, rng: np.random.Generator) -> Ints:
    """The same shape of capacities, thinned out or topped up by single units to `total`."""
    have = int(capacity.sum())
    if total > have:
        extra = rng.choice(len(capacity), size=total - have, p=capacity / have)
        return capacity + np.bincount(extra, minlength=len(capacity))
    units = np.repeat(np.arange(len(capacity)), capacity)
    kept = rng.choice(have, size=total, replace=False)
    return np.bincount(units[kept], minlength=len(capacity)).astype(np.int64)


def _edges(
    needs: Crowd, offers: Crowd, capacity: Ints, candidates: int, rng: np.random.Generator
) -> tuple[Nodes, Nodes, Ints]:
    """For every category: the nearest offers, those free at a common hour, the best-scored of them."""
    reliable = rng.beta(5, 2, size=len(capacity))
    urgent = rng.choice([0, 0.5, 1.0], size=len(capacity), p=[0.6, 0.3, 0.1])
    people = People(needs, offers, urgent, reliable)
    parts: list[tuple[Ints, Ints, Ints]] = []
    for category in range(len(WANTED)):
        there = np.flatnonzero((offers.categories >> category & 1) & (capacity > 0))
        wanted = np.flatnonzero(needs.categories >> category & 1)
        if len(there) == 0:
            continue
        tree = cKDTree(offers.place[there])
        nearest = np.arange(1, min(NEIGHBOURS, len(there)) + 1)
        for start in range(0, len(wanted), AT_ONCE):
            who = wanted[start : start + AT_ONCE]
            km, near = tree.query(needs.place[who], k=nearest)
            parts.append(_best(people, candidates, rng, who=who, whom=there[near], km=np.asarray(km)))
    src, dst, score = (np.concatenate([part[i] for part in parts]) for i in range(3))
    order = np.lexsort((dst, src))
    return src[order].astype(np.int32), dst[order].astype(np.int32), score[order]


@dataclass(frozen=True, slots=True)
class People:
    """Both crowds, how urgent each need is and how reliable each helper (0 to 1)."""

    needs: Crowd
    offers: Crowd
    urgent: Floats
    reliable: Floats


def _best(
    people: People, candidates: int, rng: np.random.Generator, *, who: Ints, whom: Ints, km: Floats
) -> tuple[Ints, Ints, Ints]:
    """The best-scored possible edges of some needs, from their nearest offers."""
    rural = people.needs.rural[who][:, None]
    score = 0.45 * np.exp(-km / np.where(rural, 25.0, 6.0)) + 0.25 * people.urgent[who][:, None]
    score += 0.2 * people.reliable[whom] + 0.1 * rng.random(km.shape)
    free = (people.needs.hours[who][:, None] & people.offers.hours[whom]) != 0
    score[~free | (km > np.where(rural, 80.0, 25.0))] = -1.0
    best = np.argsort(-score, axis=1, kind="stable")[:, :candidates]
    top = np.take_along_axis(score, best, 1)
    row, column = np.nonzero(top > 0)
    points = np.maximum(1, np.rint(top[row, column] * 10_000)).astype(np.int64)
    return who[row], np.take_along_axis(whom, best, 1)[row, column], points
