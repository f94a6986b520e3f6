"""Which event tells whom what: one table, and nothing about notifications is decided anywhere else.

A row per event kind, with a notice for each audience; a kind that tells nobody has an empty row, so that a new one
cannot be forgotten. Texts are generic on purpose: no title, name, place or category of a need ever travels in a push.
"""

from datetime import timedelta

from core.events import EventKind
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from notifications.messages import circle_rows, need_rows, pages, reveal_rows, safety_rows
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


_NOBODY: dict[EventKind, tuple[Notice, ...]] = dict.fromkeys(EventKind, ())
_FIRST = _NOBODY | OF_TIMES
CATALOGUE: dict[EventKind, tuple[Notice, ...]] = _FIRST | {
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
        *need_rows.HANDED_OVER,
        Notice(_A.HELPER_PROMISED_ELSEWHERE, "promised_elsewhere", _T.ALWAYS),
        Notice(_A.BENEFICIARY_OF_ANOTHERS, "not_at_that_time", _T.ALWAYS, _IF_URGENT),
        Notice(_A.HELPER_WHOSE_NEED_ENDED, "need_over", _T.ALWAYS),
        Notice(_A.BENEFICIARY_WHOSE_NEED_ENDED, "ended_with_need", _T.ALWAYS, channels=_INBOX),
        Notice(_A.HELPER_WHO_SAID_YES, "no_longer_needed", _T.ALWAYS),
        Notice(_A.HELPER, "already_answered", _T.ALWAYS, Pressing.SILENT),
        Notice(_A.BENEFICIARY_WHO_WAITED, "declined", _T.ALWAYS, _IF_URGENT),
    ),
    EventKind.MATCH_CANCELLED: (
        *need_rows.HANDED_OVER,
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
        Notice(_A.AUTHOR, "nobody_yet", _T.WITHOUT_YES),
        Notice(_A.COORDINATORS, "needs_a_human", _T.NOT_TAKEN_UP, _IF_URGENT),
    ),
    EventKind.NEED_TOLD_ORGANISATIONS: (
        Notice(_A.ORGANISATIONS, "organisation_wanted", _T.ORGANISATIONS_TOLD, _IF_URGENT, lives=_A_DAY),
    ),
    EventKind.DUTY_RUNG: (safety_rows.ring(_A.ON_DUTY),),
    EventKind.COORDINATORS_RUNG: (safety_rows.ring(_A.COORDINATORS),),
    EventKind.NOBODY_ON_DUTY: (
        Notice(_A.AUTHOR, "nobody_on_duty", _T.WITHOUT_YES, _IF_URGENT, _BOTH, may_switch_off=False),
    ),
    EventKind.OFFER_EXPIRED: (Notice(_A.OFFERER, "offer_expired", _T.ALWAYS),),
    EventKind.OFFER_CHECK_IN: (Notice(_A.OFFERER, "offer_check_in", _T.ALWAYS),),
    EventKind.HELPER_QUIET: (Notice(_A.OFFERER, "helper_quiet", _T.ALWAYS, channels=_BOTH),),
    EventKind.HELPER_RESTS: (Notice(_A.OFFERER, "helper_rests", _T.ALWAYS, channels=_BOTH),),
    EventKind.OFFER_PAUSED: (Notice(_A.OFFERER, "offer_paused", _T.ALWAYS),),
    EventKind.CONTACT_READ: (
        Notice(_A.PERSON, "contact_read", _T.ALWAYS, channels=_INBOX, may_switch_off=False),
    ),
    **need_rows.ROWS,
    **circle_rows.ROWS,
    **safety_rows.ROWS,
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
OF_CIRCLES = frozenset(TEMPLATES) - {
    notice.template
    for notices in CATALOGUE.values()
    for notice in notices
    if notice.audience not in pages.OF_WHOEVER_ANSWERS
}
"""What only those are told who answer for a circle."""
