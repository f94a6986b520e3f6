"""Pauses: two independent people reported somebody, and until a human has looked nobody meets them anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.errors import Conflict
from services.access import selves


def _about(person: str) -> str:
    return f"(k.about_id = {person} OR {selves.was(person, '= k.about_id')})"


def rests(person: str) -> str:
    """SQL: the matching of the person of this column is paused at `:now`."""
    return f"EXISTS (SELECT FROM safety_case k WHERE k.paused_until > :now AND {_about(person)})"


def is_kept(person: str) -> str:
    """SQL: as `rests`, and also while the clock has not yet ended a pause that is over."""
    return f"EXISTS (SELECT FROM safety_case k WHERE k.pause_due_at IS NOT NULL AND {_about(person)})"


_UNTIL = text(f"""
    SELECT max(k.paused_until) FROM safety_case k WHERE k.paused_until > :now AND {_about(":person")}
""")  # noqa: S608  (put together from constants)


def until(session: Session, person_id: UUID, *, now: datetime) -> datetime | None:
    """Until when somebody's matching is paused; None: it is not."""
    session.flush()
    found: datetime | None = session.execute(_UNTIL, {"person": person_id, "now": now}).scalar_one()
    return found


def ensure_none(session: Session, person_id: UUID, *, now: datetime) -> None:
    """Raises Conflict `matching_paused` where somebody's matching is paused: no yes of theirs counts till then."""
    if until(session, person_id, now=now) is not None:
        raise Conflict("matching_paused")
