"""Who is told of an account in danger, of reports, of what was decided about somebody: part of the catalogue."""

from datetime import timedelta

from core.events import EventKind
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from notifications.messages.notice import Audience, Notice, Pressing, TrueWhile

_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)
_INBOX: tuple[ChannelName, ...] = ()
_A = Audience
_T = TrueWhile


def ring(audience: Audience, template: str = "ring") -> Notice:
    """Somebody is needed now: of an urgent need that found no yes, because somebody asks urgently to be
    called, or is in danger."""
    lives = timedelta(hours=6)
    return Notice(audience, template, _T.NOT_TAKEN_UP, Pressing.ALWAYS, _BOTH, lives, may_switch_off=False)


def _of_the_account(template: str) -> Notice:
    """Somebody may be at the account who is not its owner: told by every way, at any hour, and never switched off."""
    always = Pressing.ALWAYS
    return Notice(_A.PERSON, template, _T.ALWAYS, always, _BOTH, may_switch_off=False, everywhere=True)


def _moderated(channels: tuple[ChannelName, ...]) -> Notice:
    """A human decided about a need: its page says what, and why, and has the form that says it was wrong."""
    link = LinkPurpose.NOTICE
    return Notice(_A.AUTHOR, "moderated", _T.ALWAYS, channels=channels, may_switch_off=False, link=link)


ROWS: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.SIGNED_IN: (_of_the_account("new_sign_in"),),
    EventKind.ADDRESS_ADDED: (_of_the_account("address_added"),),
    EventKind.ERASURE_ASKED: (_of_the_account("erasure_asked"),),
    EventKind.ACCOUNT_UNUSED: (
        Notice(
            _A.PERSON,
            "account_unused",
            _T.ALWAYS,
            channels=_BOTH,
            lives=timedelta(days=5),
            may_switch_off=False,
            sms="account_unused",
            everywhere=True,
        ),
    ),
    EventKind.REPORT_MADE: (
        Notice(_A.WHO_HEARS, "report", _T.NOT_TAKEN_UP, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.REPORT_PRESSES: (ring(_A.WHO_HEARS, "report_presses"),),
    EventKind.REPORT_LOOKED_AT: (Notice(_A.PERSON, "report_looked_at", _T.ALWAYS),),
    EventKind.MATCHING_PAUSED: (
        Notice(_A.PERSON, "matching_paused", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.MATCHING_RESUMED: (
        Notice(_A.PERSON, "matching_resumed", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.NEED_HIDDEN: (_moderated((ChannelName.PUSH,)),),
    EventKind.NEED_SHOWN: (_moderated((ChannelName.PUSH,)),),
    EventKind.NEED_REMOVED: (_moderated(_BOTH),),
    EventKind.NEED_REINSTATED: (_moderated(_BOTH),),
    EventKind.MEMBER_SUSPENDED: (
        Notice(_A.PERSON, "suspended", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.PERSON_WARNED: (Notice(_A.PERSON, "warned", _T.ALWAYS, channels=_BOTH, may_switch_off=False),),
    EventKind.DECISION_MADE: (
        Notice(_A.PERSON, "you_may_appeal", _T.ALWAYS, channels=_INBOX, may_switch_off=False),
    ),
    EventKind.APPEAL_MADE: (Notice(_A.WHO_HEARS_APPEAL, "needs_a_human", _T.NOT_TAKEN_UP),),
    EventKind.DECISION_UPHELD: (
        Notice(_A.PERSON, "appeal_upheld", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.DECISION_OVERTURNED: (
        Notice(_A.PERSON, "appeal_overturned", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
}
