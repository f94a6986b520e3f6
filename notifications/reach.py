"""How somebody is reached who has no device: by a proved e-mail address, else by a text message."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import ContactPoint, HouseholdMark, NotificationSetting, Person
from core.models.notification import ChannelName
from core.models.person import ContactKind
from notifications.catalogue import ALL_EMAIL, Line


@dataclass(frozen=True, slots=True)
class Way:
    """A channel, and the contact point it goes to."""

    channel: ChannelName
    contact_id: UUID


def without_app(session: Session, person: Person, line: Line) -> Way | None:
    """The one way to this person for this message; None where there is none, or they want none."""
    contacts = session.scalars(select(ContactPoint).where(col(ContactPoint.person_id) == person.id)).all()
    email = next((c for c in contacts if c.kind is ContactKind.EMAIL and c.verified_at is not None), None)
    if email is not None:
        return Way(ChannelName.EMAIL, email.id) if wants_email(session, person.id) else None
    if line.sms is None:
        return None
    phone = next(
        (c for c in contacts if c.kind is ContactKind.PHONE and _is_theirs(session, person, c)), None
    )
    return Way(ChannelName.SMS, phone.id) if phone is not None else None


def wants_email(session: Session, person_id: UUID) -> bool:
    """Whether they take letters at all; codes they ask for come anyway."""
    setting = session.get(NotificationSetting, (person_id, ALL_EMAIL))
    return setting is None or setting.enabled


def _is_theirs(session: Session, person: Person, phone: ContactPoint) -> bool:
    """Proved by a code; or written down by a representative, and then no number of the representative's own.

    A text message holds a link that turns this person's key: it must not arrive in another's hand.
    """
    if phone.verified_at is not None:
        return True
    return person.represented and session.get(HouseholdMark, (person.id, phone.lookup)) is not None
