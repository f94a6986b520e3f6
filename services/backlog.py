"""What a round reads: the needs of a region that are due, and for each the nearest who could help.

Only plain needs: nothing is known that stands between their author and anybody. The others are few, and take the
careful way, need by need. Needs of one category in one cell share a search, and so do they share who is found:
the longer a need has waited, the nearer its twenty; the next begins one further on, so that a street in which
everybody needs bread is not held against the same twenty bakers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import cast
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import LargeBinary, RowMapping, select, text
from sqlmodel import Session, col

from core import parameters
from core.models import Community, Need
from matching.distance import mercator
from matching.policy import Policy
from matching.values import Need as NeedValue
from matching.values import Offer as OfferValue
from services import facts, policies
from services.regions import Claim
from services.supply import APART

AT_ONCE = 4_000
"""Needs of one round of one region; the rest is due again at once."""
DEEPEST = 400
"""Offers read for one category in one cell, however many needs are there."""

PLAIN = """
    n.posted_by = n.author_id AND n.organisation_id IS NULL
    AND NOT EXISTS (SELECT FROM block b WHERE b.blocker_id = n.author_id OR b.blocked_id = n.author_id)
    AND NOT EXISTS (SELECT FROM representation r WHERE r.person_id = n.author_id AND r.ended_at IS NULL)
    AND NOT EXISTS (SELECT FROM household_mark h WHERE h.person_id = n.author_id)
    AND NOT EXISTS (SELECT FROM match m WHERE m.need_id = n.id AND m.status = 'superseded'
                       AND m.helper_key_at IS NOT NULL)
    AND NOT (coalesce(n.criteria->>'allies', 'false') = 'true'
             AND (n.handed_over_at IS NOT NULL
                  OR EXISTS (SELECT FROM community c WHERE c.id = n.community_id AND c.dormant)))
"""
"""Of these nobody is too close, blocked, or has to come first because they stood back; and none goes to allies."""

_DUE = text(f"""
    SELECT n.id FROM need n
     WHERE n.status = 'open' AND n.next_wave_at <= :now AND n.expires_at > :now AND n.urgency <> 'urgent'
       AND n.cell BETWEEN :first AND :last AND {PLAIN}
     ORDER BY n.posted_at, n.id LIMIT :most
""")  # noqa: S608  (put together from constants)

_HISTORY = text("""
    SELECT m.need_id, count(*) FILTER (WHERE m.opened_by = 'engine') AS sent,
           coalesce(sum(m.quantity) FILTER (WHERE m.status = 'confirmed'), 0)
           + coalesce(sum(m.completed_quantity) FILTER (WHERE m.status = 'completed'), 0) AS covered,
           array_agg(m.helper_id) FILTER (WHERE m.status IN ('proposed', 'invited', 'accepted', 'confirmed',
                                                             'declined', 'refused')) AS not_again,
           array_agg(ARRAY[m.p_yes, extract(epoch FROM :now - m.created_at) / 3600])
             FILTER (WHERE m.status IN ('proposed', 'invited') AND m.p_yes IS NOT NULL) AS waiting
      FROM match m WHERE m.need_id = ANY(CAST(:needs AS uuid[])) GROUP BY m.need_id
""")

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

_BEHIND = text("""
    SELECT o.id, o.author_id, o.organisation_id, p.number, p.quiet_from, p.quiet_to, p.time_zone,
           p.urgent_welcome
      FROM offer o JOIN person p ON p.id = o.author_id WHERE o.id = ANY(CAST(:offers AS uuid[]))
""")

_OPEN_COLUMNS = [c for c in Need.__table__.c if not isinstance(c.type, LargeBinary)]  # type: ignore[attr-defined]
"""All but what is sealed: matching sees no words."""
_THESE = text("need.id = ANY(CAST(:needs AS uuid[]))")


Ints = NDArray[np.int64]


def _nobody() -> Ints:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class History:
    """What has come of a need so far."""

    sent: int = 0
    covered: int = 0
    not_again: frozenset[UUID] = frozenset()
    waiting: tuple[tuple[float, float], ...] = ()
    """Of each who was asked and has not answered: the chance of a yes, and for how many hours they are silent."""


@dataclass(slots=True)
class Backlog:
    """The plain needs of one community in one region, longest waiting first, and whom they could turn to.

    An offer stands here once for each category it is looked at for: what is believed of a yes differs by it.
    Pair `e` is need `src[e]` with offer `dst[e]`, need by need and the nearest first. `more`: there are more
    helpers than could be read for this need.
    """

    community_id: UUID
    policy: Policy
    needs: list[NeedValue] = field(default_factory=list)
    rows: list[Need] = field(default_factory=list)
    history: dict[UUID, History] = field(default_factory=dict)
    offers: list[OfferValue] = field(default_factory=list)
    behind: Mapping[UUID, RowMapping] = field(default_factory=dict)
    src: Ints = field(default_factory=_nobody)
    dst: Ints = field(default_factory=_nobody)
    more: list[bool] = field(default_factory=list)


def read(session: Session, region: Claim, now: datetime) -> list[Backlog]:
    """The backlog of a region by community, as it stands now; without locks."""
    first, last = region.cells
    due = session.execute(_DUE, {"now": now, "first": first, "last": last, "most": AT_ONCE}).scalars().all()
    rows = session.execute(
        select(*_OPEN_COLUMNS).where(_THESE).order_by(col(Need.posted_at), col(Need.id)),
        {"needs": parameters.ids(due)},
    )
    by_community: defaultdict[UUID, list[Need]] = defaultdict(list)
    for row in rows.all():
        by_community[row.community_id].append(cast(Need, row))
    history = histories(session, due, now)
    return [_of(session, community, needs, history, now) for community, needs in by_community.items()]


def histories(session: Session, needs: Sequence[UUID], now: datetime) -> dict[UUID, History]:
    """What has come of these needs; nothing is said of those nobody was asked for."""
    return {
        r.need_id: History(
            r.sent,
            int(r.covered),
            frozenset(r.not_again or ()),
            tuple((float(p), max(0.0, float(hours))) for p, hours in r.waiting or ()),
        )
        for r in session.execute(_HISTORY, {"needs": parameters.ids(needs), "now": now}).all()
    }


def need_values(
    session: Session, community: Community, rows: Iterable[Need], history: Mapping[UUID, History]
) -> list[NeedValue]:
    """Needs as matching sees them, with what remains of each."""
    rows = list(rows)
    minors = _minors(session, {row.author_id for row in rows})
    risk = cache(lambda category: policies.risk(community, category))
    return [
        facts.need(
            row,
            remaining=_remaining(row, history.get(row.id)),
            author_is_minor=row.author_id in minors,
            risk=policies.as_posted(risk(row.category), row),
        )
        for row in rows
    ]


def _remaining(row: Need, so_far: History | None) -> int | None:
    return None if row.quantity is None else max(0, row.quantity - (so_far.covered if so_far else 0))


def _minors(session: Session, people: Iterable[UUID]) -> set[UUID]:
    asked = text("SELECT id FROM person WHERE id = ANY(CAST(:people AS uuid[])) AND is_adult IS FALSE")
    return set(session.execute(asked, {"people": parameters.ids(people)}).scalars())


def _of(
    session: Session, community_id: UUID, rows: list[Need], history: Mapping[UUID, History], now: datetime
) -> Backlog:
    community = session.get_one(Community, community_id)
    found = Backlog(community_id, policies.of(community), history=dict(history))
    found.needs = need_values(session, community, rows, history)
    found.rows = rows
    found.more = [False] * len(rows)
    _join(session, found, _nearest(session, found), now)
    values = {"offers": parameters.ids({offer.id for offer in found.offers})}
    found.behind = {r["id"]: r for r in session.execute(_BEHIND, values).mappings().all()}
    return found


Group = tuple[str, float, float]


def _group(need: NeedValue) -> Group:
    assert need.point is not None
    return need.category, need.point.lat, need.point.lon


def _nearest(session: Session, found: Backlog) -> dict[Group, list[str]]:
    """For each category in each cell the nearest offers by id, those asked longest ago first within theirs."""
    pools = {r.category: r.id for r in session.execute(_POOLS, {"community": found.community_id})}
    size = Counter(_group(need) for need in found.needs)
    groups = [group for group in size if group[0] in pools]
    rows = session.execute(
        _NEAREST,
        {
            "pools": [pools[group[0]] for group in groups],
            "xs": [pools[category] * APART + lon for category, _, lon in groups],
            "ys": [mercator(lat) for _, lat, _ in groups],
            "most": [depth(size[group], found.policy) for group in groups],
            "apart": APART,
        },
    )
    return {groups[place - 1]: offers for place, offers in rows.all()}


def depth(needs: int, policy: Policy) -> int:
    """How many offers are read for this many needs in one place: twice as many as are looked at, and one more each."""
    return min(DEEPEST, 2 * policy.candidates + needs)


def _join(session: Session, found: Backlog, lists: Mapping[Group, list[str]], now: datetime) -> None:
    """Adds the offers that the needs look at, each once for a category, and the pairs of the two.

    Offers are numbered first, by their ids as text: there are twenty pairs and more for each, numbers are sorted out
    by the column, and text is looked up faster.
    """
    number: dict[tuple[str, str], int] = {}
    near = {
        group: np.array([number.setdefault((offer, group[0]), len(number)) for offer in nearest], np.int64)
        for group, nearest in lists.items()
    }
    windows = _windows(found, near)
    src = np.repeat(np.arange(len(windows)), [len(window) for window in windows])
    dst = np.concatenate(windows)
    looked_at = np.bincount(dst, minlength=len(number)) > 0
    wanted = {(UUID(offer), category): j for (offer, category), j in number.items() if looked_at[j]}
    read = facts.own_offers(session, wanted, found.community_id, now=now)
    there = [offer for offer in wanted if offer in read]
    found.offers = [read[offer] for offer in there]
    place = np.full(len(number), -1)
    place[[wanted[offer] for offer in there]] = np.arange(len(there))
    exist = place[dst] >= 0
    found.src, found.dst = src[exist], place[dst[exist]]


def _windows(found: Backlog, near: Mapping[Group, Ints]) -> list[Ints]:
    """For each need the nearest offers in its cell, by number; each begins one further on than the need before it."""
    width = 2 * found.policy.candidates
    groups = [_group(need) for need in found.needs]
    size, place = Counter(groups), Counter[Group]()
    windows: list[Ints] = []
    for i, group in enumerate(groups):
        nearest = near.get(group, _nobody())
        windows.append(_window(nearest, place[group], width))
        found.more[i] = len(nearest) >= depth(size[group], found.policy)
        place[group] += 1
    return windows


def _window(nearest: Ints, start: int, width: int) -> Ints:
    if len(nearest) <= width:
        return nearest
    start %= len(nearest)
    return np.concatenate((nearest[start:], nearest[:start]))[:width]
