"""Which small page a letter or a text message opens: nobody's mailbox opens an app."""

from core.models.link import LinkPurpose
from notifications.messages.notice import Audience, Notice

_OF_A_CIRCLE = frozenset({Audience.COORDINATORS, Audience.ON_DUTY, Audience.WHO_HEARS})
_OF_THE_TWO = frozenset(
    {
        Audience.HELPER,
        Audience.HELPER_OF_AN_ALLY,
        Audience.HELPER_WHO_SAID_YES,
        Audience.HELPER_PROMISED_ELSEWHERE,
        Audience.HELPER_WHOSE_NEED_ENDED,
        Audience.BENEFICIARY,
        Audience.BENEFICIARY_WHO_WAITED,
        Audience.BENEFICIARY_OF_ANOTHERS,
        Audience.BENEFICIARY_WHOSE_NEED_ENDED,
        Audience.HELPER_WHO_WAITS,
        Audience.HELPER_OF_TOO_FEW,
        Audience.HELPER_IN_DISPUTE,
        Audience.BENEFICIARY_WHO_WAITS,
        Audience.BENEFICIARY_OF_TOO_FEW,
        Audience.BENEFICIARY_IN_DISPUTE,
        Audience.PERSON,
    }
)
_FOR_ANOTHER = {"match": LinkPurpose.MATCH, "need": LinkPurpose.TEND_NEED}
"""Where whoever speaks for somebody says their word."""
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
    if notice.audience is Audience.REPRESENTATIVES:
        return _FOR_ANOTHER.get(subject_type, LinkPurpose.NOTICE)
    audience, purpose = _OWN.get(subject_type, (None, LinkPurpose.NOTICE))
    return purpose if notice.audience is audience else LinkPurpose.NOTICE
