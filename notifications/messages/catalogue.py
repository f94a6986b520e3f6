"""Which event tells whom what: one table, and nothing about notifications is decided anywhere else.

A row per event kind, with a notice for each audience; a kind that tells nobody has an empty row, so that a new one
cannot be forgotten. Texts are generic on purpose: no title, name, place or category of a need ever travels in a push.
"""

from datetime import timedelta

from core.events import EventKind
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from notifications.messages import need_rows, reveal_rows
from notifications.messages.notice import Audience, Notice, Pressing, TrueWhile
from notifications.messages.of_times import OF_TIMES, agreeing

_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)
_INBOX: tuple[ChannelName, ...] = ()
_A = Audience
_T = TrueWhile
_L = LinkPurpose
_IF_URGENT = Pressing.URGENT_IF_NEED_IS
_A_DAY = timedelta(hours=24)


def _asking(audience: Audience, template: str, while_: TrueWhile) -> Notice:
    """Somebody's help is wanted; an answer counts for a day."""
    return Notice(audience, template, while_, _IF_URGENT, lives=_A_DAY, sms="proposal", link=_L.ANSWER)


def _waits(template: str) -> Notice:
    """A yes waits: told again, and never by a text message, of which there was one."""
    return Notice(_A.BENEFICIARY, template, _T.MATCH_ACCEPTED, _IF_URGENT, _BOTH, link=_L.ANSWER)


def _to_be_passed_on(while_: TrueWhile) -> Notice:
    """A second yes that a coordinator is to ask for."""
    return Notice(_A.COORDINATORS_FOR_A_YES, "needs_a_human", while_, _IF_URGENT)


def _ring(audience: Audience, template: str = "ring") -> Notice:
    """Somebody is needed now: of an urgent need that found no yes, or because somebody is in danger."""
    lives = timedelta(hours=6)
    return Notice(audience, template, _T.NOT_TAKEN_UP, Pressing.ALWAYS, _BOTH, lives, may_switch_off=False)


def _of_the_account(template: str) -> Notice:
    """Somebody may be at the account who is not its owner: told by every way, at any hour, and never switched off."""
    always = Pressing.ALWAYS
    return Notice(_A.PERSON, template, _T.ALWAYS, always, _BOTH, may_switch_off=False, everywhere=True)


_NOBODY: dict[EventKind, tuple[Notice, ...]] = dict.fromkeys(EventKind, ())
_FIRST = _NOBODY | OF_TIMES
CATALOGUE: dict[EventKind, tuple[Notice, ...]] = _FIRST | {
    EventKind.SIGNED_IN: (_of_the_account("new_sign_in"),),
    EventKind.ADDRESS_ADDED: (_of_the_account("address_added"),),
    EventKind.ERASURE_ASKED: (_of_the_account("erasure_asked"),),
    EventKind.MATCH_PROPOSED: (
        _asking(_A.HELPER_OF_AN_ALLY, "proposal_from_ally", _T.MATCH_PROPOSED),
        _asking(_A.HELPER, "proposal", _T.MATCH_PROPOSED),
    ),
    EventKind.MATCH_INVITED: (
        _asking(_A.HELPER, "invitation", _T.MATCH_INVITED),
        _to_be_passed_on(_T.MATCH_INVITED),
    ),
    EventKind.MATCH_ACCEPTED: (
        agreeing(_A.BENEFICIARY, "yes", _T.MATCH_ACCEPTED, "yes", _L.ANSWER),
        _to_be_passed_on(_T.MATCH_ACCEPTED),
    ),
    EventKind.MATCH_WAITING: (_waits("yes_waits"),),
    EventKind.MATCH_WAITING_LONG: (
        _waits("yes_still_waits"),
        Notice(_A.HELPER, "your_yes_waits", _T.MATCH_ACCEPTED),
    ),
    EventKind.MATCH_STILL_WAITING: (_waits("yes_still_waits"),),
    EventKind.MATCH_CONFIRMED: (
        *need_rows.ONE_OF_SEVERAL,
        agreeing(_A.HELPER, "confirmed_helper", _T.MATCH_CONFIRMED, "confirmed", _L.MATCH),
        agreeing(_A.BENEFICIARY, "confirmed_beneficiary", _T.MATCH_CONFIRMED, "confirmed", _L.MATCH),
    ),
    EventKind.MATCH_DECLINED: (Notice(_A.BENEFICIARY_WHO_WAITED, "declined", _T.ALWAYS, _IF_URGENT),),
    EventKind.MATCH_REFUSED: (Notice(_A.HELPER_WHO_SAID_YES, "refused", _T.ALWAYS),),
    EventKind.MATCH_LAPSED: (Notice(_A.BENEFICIARY_WHO_WAITED, "invitation_lapsed", _T.ALWAYS),),
    EventKind.MATCH_SUPERSEDED: (
        Notice(_A.HELPER_WHO_SAID_YES, "no_longer_needed", _T.ALWAYS),
        Notice(_A.HELPER, "already_answered", _T.ALWAYS, Pressing.SILENT),
    ),
    EventKind.MATCH_WITHDRAWN: (
        Notice(_A.HELPER_PROMISED_ELSEWHERE, "promised_elsewhere", _T.ALWAYS),
        Notice(_A.BENEFICIARY_OF_ANOTHERS, "not_at_that_time", _T.ALWAYS, _IF_URGENT),
        Notice(_A.HELPER_WHOSE_NEED_ENDED, "need_over", _T.ALWAYS),
        Notice(_A.BENEFICIARY_WHOSE_NEED_ENDED, "ended_with_need", _T.ALWAYS, channels=_INBOX),
        Notice(_A.HELPER_WHO_SAID_YES, "no_longer_needed", _T.ALWAYS),
        Notice(_A.HELPER, "already_answered", _T.ALWAYS, Pressing.SILENT),
        Notice(_A.BENEFICIARY_WHO_WAITED, "declined", _T.ALWAYS, _IF_URGENT),
    ),
    EventKind.MATCH_CANCELLED: (
        *need_rows.TOO_FEW_CAME,
        Notice(_A.HELPER, "cancelled", _T.ALWAYS, _IF_URGENT, _BOTH, may_switch_off=False, sms="cancelled"),
        Notice(
            _A.BENEFICIARY, "cancelled", _T.ALWAYS, _IF_URGENT, _BOTH, may_switch_off=False, sms="cancelled"
        ),
    ),
    EventKind.MATCH_UNSETTLED: (
        agreeing(_A.BENEFICIARY, "unsettled", _T.MATCH_ACCEPTED, "yes", _L.ANSWER),
        agreeing(_A.HELPER, "unsettled_helper", _T.MATCH_ACCEPTED, "cancelled"),
        _to_be_passed_on(_T.MATCH_ACCEPTED),
    ),
    EventKind.MATCH_STANDING_FELL: (Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP),),
    EventKind.MATCH_REPORTED: (
        Notice(_A.WHO_HEARS, "concern", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
        Notice(_A.HELPER, "reported", _T.REPORT_AWAITED, channels=_BOTH, sms="how_did_it_go"),
        Notice(_A.BENEFICIARY, "reported", _T.REPORT_AWAITED, channels=_BOTH, sms="how_did_it_go"),
    ),
    EventKind.REPORT_MADE: (
        Notice(_A.WHO_HEARS, "report", _T.NOT_TAKEN_UP, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.REPORT_PRESSES: (_ring(_A.WHO_HEARS, "report_presses"),),
    EventKind.REPORT_LOOKED_AT: (Notice(_A.PERSON, "report_looked_at", _T.ALWAYS),),
    EventKind.MATCHING_PAUSED: (
        Notice(_A.PERSON, "matching_paused", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.MATCHING_RESUMED: (
        Notice(_A.PERSON, "matching_resumed", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.REPORT_ASKED: (
        Notice(_A.HELPER, "how_did_it_go", _T.REPORT_AWAITED, channels=_BOTH, sms="how_did_it_go"),
        Notice(_A.BENEFICIARY, "how_did_it_go", _T.REPORT_AWAITED, channels=_BOTH, sms="how_did_it_go"),
    ),
    EventKind.MATCH_COMPLETED: (
        *need_rows.DECIDED,
        Notice(_A.HELPER, "completed", _T.ALWAYS),
        Notice(_A.BENEFICIARY, "completed", _T.ALWAYS, channels=_INBOX),
    ),
    EventKind.MATCH_DISPUTED: (
        Notice(_A.HELPER, "disputed", _T.ALWAYS),
        Notice(_A.BENEFICIARY, "disputed", _T.ALWAYS),
        Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP),
    ),
    EventKind.MATCH_UNREPORTED: (Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP, channels=_INBOX),),
    EventKind.MESSAGE_SENT: (
        Notice(_A.HELPER, "message", _T.NOT_BLOCKED),
        Notice(_A.BENEFICIARY, "message", _T.NOT_BLOCKED),
    ),
    EventKind.CONTACT_CLOSED: (
        Notice(_A.HELPER, "contact_closed", _T.ALWAYS, channels=_INBOX),
        Notice(_A.BENEFICIARY, "contact_closed", _T.ALWAYS, channels=_INBOX),
    ),
    EventKind.NOT_REACHED: (Notice(_A.REPRESENTATIVES, "please_phone", _T.ALWAYS),),
    EventKind.PERSON_TOLD: (
        Notice(
            _A.PERSON,
            "written_down",
            _T.REPRESENTED,
            channels=_BOTH,
            may_switch_off=False,
            sms="written_down",
            link=_L.CONSENT,
        ),
    ),
    EventKind.PERSON_NOT_TOLD: (Notice(_A.COORDINATORS, "person_not_told", _T.ALWAYS, link=_L.NOTICE),),
    EventKind.CONSENT_ASKED: (
        Notice(
            _A.PERSON,
            "consent_asked",
            _T.REPRESENTED,
            channels=_BOTH,
            may_switch_off=False,
            sms="consent",
            link=_L.CONSENT,
        ),
    ),
    EventKind.TAKE_OVER_OFFERED: (
        Notice(
            _A.PERSON,
            "take_over_offered",
            _T.REPRESENTED,
            channels=_BOTH,
            may_switch_off=False,
            sms="take_over",
            link=_L.TAKE_OVER,
        ),
    ),
    EventKind.NEED_EXPIRING: (
        Notice(_A.AUTHOR, "need_expiring", _T.NEED_OPEN, channels=_BOTH, sms="reminder", link=_L.TEND_NEED),
    ),
    EventKind.NEED_EXPIRED: (
        Notice(_A.AUTHOR, "still_needed", _T.NEED_EXPIRED, channels=_BOTH, sms="reminder", link=_L.TEND_NEED),
    ),
    EventKind.NEED_YOU_CHOOSE: (
        Notice(_A.AUTHOR, "you_choose_now", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.NEED_REOPENED: (Notice(_A.AUTHOR, "need_reopened", _T.ALWAYS),),
    EventKind.NEED_UNANSWERED: (
        Notice(_A.AUTHOR, "nobody_yet", _T.NEED_OPEN),
        Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP, _IF_URGENT),
    ),
    EventKind.NEED_TOLD_ORGANISATIONS: (
        Notice(_A.ORGANISATIONS, "organisation_wanted", _T.ORGANISATIONS_TOLD, _IF_URGENT, lives=_A_DAY),
    ),
    EventKind.DUTY_RUNG: (_ring(_A.ON_DUTY),),
    EventKind.COORDINATORS_RUNG: (_ring(_A.COORDINATORS),),
    EventKind.NOBODY_ON_DUTY: (
        Notice(_A.AUTHOR, "nobody_on_duty", _T.NEED_OPEN, _IF_URGENT, _BOTH, may_switch_off=False),
    ),
    EventKind.COMMUNITY_DORMANT: (Notice(_A.STEWARDS, "community_dormant", _T.ALWAYS, channels=_BOTH),),
    EventKind.COMMUNITY_LEFT_ALONE: (Notice(_A.COORDINATORS, "community_left_alone", _T.ALWAYS),),
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
    EventKind.NEED_HIDDEN: (Notice(_A.AUTHOR, "moderated", _T.ALWAYS, may_switch_off=False),),
    EventKind.NEED_SHOWN: (Notice(_A.AUTHOR, "moderated", _T.ALWAYS, may_switch_off=False),),
    EventKind.NEED_REMOVED: (
        Notice(_A.AUTHOR, "moderated", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.NEED_REINSTATED: (
        Notice(_A.AUTHOR, "moderated", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.OFFER_EXPIRED: (Notice(_A.OFFERER, "offer_expired", _T.ALWAYS),),
    EventKind.OFFER_CHECK_IN: (Notice(_A.OFFERER, "offer_check_in", _T.ALWAYS),),
    EventKind.OFFER_PAUSED: (Notice(_A.OFFERER, "offer_paused", _T.ALWAYS),),
    EventKind.MEMBER_PENDING: (Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP),),
    EventKind.MEMBER_ADMITTED: (Notice(_A.PERSON, "admitted", _T.ALWAYS),),
    EventKind.MEMBER_SUSPENDED: (
        Notice(_A.PERSON, "suspended", _T.ALWAYS, channels=_BOTH, may_switch_off=False),
    ),
    EventKind.ROLE_CHANGED: (Notice(_A.PERSON, "role_changed", _T.ALWAYS, may_switch_off=False),),
    EventKind.TRUST_CHANGED: (
        Notice(_A.PERSON, "trust_changed", _T.ALWAYS, channels=_INBOX),
        Notice(_A.STEWARDS, "members_trust_changed", _T.ALWAYS, channels=_INBOX),
    ),
    EventKind.WORD_WANTED: (Notice(_A.COORDINATORS, "word_wanted", _T.ALWAYS, channels=_INBOX),),
    EventKind.MUCH_READ: (Notice(_A.STEWARDS, "much_read", _T.ALWAYS),),
    EventKind.SMS_BUDGET_SPENT: (Notice(_A.COORDINATORS, "sms_budget_spent", _T.ALWAYS, channels=_BOTH),),
    EventKind.COMMUNITY_RECOGNISED: (Notice(_A.STEWARDS, "community_recognised", _T.ALWAYS),),
    EventKind.CONTACT_READ: (
        Notice(_A.PERSON, "contact_read", _T.ALWAYS, channels=_INBOX, may_switch_off=False),
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
    **need_rows.ROWS,
    **reveal_rows.ROWS,
}

ALL_EMAIL = "email"
"""Not a kind: switching this off ends all letters but the codes somebody asks for, and word of who signs in."""

TEMPLATES = sorted({notice.template for notices in CATALOGUE.values() for notice in notices})
SWITCHABLE = sorted(
    {
        notice.template
        for notices in CATALOGUE.values()
        for notice in notices
        if notice.may_switch_off and notice.channels
    }
)
"""Templates a person may switch off; a test shows that none is switchable in one notice and not in another."""
