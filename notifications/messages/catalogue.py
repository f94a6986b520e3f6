"""Which event tells whom what: one table, and nothing about notifications is decided anywhere else.

A line per event kind; a kind that tells nobody has an empty line, so that a new one cannot be forgotten. Texts
are generic on purpose: no title, name, place or category of a need ever travels in a push.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.events import EventKind
from core.models.link import LinkPurpose
from core.models.notification import ChannelName
from matching.states import deadlines


class Audience(StrEnum):
    """Who is told. Whoever did the thing is never told of it."""

    HELPER = "helper"
    HELPER_OF_AN_ALLY = "helper_of_an_ally"
    HELPER_WHO_SAID_YES = "helper_who_said_yes"
    BENEFICIARY = "beneficiary"
    BENEFICIARY_WHO_WAITED = "beneficiary_who_waited"
    AUTHOR = "author"
    OFFERER = "offerer"
    PERSON = "person"
    COORDINATORS = "coordinators"
    STEWARDS = "stewards"
    STEWARDS_OF_THE_OTHER = "stewards_of_the_other"
    STEWARDS_OF_BOTH = "stewards_of_both"
    ORGANISATIONS = "organisations"
    ON_DUTY = "on_duty"
    REPRESENTATIVES = "representatives"


class Pressing(StrEnum):
    """How a message may disturb: `urgent` rings in quiet hours where the person allowed it, `silent` never rings."""

    USUAL = "usual"
    URGENT_IF_NEED_IS = "urgent_if_need_is"
    SILENT = "silent"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Line:
    """One message to one audience. `template` names its texts; `collapse` what later news replaces it."""

    audience: Audience
    template: str
    pressing: Pressing = Pressing.USUAL
    channels: tuple[ChannelName, ...] = (ChannelName.PUSH,)
    lives: timedelta = timedelta(days=2)
    may_switch_off: bool = True
    collapse: str = "subject"
    sms: str | None = None
    """Its text for people who have neither app nor e-mail; None: they look it up, or are called."""
    link: LinkPurpose | None = None
    """The page that a letter or a text message opens, where there is something to do."""


_BOTH = (ChannelName.PUSH, ChannelName.EMAIL)
_INBOX: tuple[ChannelName, ...] = ()
_A = Audience
_L = LinkPurpose
_A_DAY = timedelta(hours=24)

CATALOGUE: dict[EventKind, tuple[Line, ...]] = dict.fromkeys(EventKind, ()) | {
    EventKind.MATCH_PROPOSED: (
        Line(
            _A.HELPER_OF_AN_ALLY,
            "proposal_from_ally",
            Pressing.URGENT_IF_NEED_IS,
            lives=_A_DAY,
            sms="proposal",
            link=_L.ANSWER,
        ),
        Line(_A.HELPER, "proposal", Pressing.URGENT_IF_NEED_IS, lives=_A_DAY, sms="proposal", link=_L.ANSWER),
    ),
    EventKind.MATCH_INVITED: (
        Line(
            _A.HELPER, "invitation", Pressing.URGENT_IF_NEED_IS, lives=_A_DAY, sms="proposal", link=_L.ANSWER
        ),
    ),
    EventKind.MATCH_ACCEPTED: (
        Line(
            _A.BENEFICIARY,
            "yes",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            may_switch_off=False,
            sms="yes",
            link=_L.ANSWER,
        ),
    ),
    EventKind.MATCH_CONFIRMED: (
        Line(
            _A.HELPER,
            "confirmed_helper",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            may_switch_off=False,
            sms="confirmed",
            link=_L.AGREED,
        ),
        Line(
            _A.BENEFICIARY,
            "confirmed_beneficiary",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            may_switch_off=False,
            sms="confirmed",
            link=_L.AGREED,
        ),
    ),
    EventKind.MATCH_TOMORROW: (
        Line(
            _A.PERSON,
            "agreed_tomorrow",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            timedelta(hours=6),
            sms="agreed_tomorrow",
            link=_L.AGREED,
        ),
    ),
    EventKind.MATCH_SOON: (
        Line(
            _A.PERSON,
            "agreed_soon",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            deadlines.REMIND_BEFORE,
            sms="agreed_soon",
            link=_L.AGREED,
        ),
    ),
    EventKind.MATCH_DECLINED: (Line(_A.BENEFICIARY_WHO_WAITED, "declined"),),
    EventKind.MATCH_REFUSED: (Line(_A.HELPER_WHO_SAID_YES, "refused"),),
    EventKind.MATCH_LAPSED: (Line(_A.BENEFICIARY_WHO_WAITED, "invitation_lapsed"),),
    EventKind.MATCH_SUPERSEDED: (
        Line(_A.HELPER_WHO_SAID_YES, "no_longer_needed"),
        Line(_A.HELPER, "already_answered", Pressing.SILENT),
    ),
    EventKind.MATCH_WITHDRAWN: (
        Line(_A.HELPER_WHO_SAID_YES, "no_longer_needed"),
        Line(_A.HELPER, "already_answered", Pressing.SILENT),
        Line(_A.BENEFICIARY_WHO_WAITED, "declined"),
    ),
    EventKind.MATCH_CANCELLED: (
        Line(
            _A.HELPER,
            "cancelled",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            may_switch_off=False,
            sms="cancelled",
        ),
        Line(
            _A.BENEFICIARY,
            "cancelled",
            Pressing.URGENT_IF_NEED_IS,
            _BOTH,
            may_switch_off=False,
            sms="cancelled",
        ),
    ),
    EventKind.MATCH_REPORTED: (
        Line(_A.HELPER, "reported"),
        Line(_A.BENEFICIARY, "reported"),
    ),
    EventKind.REPORT_ASKED: (
        Line(_A.HELPER, "how_did_it_go"),
        Line(_A.BENEFICIARY, "how_did_it_go"),
    ),
    EventKind.MATCH_COMPLETED: (
        Line(_A.HELPER, "completed"),
        Line(_A.BENEFICIARY, "completed", channels=_INBOX),
    ),
    EventKind.MATCH_FAILED: (Line(_A.HELPER, "failed", channels=_INBOX),),
    EventKind.MATCH_DISPUTED: (
        Line(_A.HELPER, "disputed"),
        Line(_A.BENEFICIARY, "disputed"),
        Line(_A.COORDINATORS, "needs_a_human"),
    ),
    EventKind.MATCH_UNREPORTED: (Line(_A.COORDINATORS, "needs_a_human", channels=_INBOX),),
    EventKind.MESSAGE_SENT: (
        Line(_A.HELPER, "message"),
        Line(_A.BENEFICIARY, "message"),
    ),
    EventKind.CONTACT_CLOSED: (
        Line(_A.HELPER, "contact_closed", channels=_INBOX),
        Line(_A.BENEFICIARY, "contact_closed", channels=_INBOX),
    ),
    EventKind.NOT_REACHED: (Line(_A.REPRESENTATIVES, "please_phone"),),
    EventKind.CONSENT_ASKED: (
        Line(
            _A.PERSON,
            "consent_asked",
            channels=_BOTH,
            may_switch_off=False,
            sms="consent",
            link=_L.CONSENT,
        ),
    ),
    EventKind.TAKE_OVER_OFFERED: (
        Line(
            _A.PERSON,
            "take_over_offered",
            channels=_BOTH,
            may_switch_off=False,
            sms="take_over",
            link=_L.TAKE_OVER,
        ),
    ),
    EventKind.NEED_EXPIRING: (
        Line(_A.AUTHOR, "need_expiring", channels=_BOTH, sms="reminder", link=_L.TEND_NEED),
    ),
    EventKind.NEED_EXPIRED: (
        Line(_A.AUTHOR, "still_needed", channels=_BOTH, sms="reminder", link=_L.TEND_NEED),
    ),
    EventKind.NEED_FULFILLED: (Line(_A.AUTHOR, "need_fulfilled", channels=_INBOX),),
    EventKind.NEED_REOPENED: (Line(_A.AUTHOR, "need_reopened"),),
    EventKind.NEED_UNANSWERED: (
        Line(_A.AUTHOR, "nobody_yet"),
        Line(_A.COORDINATORS, "needs_a_human", Pressing.URGENT_IF_NEED_IS),
    ),
    EventKind.NEED_TOLD_ORGANISATIONS: (
        Line(_A.ORGANISATIONS, "organisation_wanted", Pressing.URGENT_IF_NEED_IS, lives=_A_DAY),
    ),
    EventKind.DUTY_RUNG: (
        Line(_A.ON_DUTY, "ring", Pressing.ALWAYS, _BOTH, timedelta(hours=6), may_switch_off=False),
    ),
    EventKind.COORDINATORS_RUNG: (
        Line(_A.COORDINATORS, "ring", Pressing.ALWAYS, _BOTH, timedelta(hours=6), may_switch_off=False),
    ),
    EventKind.NOBODY_ON_DUTY: (
        Line(_A.AUTHOR, "nobody_on_duty", Pressing.ALWAYS, _BOTH, may_switch_off=False),
    ),
    EventKind.COMMUNITY_DORMANT: (Line(_A.STEWARDS, "community_dormant", channels=_BOTH),),
    EventKind.ALLIANCE_ASKED: (Line(_A.STEWARDS_OF_THE_OTHER, "alliance_asked", channels=_BOTH),),
    EventKind.ALLIANCE_STANDS: (Line(_A.STEWARDS_OF_BOTH, "alliance_stands"),),
    EventKind.ALLIANCE_ENDED: (Line(_A.STEWARDS_OF_BOTH, "alliance_ended", channels=_BOTH),),
    EventKind.NEED_HIDDEN: (Line(_A.AUTHOR, "moderated", may_switch_off=False),),
    EventKind.NEED_SHOWN: (Line(_A.AUTHOR, "moderated", may_switch_off=False),),
    EventKind.NEED_REMOVED: (Line(_A.AUTHOR, "moderated", channels=_BOTH, may_switch_off=False),),
    EventKind.NEED_REINSTATED: (Line(_A.AUTHOR, "moderated", channels=_BOTH, may_switch_off=False),),
    EventKind.OFFER_EXPIRED: (Line(_A.OFFERER, "offer_expired"),),
    EventKind.OFFER_CHECK_IN: (Line(_A.OFFERER, "offer_check_in"),),
    EventKind.OFFER_PAUSED: (Line(_A.OFFERER, "offer_paused"),),
    EventKind.MEMBER_PENDING: (Line(_A.COORDINATORS, "needs_a_human"),),
    EventKind.MEMBER_ADMITTED: (Line(_A.PERSON, "admitted"),),
    EventKind.MEMBER_SUSPENDED: (Line(_A.PERSON, "suspended", channels=_BOTH, may_switch_off=False),),
    EventKind.ROLE_CHANGED: (Line(_A.PERSON, "role_changed", may_switch_off=False),),
    EventKind.TRUST_CHANGED: (Line(_A.PERSON, "trust_changed", channels=_INBOX),),
    EventKind.SMS_BUDGET_SPENT: (Line(_A.COORDINATORS, "sms_budget_spent", channels=_BOTH),),
    EventKind.COMMUNITY_RECOGNISED: (Line(_A.STEWARDS, "community_recognised"),),
    EventKind.CONTACT_READ: (Line(_A.PERSON, "contact_read", channels=_INBOX, may_switch_off=False),),
}

ALL_EMAIL = "email"
"""Not a kind: switching this off ends all letters but the codes somebody asks for."""

TEMPLATES = sorted({line.template for lines in CATALOGUE.values() for line in lines})
SWITCHABLE = sorted(
    {line.template for lines in CATALOGUE.values() for line in lines if line.may_switch_off and line.channels}
)
"""Templates a person may switch off; a test shows that none is switchable in one line and not in another."""
