"""How somebody is reached who has no device: by an e-mail address of their own, else by a text message."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from core.models import NotificationSetting, Person
from core.models.notification import ChannelName
from core.models.person import ContactKind
from notifications.messages.catalogue import ALL_EMAIL
from notifications.messages.notice import Notice
from services.people import contact_points


@dataclass(frozen=True, slots=True)
class Way:
    """A channel, and the contact point it goes to."""

    channel: ChannelName
    contact_id: UUID


def without_app(session: Session, person: Person, notice: Notice) -> Way | None:
    """The one way to this person for this message; None where there is none, or they want none."""
    own = contact_points.their_own(session, person)
    if any(point.kind is ContactKind.EMAIL for point in own):
        return mailbox(session, person)
    if notice.sms is None:
        return None
    phone = next((point for point in own if point.kind is ContactKind.PHONE), None)
    return Way(ChannelName.SMS, phone.id) if phone is not None else None


def mailbox(session: Session, person: Person) -> Way | None:
    """This person's own mailbox; None where there is none, or they want no letters."""
    own = contact_points.their_own(session, person)
    email = next((point for point in own if point.kind is ContactKind.EMAIL), None)
    if email is None or not wants_email(session, person.id):
        return None
    return Way(ChannelName.EMAIL, email.id)


def proved_mailbox(session: Session, person: Person) -> Way | None:
    """The mailbox that signs this person in, whatever letters they want; None where there is none."""
    proved = (point for point in contact_points.their_own(session, person) if point.verified_at is not None)
    email = next((point for point in proved if point.kind is ContactKind.EMAIL), None)
    return Way(ChannelName.EMAIL, email.id) if email is not None else None


def wants_email(session: Session, person_id: UUID) -> bool:
    """Whether they take letters at all; codes they ask for come anyway, and what goes everywhere."""
    setting = session.get(NotificationSetting, (person_id, ALL_EMAIL))
    return setting is None or setting.enabled
