"""Who could help, nearest first: read page by page until enough fit, so that nobody starves behind a limit.

One query walks the supply cells of a pool outwards (SP-GiST, `<->`) and takes, within each cell, those asked
longest ago, no more than one page of them; mostly that is enough. Rules are applied by the caller, who simply
goes on reading. At the antimeridian the walk is made
from both sides and merged; a page of cells at a time is put in the order of the ground.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import places
from matching.rules.distance import km, mercator
from matching.words.values import Point
from services.places.supply import AFAR, APART

PAGE = 64
_NEAR_THE_DATE_LINE = 120.0
_NEAR_A_POLE = 75.0

_POOL = text("SELECT id FROM pool WHERE community_id = :community AND category = :category")

_FIRST = text("""
    WITH here AS MATERIALIZED (SELECT id FROM pool WHERE community_id = :community AND category = :category)
    SELECT c.cell, s.offer_id FROM (
        SELECT cell, pt <-> point((SELECT id FROM here) * :apart + :lon, :y) AS d FROM supply_cell
         WHERE pt <@ box(point((SELECT id FROM here) * :apart - :apart / 2, -1000),
                         point((SELECT id FROM here) * :apart + :apart / 2, 1000))
         ORDER BY pt <-> point((SELECT id FROM here) * :apart + :lon, :y) LIMIT :page
    ) c
    CROSS JOIN LATERAL (
        SELECT offer_id, last_asked_at FROM supply WHERE pool_id = (SELECT id FROM here) AND cell = c.cell
         ORDER BY last_asked_at, offer_id LIMIT :page
    ) s
    ORDER BY c.d, s.last_asked_at, s.offer_id LIMIT :page
""")

_CELLS = text("""
    SELECT cell, d FROM (
        SELECT cell, pt <-> point(:x, :y) AS d FROM supply_cell
         WHERE pt <@ box(point(:west, -1000), point(:east, 1000))
         ORDER BY pt <-> point(:x, :y) LIMIT :reach
    ) nearest OFFSET :seen
""")

_TURN = text("""
    SELECT n.cell, s.offer_id
      FROM unnest(CAST(:cells AS bigint[])) WITH ORDINALITY AS n(cell, place)
     CROSS JOIN LATERAL (
        SELECT offer_id, last_asked_at FROM supply
         WHERE pool_id = :pool AND cell = n.cell
         ORDER BY last_asked_at, offer_id LIMIT :page
     ) s
     ORDER BY n.place, s.last_asked_at, s.offer_id
""")

_MORE = text("""
    SELECT offer_id, CAST(last_asked_at AS text) AS last FROM supply
     WHERE pool_id = :pool AND cell = :cell
       AND (last_asked_at, offer_id) > (CAST(:last AS timestamptz), :offer)
     ORDER BY last_asked_at, offer_id LIMIT :page
""")


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where reading stopped within one cell. Kept as text: '-infinity' is no Python datetime."""

    cell: int
    last: str
    offer: UUID


def near(session: Session, community_id: UUID, category: str, point: Point | None) -> Iterator[UUID]:
    """Offers of a community in a category, nearest cell first, least recently asked first within it.

    `point` None: offers that help from afar.
    """
    return (offer for _, offer in _near(session, community_id, category, point))


def near_any(
    session: Session, communities: Iterable[UUID], category: str, point: Point | None
) -> Iterator[UUID]:
    """Offers of several communities as of one: the nearest cell first, whosever it is."""
    pools = [_near(session, community, category, point) for community in communities]
    if point is None:
        return chain.from_iterable(
            filter(None, turn) for turn in zip_longest(*(_ids(pool) for pool in pools))
        )
    away = cache(lambda cell: _away(point, cell))
    return (offer for _, offer in heapq.merge(*pools, key=lambda found: away(found[0])))


def _ids(pool: Iterator[tuple[int, UUID]]) -> Iterator[UUID]:
    return (offer for _, offer in pool)


def _near(
    session: Session, community_id: UUID, category: str, point: Point | None
) -> Iterator[tuple[int, UUID]]:
    """Offers, each with its cell."""
    begun: set[UUID] = set()
    if point is not None and abs(point.lon) <= _NEAR_THE_DATE_LINE and abs(point.lat) <= _NEAR_A_POLE:
        first = _first_page(session, community_id, category, point)
        yield from first
        begun = {offer for _, offer in first}
    for cell, offer in _all(session, community_id, category, point):
        if offer not in begun:
            yield cell, offer


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
    nearest = sorted(by_cell, key=lambda cell: _away(point, cell))
    return [(cell, offer) for cell in nearest for offer in by_cell[cell]]


def _all(
    session: Session, community_id: UUID, category: str, point: Point | None
) -> Iterator[tuple[int, UUID]]:
    pool = session.execute(_POOL, {"community": community_id, "category": category}).scalar_one_or_none()
    if pool is None:
        return
    if point is None:
        yield from _in_cell(session, pool, AFAR)
        return
    seen: set[int] = set()
    for cells in _outwards(session, pool, point):
        fresh = [cell for cell in dict.fromkeys(cells) if cell not in seen]
        seen.update(fresh)
        yield from _in_cells(session, pool, sorted(fresh, key=lambda cell: _away(point, cell)))


def _away(point: Point, cell: int) -> float:
    """Great-circle kilometres: on the map, what lies nearer the pole looks farther than it is."""
    return km(point, Point(*places.centre(cell)))


def _outwards(session: Session, pool: int, point: Point) -> Iterator[list[int]]:
    """Cells of the pool by distance, a page at a time."""
    walks = [_walk(session, pool, point.lat, point.lon)]
    if abs(point.lon) > _NEAR_THE_DATE_LINE:
        other_side = point.lon - 360 if point.lon > 0 else point.lon + 360
        walks.append(_walk(session, pool, point.lat, other_side))
    page: list[int] = []
    for _, cell in heapq.merge(*walks):
        page.append(cell)
        if len(page) == PAGE:
            yield page
            page = []
    yield page


def _walk(session: Session, pool: int, lat: float, lon: float) -> Iterator[tuple[float, int]]:
    where = {
        "x": pool * APART + lon,
        "y": mercator(lat),
        "west": pool * APART - APART / 2,
        "east": pool * APART + APART / 2,
    }
    seen = 0
    while True:
        rows = session.execute(_CELLS, where | {"reach": seen + PAGE, "seen": seen}).all()
        yield from ((row.d, row.cell) for row in rows)
        if len(rows) < PAGE:
            return
        seen += PAGE


def _in_cells(session: Session, pool: int, cells: list[int]) -> Iterator[tuple[int, UUID]]:
    if not cells:
        return
    by_cell: dict[int, list[UUID]] = {cell: [] for cell in cells}
    for row in session.execute(_TURN, {"pool": pool, "cells": cells, "page": PAGE}).all():
        by_cell[row.cell].append(row.offer_id)
    for cell, found in by_cell.items():
        yield from ((cell, offer) for offer in found)
        if len(found) == PAGE:
            yield from _in_cell(session, pool, cell, skip=set(found))


def _in_cell(
    session: Session, pool: int, cell: int, skip: set[UUID] | None = None
) -> Iterator[tuple[int, UUID]]:
    """One cell's offers in turn, page by page (keyset)."""
    mark = _Mark(cell, "-infinity", UUID(int=0))
    while True:
        rows = session.execute(
            _MORE,
            {"pool": pool, "cell": cell, "last": mark.last, "offer": mark.offer, "page": PAGE},
        ).all()
        yield from ((cell, row.offer_id) for row in rows if not skip or row.offer_id not in skip)
        if len(rows) < PAGE:
            return
        mark = _Mark(cell, rows[-1].last, rows[-1].offer_id)
