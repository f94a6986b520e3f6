"""Keeps the two small tables that candidates are searched in current, in the offer's own transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import Session, col

from core import places
from core.database import parameters
from core.models import Offer, Supply
from matching.rules.distance import mercator
from matching.words.categories import WITHOUT_SPECIAL_RISK
from matching.words.vocabulary import OfferStatus

AFAR = 0
"""The cell of offers that help from anywhere."""

APART = 1000
"""Degrees between two pools in the one index; the world itself is 360 wide."""

_MAKE_POOLS = text("""
    INSERT INTO pool (community_id, category) SELECT :community, unnest(CAST(:categories AS text[]))
    ON CONFLICT (community_id, category) DO NOTHING
""")
_POOLS = text("""
    SELECT id FROM pool WHERE community_id = :community AND category = ANY(:categories) ORDER BY id
""")
_CELLS = text("""
    INSERT INTO supply_cell (pool_id, cell, pt)
    SELECT p, :cell, point(p * :apart + :lon, :mercator) FROM unnest(CAST(:pools AS int[])) AS p
    ON CONFLICT (pool_id, cell) DO UPDATE SET pt = excluded.pt
""")
_ROWS = text("""
    INSERT INTO supply (offer_id, pool_id, cell, last_asked_at)
    SELECT :offer, p, :cell, coalesce(CAST(:last AS timestamptz), '-infinity')
      FROM unnest(CAST(:pools AS int[])) AS p
    ON CONFLICT DO NOTHING
""")
_ASKED = text("UPDATE supply SET last_asked_at = :now WHERE offer_id = ANY(CAST(:offers AS uuid[]))")
_HOLD_EMPTY = text("""
    SELECT pool_id, cell FROM supply_cell c
     WHERE pool_id > :after AND pool_id <= :last
       AND NOT EXISTS (SELECT FROM supply s WHERE s.pool_id = c.pool_id AND s.cell = c.cell)
       FOR UPDATE SKIP LOCKED
""")
_LAST_POOL = text("SELECT coalesce(max(id), 0) FROM pool")
POOLS_AT_ONCE = 2_000
BEYOND_ALL = 2**31 - 1
_SWEEP = text("""
    DELETE FROM supply_cell c
     USING unnest(CAST(:pools AS int[]), CAST(:cells AS bigint[])) AS held(pool_id, cell)
     WHERE c.pool_id = held.pool_id AND c.cell = held.cell
       AND NOT EXISTS (SELECT FROM supply s WHERE s.pool_id = c.pool_id AND s.cell = c.cell)
""")


def keep(session: Session, offer: Offer) -> None:
    """Makes the search see this offer as it is now: in all its pools while active, in none otherwise."""
    session.flush()
    session.execute(delete(Supply).where(col(Supply.offer_id) == offer.id))
    if offer.status is not OfferStatus.ACTIVE or offer.for_need_id is not None:
        return
    pools = _pools(session, offer.community_id, sorted(offer.categories or WITHOUT_SPECIAL_RISK))
    for cell in _cells(offer):
        if cell != AFAR:
            lat, lon = places.centre(cell)
            session.execute(
                _CELLS,
                {"pools": pools, "cell": cell, "lon": lon, "mercator": mercator(lat), "apart": APART},
            )
        session.execute(_ROWS, {"pools": pools, "cell": cell, "offer": offer.id, "last": offer.last_asked_at})


def _pools(session: Session, community: UUID, categories: list[str]) -> list[int]:
    """These categories' pools, made if need be, in the one order in which everybody takes them.

    Two statements: a pool that somebody else was just making is seen only by one that begins after they are done.
    """
    values = {"community": community, "categories": categories}
    session.execute(_MAKE_POOLS, values)
    return list(session.execute(_POOLS, values).scalars())


def _cells(offer: Offer) -> list[int]:
    near = [offer.cell] if offer.cell is not None else []
    return [*near, AFAR] if offer.remote else near


def mark_asked(session: Session, offers: list[UUID], now: datetime) -> None:
    """Moves these offers to the end of their cells' order: those asked longest ago come first."""
    session.execute(_ASKED, {"offers": parameters.ids(offers), "now": now})


def last_pool(session: Session) -> int:
    """The number of the newest pool."""
    return int(session.execute(_LAST_POOL).scalar_one())


def sweep(session: Session, after: int = 0, last: int = BEYOND_ALL) -> int:
    """Drops cells that nobody is in any more, of the pools beyond `after` up to `last`; returns how many.

    Locks each and then looks again, in a statement that begins afterwards: whoever came into a cell before we
    held it is seen, whoever comes later waits for us and puts the cell back.
    """
    held = session.execute(_HOLD_EMPTY, {"after": after, "last": last}).all()
    gone = session.execute(
        _SWEEP, {"pools": [row.pool_id for row in held], "cells": [row.cell for row in held]}
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]
