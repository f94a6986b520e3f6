"""What is looked up while somebody tells who they are: whose number it is already, as far as the circle knows.

A number that belongs to nobody of the circle, and to nobody whom the caller speaks for, is as one that nobody has.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from services.neighbours import search
from services.neighbours.search import Neighbour


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known that has the number. `spoken_for`: those of them whom the caller speaks for."""

    same_number: tuple[Neighbour, ...]
    spoken_for: frozenset[UUID]


def check(session: Session, caller: Caller, community_id: UUID, *, phone: str, now: datetime) -> Known:
    """Who of this circle, or of whom the caller speaks for, has this number as it is dialled there. A number that is
    none there is nobody's. Raises as `search.find` does; it is one of its searches.
    """
    found = search.by_number(session, caller, community_id, phone, also=caller.represents, now=now)
    return Known(tuple(found), frozenset(one.person_id for one in found) & caller.represents.keys())
