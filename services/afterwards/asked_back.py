"""Whether the question how it went reached the two of a match: only then is the silence of one of them an answer.

One has said how it went; the other is asked to say it too. What counts are the deliveries of that very question.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.models import ContactPoint, Delivery, Match, Notification, Person
from core.models.link import LinkPurpose
from core.models.notification import DeliveryStatus
from matching.states import silence
from matching.states.silence import Sending
from matching.words.vocabulary import By
from services.access import links
from services.afterwards import contact
from services.people import contact_points, devices

SAY_IT_TOO = "reported"
"""The kind of notification that asks somebody after the other has spoken."""
HOW_DID_IT_GO = "how_did_it_go"
"""The one that asks both."""


def silence_counts(session: Session, match: Match, *, now: datetime) -> bool:
    """Whether one of the two has spoken, and the silence of the other is an answer by now."""
    at = silence_counts_at(session, match)
    return at is not None and at <= now


def silence_counts_at(session: Session, match: Match) -> datetime | None:
    """From when the silence of the one who has not spoken counts, as things stand; None: it does not.

    Never of somebody who is spoken for: whoever speaks for them is to ask them.
    """
    silent = [person for person in unheard(session, match) if not person.represented]
    if len(silent) != 1 or not any(contact.reported(session, match.id)):
        return None
    return silence.counts_at(_sendings(session, match.id, silent[0], [SAY_IT_TOO]))


def reached(session: Session, match: Match, person: Person) -> bool:
    """Whether any question how it went reached this person, by a way that they could answer by."""
    sent = _sendings(session, match.id, person, [SAY_IT_TOO, HOW_DID_IT_GO])
    return any(silence.reached(one) for one in sent)


def unheard(session: Session, match: Match) -> list[Person]:
    """Those of the two who have not said how it went."""
    helper, beneficiary = contact.reported(session, match.id)
    said = {By.HELPER: helper, By.BENEFICIARY: beneficiary}
    who = {By.HELPER: match.helper_person_id, By.BENEFICIARY: match.beneficiary_id}
    return [session.get_one(Person, who[side]) for side in who if said[side] is None]


def _sendings(session: Session, match_id: UUID, person: Person, kinds: Collection[str]) -> Iterator[Sending]:
    """The ways on which this person was asked about this match."""
    sent = (
        select(Delivery)
        .join(Notification, col(Notification.id) == col(Delivery.notification_id))
        .where(
            col(Notification.person_id) == person.id,
            col(Notification.subject_id) == match_id,
            col(Notification.kind).in_(kinds),
            col(Delivery.status) == DeliveryStatus.SENT,
        )
    )
    own = {point.id for point in contact_points.their_own(session, person)}
    for delivery in session.scalars(sent.execution_options(populate_existing=True)):
        if delivery.sent_at is not None:
            yield _by_device(session, delivery, person, delivery.sent_at) or _by_address(
                session, delivery, own, delivery.sent_at
            )


def _by_device(session: Session, delivery: Delivery, person: Person, sent_at: datetime) -> Sending | None:
    """As a push: to an app that is still there, and signed in; of one that is not nobody knows how long it was."""
    if delivery.device_id is None:
        return None
    device = devices.standing(session, person.id, delivery.device_id, now=sent_at)
    gone = None if device is not None else sent_at
    return Sending(sent_at, device.seen_at if device else sent_at, delivery.came_back_at, gone)


def _by_address(session: Session, delivery: Delivery, own: Collection[UUID], sent_at: datetime) -> Sending:
    """As a letter or a text: to an address that is their own, with a link whose page is open."""
    link = links.of_seed(session, LinkPurpose.MATCH, delivery.id)
    theirs = delivery.contact_id in own and session.get(ContactPoint, delivery.contact_id) is not None
    shut = links.shut_at(link) if link is not None and theirs else sent_at
    return Sending(sent_at, None, delivery.came_back_at, shut)
