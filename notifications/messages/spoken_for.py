"""What those who speak for somebody hear: at once what waits for a word, in their digest what was merely told."""

from dataclasses import replace

from core.events import EventKind
from core.models import Event, Notification
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from notifications.messages import manners, reveal_rows
from notifications.messages.catalogue import CATALOGUE
from notifications.messages.notice import Audience, Notice
from texts.catalogue import say

ASKED, TOLD = "for_somebody", "about_somebody"
TEMPLATES = (ASKED, TOLD)
TO_SPEAKERS = frozenset(
    {
        *TEMPLATES,
        *(
            notice.template
            for notices in CATALOGUE.values()
            for notice in notices
            if notice.audience is Audience.REPRESENTATIVES
        ),
    }
)
"""What is said to somebody because they speak for another."""
BETWEEN_THE_TWO = frozenset(
    {
        *(
            "consent_asked",
            "take_over_offered",
            "written_down",
            "contact_read",
            "completed",
            "report_looked_at",
        ),
        *("new_sign_in", "address_added", "erasure_asked", "account_unused"),
    }
)
"""What is the person's alone: nobody hears of it for them."""


def notice_for(original: Notice) -> Notice | None:
    """What their representatives are told where somebody is told this; None: nothing."""
    in_the_inbox = original.template == reveal_rows.LOOKED_AT
    if original.template in BETWEEN_THE_TWO or not (original.channels or in_the_inbox):
        return None
    return replace(
        original,
        audience=Audience.REPRESENTATIVES,
        template=ASKED if manners.of(original.template).asks else TOLD,
        channels=() if in_the_inbox else (ChannelName.PUSH, ChannelName.EMAIL),
        about=original.template,
        sms=None,
        link=original.link if original.link is LinkPurpose.NOTICE else None,
    )


def notice_of(event: Event, notification: Notification) -> Notice:
    """The notice of the catalogue that a message came from, or what representatives are told in its place."""
    original = notification.params.get("of", notification.kind)
    notice = next(one for one in CATALOGUE[EventKind(event.kind)] if one.template == original)
    if notification.kind not in TEMPLATES:
        return notice
    changed = notice_for(notice)
    return notice if changed is None else changed


def said(notification: Notification, locale: str) -> tuple[str, str]:
    """Title and text of a message as its inbox shows it."""
    params = dict(notification.params)
    if "of" in params:
        params["what"] = say(f"notification.{params['of']}.title", locale, **params)
    return (
        say(f"notification.{notification.kind}.title", locale, **params),
        say(f"notification.{notification.kind}.text", locale, **params),
    )
