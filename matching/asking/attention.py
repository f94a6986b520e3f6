"""What it costs to ask somebody, and how likely they are to say yes.

A helper's attention is the scarcest thing there is. Each proposal uses some of it, so each has a price; the
price rises with what a person was asked and did lately. What we believe about a yes is a Beta distribution
per helper that starts from the community's own mean and forgets slowly: a village has twenty answers in a
year, so one answer must not count for much.

Every formula works on one number and on a numpy column alike: the service asks about one helper, the
simulator about a thousand.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import TypeVar
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.words.policy import Policy

Numbers = TypeVar("Numbers", float, NDArray[np.float64])

ASKED_FADES_DAYS, LOAD_FADES_DAYS = 7.0, 14.0
"""After so many days 0.37 is left of a proposal, and of a match, in what they weigh on a helper."""
WEEK_HOURS, LOAD_HOURS = 24 * ASKED_FADES_DAYS, 24 * LOAD_FADES_DAYS
BLIND_HOURS = 36.0
"""How long, on average, a proposal makes somebody deaf to the next one (an assumption)."""
TYPICAL_ANSWER_HOURS = 0.2
"""Half of those who will say yes have done so after this time (an assumption)."""
ANSWER_SPREAD = 0.9
NIGHT = 0.25
"""How reachable somebody is whose phone must not ring now (an assumption)."""
OPEN_DOOR = 0.15
"""The price of asking somebody who was not asked lately, as a share of `attention_price`."""
PROPOSALS_THAT_DOUBLE = 4.0
"""So many proposals in seven days add one whole `attention_price`."""

START_ALPHA, START_BETA = 1.2, 8.0
HALF_FORGOTTEN_DAYS = 180.0
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Belief:
    """A Beta distribution over one helper's willingness to say yes to what fits them perfectly."""

    alpha: float = START_ALPHA
    beta: float = START_BETA

    @property
    def mean(self) -> float:
        return self.alpha / (self.alpha + self.beta)

    @property
    def weight(self) -> float:
        """In answers: how much it takes to change this belief."""
        return self.alpha + self.beta


def community_belief(yes: float, asked: float) -> Belief:
    """What to believe of a newcomer: the community's own share of yes, itself shrunk towards the usual one.

    `asked` counts chances rather than proposals (see `learned`). The weight stays that of nine answers, so
    that a person's own answers soon outweigh the community's habit.
    """
    mean = (START_ALPHA + yes) / (START_ALPHA + START_BETA + asked)
    weight = START_ALPHA + START_BETA
    return Belief(mean * weight, (1 - mean) * weight)


def learned(belief: Belief, *, yes: float = 0.0, asked: float = 0.0) -> Belief:
    """After an answer. `asked` is the chance there was: fit × reachable, 1 for a spoken no.

    Silence of somebody far away who was asked an hour after another proposal says nearly nothing about
    them, and counts for nearly nothing.
    """
    return Belief(belief.alpha + yes, belief.beta + asked)


def decayed(count: Numbers, hours: Numbers, over: float = WEEK_HOURS) -> Numbers:
    """A count that fades: of one proposal, 0.37 is left after `over` hours."""
    left: Numbers = count * np.exp(-hours / over)
    return left


def hours_since(asked_at: datetime | None, now: datetime) -> float:
    """Hours since somebody was last asked; `math.inf` where they never were."""
    return inf if asked_at is None else (now - asked_at).total_seconds() / 3600


def asked_longest_ago(asked_at: datetime | None, who: UUID) -> tuple[datetime, UUID]:
    """What to sort equals by: who was never asked comes first, then who was asked longest ago, then by id."""
    return asked_at or _LONG_AGO, who


def reachable(hours_since_asked: Numbers, *, awake: bool | NDArray[np.bool_] = True) -> Numbers:
    """The belief that a proposal would be seen at all, `hours_since` the last one.

    Exact if each proposal makes a person blind for an exponential while (Manshadi & Rodilitz 2022): whether
    or not they saw the last one, what is left of their blindness is the same.
    """
    seen: Numbers = (1 - np.exp(-hours_since_asked / BLIND_HOURS)) * np.where(awake, 1.0, NIGHT)
    return seen


def still_to_come(p_yes: Numbers, hours: Numbers) -> Numbers:
    """The chance that a yes still comes from somebody who has been silent for `hours` (Bayes' rule)."""
    late = 1 - _answered_within(hours)
    return p_yes * late / (1 - p_yes + p_yes * late)


def _answered_within(hours: Numbers) -> Numbers:
    """The share of all acceptances that come within `hours`: log-normal, in its logistic likeness.

    The logistic curve with this slope stays within 0.01 of the normal one and needs no special function.
    """
    z = np.log(np.maximum(hours, 1e-9) / TYPICAL_ANSWER_HOURS) / ANSWER_SPREAD
    answered: Numbers = 1 / (1 + np.exp(-1.702 * z))
    return answered


def price(asked_in_week: Numbers, recent_load: Numbers, policy: Policy) -> Numbers:
    """What asking this person costs, in chances of a yes.

    `asked_in_week` and `recent_load` are fading counts (`decayed`) of proposals over 7 days and matches
    over 14. Both raise the price, so the tired and the generous are asked last.
    """
    tired = OPEN_DOOR + asked_in_week / PROPOSALS_THAT_DOUBLE
    return policy.attention_price * tired * (1 + policy.load_fairness * recent_load)
