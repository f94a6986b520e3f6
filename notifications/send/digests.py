"""Digests: what waited is sent as one letter or push, without whatever was answered or read meanwhile."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core import addresses
from core.database.due import LIMIT, NOW, Due, Since, first
from core.events import EventKind
from core.models import Delivery, Digest, Notification, Person
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from matching.states.digests import Item
from notifications.announce import digests as waiting
from notifications.announce import outbox
from notifications.messages import quiet, reach, spoken_for
from notifications.send import gathering, truth, wording
from notifications.send.gathering import Line
from notifications.send.wording import Letterhead, Words
from texts.catalogue import say

KIND = "digest"
"""What a digest is called on its way, and in the settings."""
WORTH_SENDING = timedelta(days=1)


to_send = Due(
    select(col(Notification.person_id))
    .where(col(Notification.digest_at) <= NOW)
    .group_by(col(Notification.person_id))
    .order_by(func.min(col(Notification.digest_at)))
    .limit(LIMIT),
    Since(first(col(Notification.digest_at))),
)
"""The people for whom something has waited long enough, whoever waits longest first."""


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
            lines.append(Line(row, notice, EventKind(event.kind)))
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
    asked = [line for line in lines if gathering.waits(line)]
    key = "notification.digest" if asked else "notification.digest.news"
    title = say(f"{key}.title", head.locale)
    count = say(f"{key}.text", head.locale, count=len(asked or lines))
    home = addresses.of_thing(head.public_url, "inbox", person.id, reader=person.id)
    if delivery.channel is ChannelName.PUSH:
        return Words(title, count, home)
    said, last_page = _spelt_out(session, lines, head)
    return Words(title, "\n\n".join([count, *said]), last_page, _unsubscribe(session, delivery, digest, head))


def _spelt_out(session: Session, lines: list[Line], head: Letterhead) -> tuple[list[str], str]:
    """What waits, gathered, with the pages where it is answered, each after which of several it is of; the last page
    apart: a letter ends with it. What is more than a letter holds is in the inbox.
    """
    said, page = [], ""
    for group in gathering.gathered(lines, head.locale):
        told = [group.said]
        for one in group.lines[: gathering.MOST_PAGES]:
            page = wording.page_of(session, one.notification, one.notice, head, seed=one.notification.id)
            told += [*wording.of_which(session, one.notification, head), page]
        said.append("\n".join(told))
    return [*said[:-1], said[-1].removesuffix(f"\n{page}")], page


def _unsubscribe(session: Session, delivery: Delivery, digest: Digest, head: Letterhead) -> str:
    return head.link(session, LinkPurpose.UNSUBSCRIBE, digest.person_id, digest.id, seed=delivery.id)
