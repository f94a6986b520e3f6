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
_AN_EVENING, _A_DAY = timedelta(hours=6), timedelta(hours=24)


def agreeing(
    audience: Audience, template: str, while_: TrueWhile, sms: str, link: LinkPurpose | None = None
) -> Notice:
    """Of the two keys: told by every way there is, and not to be switched off."""
    return Notice(audience, template, while_, _IF_URGENT, _BOTH, may_switch_off=False, sms=sms, link=link)


def _reminder(template: str, while_: TrueWhile, lives: timedelta, sms: str | None = None) -> Notice:
    """Of a time that comes: `lives` is how long it is worth telling; `sms`: what its text message is, if not itself."""
    return Notice(_A.PERSON, template, while_, _IF_URGENT, _BOTH, lives, sms=sms or template, link=_L.MATCH)


OF_TIMES: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.MATCH_TOMORROW: (_reminder("agreed_tomorrow", _T.AGREED_FOR_TOMORROW, _AN_EVENING),),
    EventKind.MATCH_SOON: (_reminder("agreed_soon", _T.AGREED_FOR_SOON, deadlines.REMIND_BEFORE),),
    EventKind.MATCH_BETWEEN_TOMORROW: (
        _reminder("between_tomorrow", _T.AGREED_FOR_TOMORROW, _AN_EVENING, sms="between"),
    ),
    EventKind.MATCH_BETWEEN_NOW: (_reminder("between_now", _T.AGREED_FOR_SOON, _A_DAY, sms="between"),),
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
    EventKind.MATCH_CHANGE_KEPT: (
        Notice(_A.HELPER, "change_kept", _T.MATCH_CONFIRMED, link=_L.MATCH),
        Notice(_A.BENEFICIARY, "change_kept", _T.MATCH_CONFIRMED, link=_L.MATCH),
    ),
}
