"""Whom the needs of a region could turn to: for each need the nearest offers in its category.

Needs of one category in one cell share a search, and so do they share who is found: the longer a need has waited,
the nearer its twenty; the next begins one further on, so that a street in which everybody needs bread is not held
against the same twenty bakers.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import text
from sqlmodel import Session

from matching.rounds.arrays import Ints
from matching.rules.distance import mercator
from matching.words.policy import Policy
from matching.words.values import Need
from services.facts.offers import Towards
from services.places.supply import APART

DEEPEST = 400
"""Offers read for one category in one cell, however many needs are there."""

_NEAREST = text("""
    SELECT g.place, array_agg(CAST(found.offer_id AS text)
                              ORDER BY found.d, found.last_asked_at, found.offer_id) AS offers
      FROM unnest(CAST(:pools AS int[]), CAST(:xs AS float8[]), CAST(:ys AS float8[]), CAST(:most AS int[]))
           WITH ORDINALITY AS g(pool, x, y, most, place)
     CROSS JOIN LATERAL (
        SELECT s.offer_id, s.last_asked_at, c.d FROM (
            SELECT cell, pt <-> point(g.x, g.y) AS d FROM supply_cell
             WHERE pt <@ box(point(g.pool * :apart - :apart / 2, -1000), point(g.pool * :apart + :apart / 2, 1000))
             ORDER BY pt <-> point(g.x, g.y) LIMIT g.most
        ) c
        CROSS JOIN LATERAL (
            SELECT offer_id, last_asked_at FROM supply WHERE pool_id = g.pool AND cell = c.cell
             ORDER BY last_asked_at, offer_id LIMIT g.most
        ) s
        ORDER BY c.d, s.last_asked_at, s.offer_id LIMIT g.most
     ) found
     GROUP BY g.place ORDER BY g.place
""")
_POOLS = text("SELECT category, id FROM pool WHERE community_id = :community")

_NOBODY: Ints = np.zeros(0, np.int64)
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
    pools = {r.category: r.id for r in session.execute(_POOLS, {"community": community_id})}
    size = Counter(_group(need) for need in needs)
    groups = [group for group in size if group[0] in pools]
    rows = session.execute(
        _NEAREST,
        {
            "pools": [pools[group[0]] for group in groups],
            "xs": [pools[category] * APART + lon for category, _, lon in groups],
            "ys": [mercator(lat) for _, lat, _ in groups],
            "most": [depth(size[group], policy) for group in groups],
            "apart": APART,
        },
    )
    return {groups[place - 1]: offers for place, offers in rows.all()}


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
        nearest = near.get(group, _NOBODY)
        windows.append(_window(nearest, place[group], width))
        more.append(len(nearest) >= depth(size[group], policy))
        place[group] += 1
    return windows, more


def _window(nearest: Ints, start: int, width: int) -> Ints:
    if len(nearest) <= width:
        return nearest
    start %= len(nearest)
    return np.concatenate((nearest[start:], nearest[:start]))[:width]
