"""How good a pair is: what help is worth here, how likely a yes is, how well it fits, what asking costs.

    total = worth of the need × p(yes) × fit − price of the helper's attention

All in integers: each part in thousandths, the total in millionths of one ordinary need met by somebody who
surely comes and fits in everything. The same input gives the same score on every machine, and each part is
kept, so that a person who wonders can be told why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp
from typing import NamedTuple

from matching.asking import attention
from matching.asking.attention import Belief
from matching.rules.distance import band
from matching.rules.languages import shared
from matching.rules.meeting import Times, times
from matching.rules.rulebook import distance, standing
from matching.words.policy import USUAL, Policy
from matching.words.values import Need, Offer
from matching.words.vocabulary import PlaceKind, TrustLevel, Urgency

WHOLE = 1000
FADES_OVER = 1.2
"""At this many times their own reach, a helper's willingness has fallen to 1/e (an assumption)."""
LEAST_REACH_KM = 1.0
HARDLY_ASKED = 0.5
"""Below this fading count of proposals in seven days, somebody has been left in peace lately."""


class Why(StrEnum):
    """What speaks for a pair, as codes; texts for people are looked up by them."""

    NEAR = "near"
    REMOTE = "remote"
    SAME_LANGUAGE = "same_language"
    FREE_THEN = "free_then"
    HAS_WHAT_IT_TAKES = "has_what_it_takes"
    KNOWN_HERE = "known_here"
    ORGANISATION = "organisation"
    ASKED_LEAST = "asked_least"
    FROM_ALLY = "from_ally"


BENEFICIARY_MAY_SEE = frozenset(
    {
        Why.NEAR,
        Why.REMOTE,
        Why.SAME_LANGUAGE,
        Why.HAS_WHAT_IT_TAKES,
        Why.ORGANISATION,
        Why.FROM_ALLY,
    }
)
"""Never a helper's hours or load, and their trust level only with their yes."""


@dataclass(frozen=True, slots=True)
class Because:
    """One reason. `detail`: distance band, language tag, start of a window (ISO 8601), or `Requires` code."""

    why: Why
    detail: str | None = None


class Parts(NamedTuple):
    """What a total is made of, in thousandths. `worth` sums up the first three, `fit` the last four."""

    urgency: int
    waiting: int
    scarcity: int
    worth: int
    p_yes: int
    price: int
    fit: int
    distance: int
    language: int
    time: int
    skills: int

    def shown(self) -> dict[str, int]:
        """The parts coordinators may see: not what somebody is likely to answer, nor how tired they are."""
        return {name: value for name, value in self._asdict().items() if name not in ("p_yes", "price")}


@dataclass(frozen=True, slots=True)
class Score:
    """`total` orders pairs; `parts` and `reasons` explain it."""

    total: int
    parts: Parts
    reasons: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much, in thousandths; the community's own dials are in `policy`."""

    soon: int = 1000
    flexible: int = 800
    waiting_a_day: int = 100
    waiting_at_most: int = 1000
    distance: int = 400
    language: int = 250
    time: int = 200
    skills: int = 150
    policy: Policy = USUAL


USUAL_WEIGHTS = Weights()


def score(
    need: Need, offer: Offer, *, now: datetime, scarcity: float = 0.0, weights: Weights = USUAL_WEIGHTS
) -> Score:
    """What this pair is worth trying, for a pair that the hard rules allow.

    `scarcity` from 0 (many could help) to 1 (nobody else could): see `scarcity_of`.
    """
    away, hours = distance(need, offer), times(need, offer, now)
    urgency, waiting = urgency_and_waiting(need, now, weights)
    rarity = round(WHOLE * weights.policy.hard_to_fill * scarcity)
    worth = (urgency + waiting) * (WHOLE + rarity) // WHOLE
    p = round(WHOLE * p_yes(offer, way_to_go(need, away)))
    price = attention.price(offer.asked_in_week, offer.recent_load, weights.policy)
    fits = _near(need, offer, away), _language(need, offer), _time(offer, hours), _skills(need, offer)
    shares = weights.distance, weights.language, weights.time, weights.skills
    fit = sum(share * part for share, part in zip(shares, fits, strict=True)) // sum(shares)
    parts = Parts(urgency, waiting, rarity, worth, p, round(WHOLE * price), fit, *fits)
    total = worth * p * fit // WHOLE - round(WHOLE * WHOLE * price)
    return Score(total, parts, _reasons(need, offer, away, hours))


def p_yes(offer: Offer, km: float) -> float:
    """The belief that this helper says yes if they see it: their own answers so far, fading with the way."""
    willing = offer.alpha / (offer.alpha + offer.beta)
    return willing * exp(-km / (FADES_OVER * max(offer.reach_km, LEAST_REACH_KM)))


def way_to_go(need: Need, km: float | None) -> float:
    """How far the helper has to come: not at all when they help from afar or where they are."""
    return 0.0 if km is None or need.place_kind is PlaceKind.AT_OFFER else km


def scarcity_of(chances: list[float]) -> float:
    """How scarce help is, given everybody's chance of a yes: 1 when there is nobody, soon 0 in a crowd."""
    return exp(-sum(sorted(chances)) / 2)


def urgency_and_waiting(need: Need, now: datetime, weights: Weights) -> tuple[int, int]:
    """What a need is worth before anybody is looked at, in thousandths: how soon, and how long it has waited."""
    return _urgency(need, weights), _waiting(need, now, weights)


def _urgency(need: Need, weights: Weights) -> int:
    if need.urgency is Urgency.URGENT:
        return round(WHOLE * weights.policy.urgent_worth)
    return weights.soon if need.urgency is Urgency.SOON else weights.flexible


def _waiting(need: Need, now: datetime, weights: Weights) -> int:
    minutes = max(0, (now - need.posted_at) // timedelta(minutes=1))
    return min(weights.waiting_at_most, weights.waiting_a_day * minutes // (24 * 60))


def _near(need: Need, offer: Offer, km: float | None) -> int:
    """Measured by the helper's own reach: 4 km is far for some and next door for others."""
    way = way_to_go(need, km)
    return round(WHOLE * max(0.0, 1 - way / max(offer.reach_km, LEAST_REACH_KM)))


def _language(need: Need, offer: Offer) -> int:
    if shared([need.language], offer.languages):
        return WHOLE
    return WHOLE // 2 if shared(need.criteria.languages, offer.languages) else 0


def _time(offer: Offer, hours: Times) -> int:
    """Who named hours that fit has thought about it; who said "any time" may still have to look."""
    if not hours.to_come:
        return WHOLE
    fitting = (
        WHOLE * sum(any(w.covers(m) for m in hours.meeting) for w in hours.to_come) // len(hours.to_come)
    )
    return fitting if offer.availability else fitting * 4 // 5


def _skills(need: Need, offer: Offer) -> int:
    """Who named this task, or has what it requires, meant it; who offered anything harmless may not."""
    meant = need.category in offer.categories or (need.requires and need.requires <= offer.has)
    return WHOLE if meant else WHOLE * 7 // 10


def _reasons(need: Need, offer: Offer, km: float | None, hours: Times) -> tuple[Because, ...]:
    reasons = [Because(Why.REMOTE) if km is None else Because(Why.NEAR, band(km))]
    spoken = shared({need.language, *need.criteria.languages}, offer.languages)
    reasons += [Because(Why.SAME_LANGUAGE, tag) for tag in spoken]
    if offer.availability:
        reasons += [Because(Why.FREE_THEN, window.start.isoformat()) for window in hours.meeting[:1]]
    reasons += [Because(Why.HAS_WHAT_IT_TAKES, code) for code in sorted(need.requires & offer.has)]
    if offer.organisation_id is not None:
        reasons.append(Because(Why.ORGANISATION))
    elif standing(offer) is not TrustLevel.NEW:
        reasons.append(Because(Why.KNOWN_HERE))
    if offer.asked_in_week < HARDLY_ASKED:
        reasons.append(Because(Why.ASKED_LEAST))
    if offer.allied:
        reasons.append(Because(Why.FROM_ALLY))
    return tuple(reasons)


def chance(offer: Offer, p_yes: float) -> float:
    """How well it fits × how likely they see it: what their silence will tell, should they be silent."""
    return min(1.0, p_yes / Belief(offer.alpha, offer.beta).mean)


def because_code(because: Because) -> str:
    """A reason as it is stored: its code, and what it refers to."""
    return str(because.why) if because.detail is None else f"{because.why}:{because.detail}"
