"""Who asked: their name, who speaks for them, and how they are reached for whoever does."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.models import Need, Person, Representation
from core.models.person import ContactKind
from services import sealed
from services.people import contact_points


@dataclass(frozen=True, slots=True)
class CardAuthor:
    """Who asked. `own_contacts`: how they are reached, to whoever speaks for them alone: they told them themself."""

    person_id: UUID
    display_name: str | None
    represented: bool
    spoken_for_by: tuple[str, ...]
    own_contacts: dict[ContactKind, str] | None = None


def of(session: Session, caller: Caller, need: Need) -> CardAuthor:
    """A need's author, as whoever answers for its circle knows them without a look at their contact."""
    person = session.get_one(Person, need.author_id)
    return CardAuthor(
        person.id,
        sealed.display_name(session, person),
        person.represented,
        _spoken_for_by(session, person.id),
        contact_points.known(session, person.id) if person.id in caller.represents else None,
    )


def _spoken_for_by(session: Session, person_id: UUID) -> tuple[str, ...]:
    speakers = session.scalars(
        select(Person)
        .join(Representation, col(Representation.representative_id) == col(Person.id))
        .where(
            col(Representation.person_id) == person_id,
            col(Representation.given_at).is_not(None),
            col(Representation.ended_at).is_(None),
        )
        .order_by(col(Person.id))
    ).all()
    keyring(session).fetch([one.id for one in speakers])
    return tuple(name for one in speakers if (name := sealed.display_name(session, one)) is not None)
