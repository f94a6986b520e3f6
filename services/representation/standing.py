"""Speaking for people without the app, within what they agreed to, and never further.

A coordinator writes down what somebody said on the phone; from then on that person has needs, matches and keys
like anybody else. Their key turns only after they were asked: the event names both, and how the yes was given.
They may take everything into their own hands at any time (`take_overs`), and end it by a call (`ends`); `entries`
is what is written down, `consents` the yes or no they give themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.errors import NotFound
from core.events import EventKind, record
from core.events.payloads import NOTHING, Payload
from core.models import Person, Representation
from core.models.person import ContactKind
from services import name_marks, sealed
from services.people import contact_points


@dataclass(frozen=True, slots=True)
class Represented:
    """A person one speaks for, with the consent it rests on."""

    person: Person
    consent: Representation
    display_name: str | None
    contacts: dict[ContactKind, str]


def spoken_for(session: Session, caller: Caller) -> list[tuple[Representation, Person]]:
    """The people whom the caller speaks for, in the order in which they were entered; their names can be opened."""
    rows = session.execute(
        select(Representation, Person)
        .join(Person, col(Person.id) == col(Representation.person_id))
        .where(
            col(Representation.representative_id) == caller.person_id,
            col(Representation.ended_at).is_(None),
        )
        .order_by(col(Representation.id))
    ).all()
    keyring(session).fetch([person.id for _, person in rows])
    return [(consent, person) for consent, person in rows]


def represented_by(session: Session, caller: Caller) -> list[Represented]:
    """The people whom the caller speaks for, with how they can be reached."""
    return [shown(session, person, consent) for consent, person in spoken_for(session, caller)]


def get(session: Session, caller: Caller, person_id: UUID) -> Represented:
    """A person the caller speaks for. Raises NotFound."""
    row = standing(session, caller, person_id)
    return shown(session, session.get_one(Person, person_id), row)


def standing(session: Session, caller: Caller, person_id: UUID) -> Representation:
    """The consent on which the caller speaks for this person. Raises NotFound."""
    row = session.scalars(
        select(Representation).where(
            col(Representation.person_id) == person_id,
            col(Representation.representative_id) == caller.person_id,
            col(Representation.ended_at).is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def end_all(session: Session, person_id: UUID, now: datetime) -> None:
    """Whoever speaks for this person, or asked to, does so no more."""
    session.execute(
        update(Representation)
        .where(col(Representation.person_id) == person_id, col(Representation.ended_at).is_(None))
        .values(ended_at=now)
    )
    name_marks.renew(session, person_id)


def shown(session: Session, person: Person, row: Representation) -> Represented:
    """The person and the consent, with name and contact opened."""
    return Represented(
        person, row, sealed.display_name(session, person), contact_points.known(session, person.id)
    )


def record_about(
    session: Session,
    kind: EventKind,
    person_id: UUID,
    payload: Payload = NOTHING,
    *,
    actor: UUID,
    now: datetime,
) -> None:
    """Records what was done about this person, naming them where somebody else did it."""
    record(session, kind, payload, actor=actor, for_id=person_id, subject=("person", person_id), now=now)
