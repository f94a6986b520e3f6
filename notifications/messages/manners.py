"""How a message of each kind comes to its reader: whether it may ring at night, travels with others, or asks something.

What is not named here comes by itself, by day. Inbox and queue hold everything at once, whatever is said here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from matching.states.at_night import AtNight
from matching.words.vocabulary import Rhythm


class OncePerDay(StrEnum):
    """What a second message of the same kind on the same day must be about, to be told by itself again."""

    SUBJECT = "subject"
    """Another thing: of the same one nothing more is told on that day, not even in the inbox."""
    NEED = "need"
    """Another need: what is new of the same one, and not urgent, waits for the next morning."""


@dataclass(frozen=True, slots=True)
class Manner:
    """`digest`: with what else it may wait, `unless_urgent`; None: it comes by itself.

    `gathers`: several in a short while are one. `repeats`: what it says once more; it says nothing where one of those
    has not left yet. `asks`: it asks its reader for something; whoever speaks for them hears it at once, too.
    """

    night: AtNight = AtNight.NEVER
    digest: Rhythm | None = None
    unless_urgent: bool = False
    once: OncePerDay | None = None
    gathers: bool = False
    repeats: tuple[str, ...] = ()
    asks: bool = False


USUAL = Manner()
_DECIDES = Manner(AtNight.DECIDES)
_CIRCLE = Manner(digest=Rhythm.TWICE)
_CAN_WAIT = Manner(digest=Rhythm.SELDOM)
_ASKS = Manner(asks=True)

MANNERS: Mapping[str, Manner] = MappingProxyType(
    {
        "proposal": Manner(AtNight.WELCOME, asks=True),
        "proposal_from_ally": Manner(AtNight.WELCOME, asks=True),
        "invitation": _ASKS,
        "yes": Manner(AtNight.DECIDES, once=OncePerDay.NEED, asks=True),
        "yes_waits": Manner(once=OncePerDay.NEED, repeats=("yes",), asks=True),
        "yes_still_waits": Manner(
            digest=Rhythm.DAILY, unless_urgent=True, repeats=("yes", "yes_waits"), asks=True
        ),
        "declined": _DECIDES,
        "not_at_that_time": _DECIDES,
        "change_wished": _ASKS,
        "confirmed_helper": _DECIDES,
        "confirmed_beneficiary": _DECIDES,
        "cancelled": _DECIDES,
        "one_of_several": _DECIDES,
        "some_of_several": _DECIDES,
        "enough_come": _DECIDES,
        "fewer_come": _DECIDES,
        "too_few_came": _DECIDES,
        "too_few_for_you": _DECIDES,
        "handed_over": _DECIDES,
        "marked_double": _ASKS,
        "nobody_on_duty": _DECIDES,
        "ring": Manner(AtNight.ALWAYS),
        "call_urgent": Manner(AtNight.ALWAYS),
        "report_presses": Manner(AtNight.ALWAYS),
        "new_sign_in": Manner(AtNight.ALWAYS),
        "address_added": Manner(AtNight.ALWAYS),
        "erasure_asked": Manner(AtNight.ALWAYS),
        "message": Manner(AtNight.MESSAGE, gathers=True),
        "unsettled": _ASKS,
        "for_somebody": _ASKS,
        "about_somebody": Manner(digest=Rhythm.DAILY),
        "report": Manner(once=OncePerDay.SUBJECT),
        "reported": _ASKS,
        "how_did_it_go": _ASKS,
        "need_expiring": Manner(once=OncePerDay.NEED, asks=True),
        "still_needed": _ASKS,
        "contact_read": Manner(once=OncePerDay.SUBJECT),
        "completed": _CAN_WAIT,
        "need_reopened": _CAN_WAIT,
        "need_helped_in_part": _CAN_WAIT,
        "stands_alone": _CAN_WAIT,
        "offer_expired": _CAN_WAIT,
        "offer_check_in": _CAN_WAIT,
        "offer_paused": _CAN_WAIT,
        "helper_quiet": _ASKS,
        "helper_rests": _CAN_WAIT,
        "organisation_wanted": Manner(digest=Rhythm.DAILY, unless_urgent=True),
        "needs_a_human": _CIRCLE,
        "assigned": Manner(digest=Rhythm.TWICE, unless_urgent=True),
        "change_waits": _CIRCLE,
        "change_not_made": _CIRCLE,
        "community_dormant": _CIRCLE,
        "community_left_alone": _CIRCLE,
        "community_recognised": _CIRCLE,
        "alliance_asked": _CIRCLE,
        "alliance_stands": _CIRCLE,
        "alliance_ended": _CIRCLE,
        "much_read": _CIRCLE,
        "reveals_unseen": _CIRCLE,
        "reveals_overdue": _CIRCLE,
        "person_not_told": _CIRCLE,
        "sms_budget_spent": _CIRCLE,
    }
)


def of(template: str) -> Manner:
    """How messages of this template come."""
    return MANNERS.get(template, USUAL)
