"""Rows of the catalogue about looks at people's places and contacts, second words for them, and emergencies."""

from core.events import EventKind
from core.models.notification import ChannelName
from notifications.messages.notice import Audience, Notice, TrueWhile

_A, _T = Audience, TrueWhile
_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)
_INBOX: tuple[ChannelName, ...] = ()

LOOKED_AT = "revealed"
"""Told to whose place and contact it is, in the inbox alone: a screen that others see must not say it."""

ROWS: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.NEED_REVEALED: (
        Notice(_A.AUTHOR, LOOKED_AT, _T.ALWAYS, channels=_INBOX, may_switch_off=False),
    ),
    EventKind.REVEAL_ASKED: (Notice(_A.SECOND_PERSON, "reveal_asked", _T.ALWAYS, channels=_BOTH),),
    EventKind.REVEAL_AGREED: (Notice(_A.PERSON, "reveal_agreed", _T.ALWAYS),),
    EventKind.REVEAL_OWED: (Notice(_A.SECOND_PERSON, "reveals_unseen", _T.ALWAYS, channels=_BOTH),),
    EventKind.REVEALS_OVERDUE: (Notice(_A.STEWARDS, "reveals_overdue", _T.ALWAYS, channels=_BOTH),),
    EventKind.EMERGENCY_DECLARED: (
        Notice(_A.MEMBERS, "emergency_declared", _T.ALWAYS, channels=_INBOX, may_switch_off=False),
    ),
    EventKind.EMERGENCY_ENDED: (
        Notice(_A.MEMBERS, "emergency_ended", _T.ALWAYS, channels=_INBOX, may_switch_off=False),
    ),
}
