"""Whether a helper is asked for a need once more, and in which order: never after a no, and at most twice.

Silence is an answer that may change once. Whoever was silent through a whole proposal is asked a second time only
after everybody else, two days later, and never where it is urgent; what was changed about the need makes it another
question. A yes that was not needed comes before everybody. And whoever heard twice of one need and said nothing hears
of it no more, by whomever they were asked and however it ended: what was taken back while it rang is no silence, but it
rang.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from matching.rules.refusals import Reason, Refusal
from matching.rules.rules import may_be_asked, refused
from matching.words.values import Need, Offer, Pair
from matching.words.vocabulary import Urgency

AT_MOST = 2
"""So often one helper is asked for one need without an answer of theirs: by the engine, a coordinator or its author."""
LEFT_ALONE = timedelta(hours=48)
"""So long after their silence nobody is asked again for the same need, as it was."""
CHANGES_COUNT_ONCE = timedelta(days=1)
"""However often a need is renewed or changed in this time, those who were silent are asked anew for it once."""


class Order(StrEnum):
    """When a helper is asked for a need, seen from the others who could be."""

    BEFORE_OTHERS = "before_others"
    """They had said yes, and were not needed."""
    AMONG_OTHERS = "among_others"
    AFTER_OTHERS = "after_others"
    """They were silent once, and that is a while ago: when nobody unasked is left."""
    BY_A_COORDINATOR = "by_a_coordinator"
    """They were silent once: somebody may ask them by name, who says why."""


UNASKED = frozenset({Order.BEFORE_OTHERS, Order.AMONG_OTHERS})
ONCE_MORE = frozenset({Order.AFTER_OTHERS})
BY_THE_ENGINE = UNASKED | ONCE_MORE
BY_INVITATION = BY_THE_ENGINE
BY_COORDINATORS = frozenset(Order)


def order(need: Need, pair: Pair, *, now: datetime) -> Order | None:
    """When this helper may be asked for this need, by what came of asking them before; None: not any more."""
    asked = pair.asked
    if pair.earlier_no or asked.in_vain >= AT_MOST:
        return None
    if asked.stood_back:
        return Order.BEFORE_OTHERS
    if not asked.silent or asked.silent_until is None:
        return Order.AMONG_OTHERS
    if need.urgency is not Urgency.URGENT:
        if need.asked_anew_at is not None and asked.silent_until <= need.asked_anew_at:
            return Order.AMONG_OTHERS
        if asked.silent_until + LEFT_ALONE <= now:
            return Order.AFTER_OTHERS
    return Order.BY_A_COORDINATOR


def against_asking(
    need: Need,
    offer: Offer,
    pair: Pair,
    *,
    now: datetime,
    orders: frozenset[Order] = UNASKED,
    skip: frozenset[Reason] = frozenset(),
) -> Refusal | None:
    """The first thing that speaks against asking this helper for this need now, or None: rules, what was asked before,
    their limits. `orders`: who may be asked; `skip` as in `rules.refused`.

    A yes that was not needed is taken up again whatever the day's limits say.
    """
    refusal = refused(need, offer, pair, now=now, skip=skip)
    if refusal is not None:
        return refusal
    found = order(need, pair, now=now)
    if found not in orders:
        return Refusal(Reason.ASKED_ALREADY)
    if found is Order.BEFORE_OTHERS and not offer.alliance_over:
        return None
    return may_be_asked(need, offer)


def anew(last: datetime | None, now: datetime) -> datetime:
    """Since when a need that is renewed or changed now is another question; `last`: what that was before."""
    return now if last is None or last + CHANGES_COUNT_ONCE <= now else last
