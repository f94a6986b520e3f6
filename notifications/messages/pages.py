"""Which small page a letter or a text message opens: nobody's mailbox opens an app."""

from core.models.link import LinkPurpose
from notifications.messages.notice import Audience, Notice

_OF_A_CIRCLE = frozenset(
    {
        *(Audience.COORDINATORS, Audience.COORDINATORS_FOR_A_YES, Audience.ON_DUTY),
        *(Audience.WHO_HEARS, Audience.WHO_HEARS_APPEAL),
    }
)
_OF_OTHERS = frozenset(
    {
        Audience.ORGANISATIONS,
        Audience.STEWARDS,
        Audience.STEWARDS_OF_BOTH,
        Audience.STEWARDS_OF_THE_OTHER,
        Audience.WHOSE_WORD_IS_ASKED,
        Audience.SECOND_PERSON,
        Audience.MEMBERS,
    }
)
"""Whose own the thing is not that they are told of."""
NOT_OF_THE_READER = _OF_A_CIRCLE | _OF_OTHERS
OF_WHOEVER_ANSWERS = NOT_OF_THE_READER - {Audience.ORGANISATIONS, Audience.MEMBERS}
"""Those who answer for a circle."""
_OWN = {"match": LinkPurpose.MATCH, "need": LinkPurpose.TEND_NEED, "offer": LinkPurpose.TEND_OFFER}
"""By what a message is about: where whoever it belongs to tends it, and whoever speaks for them."""

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
    if notice.audience in _OF_OTHERS:
        return LinkPurpose.NOTICE
    return _OWN.get(subject_type, LinkPurpose.NOTICE)
