"""Which small page a letter or a text message opens: nobody's mailbox opens an app."""

from core.models.link import LinkPurpose
from notifications.messages.notice import Audience, Notice

_OF_A_CIRCLE = frozenset({Audience.COORDINATORS, Audience.ON_DUTY, Audience.WHO_HEARS})
_OF_THE_TWO = frozenset(
    {
        Audience.HELPER,
        Audience.HELPER_OF_AN_ALLY,
        Audience.HELPER_WHO_SAID_YES,
        Audience.BENEFICIARY,
        Audience.BENEFICIARY_WHO_WAITED,
        Audience.PERSON,
    }
)
_OWN = {"need": (Audience.AUTHOR, LinkPurpose.TEND_NEED), "offer": (Audience.OFFERER, LinkPurpose.TEND_OFFER)}

OF_THE_NOTIFICATION = frozenset({LinkPurpose.HUMAN, LinkPurpose.NOTICE, LinkPurpose.UNSUBSCRIBE})
"""Purposes whose page is about what somebody was told, whatever that was about."""


def page_for(notice: Notice, subject_type: str) -> LinkPurpose:
    """The page on which this reader can do what the message asks for, or read what it tells.

    It is what the catalogue names; else that of the thing itself where it is the reader's, so that no message can be
    added that leads nowhere.
    """
    if notice.link is not None:
        return notice.link
    if notice.audience in _OF_A_CIRCLE:
        return LinkPurpose.HUMAN
    if subject_type == "match" and notice.audience in _OF_THE_TWO:
        return LinkPurpose.MATCH
    audience, purpose = _OWN.get(subject_type, (None, LinkPurpose.NOTICE))
    return purpose if notice.audience is audience else LinkPurpose.NOTICE
