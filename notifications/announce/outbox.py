"""Events become notifications, one per person concerned, and these become deliveries, one per device or address.

`announce` claims unannounced events, and deletes what it claims; each batch is one transaction, so an event is
announced once, whatever crashes, and by one at a time: who has a line of it already is told of it no second time. No
constraint says so, for none reaches across partitions. Coming out of the inbox never depends on a push.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, true
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.database.due import Since
from core.database.retries import will_pass
from core.events import EventKind, payload_of
from core.events.payloads import NewSignIn
from core.ids import new_id
from core.models import Delivery, Device, Event, EventTodo, Notification, Person
from core.models.notification import ChannelName, DeliveryStatus
from notifications.announce import audience, digests, numbers, repeats, unreached
from notifications.messages import manners, operator, quiet, reach, spoken_for
from notifications.messages.catalogue import CATALOGUE
from notifications.messages.notice import Notice, Pressing
from services.people import devices as own_devices

log = logging.getLogger(__name__)

BATCH = 50
"""Events of one transaction: few, since nothing leaves before it is committed."""
IDLE_DEVICE = timedelta(days=60)

TRY_AGAIN = timedelta(hours=1)

_PAUSE = f"{TRY_AGAIN.total_seconds()} seconds"
unannounced = Since(f"""
    SELECT CASE WHEN EXISTS (SELECT FROM event_todo WHERE tried_at IS NULL AND not_before IS NULL) THEN to_timestamp(0)
                ELSE (SELECT min(greatest(tried_at + interval '{_PAUSE}', not_before)) FROM event_todo) END
""")  # noqa: S608  (put together from constants)
"""Since when events wait to be announced."""

_CLAIM = text(f"""
    WITH due AS MATERIALIZED (
        SELECT event_id FROM event_todo WHERE (tried_at IS NULL OR tried_at <= :now - interval '{_PAUSE}')
           AND (not_before IS NULL OR not_before <= :now)
         ORDER BY event_id FOR UPDATE SKIP LOCKED LIMIT :batch
    )
    DELETE FROM event_todo t USING due WHERE t.event_id = due.event_id RETURNING t.event_id
""")  # noqa: S608  (put together from constants)


def announce(session: Session, *, now: datetime) -> int:
    """Announces the next events, oldest first; returns how many. One transaction.

    An event that cannot be announced is put aside for an hour, and keeps no other waiting.
    """
    ids = sorted(session.execute(_CLAIM, {"batch": BATCH, "now": now}).scalars())
    if not ids:
        return 0
    events = session.execute(select(Event).where(col(Event.id).in_(ids)).order_by(col(Event.id))).scalars()
    for event in events:
        try:
            with session.begin_nested():
                _announce(session, event, now)
        except Exception as error:
            if will_pass(error):
                raise  # a bad minute of the database's puts no event aside for an hour
            log.exception("event %s (%s) could not be announced", event.id, event.kind)
            session.add(EventTodo(event_id=event.id, at=event.at, tried_at=now))
    return len(ids)


def _announce(session: Session, event: Event, now: datetime) -> None:
    """Tells everybody whom it concerns, and whoever speaks for them; of two notices for one person the first counts."""
    told: dict[UUID, Notice] = {}
    lines = set(
        session.scalars(select(col(Notification.person_id)).where(col(Notification.event_id) == event.id))
    )
    for notice in CATALOGUE[EventKind(event.kind)]:
        for person_id in audience.persons(session, notice.audience, event):
            if told.setdefault(person_id, notice) is notice and person_id not in lines:
                lines |= _tell(session, event, notice, person_id, now)
    for speaker_id, person_id in audience.who_speaks(session, event, told):
        for_them = spoken_for.notice_for(told[person_id])
        if for_them is not None and speaker_id not in lines:
            lines |= _tell(session, event, for_them, speaker_id, now)
    if operator.hears_of(event):
        until = now + operator.WORTH_SENDING
        session.add(Delivery(channel=ChannelName.EMAIL, event_id=event.id, due_at=now, expires_at=until))


def _tell(session: Session, event: Event, notice: Notice, person_id: UUID, now: datetime) -> set[UUID]:
    """A line in the person's inbox; and it leaves, by itself or with others, unless they do not want it. Who has such a
    line now.
    """
    person = session.get_one(Person, person_id)
    if person.erased_at is not None or repeats.told_of_it_today(session, event, notice, person, now):
        return set()
    heard = bool(notice.channels) and not person.hidden and not quiet.switched_off(session, notice, person)
    rhythm = repeats.rhythm(session, event, notice, person, now) if heard else None
    notification_id: UUID = session.execute(
        insert(Notification)
        .values(
            id=new_id(),
            person_id=person_id,
            event_id=event.id,
            kind=notice.template,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            params=numbers.of(payload_of(event)) | ({"of": notice.about} if notice.about else {}),
            at=now,
            rhythm=rhythm,
            digest_at=digests.when(session, person, rhythm, now) if rhythm is not None else None,
        )
        .returning(col(Notification.id))
    ).scalar_one()
    if heard and rhythm is None and not repeats.is_told(session, event, notice, person, now):
        _send(session, event, notice, person, notification_id, now)
    return {person_id}


def _send(
    session: Session, event: Event, notice: Notice, person: Person, notification_id: UUID, now: datetime
) -> None:
    """A delivery to each device; by e-mail or SMS where there is none, or by letter too where the notice is to go
    everywhere.
    """
    due = quiet.leaves_at(session, event, notice, person, now)
    if notice.pressing is not Pressing.SILENT:
        due = repeats.gathered(session, event, notice, person, notification_id, due, now)
    common: dict[str, Any] = {  # columns of a delivery, for one INSERT of many
        "notification_id": notification_id,
        "due_at": due,
        "expires_at": due + notice.lives,
    }
    there = _devices(session, event, notice, person, now)
    if notice.pressing is Pressing.SILENT:
        there = _showing(session, event, person, there)
    for device_id in there:
        session.add(Delivery(channel=ChannelName.PUSH, device_id=device_id, **common))
    if notice.everywhere:
        letter = reach.proved_mailbox(session, person)
        if letter is not None:
            session.add(Delivery(channel=letter.channel, contact_id=letter.contact_id, **common))
    elif notice.pressing is not Pressing.SILENT and not there:
        by = reach.without_app(session, person, notice)
        if by is not None:
            session.add(Delivery(channel=by.channel, contact_id=by.contact_id, **common))
        elif not manners.of(notice.template).asks:  # what asks is told whoever speaks for them anyway
            unreached.note(session, event, notice, person, now)
    session.flush()


def _devices(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> list[UUID]:
    """The devices that ring for this: of a new sign-in all but those that are signed in by it."""
    if ChannelName.PUSH not in notice.channels:
        return []
    match payload_of(event):
        case NewSignIn(sign_in=UUID() as sign_in):
            return devices(session, person.id, now, but_of=sign_in)
    return devices(session, person.id, now)


def devices(session: Session, person_id: UUID, now: datetime, *, but_of: UUID | None = None) -> list[UUID]:
    """Where this person can be rung: installations that were used lately, and whose sign-in goes on.

    `but_of`: a sign-in whose own are left out.
    """
    return list(
        session.execute(
            select(col(Device.id)).where(
                col(Device.person_id) == person_id,
                col(Device.seen_at) > now - IDLE_DEVICE,
                own_devices.stand(now),
                col(Device.session_id).is_distinct_from(but_of) if but_of is not None else true(),
            )
        ).scalars()
    )


def _showing(session: Session, event: Event, person: Person, there: list[UUID]) -> list[UUID]:
    """Those devices that show an earlier message on the same matter, for a silent one to take its place."""
    shown = (
        select(col(Delivery.device_id))
        .join(Notification, col(Notification.id) == col(Delivery.notification_id))
        .where(
            col(Notification.person_id) == person.id,
            col(Notification.subject_id) == event.subject_id,
            col(Delivery.status).in_((DeliveryStatus.SENT, DeliveryStatus.LEASED)),
        )
    )
    showing = set(session.execute(shown).scalars())
    return [device for device in there if device in showing]
