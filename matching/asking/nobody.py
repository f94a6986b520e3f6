"""Why nobody can be asked for a need, as much of it as tells nothing of any single helper.

A reason is named only where so many helpers stand behind it that none of them can be made out: in a circle of one,
"the hours are too narrow" is that helper's week. Else one sentence is said to everybody alike.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matching.rules.refusals import Reason
from matching.rules.rules import refusals
from matching.words.values import Need, Offer, Pair

AT_LEAST = 5
"""So many helpers stand behind a reason that is named."""


class Nobody(StrEnum):
    """Why there is nobody, as codes; texts for people are looked up by them."""

    COSTS_MORE = "costs_more"
    HOURS_TOO_NARROW = "hours_too_narrow"
    ALLIES_NOT_ALLOWED = "allies_not_allowed"
    LANGUAGE_NOT_SPOKEN = "language_not_spoken"
    RISK_RULE = "risk_rule"
    NOBODY_NOW = "nobody_now"
    """All that is said where fewer stand behind each reason."""


MAY_HELP = ("lower_cost", "widen_hours", "allow_allies")
"""What may always help, told to everybody alike."""

_NAMED = {
    Reason.COSTS_MORE: Nobody.COSTS_MORE,
    Reason.NOT_THEN: Nobody.HOURS_TOO_NARROW,
    Reason.ALLIES_NOT_WANTED: Nobody.ALLIES_NOT_ALLOWED,
    Reason.NO_SHARED_LANGUAGE: Nobody.LANGUAGE_NOT_SPOKEN,
    Reason.CATEGORY_NEEDS_TRUST: Nobody.RISK_RULE,
    Reason.NEEDS_TWO_HELPERS: Nobody.RISK_RULE,
    Reason.CHECKED_ORGANISATIONS_ONLY: Nobody.RISK_RULE,
}
_PASSES = frozenset({Reason.FULL_NOW, Reason.FULL_THIS_WEEK})


def why(
    need: Need, around: Iterable[tuple[Offer, Pair]], hands: Mapping[UUID, UUID], *, now: datetime
) -> tuple[Nobody, ...]:
    """What keeps those `around` from helping, where it alone keeps at least five of them; else `NOBODY_NOW`.

    `hands`: by helper, whose hand it is (`matching.rules.hands`). Several of one hand are one, and who is not named is
    nobody: accounts cost nothing, and with four of one's own the fifth's hours would be told.
    """
    behind = {
        (hands[offer.helper_id], reason)
        for offer, pair in around
        if offer.helper_id in hands and (reason := _alone(need, offer, pair, now)) is not None
    }
    helpers = Counter(reason for _, reason in behind)
    named = tuple(reason for reason in Nobody if helpers[reason] >= AT_LEAST)
    return named or (Nobody.NOBODY_NOW,)


def _alone(need: Need, offer: Offer, pair: Pair, now: datetime) -> Nobody | None:
    """The only thing that stands between this helper and the need, where it may be named at all."""
    against = {
        _NAMED.get(no.reason) for no in refusals(need, offer, pair, now=now) if no.reason not in _PASSES
    }
    return against.pop() if len(against) == 1 else None
