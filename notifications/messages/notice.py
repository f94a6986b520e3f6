"""What a row of the catalogue says: who is told, by which text and way, how it may disturb, while what is true."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.models.link import LinkPurpose
from core.models.notification import ChannelName


class Audience(StrEnum):
    """Who is told. Whoever did the thing is never told of it."""

    HELPER = "helper"
    HELPER_OF_AN_ALLY = "helper_of_an_ally"
    HELPER_WHO_SAID_YES = "helper_who_said_yes"
    HELPER_PROMISED_ELSEWHERE = "helper_promised_elsewhere"
    HELPER_WHO_WAITS = "helper_who_waits"
    """Of what was agreed with fewer than must come."""
    HELPER_OF_FEWER = "helper_of_fewer"
    """Whose agreement opened since its author asks for fewer to come."""
    HELPER_OF_TOO_FEW = "helper_of_too_few"
    """Of what ended because fewer agreed than must come."""
    HELPER_HANDED_OVER = "helper_handed_over"
    """Whose promise is asked of others."""
    HELPER_IN_DISPUTE = "helper_in_dispute"
    """Of what ended a dispute."""
    HELPER_WHOSE_NEED_ENDED = "helper_whose_need_ended"
    """Had said yes, and was not answered before the need ended."""
    BENEFICIARY = "beneficiary"
    BENEFICIARY_WHO_WAITS = "beneficiary_who_waits"
    BENEFICIARY_OF_FEWER = "beneficiary_of_fewer"
    BENEFICIARY_OF_TOO_FEW = "beneficiary_of_too_few"
    BENEFICIARY_HANDED_OVER = "beneficiary_handed_over"
    BENEFICIARY_IN_DISPUTE = "beneficiary_in_dispute"
    BENEFICIARY_WHO_WAITED = "beneficiary_who_waited"
    BENEFICIARY_OF_ANOTHERS = "beneficiary_of_anothers"
    """Whose helper is confirmed elsewhere at that time."""
    BENEFICIARY_WHOSE_NEED_ENDED = "beneficiary_whose_need_ended"
    """Waited for somebody, or was waited for, when the need ended."""
    AUTHOR = "author"
    AUTHOR_HELPED_IN_PART = "author_helped_in_part"
    """Of a need that was closed on less than was asked."""
    OFFERER = "offerer"
    PERSON = "person"
    WHO_HEARS = "who_hears"
    """Whose it is to hear a concern, or what was reported."""
    WHO_HEARS_APPEAL = "who_hears_appeal"
    """Those of the community who had no part in what an appeal is against, and answer for enough."""
    COORDINATORS = "coordinators"
    COORDINATORS_FOR_A_YES = "coordinators_for_a_yes"
    """Of a second yes that is theirs to ask for, as whoever speaks for that side is too near the other."""
    STEWARDS = "stewards"
    WHOSE_WORD_IS_ASKED = "whose_word_is_asked"
    SECOND_PERSON = "second_person"
    """Whose word counts as a second one on somebody's looks at places and contacts."""
    MEMBERS = "members"
    STEWARDS_OF_THE_OTHER = "stewards_of_the_other"
    STEWARDS_OF_BOTH = "stewards_of_both"
    ORGANISATIONS = "organisations"
    ON_DUTY = "on_duty"
    ON_DUTY_NEXT = "on_duty_next"
    """Who is on duty when somebody's duty ends, or else next."""
    ASSIGNEE = "assignee"
    """Who was asked to look after something, where they may see it."""
    REPRESENTATIVES = "representatives"


class TrueWhile(StrEnum):
    """What must still be so when a message leaves; otherwise it does not leave."""

    ALWAYS = "always"
    """It tells what happened, and that stays true."""
    MATCH_PROPOSED = "match_proposed"
    MATCH_INVITED = "match_invited"
    MATCH_ACCEPTED = "match_accepted"
    MATCH_CONFIRMED = "match_confirmed"
    WAITS_FOR_OTHERS = "waits_for_others"
    """Agreed, and fewer have agreed than must come."""
    CONTACT_OPEN = "contact_open"
    """Agreed, and as many come as must."""
    MARKED_DOUBLE = "marked_double"
    REPORT_AWAITED = "report_awaited"
    """Confirmed, and the reader's side has not said how it went."""
    AGREED_FOR_TOMORROW = "agreed_for_tomorrow"
    """Confirmed for the time that the message names, and that day has not begun for its reader."""
    AGREED_FOR_SOON = "agreed_for_soon"
    """Confirmed for the time that the message names, and that is still to come."""
    NOT_BLOCKED = "not_blocked"
    """Neither of the two of a match has blocked the other."""
    NEED_OPEN = "need_open"
    WITHOUT_YES = "without_yes"
    """The need is open, and nobody has said yes to it."""
    NEED_EXPIRED = "need_expired"
    ORGANISATIONS_TOLD = "organisations_told"
    """The need is open and handed to organisations, of which the reader's still could help."""
    NOT_TAKEN_UP = "not_taken_up"
    """It still waits for somebody to look at it, and no other coordinator has said "I take it"."""
    REPRESENTED = "represented"
    """Somebody speaks for the reader, or has asked to."""


class Pressing(StrEnum):
    """How a message may disturb: `urgent` rings in quiet hours where the person allowed it, `silent` never rings."""

    USUAL = "usual"
    URGENT_IF_NEED_IS = "urgent_if_need_is"
    SILENT = "silent"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Notice:
    """What one audience is told of an event. `template` names its texts; `lives` is how long it is worth sending."""

    audience: Audience
    template: str
    true_while: TrueWhile
    pressing: Pressing = Pressing.USUAL
    channels: tuple[ChannelName, ...] = (ChannelName.PUSH,)
    """None: it stands in the inbox only."""
    lives: timedelta = timedelta(days=2)
    may_switch_off: bool = True
    sms: str | None = None
    """Its text for people who have neither app nor e-mail; None: they look it up, or are called."""
    about: str | None = None
    """What somebody was told for whom its reader speaks; None: it tells its reader's own."""
    everywhere: bool = False
    """It goes to every device and to a proved mailbox too, whatever letters its reader wants: it is about who reads."""
    link: LinkPurpose | None = None
    """The page that a letter or a text message opens; None: that of its thing (`messages.pages`)."""
