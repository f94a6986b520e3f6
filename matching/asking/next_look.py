"""When a need is looked at again, and when it is handed over because nobody is left whom it could wait for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.words.policy import Policy
from matching.words.vocabulary import Urgency

NOBODY_LEFT = timedelta(hours=1)
"""A need for which nobody can be asked is looked at no sooner: people come, but not by the minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look for helpers of a need came to.

    `found` could be asked and `asked` were, now; `undecided` were asked before and have not answered.
    `enough_said_yes`: the need waits for its author's word. `asleep`: of those found, some are in quiet hours.
    """

    found: int
    asked: int
    undecided: int
    enough_said_yes: bool
    asleep: bool


def pause_before_next(urgency: Urgency, policy: Policy) -> timedelta:
    """How long a wave is given to answer. A no does not wait for it: the next may be asked at once."""
    urgent = urgency is Urgency.URGENT
    return timedelta(minutes=policy.urgent_pause_minutes if urgent else policy.pause_minutes)


def next_look(look: Look, urgency: Urgency, policy: Policy, now: datetime) -> datetime:
    """When to look again: soon while there are people, later while everybody has been asked or is full."""
    pause = pause_before_next(urgency, policy)
    return now + (pause if look.found or look.asked else max(pause, NOBODY_LEFT))


def nobody_to_wait_for(look: Look, urgency: Urgency) -> bool:
    """Whether the need is to be handed over: nobody's word is awaited, and nobody is left who merely sleeps.

    An urgent need cannot wait for anybody to wake up.
    """
    if look.asked or look.undecided or look.enough_said_yes:
        return False
    return urgency is Urgency.URGENT or not look.asleep
