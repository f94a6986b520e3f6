"""What stands already and may be what somebody is asking for on the phone: looked up before it is written down."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from matching.words.values import Point
from matching.words.vocabulary import Role
from services.access import rights
from services.communities import directory
from services.neighbours import search
from services.oversight import possible_doubles
from services.oversight.possible_doubles import Asked, PossibleDouble
from services.places import cells


def like(
    session: Session,
    caller: Caller,
    community_id: UUID,
    *,
    category: str,
    place: Point | int | None,
    phone: str | None = None,
    person_id: UUID | None = None,
    now: datetime,
) -> list[PossibleDouble]:
    """Standing needs of this circle that may ask for the same: of whoever has this number, or of one kind at one place.

    `person_id`: who asks, where they were written down before. Raises Forbidden, NotFound for who does not answer for
    the circle.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    found = search.lookup(session, directory.get(session, community_id), phone) if phone else None
    asked = Asked(
        category,
        cells.of_place(place),
        now,
        author_id=person_id,
        lookups=(found,) if found is not None else (),
    )
    return possible_doubles.of(session, caller, community_id, asked)
