"""What holds whatever comes: refused pairs, the order of the input, and waiting, from rules to waves."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import numpy as np
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from matching.asking.candidates import best_for
from matching.asking.scoring import score
from matching.asking.waves import Situation, next_wave
from matching.rounds.assignment import Problem, assign
from matching.rules.rules import may_be_asked, refused
from matching.words.policy import USUAL
from matching.words.tasks import Involves
from matching.words.values import Criteria, Need, Offer, Pair, Point, Window
from matching.words.vocabulary import TrustLevel, Urgency
from tests.matching.builders import LANSING, NOW, a_need, an_offer

seeds = st.integers(0, 100_000)
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
"""Most random pairs are refused; what is left is what these properties are about."""


def a_town(dice: random.Random, needs: int, helpers: int) -> tuple[list[Need], list[tuple[Offer, Pair]]]:
    """A few needs and helpers of every kind, many of whom do not fit each other."""
    return [_need(n, dice) for n in range(needs)], [_helper(h, dice) for h in range(helpers)]


def _need(number: int, dice: random.Random) -> Need:
    return a_need(
        id=UUID(int=100 + number),
        category=dice.choice(["groceries", "ride", "shelter"]),
        urgency=dice.choice(list(Urgency)),
        posted_at=NOW - timedelta(hours=dice.randrange(72)),
        involves=frozenset(dice.sample(list(Involves), dice.randrange(2))),
        remaining=dice.choice([None, 1, 3]),
        criteria=Criteria(
            min_trust=dice.choice([TrustLevel.NEW, TrustLevel.NEW, TrustLevel.VOUCHED]),
            languages=dice.choice([(), ("sw",)]),
        ),
    )


def _helper(number: int, dice: random.Random) -> tuple[Offer, Pair]:
    offer = an_offer(
        id=UUID(int=1000 + number),
        helper_id=UUID(int=2000 + number),
        point=Point(LANSING.lat + dice.randrange(5) / 50, LANSING.lon),
        categories=dice.choice([frozenset(), frozenset({"ride", "groceries"}), frozenset({"shelter"})]),
        languages=frozenset(dice.sample(["en", "sw", "ar"], 2)),
        trust=dice.choice(list(TrustLevel)),
        cannot=frozenset(dice.sample(list(Involves), 2)),
        paused=dice.random() < 0.1,
        held=dice.choice([(), (), (Window(NOW, NOW + timedelta(days=1)),)]),
        asked_today=dice.choice([0, 0, 1]),
        asked_in_week=dice.choice([0.0, 0.4, 1.5]),
    )
    return offer, Pair(blocked=dice.random() < 0.1, earlier_no=dice.random() < 0.1)


def asked_for(need: Need, offers: list[tuple[Offer, Pair]], seed: int) -> list[UUID]:
    """Whom the first wave asks: from the shortlist on, as the service does it, in any order."""
    people = [(candidate, True) for candidate in best_for(need, offers, now=NOW, k=20, asking=True).chosen]
    random.Random(seed).shuffle(people)
    situation = Situation(urgency=need.urgency, waiting=(), sent=0, policy=USUAL, helpers=200)
    wave = next_wave(people, situation, now=NOW, rng=random.Random(seed))
    return [candidate.offer.id for candidate, _ in wave]


def a_problem(needs: list[Need], offers: list[tuple[Offer, Pair]]) -> tuple[Problem, list[tuple[UUID, UUID]]]:
    """A round over all that the rules allow, and the pair that each of its edges stands for."""
    edges = [
        (n, o, score(need, offer, now=NOW).total)
        for n, need in enumerate(needs)
        for o, (offer, pair) in enumerate(offers)
        if refused(need, offer, pair, now=NOW) is None
    ]
    edges = [edge for edge in edges if edge[2] > 0]
    problem = Problem(
        quantity=np.array([need.remaining or 1 for need in needs]),
        capacity=np.array([offer.at_a_time for offer, _ in offers]),
        src=np.array([n for n, _, _ in edges], np.int32),
        dst=np.array([o for _, o, _ in edges], np.int32),
        score=np.array([total for _, _, total in edges], np.int64),
        need_keys=np.array([str(need.id) for need in needs]),
        offer_keys=np.array([str(offer.id) for offer, _ in offers]),
    )
    return problem, [(needs[n].id, offers[o][0].id) for n, o, _ in edges]


def matched(needs: list[Need], offers: list[tuple[Offer, Pair]]) -> dict[tuple[UUID, UUID], int]:
    problem, pairs = a_problem(needs, offers)
    flow = assign(problem, price_of_fairness=0).flow.tolist()
    return {pair: units for pair, units in zip(pairs, flow, strict=True) if units}


@SMALL
@given(seeds)
def test_a_refused_pair_never_appears(seed: int) -> None:
    """Not among the candidates, not in a wave, not in a round, however well it would score."""
    needs, offers = a_town(random.Random(seed), 4, 15)
    by_id = {offer.id: (offer, pair) for offer, pair in offers}
    by_need = {need.id: need for need in needs}
    for need in needs:
        found = best_for(need, offers, now=NOW, k=20)
        assert all(refused(need, *by_id[c.offer.id], now=NOW) is None for c in found.chosen)
        assert {c.offer.id for c in found.chosen}.isdisjoint(offer.id for offer, _ in found.refused)
        for offer_id in asked_for(need, offers, seed):
            offer, pair = by_id[offer_id]
            assert refused(need, offer, pair, now=NOW) is None
            assert may_be_asked(need, offer) is None
    for need_id, offer_id in matched(needs, offers):
        assert refused(by_need[need_id], *by_id[offer_id], now=NOW) is None


@SMALL
@given(seeds, seeds)
def test_the_order_of_the_input_changes_nothing(seed: int, order: int) -> None:
    needs, offers = a_town(random.Random(seed), 4, 15)
    mixed_needs, mixed = list(needs), list(offers)
    random.Random(order).shuffle(mixed_needs)
    random.Random(order + 1).shuffle(mixed)
    for need in needs:
        assert best_for(need, offers, now=NOW, k=8) == best_for(need, mixed, now=NOW, k=8)
        assert asked_for(need, offers, seed) == asked_for(need, mixed, seed)
    assert matched(needs, offers) == matched(mixed_needs, mixed)


def _twins(dice: random.Random, hours: int) -> tuple[Need, Need]:
    """Two needs alike in everything but when they were posted: the first has waited longer.

    The later one has the smaller id, so that no tie is won by it.
    """
    later = replace(_need(0, dice), id=UUID(int=1), posted_at=NOW - timedelta(hours=dice.randrange(24)))
    return replace(later, id=UUID(int=2), posted_at=later.posted_at - timedelta(hours=hours)), later


@SMALL
@given(seeds, st.integers(1, 2000))
def test_a_need_that_waits_never_loses_rank_to_an_equal_one_that_came_later(seed: int, hours: int) -> None:
    """With every helper it scores at least as much; and it stays so as long as both wait."""
    dice = random.Random(seed)
    earlier, later = _twins(dice, hours)
    for number in range(10):
        offer, pair = _helper(number, dice)
        assert refused(earlier, offer, pair, now=NOW) == refused(later, offer, pair, now=NOW)
        for now in (NOW, NOW + timedelta(hours=dice.randrange(100))):
            assert score(earlier, offer, now=now).total >= score(later, offer, now=now).total


@SMALL
@given(seeds, st.integers(24, 200))
def test_in_a_round_who_waited_longer_is_served_first(seed: int, hours: int) -> None:
    """One helper with one place, and two equal needs: it goes to the one that waits."""
    dice = random.Random(seed)
    earlier, later = _twins(dice, hours)
    offer, pair = _helper(0, dice)
    offer = replace(offer, at_a_time=1, held=())
    assume(refused(earlier, offer, pair, now=NOW) is None)
    totals = [score(need, offer, now=NOW).total for need in (earlier, later)]
    assume(min(totals) > 0)
    served = {need_id for need_id, _ in matched([later, earlier], [(offer, pair)])}
    assert totals[0] >= totals[1]
    assert served == {earlier.id} if totals[0] > totals[1] else len(served) == 1
