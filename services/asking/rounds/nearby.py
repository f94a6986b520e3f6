"""The offers around the needs of a region: for each need the nearest ones in its category.

Needs of one category in one cell share a search, and share its result: the longer a need has waited, the nearer its
twenty; the next begins one further on, so that a street in which everybody needs bread is not held
against the same twenty bakers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlmodel import Session

from matching.rounds.arrays import Ints
from matching.words.policy import Policy
from matching.words.values import Need, Point
from services.facts.offers import Towards
from services.places import search
from services.places.search import Wanted

DEEPEST = 400
"""Offers read for one category in one cell, however many needs are there."""

Group = tuple[str, float, float]
"""A category, and the latitude and longitude of a cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearby:
    """Pair `e` is need `src[e]` with offer `dst[e]`, need by need and the nearest first. `more`: there are more
    helpers than could be read for this need.
    """

    offers: list[Towards]
    src: Ints
    dst: Ints
    more: list[bool]


def find(session: Session, community_id: UUID, needs: Sequence[Need], policy: Policy) -> Nearby:
    """Who is near to each need, by category: those asked longest ago first within a cell.

    Offers are numbered first, by their ids as text: there are twenty pairs and more for each, numbers are sorted out
    by the column, and text is looked up faster.
    """
    lists = _nearest(session, community_id, needs, policy)
    number: dict[tuple[str, str], int] = {}
    near = {
        group: np.array([number.setdefault((offer, group[0]), len(number)) for offer in nearest], np.int64)
        for group, nearest in lists.items()
    }
    windows, more = _windows(needs, near, policy)
    src = np.repeat(np.arange(len(windows)), [len(window) for window in windows])
    dst = np.concatenate(windows)
    looked_at = np.bincount(dst, minlength=len(number)) > 0
    offers = [(UUID(offer), category) for (offer, category), j in number.items() if looked_at[j]]
    return Nearby(offers, src, (np.cumsum(looked_at) - 1)[dst], more)


def _group(need: Need) -> Group:
    assert need.point is not None
    return need.category, need.point.lat, need.point.lon


def _nearest(
    session: Session, community_id: UUID, needs: Sequence[Need], policy: Policy
) -> dict[Group, list[str]]:
    """For each category in each cell the nearest offers by id, those asked longest ago first within theirs."""
    size = Counter(_group(need) for need in needs)
    wanted = [
        Wanted(category, Point(lat, lon), depth(size[category, lat, lon], policy))
        for category, lat, lon in size
    ]
    return dict(zip(size, search.near_each(session, community_id, wanted), strict=True))


def depth(needs: int, policy: Policy) -> int:
    """How many offers are read for this many needs in one place: twice as many as are looked at, and one more each."""
    return min(DEEPEST, 2 * policy.candidates + needs)


def _windows(
    needs: Sequence[Need], near: Mapping[Group, Ints], policy: Policy
) -> tuple[list[Ints], list[bool]]:
    """For each need the nearest offers in its cell, by number, each begins one further on than the need before it;
    and whether there may be more.
    """
    width = 2 * policy.candidates
    groups = [_group(need) for need in needs]
    size, place = Counter(groups), Counter[Group]()
    windows: list[Ints] = []
    more: list[bool] = []
    for group in groups:
        nearest = near[group]
        windows.append(_window(nearest, place[group], width))
        more.append(len(nearest) >= depth(size[group], policy))
        place[group] += 1
    return windows, more


def _window(nearest: Ints, start: int, width: int) -> Ints:
    if len(nearest) <= width:
        return nearest
    start %= len(nearest)
    return np.concatenate((nearest[start:], nearest[:start]))[:width]
