"""Who is told what of the time that two agreed on: part of the catalogue."""

from datetime import timedelta

from core.events import EventKind
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from matching.states import deadlines
from notifications.messages.notice import Audience, Notice, Pressing, TrueWhile

_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)
_A = Audience
_T = TrueWhile
_L = LinkPurpose
_IF_URGENT = Pressing.URGENT_IF_NEED_IS
_A_DAY = timedelta(hours=24)


def agreeing(
    audience: Audience, template: str, while_: TrueWhile, sms: str, link: LinkPurpose | None = None
) -> Notice:
    """Of the two keys: told by every way there is, and not to be switched off."""
    return Notice(audience, template, while_, _IF_URGENT, _BOTH, may_switch_off=False, sms=sms, link=link)


OF_TIMES: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.MATCH_TOMORROW: (
        Notice(
            _A.PERSON,
            "agreed_tomorrow",
            _T.AGREED_FOR_TOMORROW,
            _IF_URGENT,
            _BOTH,
            timedelta(hours=6),
            sms="agreed_tomorrow",
            link=_L.MATCH,
        ),
    ),
    EventKind.MATCH_SOON: (
        Notice(
            _A.PERSON,
            "agreed_soon",
            _T.AGREED_FOR_SOON,
            _IF_URGENT,
            _BOTH,
            deadlines.REMIND_BEFORE,
            sms="agreed_soon",
            link=_L.MATCH,
        ),
    ),
    EventKind.MATCH_BETWEEN_TOMORROW: (
        Notice(
            _A.PERSON,
            "between_tomorrow",
            _T.AGREED_FOR_TOMORROW,
            _IF_URGENT,
            _BOTH,
            timedelta(hours=6),
            sms="between",
            link=_L.MATCH,
        ),
    ),
    EventKind.MATCH_BETWEEN_NOW: (
        Notice(
            _A.PERSON,
            "between_now",
            _T.AGREED_FOR_SOON,
            _IF_URGENT,
            _BOTH,
            _A_DAY,
            sms="between",
            link=_L.MATCH,
        ),
    ),
    EventKind.MATCH_TIME_CUT: (
        Notice(_A.HELPER, "time_cut", _T.MATCH_ACCEPTED, link=_L.ANSWER),
        Notice(_A.BENEFICIARY, "time_cut", _T.MATCH_ACCEPTED, link=_L.ANSWER),
    ),
    EventKind.MATCH_CHANGE_WISHED: (
        agreeing(_A.HELPER, "change_wished", _T.MATCH_CONFIRMED, "changed", _L.MATCH),
        agreeing(_A.BENEFICIARY, "change_wished", _T.MATCH_CONFIRMED, "changed", _L.MATCH),
    ),
    EventKind.MATCH_CHANGED: (
        agreeing(_A.HELPER, "agreement_changed", _T.MATCH_CONFIRMED, "changed", _L.MATCH),
        agreeing(_A.BENEFICIARY, "agreement_changed", _T.MATCH_CONFIRMED, "changed", _L.MATCH),
    ),
    EventKind.MATCH_CHANGE_KEPT: (Notice(_A.PERSON, "change_kept", _T.MATCH_CONFIRMED, link=_L.MATCH),),
}
