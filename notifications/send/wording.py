"""The words of a message on its channel, and the page that it opens.

A push carries the address of its thing's page, which apps claim. A letter or a text message opens a small page
instead: its token is derived from the delivery, so that a second try sends the same.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core import addresses
from core.models import Delivery, Event, Match, Need, Notification, Person
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from matching.states.at_night import AtNight
from matching.words.vocabulary import Urgency
from notifications.messages import about, manners, pages, spoken_for
from notifications.messages.notice import Notice
from notifications.send import going_on
from services.access import links
from services.consequences import match_times
from texts.catalogue import say
from texts.reasons import moment


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one message."""

    subject: str
    text: str
    link: str
    unsubscribe_url: str | None = None
    footnote: str = ""
    """What stands below the link of a letter."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Where pages are (`public_url`), which language is spoken, when it is, and to which contact point it goes."""

    public_url: str
    locale: str
    now: datetime
    contact_id: UUID | None = None

    def link(
        self, session: Session, purpose: LinkPurpose, person_id: UUID, subject_id: UUID, *, seed: UUID
    ) -> str:
        """The page of one purpose, for whoever reads what is sent there."""
        token = links.make(
            session, purpose, person_id, subject_id, self.now, seed=seed, contact_id=self.contact_id
        )
        return addresses.of_link(self.public_url, token)


def words_for(
    session: Session, delivery: Delivery, notification: Notification, notice: Notice, head: Letterhead
) -> Words:
    """The words of a notification's delivery, its links made."""
    if delivery.channel is ChannelName.SMS:
        page = page_of(session, notification, notice, head, seed=delivery.id)
        said = say(f"sms.{notice.sms}", head.locale, **(notification.params | {"link": page}))
        return Words("", said, page)
    title, text = _said(session, notification, notice, head)
    if delivery.channel is ChannelName.PUSH:
        return Words(title, text, _page_of(session, notification, head))
    page = page_of(session, notification, notice, head, seed=delivery.id)
    switch = _not_at_night(session, notification, notice, head)
    unsubscribe = _unsubscribe(session, delivery, notification, notice, head)
    more = going_on.sentences(session, notification, head.locale, head.now)
    said = " ".join([text, *of_which(session, notification, head), *more])
    return Words(title, said, page, unsubscribe, switch)


def _said(session: Session, notification: Notification, notice: Notice, head: Letterhead) -> tuple[str, str]:
    """Title and text. Of messages that came one after the other it says how many they are."""
    title, text = spoken_for.said(notification, head.locale)
    count = _unread_of_the_same(session, notification) if manners.of(notice.template).gathers else 1
    if count > 1:
        text = say(f"notification.{notice.template}.several", head.locale, count=count)
    return title, text


def _unread_of_the_same(session: Session, notification: Notification) -> int:
    return session.scalars(
        select(func.count()).where(
            col(Notification.person_id) == notification.person_id,
            col(Notification.kind) == notification.kind,
            col(Notification.subject_id) == notification.subject_id,
            col(Notification.read_at).is_(None),
        )
    ).one()


def page_of(
    session: Session, notification: Notification, notice: Notice, head: Letterhead, *, seed: UUID
) -> str:
    """The page on which the reader does what the message asks for, by a link of its own."""
    purpose = pages.page_for(notice, notification.subject_type)
    of_it = purpose in pages.OF_THE_NOTIFICATION
    subject = notification.id if of_it else notification.subject_id
    return head.link(session, purpose, notification.person_id, subject, seed=seed)


def of_which(session: Session, notification: Notification, head: Letterhead) -> list[str]:
    """Of what was agreed for when a letter speaks: whoever has three appointments must know which."""
    match = session.get(Match, notification.subject_id) if notification.subject_type == "match" else None
    time = match_times.of(match) if match is not None else None
    if match is None or time is None or time.stretch is None or match.confirmed_at is None:
        return []
    zone = session.get_one(Person, notification.person_id).time_zone
    start, end = (moment(at, head.locale, zone) for at in (time.stretch.start, time.stretch.end))
    if time.agreed is None:
        return [say("page.between", head.locale, start=start, end=end) + "."]
    return [say("mail.agreed_for", head.locale, when=start)]


def _not_at_night(session: Session, notification: Notification, notice: Notice, head: Letterhead) -> str:
    """In what decides an urgent match, and may therefore ring at any hour: where to say "not at night"."""
    event = session.get_one(Event, notification.event_id)
    need = session.get(Need, event.need_id) if event.need_id is not None else None
    urgent = need is not None and need.urgency is Urgency.URGENT
    if not urgent or manners.of(notice.template).night is not AtNight.DECIDES:
        return ""
    page = head.link(
        session, LinkPurpose.UNSUBSCRIBE, notification.person_id, notification.id, seed=notification.id
    )
    return say("mail.not_at_night", head.locale, link=page)


def _page_of(session: Session, notification: Notification, head: Letterhead) -> str:
    event = session.get_one(Event, notification.event_id)
    return head.public_url.rstrip("/") + about.path(notification, event)


def _unsubscribe(
    session: Session, delivery: Delivery, notification: Notification, notice: Notice, head: Letterhead
) -> str | None:
    """For letters that one may do without. What must be heard is ended in the settings only."""
    if delivery.channel is not ChannelName.EMAIL or not notice.may_switch_off:
        return None
    return head.link(
        session, LinkPurpose.UNSUBSCRIBE, notification.person_id, notification.id, seed=delivery.id
    )
