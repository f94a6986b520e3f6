"""The rules and the score over columns say what the originals say, pair by pair."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.asking.scoring import WHOLE, p_yes, scarcity_of, score, way_to_go
from matching.rounds.vector_rules import Crowd
from matching.rounds.vector_scores import scores
from matching.rounds.vector_times import FreeTimes
from matching.rules import distance, rulebook
from matching.rules.rulebook import RULES
from matching.words.values import Need, Offer, Pair, Window
from tests.matching.builders import NOW, a_need, an_offer
from tests.matching.odd_pairs import (
    SMALL,
    odd_need,
    odd_offer,
    stretches,
)

BETWEEN = frozenset(
    {
        rulebook.too_close,
        rulebook.blocked,
        rulebook.earlier_no,
        rulebook.author_said_no,
        rulebook.live_match,
    }
)


def crowd(seed: int, size: int = 40) -> tuple[list[Need], list[Offer], Any, Any]:
    rng = random.Random(seed)
    needs = [odd_need(rng, i) for i in range(size)]
    offers = [odd_offer(rng, i) for i in range(size)]
    src, dst = np.divmod(np.arange(size * size), size)
    return needs, offers, src, dst


def near_a_limit(need: Need, offer: Offer) -> bool:
    """Sines differ in the last bit between libraries: a limit hit to the micrometre may fall either way."""
    if need.point is None or offer.point is None:
        return False
    km, radii = distance.km(need.point, offer.point), (need.point.radius_km, offer.point.radius_km)
    wanted = distance.least_reach(km, *radii)
    limits = need.criteria.max_distance_km or 0.0, *radii
    return abs(wanted - offer.reach_km) < 1e-9 or any(abs(km - limit) < 1e-9 for limit in limits)


@SMALL
@given(st.integers(0, 2**32))
def test_columns_refuse_whom_the_rules_refuse(seed: int) -> None:
    needs, offers, src, dst = crowd(seed)
    refused = Crowd(needs, offers, now=NOW).refused(src, dst)
    for i, j, no in zip(src, dst, refused, strict=True):
        spoke = [rule.__name__ for rule in RULES if rule(needs[i], offers[j], Pair(), NOW)]
        assert bool(spoke) == no or near_a_limit(needs[i], offers[j]), (spoke, needs[i], offers[j])


def test_every_rule_speaks_alone_somewhere() -> None:
    """Else the test above would not notice one that is missing."""
    alone: Counter[str] = Counter()
    for seed in range(12):
        needs, offers, src, dst = crowd(seed)
        for i, j in zip(src, dst, strict=True):
            spoke = [rule.__name__ for rule in RULES if rule(needs[i], offers[j], Pair(), NOW)]
            if len(spoke) == 1:
                alone[spoke[0]] += 1
    assert {rule.__name__ for rule in frozenset(RULES) - BETWEEN} <= set(alone)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_columns_find_the_same_meetings(seed: int) -> None:
    """Every need here has windows, and every helper hours and promises: the rule of time alone decides."""
    rng = random.Random(seed)
    needs = [
        a_need(id=UUID(int=i), windows=stretches(rng), minutes=rng.choice((None, 5, 60, 600)))
        for i in range(12)
    ]
    busy = [replace(odd_offer(rng, i), busy=stretches(rng), held=stretches(rng)) for i in range(12)]
    src, dst = np.divmod(np.arange(144), 12)
    found = FreeTimes(needs, busy, NOW).refused(src, dst)
    for i, j, no in zip(src, dst, found, strict=True):
        assert no == (rulebook.time_to_help(needs[i], busy[j], Pair(), NOW) is not None), (needs[i], busy[j])


def test_what_stands_between_two_is_handed_in() -> None:
    pair = np.array([0]), np.array([0])
    both = Crowd([a_need()], [an_offer()], now=NOW)
    assert not both.refused(*pair)[0]
    assert both.refused(*pair, between=np.array([True]))[0]


def test_nobody_at_all() -> None:
    nobody = np.array([], np.int64)
    assert len(Crowd([], [], now=NOW).refused(nobody, nobody)) == 0


@SMALL
@given(st.integers(0, 2**32))
def test_columns_score_as_the_original(seed: int) -> None:
    needs, offers, src, dst = crowd(seed, size=25)
    needs = [replace(need, windows=()) for need in needs]
    allowed = ~Crowd(needs, offers, now=NOW).refused(src, dst)
    src, dst = src[allowed], dst[allowed]
    found = scores(Crowd(needs, offers, now=NOW), needs, offers, src, dst, now=NOW)
    chances: dict[int, list[float]] = {}
    for i, j in zip(src.tolist(), dst.tolist(), strict=True):
        way = way_to_go(needs[i], rulebook.distance(needs[i], offers[j]))
        chances.setdefault(i, []).append(p_yes(offers[j], way))
    for pair, (i, j) in enumerate(zip(src.tolist(), dst.tolist(), strict=True)):
        exact = score(needs[i], offers[j], now=NOW, scarcity=scarcity_of(chances[i]))
        # A part that lies on a half may be rounded either way; it counts for a thousandth.
        assert found.total[pair] == pytest.approx(exact.total, rel=0.01, abs=WHOLE), exact
        way = way_to_go(needs[i], rulebook.distance(needs[i], offers[j]))
        assert found.p_yes[pair] == pytest.approx(p_yes(offers[j], way))


def test_windows_count_as_any_time() -> None:
    window = Window(NOW + timedelta(hours=3), NOW + timedelta(hours=4))
    need, pair = a_need(windows=(window,)), (np.array([0]), np.array([0]))
    found = scores(Crowd([need], [an_offer()], now=NOW), [need], [an_offer()], *pair, now=NOW)
    km = rulebook.distance(need, an_offer())
    scarcity = scarcity_of([p_yes(an_offer(), way_to_go(need, km))])
    assert found.total[0] == score(need, an_offer(), now=NOW, scarcity=scarcity).total
