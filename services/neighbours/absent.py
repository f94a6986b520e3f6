"""Who of a circle is there for somebody who answers for it: said once, for the search, the card and every act."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.errors import NotFound
from matching.words.vocabulary import Role
from services import name_marks
from services.access import rights
from services.judging import own_matter

THERE = f"""p.erased_at IS NULL AND p.id <> ALL(CAST(:absent AS uuid[]))
        AND {name_marks.belongs("p.id", ":community")}"""
"""SQL: this person (`p`) is one of the circle's, and there for whoever asks. Wants `values`."""
THERE_AT_ONCE = f"""{THERE}
        AND (p.id = ANY(CAST(:spoken_for AS uuid[])) OR p.id NOT IN (SELECT person FROM near))"""  # noqa: S608  (put together from constants)
"""SQL: the same, within a statement that finds out itself who is near (`own_matter.WALK`). Wants `values_at_once`."""
_ONE = text(f"SELECT p.id FROM person p WHERE p.id = :person AND {THERE}")  # noqa: S608  (put together from constants)


def values(session: Session, caller: Caller, community_id: UUID) -> dict[str, object]:
    """What `THERE` is asked with. Absent are whoever keeps away from the caller or they from them, the caller, and who
    is near to them; but not whom they speak for. Raises Forbidden, NotFound for who does not answer for the circle.
    """
    rights.require_role(caller, Role.COORDINATOR, community_id)
    near = own_matter.not_judged_by(session, [caller.person_id]) - set(caller.represents)
    return {"community": community_id, "absent": sorted(near | caller.blocked)}


def values_at_once(caller: Caller, community_id: UUID) -> dict[str, object]:
    """What `THERE_AT_ONCE` is asked with, which comes to the same. Raises as `values`."""
    rights.require_role(caller, Role.COORDINATOR, community_id)
    blocked, spoken_for = sorted(caller.blocked), sorted(caller.represents)
    walked = {"people": [caller.person_id], "words": False, "of_judge": True}
    return walked | {"community": community_id, "absent": blocked, "spoken_for": spoken_for}


def ensure_there(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID
) -> Mapping[str, object]:
    """Raises NotFound, the same for who is absent, who belongs elsewhere, and who never was; returns `values`."""
    known = values(session, caller, community_id)
    if session.scalar(_ONE, known | {"person": person_id}) is None:
        raise NotFound
    return known
