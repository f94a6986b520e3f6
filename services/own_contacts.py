"""Which contact points lead to somebody themselves: what opens a person's links must arrive in no other hand."""

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import ContactPoint, HouseholdMark, Person, Representation


def of(session: Session, person: Person) -> list[ContactPoint]:
    """Those proved by a code; and those written down by a representative, where none of them is a representative's."""
    points = session.scalars(
        select(ContactPoint).where(col(ContactPoint.person_id) == person.id).order_by(col(ContactPoint.id))
    ).all()
    return [point for point in points if point.verified_at is not None or _is_theirs(session, person, point)]


def _is_theirs(session: Session, person: Person, point: ContactPoint) -> bool:
    """Looked at anew each time: a representative may have made the number their own since it was written down."""
    if not person.represented or session.get(HouseholdMark, (person.id, point.lookup)) is None:
        return False
    shared = (
        select(col(ContactPoint.id))
        .join(Representation, col(Representation.representative_id) == col(ContactPoint.person_id))
        .where(
            col(Representation.person_id) == person.id,
            col(Representation.ended_at).is_(None),
            col(ContactPoint.lookup) == point.lookup,
        )
    )
    return session.execute(shared.limit(1)).first() is None
