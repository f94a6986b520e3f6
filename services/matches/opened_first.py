"""How many places were opened lately to whoever was first, by a yes given ahead: few a day, for whoever collects them.

What is beyond that is not refused: it waits for the author's own yes.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.models import Match

A_DAY = timedelta(hours=24)
PER_PERSON, PER_ORGANISATION = 2, 10

_OPENED = text("""
    SELECT count(*) FILTER (WHERE helper_key_by = :hand) AS by_hand,
           count(*) FILTER (WHERE helper_id = :helper) AS to_helper
      FROM match
     WHERE first_opened_at > :since AND id <> :match AND (helper_key_by = :hand OR helper_id = :helper)
""")


def room(session: Session, match: Match, hand: UUID, *, now: datetime) -> bool:
    """Whether one more place may open so: two a day for a person and for a hand, ten for an organisation together."""
    session.flush()
    about = {"hand": hand, "helper": match.helper_id, "match": match.id, "since": now - A_DAY}
    opened = session.execute(_OPENED, about).one()
    of_one = match.helper_id == match.helper_person_id
    return bool(
        opened.by_hand < PER_PERSON and opened.to_helper < (PER_PERSON if of_one else PER_ORGANISATION)
    )
