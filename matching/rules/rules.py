"""What the hard rules say of a pair. One refusal is enough: such a pair never comes about, whatever its score
and whoever asks for it. The rules themselves are in `rulebook`, the reasons in `refusals`.
"""

from collections.abc import Iterator
from datetime import datetime

from matching.rules.refusals import Reason, Refusal, told
from matching.rules.rulebook import RULES, trusted
from matching.rules.vouching import SETTLED
from matching.words.values import Need, Offer, Pair
from matching.words.vocabulary import Decide, TrustLevel, Urgency, WhoHelps

__all__ = [
    "RULES",
    "Reason",
    "Refusal",
    "asked_enough",
    "fits_first",
    "may_be_asked",
    "organisations_could_help",
    "refusals",
    "refused",
    "told",
]


def refusals(need: Need, offer: Offer, pair: Pair, *, now: datetime) -> tuple[Refusal, ...]:
    """All that speaks against this pair; empty: they could help each other."""
    return tuple(_each(need, offer, pair, now))


def refused(
    need: Need, offer: Offer, pair: Pair, *, now: datetime, skip: frozenset[Reason] = frozenset()
) -> Refusal | None:
    """The first thing that speaks against this pair, or None.

    `skip`: reasons that do not count here. A match that stands already is itself the `live_match`, and
    holds the very place that `full_now` and `full_this_week` would miss.
    """
    return next((no for no in _each(need, offer, pair, now) if no.reason not in skip), None)


def may_be_asked(need: Need, offer: Offer) -> Refusal | None:
    """Whether this helper may get one more proposal or invitation, by the limits they set themselves.

    Nobody is asked from elsewhere where no alliance stands (any more); who was asked while it did may answer.
    It binds those who would disturb a helper, not the helper, who may always answer what they see. Helpers who
    welcome urgent needs are asked for those beyond the limit.
    """
    if offer.alliance_over:
        return Refusal(Reason.ALLIES_NOT_WANTED)
    return None if need.urgency is Urgency.URGENT and offer.urgent_welcome else asked_enough(offer)


def asked_enough(offer: Offer) -> Refusal | None:
    """Whether this helper was asked as often as they said, today or this week; what is urgent and welcome apart."""
    if offer.asked_today >= offer.asks_a_day:
        return Refusal(Reason.ASKED_TODAY)
    return Refusal(Reason.ASKED_THIS_WEEK) if offer.asked_this_week >= offer.asks_a_week else None


def organisations_could_help(need: Need) -> bool:
    """Whether a verified organisation could answer at all: it meets every level of trust, never a wish for people
    only, and no rule that more must come than were asked for.
    """
    enough = need.at_least >= need.risk.at_least
    return enough and need.criteria.by is not WhoHelps.INDIVIDUALS


def fits_first(need: Need, offer: Offer, *, now: datetime) -> bool:
    """Whether the beneficiary's key has turned in advance for this helper.

    `first_who_fits` opens place and contact only to those somebody vouched for a day ago or earlier, and to verified
    organisations; for others it still waits, and for whom somebody raised a concern about until a human has looked.
    """
    if need.criteria.decide is not Decide.FIRST_WHO_FITS or not trusted(offer, TrustLevel.VOUCHED):
        return False
    if offer.under_concern:
        return False
    if offer.organisation_id is not None or offer.trust_since is None:
        return True
    return offer.trust_since + SETTLED <= now


def _each(need: Need, offer: Offer, pair: Pair, now: datetime) -> Iterator[Refusal]:
    return (no for rule in RULES if (no := rule(need, offer, pair, now)) is not None)
