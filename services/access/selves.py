"""Which accounts are one person's, one after the other: what bound a former one binds whoever came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.models import FormerSelf


def former(session: Session, person_id: UUID) -> list[UUID]:
    """The accounts that this person had here before."""
    return list(
        session.scalars(
            select(col(FormerSelf.former_id))
            .where(col(FormerSelf.person_id) == person_id)
            .order_by(col(FormerSelf.former_id))
        )
    )


def later(session: Session, person_id: UUID) -> list[UUID]:
    """The accounts as which this person came back."""
    return list(
        session.scalars(
            select(col(FormerSelf.person_id))
            .where(col(FormerSelf.former_id) == person_id)
            .order_by(col(FormerSelf.person_id))
        )
    )


def link(session: Session, person_id: UUID, former_id: UUID, *, until: datetime) -> list[UUID]:
    """Writes down that a person was here as another one before, and as all whom that one had been; returns them."""
    before = [one for one in (former_id, *former(session, former_id)) if one != person_id]
    rows = [{"person_id": person_id, "former_id": one, "until": until} for one in before]
    session.execute(insert(FormerSelf).values(rows).on_conflict_do_nothing())
    return before


def was(person: str, compared: str) -> str:
    """SQL: the person of this column was here before as somebody who is compared so, as in `= ANY(:excluded)`."""
    return f"EXISTS (SELECT FROM former_self f WHERE f.person_id = {person} AND f.former_id {compared})"
