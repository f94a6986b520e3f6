"""Pools of offers and the cells they lie in, the two tables of the search, filled without the product's own way."""

from collections.abc import Sequence
from uuid import UUID

import psycopg

from benchmarks.house.copying import copy
from core import places
from matching.rules.distance import mercator
from services.places.supply import APART

CATEGORIES = ("groceries", "ride", "company_call", "garden_wood", "tech_help", "errands")


def make_pools(connection: psycopg.Connection, community: UUID) -> dict[str, int]:
    """A pool for each category of a community, where it has none yet; their numbers."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO pool (community_id, category) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(community, slug) for slug in CATEGORIES],
        )
    numbers = connection.execute("SELECT category, id FROM pool WHERE community_id = %s", (community,))
    return dict(numbers.fetchall())


def stand_in(connection: psycopg.Connection, supply: Sequence[tuple[UUID, int, int]]) -> None:
    """Fills the two tables of the search with (offer, pool, cell)."""
    known = set(connection.execute("SELECT pool_id, cell FROM supply_cell").fetchall())
    copy(
        connection,
        "supply",
        ["offer_id", "pool_id", "cell", "last_asked_at"],
        ((offer, pool, cell, "-infinity") for offer, pool, cell in supply),
    )
    centres = {cell: places.centre(cell) for cell in {cell for _, _, cell in supply}}
    copy(
        connection,
        "supply_cell",
        ["pool_id", "cell", "pt"],
        (
            (pool, cell, f"({pool * APART + centres[cell][1]},{mercator(centres[cell][0])})")
            for pool, cell in sorted({(pool, cell) for _, pool, cell in supply} - known)
        ),
    )
