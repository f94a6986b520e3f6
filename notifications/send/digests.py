"""Digests: what waited is sent as one letter or push, without whatever was answered or read meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core import addresses
from core.models import Delivery, Digest, Notification, Person
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from matching.states.digests import Item
from notifications.announce import digests as waiting
from notifications.announce import outbox
from notifications.messages import quiet, reach, spoken_for
from notifications.messages.notice import Notice
from notifications.send import truth, wording
from notifications.send.wording import Letterhead, Words
from texts.catalogue import say

KIND = "digest"
"""What a digest is called on its way, and in the settings."""
WORTH_SENDING = timedelta(days=1)
MOST_LINES = 12


class Line(NamedTuple):
    """One of the messages that travel together."""

    notification: Notification
    notice: Notice


def to_send(session: Session, now: datetime, limit: int) -> list[UUID]:
    """The people for whom something has waited long enough, whoever waits longest first."""
    due = (
        select(col(Notification.person_id))
        .where(col(Notification.digest_at) <= now)
        .group_by(col(Notification.person_id))
        .order_by(func.min(col(Notification.digest_at)))
    )
    return list(session.scalars(due.limit(limit)))


def send(session: Session, person_id: UUID, now: datetime) -> None:
    """Puts what waits for somebody into one delivery, if it is time for what is left of it."""
    person = session.get_one(Person, person_id, with_for_update={"key_share": True})
    rows = waiting.unsent(session, person_id)
    left = [line.notification for line in _true(session, rows, person, now)]
    items = [Item(row.rhythm, row.at) for row in left if row.rhythm is not None]
    at = waiting.due(session, person, items)
    for row in waiting.unsent(session, person_id, read_too=True):
        row.digest_at = at if row in left else None
    if at is None or at > now or person.erased_at is not None or person.hidden:
        session.flush()
        return
    digest = Digest(person_id=person_id, at=now)
    session.add(digest)
    for row in left:
        row.digest_at, row.digest_id = None, digest.id
    session.flush()
    _deliver(session, person, digest, now)


def _true(session: Session, rows: Sequence[Notification], person: Person, now: datetime) -> list[Line]:
    """Those of the messages that are still to be heard."""
    lines = []
    for row in rows:
        event = waiting.event_of(session, row)
        notice = spoken_for.notice_of(event, row)
        if (
            row.read_at is None
            and truth.holds(session, notice.true_while, row, event, now)
            and not quiet.switched_off(session, notice, person)
        ):
            lines.append(Line(row, notice))
    return lines


def _deliver(session: Session, person: Person, digest: Digest, now: datetime) -> None:
    """To each device, else by letter; a text message is never spent on it."""
    there = outbox.devices(session, person.id, now)
    mailbox = None if there else reach.mailbox(session, person)
    ways = [
        Delivery(channel=ChannelName.PUSH, device_id=device, due_at=now, expires_at=now) for device in there
    ]
    if mailbox is not None:
        contact = mailbox.contact_id
        ways.append(Delivery(channel=ChannelName.EMAIL, contact_id=contact, due_at=now, expires_at=now))
    for delivery in ways:
        delivery.digest_id, delivery.expires_at = digest.id, now + WORTH_SENDING
    session.add_all(ways)
    session.flush()


def words_for(session: Session, delivery: Delivery, digest: Digest, head: Letterhead) -> Words | None:
    """The words of a digest, with what is still true of it; None where that is nothing."""
    person = session.get_one(Person, digest.person_id)
    rows = session.scalars(
        select(Notification).where(col(Notification.digest_id) == digest.id).order_by(col(Notification.id))
    ).all()
    lines = _true(session, rows, person, head.now)
    if not lines:
        return None
    title = say("notification.digest.title", head.locale)
    home = addresses.of_thing(head.public_url, "inbox", person.id, reader=person.id)
    if delivery.channel is ChannelName.PUSH:
        return Words(title, say("notification.digest.text", head.locale, count=len(lines)), home)
    *before, last = _spelt_out(session, lines, head)
    said = [say("notification.digest.text", head.locale, count=len(lines)), *map("\n".join, before), last[0]]
    return Words(title, "\n\n".join(said), last[1], _unsubscribe(session, delivery, digest, head))


def _spelt_out(session: Session, lines: list[Line], head: Letterhead) -> list[tuple[str, str]]:
    """Each message with the page where it is answered; what is more than a letter holds is in the inbox."""
    return [
        (
            _spelt(session, line, head),
            wording.page_of(session, line.notification, line.notice, head, seed=line.notification.id),
        )
        for line in lines[:MOST_LINES]
    ]


def _spelt(session: Session, line: Line, head: Letterhead) -> str:
    """What is told, and of which of several: for whom one speaks its title says nothing yet."""
    title, text = spoken_for.said(line.notification, head.locale)
    told = f"{title}\n{text}" if line.notification.kind in spoken_for.TEMPLATES else title
    return "\n".join([told, *wording.of_which(session, line.notification, head)])


def _unsubscribe(session: Session, delivery: Delivery, digest: Digest, head: Letterhead) -> str:
    return head.link(session, LinkPurpose.UNSUBSCRIBE, digest.person_id, digest.id, seed=delivery.id)
