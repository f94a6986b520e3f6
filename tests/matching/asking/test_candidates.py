"""The shortlist: never a refused pair, the same whatever the order of the input, each helper once."""

import random
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.asking.candidates import best_for
from matching.asking.waves import Situation, next_wave
from matching.rules.rules import Reason, may_be_asked, refused
from matching.words.policy import USUAL
from matching.words.tasks import Involves
from matching.words.values import Criteria, Need, Offer, Pair, Point, Window
from matching.words.vocabulary import TrustLevel, Urgency
from tests.matching.builders import LANSING, NOW, a_need, an_offer

FREE = Pair()


def some_offers(count: int, seed: int) -> list[tuple[Offer, Pair]]:
    """A small town: many live in the same few cells, and most are refused by something."""
    dice = random.Random(seed)
    return [(_somebody(number, dice), _something_between(dice)) for number in range(count)]


def _somebody(number: int, dice: random.Random) -> Offer:
    return an_offer(
        id=UUID(int=1000 + number),
        helper_id=UUID(int=5000 + number * 3 // 4),
        point=Point(LANSING.lat + dice.randrange(4) / 50, LANSING.lon),
        reach_km=dice.choice([2.0, 5.0, 20.0]),
        categories=dice.choice([frozenset(), frozenset({"groceries"}), frozenset({"ride"})]),
        languages=frozenset(dice.sample(["en", "sw", "ar", "pt"], 2)),
        trust=dice.choice(list(TrustLevel)),
        cannot=frozenset(dice.sample(list(Involves), 2)),
        paused=dice.random() < 0.1,
        held=dice.choice([(), (), (), (Window(NOW, NOW + timedelta(days=1)),)]),
        asked_today=dice.choice([0, 0, 1]),
        asked_in_week=dice.choice([0.0, 0.5, 2.0]),
        last_asked_at=dice.choice([None, NOW - timedelta(days=dice.randrange(1, 4))]),
    )


def _something_between(dice: random.Random) -> Pair:
    return Pair(blocked=dice.random() < 0.1, earlier_no=dice.random() < 0.1)


needs = st.builds(
    lambda trust, involves, urgency, languages: a_need(
        criteria=Criteria(min_trust=trust, languages=languages), involves=involves, urgency=urgency
    ),
    st.sampled_from(TrustLevel),
    st.frozensets(st.sampled_from(Involves), max_size=2),
    st.sampled_from(Urgency),
    st.sampled_from([(), ("en",), ("sw", "ar")]),
)


@settings(max_examples=60, deadline=None)
@given(needs, st.integers(0, 40), st.integers(0, 2**16), st.integers(0, 12), st.booleans())
def test_a_refused_pair_never_appears(need: Need, count: int, seed: int, k: int, asking: bool) -> None:
    offers = some_offers(count, seed)
    between = {offer.id: pair for offer, pair in offers}
    listed = best_for(need, offers, now=NOW, k=k, asking=asking)
    assert len(listed.chosen) <= k
    for candidate in listed.chosen:
        assert refused(need, candidate.offer, between[candidate.offer.id], now=NOW) is None
        assert not asking or may_be_asked(need, candidate.offer) is None
    assert {c.offer.id for c in listed.chosen}.isdisjoint(offer.id for offer, _ in listed.refused)
    for offer, no in listed.refused:
        first = refused(need, offer, between[offer.id], now=NOW) or may_be_asked(need, offer)
        assert no == first


@settings(max_examples=60, deadline=None)
@given(needs, st.integers(0, 40), st.integers(0, 2**16), st.randoms(use_true_random=False))
def test_input_order_changes_nothing(need: Need, count: int, seed: int, shuffle: random.Random) -> None:
    offers = some_offers(count, seed)
    shuffled = offers.copy()
    shuffle.shuffle(shuffled)
    assert best_for(need, shuffled, now=NOW, k=10) == best_for(need, offers, now=NOW, k=10)


@settings(max_examples=40, deadline=None)
@given(needs, st.integers(0, 40), st.integers(0, 2**16))
def test_everybody_who_could_help_is_listed_once_where_there_is_room(
    need: Need, count: int, seed: int
) -> None:
    offers = some_offers(count, seed)
    could = {offer.helper_id for offer, pair in offers if refused(need, offer, pair, now=NOW) is None}
    chosen = best_for(need, offers, now=NOW, k=100).chosen
    assert sorted(c.offer.helper_id for c in chosen) == sorted(could)
    totals = [c.score.total for c in chosen]
    assert totals == sorted(totals, reverse=True)


def test_of_equals_the_least_recently_asked_comes_first_and_then_the_id() -> None:
    yesterday, last_week = NOW - timedelta(days=1), NOW - timedelta(days=7)
    asked = {1: yesterday, 2: last_week, 3: None, 4: None}
    offers = [
        (an_offer(id=UUID(int=n), helper_id=UUID(int=100 + n), last_asked_at=at), FREE)
        for n, at in asked.items()
    ]
    chosen = best_for(a_need(), offers, now=NOW, k=4).chosen
    assert [c.offer.id.int for c in chosen] == [3, 4, 2, 1]


def test_a_helper_with_two_offers_is_listed_by_the_better() -> None:
    near = an_offer(id=UUID(int=2))
    far = replace(near, id=UUID(int=1), point=Point(42.76, -84.55))
    listed = best_for(a_need(), [(far, FREE), (near, FREE)], now=NOW, k=5)
    assert [c.offer for c in listed.chosen] == [near]
    assert listed.refused == ()


def test_a_helper_with_two_offers_is_asked_once_by_the_better_one() -> None:
    near = an_offer(id=UUID(int=2))
    far = replace(near, id=UUID(int=1), point=Point(42.76, -84.55))
    listed = best_for(a_need(), [(far, FREE), (near, FREE)], now=NOW, k=5)
    situation = Situation(urgency=Urgency.SOON, waiting=(), sent=0, policy=USUAL)
    asked = next_wave([(candidate, True) for candidate in listed.chosen], situation, now=NOW)
    assert [candidate.offer for candidate, _ in asked] == [near]


@pytest.mark.parametrize("asking", [False, True])
def test_who_was_asked_enough_is_still_a_candidate_to_look_at(asking: bool) -> None:
    listed = best_for(a_need(), [(an_offer(asked_today=1), FREE)], now=NOW, k=5, asking=asking)
    assert len(listed.chosen) == (0 if asking else 1)
    assert [no.reason for _, no in listed.refused] == ([Reason.ASKED_TODAY] if asking else [])


def test_where_help_is_scarce_each_candidate_is_worth_more() -> None:
    alone = best_for(a_need(), [(an_offer(), FREE)], now=NOW, k=1).chosen[0]
    crowd = [(an_offer(id=UUID(int=n), helper_id=UUID(int=100 + n)), FREE) for n in range(30)]
    among_many = best_for(a_need(), crowd, now=NOW, k=1).chosen[0]
    assert alone.score.total > among_many.score.total
    assert alone.p_yes == among_many.p_yes
