"""What others see of a place: a cell wide enough that at least ten different people had a need or offer there."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session

from core import places
from matching.rules.distance import band, km
from matching.words.values import Point

CROWD = 10
SEASON = timedelta(days=90)

_PEOPLE = text("""
    SELECT count(*) FROM (
        SELECT author_id FROM need WHERE cell BETWEEN :first AND :last AND posted_at > :since
         UNION SELECT author_id FROM offer WHERE cell BETWEEN :first AND :last AND posted_at > :since
         LIMIT :crowd
    ) people
""")


FINE = 6
"""Cells of this resolution or finer are small against the bands in which distances are told."""

EDGES = (2, 5, 10, 25, 50, 100)
BEYOND = band(1000)


def band_between(a: str, b: str) -> str:
    """How far apart two shown cells are, as a band; with a wide cell only "within so many km" is honest."""
    apart = km(Point(*places.centre(a)), Point(*places.centre(b)))
    if min(places.resolution(a), places.resolution(b)) >= FINE:
        return band(apart)
    furthest = apart + places.rough_radius_km(a) + places.rough_radius_km(b)
    edge = next((edge for edge in EDGES if furthest <= edge), None)
    return f"under_{edge}_km" if edge is not None else BEYOND


def shown(session: Session, cell: int, *, now: datetime) -> str:
    """The finest cell around `cell` in which a person is one of a crowd; the coarsest where nowhere is one.

    Fixed at posting: a cell that narrowed later would betray by its changes what its size hides.
    """
    for resolution in places.widenings():
        first, last = places.descendants(cell, resolution)
        people = session.execute(
            _PEOPLE, {"first": first, "last": last, "since": now - SEASON, "crowd": CROWD}
        ).scalar_one()
        if people >= CROWD:
            return places.name(cell, resolution)
    return places.name(cell, places.COARSEST)
