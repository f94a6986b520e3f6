"""Rows of the catalogue that tell how a need stands: too few come, a double, closed on a part, a dispute over."""

from core.events import EventKind
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from notifications.messages.notice import Audience, Notice, Pressing, TrueWhile

_A, _T = Audience, TrueWhile
_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)


def _of_several(
    audience: Audience, template: str, while_: TrueWhile, sms: str, link: LinkPurpose | None = None
) -> Notice:
    """Of what several have agreed to: told by every way there is, and not to be switched off."""
    pressing = Pressing.URGENT_IF_NEED_IS
    return Notice(audience, template, while_, pressing, _BOTH, may_switch_off=False, sms=sms, link=link)


ONE_OF_SEVERAL = (
    _of_several(_A.HELPER_WHO_WAITS, "one_of_several", _T.WAITS_FOR_OTHERS, "one_of_several"),
    _of_several(_A.BENEFICIARY_WHO_WAITS, "some_of_several", _T.WAITS_FOR_OTHERS, "one_of_several"),
)
TOO_FEW_CAME = (
    _of_several(_A.HELPER_OF_TOO_FEW, "too_few_came", _T.ALWAYS, "cancelled"),
    _of_several(_A.BENEFICIARY_OF_TOO_FEW, "too_few_for_you", _T.ALWAYS, "cancelled"),
)
HANDED_OVER = (
    Notice(_A.HELPER_HANDED_OVER, "handed_over_helper", _T.ALWAYS, channels=(), may_switch_off=False),
    _of_several(_A.BENEFICIARY_HANDED_OVER, "handed_over", _T.ALWAYS, "cancelled"),
)
"""The helper hears of all at once, by `promises_handed_over`; each author of their own."""
DECIDED = (
    Notice(_A.HELPER_IN_DISPUTE, "decided", _T.ALWAYS, link=LinkPurpose.NOTICE),
    Notice(_A.BENEFICIARY_IN_DISPUTE, "decided", _T.ALWAYS, link=LinkPurpose.NOTICE),
)

ROWS: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.CONTACT_OPENED: (
        _of_several(_A.HELPER_OF_FEWER, "fewer_come", _T.CONTACT_OPEN, "confirmed", LinkPurpose.MATCH),
        _of_several(
            _A.BENEFICIARY_OF_FEWER, "fewer_come_to_you", _T.CONTACT_OPEN, "confirmed", LinkPurpose.MATCH
        ),
        _of_several(_A.HELPER, "enough_come", _T.CONTACT_OPEN, "confirmed", LinkPurpose.MATCH),
    ),
    EventKind.MATCH_TOO_FEW: (
        _of_several(_A.HELPER, "too_few_yet", _T.WAITS_FOR_OTHERS, "too_few_yet"),
        _of_several(_A.BENEFICIARY, "too_few_yet", _T.WAITS_FOR_OTHERS, "too_few_yet"),
        Notice(_A.COORDINATORS, "needs_a_human", _T.WAITS_FOR_OTHERS),
    ),
    EventKind.MATCH_FAILED: (
        *DECIDED,
        Notice(_A.HELPER, "failed", _T.ALWAYS, channels=()),
        Notice(_A.BENEFICIARY, "failed", _T.ALWAYS, channels=()),
    ),
    EventKind.NEED_FULFILLED: (
        Notice(_A.AUTHOR_HELPED_IN_PART, "need_helped_in_part", _T.ALWAYS, link=LinkPurpose.TEND_NEED),
        Notice(_A.AUTHOR, "need_fulfilled", _T.ALWAYS, channels=()),
    ),
    EventKind.NEED_MARKED_DOUBLE: (
        Notice(
            _A.AUTHOR,
            "marked_double",
            _T.MARKED_DOUBLE,
            channels=_BOTH,
            may_switch_off=False,
            sms="marked_double",
            link=LinkPurpose.TEND_NEED,
        ),
    ),
    EventKind.NEED_STANDS_ALONE: (Notice(_A.AUTHOR, "stands_alone", _T.ALWAYS),),
}
