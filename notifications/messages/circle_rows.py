"""Who is told what of a circle: its members, its standing, what it changes: part of the catalogue."""

from datetime import timedelta

from core.events import EventKind
from core.models.notification import ChannelName
from notifications.messages.notice import Audience, Notice, TrueWhile
from notifications.messages.safety_rows import ring

_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)
_INBOX: tuple[ChannelName, ...] = ()
_A = Audience
_T = TrueWhile


ROWS: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.COMMUNITY_DORMANT: (Notice(_A.STEWARDS, "community_dormant", _T.ALWAYS, channels=_BOTH),),
    EventKind.COMMUNITY_LEFT_ALONE: (Notice(_A.COORDINATORS, "community_left_alone", _T.ALWAYS),),
    EventKind.COMMUNITY_RECOGNISED: (Notice(_A.STEWARDS, "community_recognised", _T.ALWAYS),),
    EventKind.CHANGE_PROPOSED: (
        Notice(_A.WHOSE_WORD_IS_ASKED, "change_waits", _T.ALWAYS, channels=_BOTH),
        Notice(_A.STEWARDS, "change_waits", _T.ALWAYS, channels=_BOTH),
    ),
    EventKind.CHANGE_MADE: (Notice(_A.STEWARDS, "change_made", _T.ALWAYS, channels=_INBOX),),
    EventKind.CHANGE_OBJECTED: (
        Notice(_A.PERSON, "change_not_made", _T.ALWAYS),
        Notice(_A.STEWARDS, "change_not_made", _T.ALWAYS),
    ),
    EventKind.CHANGE_LAPSED: (Notice(_A.PERSON, "change_not_made", _T.ALWAYS),),
    EventKind.ORGANISATION_INVITED: (Notice(_A.PERSON, "organisation_invites", _T.ALWAYS, channels=_BOTH),),
    EventKind.ALLIANCE_ASKED: (
        Notice(_A.STEWARDS_OF_THE_OTHER, "alliance_asked", _T.ALWAYS, channels=_BOTH),
    ),
    EventKind.ALLIANCE_STANDS: (Notice(_A.STEWARDS_OF_BOTH, "alliance_stands", _T.ALWAYS),),
    EventKind.ALLIANCE_ENDED: (Notice(_A.STEWARDS_OF_BOTH, "alliance_ended", _T.ALWAYS, channels=_BOTH),),
    EventKind.COMMUNITY_FULL: (Notice(_A.COORDINATORS, "circle_full", _T.ALWAYS, channels=_INBOX),),
    EventKind.DUTY_HANDED_ON: (Notice(_A.ON_DUTY_NEXT, "left_open", _T.ALWAYS, lives=timedelta(hours=12)),),
    EventKind.ENTRY_ASSIGNED: (Notice(_A.ASSIGNEE, "assigned", _T.NOT_TAKEN_UP),),
    EventKind.CALL_ASKED: (Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP),),
    EventKind.CALL_ASKED_URGENTLY: (
        Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP, channels=_INBOX),
    ),
    EventKind.CALL_RINGS_DUTY: (ring(_A.ON_DUTY, "call_urgent"),),
    EventKind.CALL_RINGS_COORDINATORS: (ring(_A.COORDINATORS, "call_urgent"),),
    EventKind.MEMBER_PENDING: (Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP),),
    EventKind.MEMBER_ADMITTED: (Notice(_A.PERSON, "admitted", _T.ALWAYS),),
    EventKind.MEMBER_REFUSED: (
        Notice(_A.PERSON, "not_admitted", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.PROMISES_HANDED_OVER: (
        Notice(
            _A.PERSON,
            "promises_handed_over",
            _T.ALWAYS,
            channels=_BOTH,
            may_switch_off=False,
            sms="handed_over",
        ),
    ),
    EventKind.MEMBER_MAY_RETURN: (
        Notice(_A.PERSON, "may_return", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.ROLE_CHANGED: (Notice(_A.PERSON, "role_changed", _T.ALWAYS, may_switch_off=False),),
    EventKind.TRUST_CHANGED: (
        Notice(_A.PERSON, "trust_changed", _T.ALWAYS, channels=_INBOX),
        Notice(_A.STEWARDS, "members_trust_changed", _T.ALWAYS, channels=_INBOX),
    ),
    EventKind.WORD_WANTED: (Notice(_A.COORDINATORS, "word_wanted", _T.ALWAYS, channels=_INBOX),),
    EventKind.MUCH_READ: (Notice(_A.STEWARDS, "much_read", _T.ALWAYS),),
    EventKind.SMS_BUDGET_SPENT: (Notice(_A.COORDINATORS, "sms_budget_spent", _T.ALWAYS, channels=_BOTH),),
}
