"""The walk over a pool's supply cells, page by page: outwards from a place, and through the offers of each cell.

Cells are found by their distance on the map (SP-GiST, `<->`). At the antimeridian the walk is made from both sides
and merged; a page of cells at a time is put in the order of the ground.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core import places
from matching.rules.distance import km, mercator
from matching.words.values import Point
from services.places.supply import AFAR, APART

PAGE = 64
"""Cells, and offers of a cell, that are read at a time."""
NEAR_THE_DATE_LINE = 120.0
"""Degrees of longitude from which on the nearest may lie on the other side of the map's seam."""

_POOL = text("SELECT id FROM pool WHERE community_id = :community AND category = :category")

_CELLS = text("""
    SELECT cell, d FROM (
        SELECT cell, pt <-> point(:x, :y) AS d FROM supply_cell
         WHERE pt <@ box(point(:west, -1000), point(:east, 1000))
         ORDER BY pt <-> point(:x, :y) LIMIT :reach
    ) nearest OFFSET :seen
""")

_FIRST_OF_EACH_CELL = text("""
    SELECT n.cell, s.offer_id
      FROM unnest(CAST(:cells AS bigint[])) WITH ORDINALITY AS n(cell, place)
     CROSS JOIN LATERAL (
        SELECT offer_id, last_asked_at FROM supply
         WHERE pool_id = :pool AND cell = n.cell
         ORDER BY last_asked_at, offer_id LIMIT :page
     ) s
     ORDER BY n.place, s.last_asked_at, s.offer_id
""")

_MORE_OF_A_CELL = text("""
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


def walk(
    session: Session, community_id: UUID, category: str, point: Point | None
) -> Iterator[tuple[int, UUID]]:
    """All offers of a community in a category, each with its cell: the nearest cell first, and within it those asked
    longest ago. `point` None: offers that help from afar.
    """
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
        yield from _in_cells(session, pool, sorted(fresh, key=lambda cell: km_to(point, cell)))


def km_to(point: Point, cell: int) -> float:
    """Great-circle kilometres to a cell's centre: on the map, what lies nearer the pole looks farther than it is."""
    return km(point, Point(*places.centre(cell)))


def _outwards(session: Session, pool: int, point: Point) -> Iterator[list[int]]:
    """Cells of the pool by distance, a page at a time."""
    sides = [_on_the_map(session, pool, point.lat, point.lon)]
    if abs(point.lon) > NEAR_THE_DATE_LINE:
        other_side = point.lon - 360 if point.lon > 0 else point.lon + 360
        sides.append(_on_the_map(session, pool, point.lat, other_side))
    page: list[int] = []
    for _, cell in heapq.merge(*sides):
        page.append(cell)
        if len(page) == PAGE:
            yield page
            page = []
    yield page


def _on_the_map(session: Session, pool: int, lat: float, lon: float) -> Iterator[tuple[float, int]]:
    """Cells with their distance in degrees of the map, the nearest first."""
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
    values = {"pool": pool, "cells": cells, "page": PAGE}
    for row in session.execute(_FIRST_OF_EACH_CELL, values).all():
        by_cell[row.cell].append(row.offer_id)
    for cell, offers in by_cell.items():
        yield from ((cell, offer) for offer in offers)
        if len(offers) == PAGE:
            yield from _in_cell(session, pool, cell, skip=set(offers))


def _in_cell(
    session: Session, pool: int, cell: int, skip: set[UUID] | None = None
) -> Iterator[tuple[int, UUID]]:
    """One cell's offers, those asked longest ago first, page by page (keyset)."""
    mark = _Mark(cell, "-infinity", UUID(int=0))
    while True:
        rows = session.execute(
            _MORE_OF_A_CELL,
            {"pool": pool, "cell": cell, "last": mark.last, "offer": mark.offer, "page": PAGE},
        ).all()
        yield from ((cell, row.offer_id) for row in rows if not skip or row.offer_id not in skip)
        if len(rows) < PAGE:
            return
        mark = _Mark(cell, rows[-1].last, rows[-1].offer_id)
