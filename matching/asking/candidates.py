"""The candidates for one need, best first, and why everybody else is refused. Input order never matters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matching.asking.again import UNASKED, Order, against_asking
from matching.asking.attention import asked_longest_ago
from matching.asking.scoring import USUAL_WEIGHTS, Score, Weights, p_yes, scarcity_of, score, way_to_go
from matching.rules.refusals import Refusal
from matching.rules.rulebook import distance
from matching.rules.rules import refused
from matching.words.values import Need, Offer, Pair


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could help. `km` is None when distance plays no part."""

    offer: Offer
    score: Score
    p_yes: float
    km: float | None


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Each helper once, by the offer of theirs that fits best; and refused offers, by id, each with why.

    `cut`: there are more nearby, who were not looked at.
    """

    chosen: tuple[Candidate, ...]
    refused: tuple[tuple[Offer, Refusal], ...]
    cut: bool = False


def best_for(
    need: Need,
    offers: Iterable[tuple[Offer, Pair]],
    *,
    now: datetime,
    k: int,
    asking: bool = False,
    orders: frozenset[Order] = UNASKED,
    weights: Weights = USUAL_WEIGHTS,
) -> Shortlist:
    """The `k` best for this need, of those whom the hard rules allow.

    By score; of equals, those asked longest ago come first. With `asking`, those who were asked enough for now are
    refused too, and who was asked for this need before, unless in one of these `orders` (everybody listed may be sent
    a proposal). Scarcity counts all who are allowed.
    """
    fit: list[Offer] = []
    no: list[tuple[Offer, Refusal]] = []
    for offer, pair in offers:
        reason = (
            against_asking(need, offer, pair, now=now, orders=orders)
            if asking
            else refused(need, offer, pair, now=now)
        )
        if reason is None:
            fit.append(offer)
        else:
            no.append((offer, reason))
    ranked = _ranked(need, fit, now, weights)
    return Shortlist(tuple(ranked[:k]), tuple(sorted(no, key=lambda refusal: refusal[0].id)))


def _ranked(need: Need, offers: list[Offer], now: datetime, weights: Weights) -> list[Candidate]:
    ways = [distance(need, offer) for offer in offers]
    chances = [p_yes(offer, way_to_go(need, km)) for offer, km in zip(offers, ways, strict=True)]
    scarcity = scarcity_of(chances)
    scored = [
        Candidate(offer, score(need, offer, now=now, scarcity=scarcity, weights=weights), chance, km)
        for offer, chance, km in zip(offers, chances, ways, strict=True)
    ]
    return list(_each_helper_once(sorted(scored, key=_order)))


def _order(candidate: Candidate) -> tuple[int, datetime, UUID]:
    return -candidate.score.total, *asked_longest_ago(candidate.offer.last_asked_at, candidate.offer.id)


def _each_helper_once(candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    seen: set[UUID] = set()
    for candidate in candidates:
        if candidate.offer.helper_id not in seen:
            seen.add(candidate.offer.helper_id)
            yield candidate
