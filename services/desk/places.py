"""Where one entry stands in the order of a circle's queue: whoever is done with it goes on from there."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.access import Caller
from matching.words.vocabulary import Role
from services.access import rights
from services.desk.filters import Place
from services.oversight import queue, queue_rows


def of(
    session: Session, caller: Caller, community_id: UUID, subject_id: UUID, *, now: datetime
) -> Place | None:
    """Its first place; None where it does not stand in the queue, or not for the caller.

    Raises NotFound for somebody outside, Forbidden for a member.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    values = queue.values(session, caller, community_id, now) | {"subject": subject_id}
    row = session.execute(queue_rows.ONE, values).first()
    return None if row is None else Place(row.pressing, row.turn, row.id, row.why)
