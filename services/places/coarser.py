"""Stewards ask that places be shown coarser: what stands in their community follows at once.

Finer again holds for new places alone: of the old ones nothing finer is known but what is sealed.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.geography import measure
from matching.rules.distance import mercator
from services.places.cells import middle
from services.places.supply import APART

_FINER = text("""
    SELECT cell FROM need WHERE community_id = :community AND (cell >> 52 & 15) > :resolution
     UNION SELECT to_cell FROM need WHERE community_id = :community AND (to_cell >> 52 & 15) > :resolution
     UNION SELECT cell FROM offer WHERE community_id = :community AND (cell >> 52 & 15) > :resolution
""")
_HELD = text("SELECT id FROM need WHERE community_id = :community ORDER BY id FOR NO KEY UPDATE")
_NEW = """
    unnest(CAST(:old AS bigint[]), CAST(:shown AS bigint[]), CAST(:lons AS float8[]), CAST(:ys AS float8[]))
        AS m(old, shown, lon, y)
"""
_EACH = [
    text(statement.replace("NEW", _NEW))
    for statement in (
        """UPDATE need SET cell = m.shown, shown_pt = point(m.lon, m.y) FROM NEW
            WHERE community_id = :community AND cell = m.old""",
        "UPDATE need SET to_cell = m.shown FROM NEW WHERE community_id = :community AND to_cell = m.old",
        "UPDATE offer SET cell = m.shown FROM NEW WHERE community_id = :community AND cell = m.old",
        """INSERT INTO supply_cell (pool_id, cell, pt)
           SELECT p.id, m.shown, point(p.id * CAST(:apart AS int) + m.lon, m.y) FROM NEW, pool p
            WHERE p.community_id = :community
              AND EXISTS (SELECT FROM supply s WHERE s.pool_id = p.id AND s.cell = m.old)
           ON CONFLICT DO NOTHING""",
        """UPDATE supply SET cell = m.shown FROM NEW, pool p
            WHERE p.community_id = :community AND supply.pool_id = p.id AND supply.cell = m.old""",
    )
]


def coarsen(session: Session, community_id: UUID, resolution: int) -> None:
    """All needs and offers of a community are shown at this resolution, or wider where they were already."""
    session.flush()
    here = {"community": community_id, "resolution": resolution}
    finer = session.execute(_FINER, here).scalars().all()
    if not finer:
        return
    session.execute(_HELD, here)
    values = here | {"apart": APART} | _columns(finer, resolution)
    for statement in _EACH:
        session.execute(statement, values)
    session.expire_all()


def _columns(old: Iterable[int], resolution: int) -> dict[str, list[int] | list[float]]:
    """Each cell with the one as which it is shown from now on, and that one's middle on the map."""
    old = sorted(old)
    shown = [measure.coarser(cell, resolution) for cell in old]
    middles = [middle(cell) for cell in shown]
    return {
        "old": old,
        "shown": shown,
        "lons": [point.lon for point in middles],
        "ys": [mercator(point.lat) for point in middles],
    }
