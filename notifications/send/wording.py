"""The words of a message on its channel, and the page that it opens.

A push carries the address of its thing's page, which apps claim. A letter or a text message opens a small page
instead, where the catalogue names one: its token is derived from the delivery, so that a second try sends the same.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core import addresses
from core.models import Delivery, Notification
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from notifications.messages.notice import Notice
from services.access import links
from texts.catalogue import say


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one message."""

    subject: str
    text: str
    link: str
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Where pages are (`public_url`), which language is spoken, and when it is."""

    public_url: str
    locale: str
    now: datetime

    def url(self, token: str) -> str:
        return addresses.of_link(self.public_url, token)


def words_for(
    session: Session, delivery: Delivery, notification: Notification, notice: Notice, head: Letterhead
) -> Words:
    """The words of a notification's delivery, its links made."""
    page = None
    if notice.link is not None and delivery.channel is not ChannelName.PUSH:
        page = head.url(
            links.make(
                session,
                notice.link,
                notification.person_id,
                notification.subject_id,
                head.now,
                seed=delivery.id,
            )
        )
    if delivery.channel is ChannelName.SMS:
        return Words("", say(f"sms.{notice.sms}", head.locale, link=page, **notification.params), page or "")
    return Words(
        say(f"notification.{notice.template}.title", head.locale, **notification.params),
        say(f"notification.{notice.template}.text", head.locale, **notification.params),
        page or _page_of(notification, head),
        _unsubscribe(session, delivery, notification, notice, head),
    )


def _page_of(notification: Notification, head: Letterhead) -> str:
    return addresses.of_thing(
        head.public_url, notification.subject_type, notification.subject_id, reader=notification.person_id
    )


def _unsubscribe(
    session: Session, delivery: Delivery, notification: Notification, notice: Notice, head: Letterhead
) -> str | None:
    """For letters that one may do without. What must be heard is ended in the settings only."""
    if delivery.channel is not ChannelName.EMAIL or not notice.may_switch_off:
        return None
    token = links.make(
        session,
        LinkPurpose.UNSUBSCRIBE,
        notification.person_id,
        notification.id,
        head.now,
        seed=delivery.id,
    )
    return head.url(token)
