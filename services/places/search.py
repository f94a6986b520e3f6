"""Who offers help near a place: the nearest cell first, and within it those asked longest ago.

One statement reads the first page; mostly that is enough. The caller applies the rules and goes on reading until
enough fit, so that nobody starves behind a limit. For many places at once the same statement reads as
deep as each of them wants.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice, zip_longest
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from matching.rules.distance import mercator
from matching.words.values import Point
from services.places.supply import APART
from services.places.walk import NEAR_THE_DATE_LINE, PAGE, km_to, walk

_NEAR_A_POLE = 75.0


def _nearest(columns: str, *, pool: str, x: str, y: str, most: str) -> str:
    """As SQL: the offers of a pool nearest to a point of the map, `most` of them; `columns` of c (cell, d) and
    s (offer_id, last_asked_at).

    Takes the nearest cells of the pool (SP-GiST, `<->`), and of each no more than all that is wanted.
    """
    return f"""
    SELECT {columns} FROM (
        SELECT cell, pt <-> point({x}, {y}) AS d FROM supply_cell
         WHERE pt <@ box(point({pool} * :apart - :apart / 2, -1000), point({pool} * :apart + :apart / 2, 1000))
         ORDER BY pt <-> point({x}, {y}) LIMIT {most}
    ) c
    CROSS JOIN LATERAL (
        SELECT offer_id, last_asked_at FROM supply WHERE pool_id = {pool} AND cell = c.cell
         ORDER BY last_asked_at, offer_id LIMIT {most}
    ) s
    ORDER BY c.d, s.last_asked_at, s.offer_id LIMIT {most}
    """  # noqa: S608  (put together from constants)


_HERE = "(SELECT id FROM here)"
_FIRST = text(f"""
    WITH here AS MATERIALIZED (SELECT id FROM pool WHERE community_id = :community AND category = :category)
    {_nearest("c.cell, s.offer_id", pool=_HERE, x=f"{_HERE} * :apart + :lon", y=":y", most=":page")}
""")  # noqa: S608  (put together from constants)
_OF_EACH = text(f"""
    SELECT g.number, array_agg(CAST(near.offer_id AS text)
                              ORDER BY near.d, near.last_asked_at, near.offer_id) AS offers
      FROM unnest(CAST(:pools AS int[]), CAST(:xs AS float8[]), CAST(:ys AS float8[]), CAST(:most AS int[]))
           WITH ORDINALITY AS g(pool, x, y, most, number)
     CROSS JOIN LATERAL (
        {_nearest("s.offer_id, s.last_asked_at, c.d", pool="g.pool", x="g.x", y="g.y", most="g.most")}
     ) near
     GROUP BY g.number ORDER BY g.number
""")  # noqa: S608  (put together from constants)
_POOLS = text("SELECT category, id FROM pool WHERE community_id = :community")


class Wanted(NamedTuple):
    """Where the nearest offers of a category are wanted, and how many at most."""

    category: str
    point: Point
    most: int


def near(session: Session, communities: Iterable[UUID], category: str, point: Point | None) -> Iterator[UUID]:
    """Offers of several communities as of one: the nearest cell first, whosever it is.

    `point` None: offers that help from afar, one of each community in turn.
    """
    pools = [_of_community(session, community, category, point) for community in communities]
    if point is None:
        return (offer for turn in zip_longest(*pools) for _, offer in filter(None, turn))
    away = cache(lambda cell: km_to(point, cell))
    return (offer for _, offer in heapq.merge(*pools, key=lambda one: away(one[0])))


def near_each(session: Session, community_id: UUID, wanted: Sequence[Wanted]) -> list[list[str]]:
    """For each place wanted the nearest offers of one community, by id as text, as `near` finds them.

    Where the map has no seam their order is the map's, which around one place is within a hundredth the ground's.
    """
    pools = {row.category: row.id for row in session.execute(_POOLS, {"community": community_id})}
    nearest: list[list[str]] = [[] for _ in wanted]
    flat: list[int] = []
    for index, (category, point, most) in enumerate(wanted):
        if category in pools and _has_no_seam(point):
            flat.append(index)
        elif category in pools:
            offers = islice(near(session, [community_id], category, point), most)
            nearest[index] = [str(offer) for offer in offers]
    rows = session.execute(
        _OF_EACH,
        {
            "pools": [pools[wanted[index].category] for index in flat],
            "xs": [pools[wanted[index].category] * APART + wanted[index].point.lon for index in flat],
            "ys": [mercator(wanted[index].point.lat) for index in flat],
            "most": [wanted[index].most for index in flat],
            "apart": APART,
        },
    )
    for number, offers in rows.all():
        nearest[flat[number - 1]] = offers
    return nearest


def _of_community(
    session: Session, community_id: UUID, category: str, point: Point | None
) -> Iterator[tuple[int, UUID]]:
    """Offers of one community, each with its cell."""
    begun: set[UUID] = set()
    if point is not None and _has_no_seam(point):
        first = _first_page(session, community_id, category, point)
        yield from first
        begun = {offer for _, offer in first}
    for cell, offer in walk(session, community_id, category, point):
        if offer not in begun:
            yield cell, offer


def _has_no_seam(point: Point) -> bool:
    """Whether the map around a place is whole: far from the antimeridian, and from the poles it leaves out."""
    return abs(point.lon) <= NEAR_THE_DATE_LINE and abs(point.lat) <= _NEAR_A_POLE


def _first_page(session: Session, community_id: UUID, category: str, point: Point) -> list[tuple[int, UUID]]:
    """The nearest few in one query, where the map has no seam; put in the order of the ground."""
    values = {
        "community": community_id,
        "category": category,
        "apart": APART,
        "lon": point.lon,
        "y": mercator(point.lat),
        "page": PAGE,
    }
    by_cell: dict[int, list[UUID]] = {}
    for cell, offer in session.execute(_FIRST, values).all():
        by_cell.setdefault(cell, []).append(offer)
    nearest = sorted(by_cell, key=lambda cell: km_to(point, cell))
    return [(cell, offer) for cell in nearest for offer in by_cell[cell]]
