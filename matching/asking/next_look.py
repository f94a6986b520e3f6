"""When a need is looked at again, and when it is handed over because nobody is left whom it could wait for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.words.policy import Policy
from matching.words.vocabulary import Urgency

NOBODY_LEFT = timedelta(hours=1)
"""A need for which nobody can be asked is looked at no sooner: people come, but not by the minute."""
WAITS_AT_MOST = timedelta(hours=24)
"""So long a need waits for helpers who were asked enough, and at most a quarter of its life."""
SHARE_OF_LIFE = 4
A_FEW = 5
"""However many are held back by their limits, no author is told of more than a few."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look for helpers of a need came to.

    `found` could be asked and `asked` were, now; `undecided` were asked before and have not answered.
    `enough_said_yes`: the need waits for its author's word. `asleep`: of those found, some are in quiet hours.
    `held_back`: so many could be asked but for their own limits, the first of them at `free_at`, and a need that is not
    urgent waits for them until `wait_ends`. `too_few`: fewer people could help than must come together.
    """

    found: int
    asked: int
    undecided: int
    enough_said_yes: bool
    asleep: bool
    held_back: int = 0
    free_at: datetime | None = None
    wait_ends: datetime | None = None
    too_few: bool = False

    @property
    def candidates(self) -> int:
        """How many the need may hope for beside those who were asked."""
        return self.found or min(self.held_back, A_FEW)

    @property
    def only_limits(self) -> bool:
        """Whether nothing but helpers' limits stands between this need and somebody."""
        awaited = self.asked or self.undecided or self.enough_said_yes
        return bool(self.held_back) and not (self.found or awaited or self.too_few)


def pause_before_next(urgency: Urgency, policy: Policy) -> timedelta:
    """How long a wave is given to answer. A no does not wait for it: the next may be asked at once."""
    urgent = urgency is Urgency.URGENT
    return timedelta(minutes=policy.urgent_pause_minutes if urgent else policy.pause_minutes)


def wait_ends(since: datetime, *, posted_at: datetime, expires_at: datetime) -> datetime:
    """Until when a need waits for helpers who were asked enough, if it does so `since` then."""
    return since + min(WAITS_AT_MOST, (expires_at - posted_at) / SHARE_OF_LIFE)


def next_look(look: Look, urgency: Urgency, policy: Policy, now: datetime) -> datetime:
    """When to look again: soon while there are people, later while everybody has been asked or is full.

    No later than somebody is free again, or the wait for that is over.
    """
    pause = pause_before_next(urgency, policy)
    if look.found or look.asked or look.too_few:
        return now + pause
    hours = [hour for hour in (look.free_at, look.wait_ends) if hour is not None and hour > now]
    return min([now + max(pause, NOBODY_LEFT), *hours])


def nobody_to_wait_for(look: Look, urgency: Urgency, now: datetime) -> bool:
    """Whether the need is to be handed over: nobody's word is awaited, and nobody is left who merely sleeps, or was
    asked enough for a while.

    An urgent need cannot wait for anybody to wake up, or to be free again.
    """
    if look.too_few:
        return True
    if look.asked or look.undecided or look.enough_said_yes:
        return False
    waits = look.only_limits and look.wait_ends is not None and now < look.wait_ends
    return urgency is Urgency.URGENT or not (look.asleep or waits)
