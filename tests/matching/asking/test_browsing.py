"""What somebody who browses sees first."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.asking.browsing import FULL, Shelved, penalty, ranked
from matching.asking.scoring import score
from matching.words.values import Pair, Point
from matching.words.vocabulary import Urgency
from tests.matching.builders import LANSING, NOW, a_need, an_offer

MINE = an_offer()


def in_order(shelf: Sequence[Shelved], *, now: datetime) -> list[UUID]:
    return ranked(shelf, now=now).ids


def shelved(number: int, *, connections: int = 0, pair: Pair | None = None, **need: object) -> Shelved:
    found = a_need(id=UUID(int=number), **need)
    return Shelved(found, ((MINE, pair or Pair()),), connections)


def test_what_fits_best_comes_first() -> None:
    far = shelved(1, point=Point(LANSING.lat + 0.03, LANSING.lon))
    urgent = shelved(2, urgency=Urgency.URGENT)
    usual = shelved(3)
    assert in_order([far, usual, urgent], now=NOW) == [UUID(int=2), UUID(int=3), UUID(int=1)]


def test_the_offer_that_fits_best_speaks_for_its_helper() -> None:
    """Somebody with an offer far away and one next door is next door."""
    elsewhere = replace(MINE, id=UUID(int=21), point=Point(LANSING.lat + 0.03, LANSING.lon))
    near_one = shelved(1)
    both = Shelved(a_need(id=UUID(int=2)), ((elsewhere, Pair()), (MINE, Pair())))
    far_one = Shelved(a_need(id=UUID(int=3)), ((elsewhere, Pair()),))
    assert in_order([far_one, near_one, both], now=NOW) == [UUID(int=1), UUID(int=2), UUID(int=3)]


@pytest.mark.parametrize("pair", [Pair(own_need=True), Pair(earlier_no=True), Pair(live_match=True)])
def test_what_they_cannot_answer_is_not_there(pair: Pair) -> None:
    assert in_order([shelved(1, pair=pair), shelved(2, category="childcare")], now=NOW) == []


def test_nobody_is_shown_what_is_out_of_reach() -> None:
    shelf = [shelved(1), shelved(2, point=Point(43.5, -84.55))]
    assert in_order(shelf, now=NOW) == [UUID(int=1)]


def test_each_connection_lets_a_need_step_back() -> None:
    popular, overlooked = shelved(1, connections=1), shelved(2, posted_at=NOW)
    assert in_order([popular, overlooked], now=NOW) == [UUID(int=2), UUID(int=1)]


def test_who_wants_ten_still_wants_eight() -> None:
    many = shelved(1, connections=2, remaining=10)
    one = shelved(2, connections=1, remaining=1)
    assert in_order([one, many], now=NOW) == [UUID(int=1), UUID(int=2)]


def test_a_need_that_is_spoken_for_falls_behind_an_ordinary_one() -> None:
    ordinary = score(a_need(), MINE, now=NOW).total
    assert 0.7 * FULL <= ordinary <= 1.3 * FULL


@given(st.integers(0, 50), st.none() | st.integers(1, 50))
def test_each_connection_costs_more_than_the_one_before(connections: int, wanted: int | None) -> None:
    first, second, third = (penalty(connections + more, wanted) for more in (0, 1, 2))
    assert penalty(0, wanted) == 0
    assert first < second
    assert second - first <= third - second + 1, "rounded to whole millionths"


@settings(max_examples=50)
@given(st.integers(0, 10_000))
def test_the_order_of_the_input_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    shelf = [
        shelved(
            number,
            connections=dice.randrange(4),
            remaining=dice.choice([None, 1, 5]),
            urgency=dice.choice(list(Urgency)),
            posted_at=NOW - timedelta(hours=dice.randrange(3)),
            category=dice.choice(["groceries", "ride"]),
        )
        for number in range(1, 12)
    ]
    ordered = in_order(shelf, now=NOW)
    dice.shuffle(shelf)
    assert in_order(shelf, now=NOW) == ordered
    assert len(set(ordered)) == len(ordered)


@given(
    waited=st.integers(0, 40 * 24),
    longer=st.integers(1, 40 * 24),
    connections=st.integers(0, 3),
    urgency=st.sampled_from(Urgency),
)
def test_a_need_that_waits_never_loses_rank_to_an_equal_one_that_came_later(
    waited: int, longer: int, connections: int, urgency: Urgency
) -> None:
    def posted(number: int, hours: int) -> Shelved:
        at = NOW - timedelta(hours=hours)
        expires = NOW + timedelta(days=1)
        return shelved(number, connections=connections, urgency=urgency, posted_at=at, expires_at=expires)

    later, earlier = posted(1, waited), posted(2, waited + longer)
    assert in_order([later, earlier], now=NOW) == [UUID(int=2), UUID(int=1)]


@given(st.integers(0, 30), st.integers(1, 6), st.integers(1, 6))
def test_what_is_left_to_look_at_ends_the_shelf_and_nothing_is_skipped(
    most: int, needs: int, offers: int
) -> None:
    """Going on after what was looked at, everything comes once, whatever the bound; each look takes one."""
    mine = [replace(MINE, id=UUID(int=100 + number)) for number in range(offers)]
    shelf = [Shelved(a_need(id=UUID(int=n + 1)), tuple((o, Pair()) for o in mine)) for n in range(needs)]
    seen: list[UUID] = []
    while shelf:
        looks = count(1)
        found = ranked(shelf, now=NOW, may_look=lambda: next(looks) <= most)  # noqa: B023
        assert 1 <= found.looked_at <= len(shelf)
        assert next(looks) <= most + 3
        seen += found.ids
        shelf = shelf[found.looked_at :]
    assert sorted(seen) == [UUID(int=n + 1) for n in range(needs)]


def test_an_offer_that_cannot_score_more_is_not_looked_at() -> None:
    good, worse = score(a_need(), MINE, now=NOW).total, 10
    looks = count()
    both = Shelved(a_need(), ((MINE, Pair()), (replace(MINE, id=UUID(int=9)), Pair())))

    def look() -> bool:
        return next(looks) >= 0

    ranked([replace(both, bounds=(good, worse))], now=NOW, may_look=look)
    assert next(looks) == 0
    ranked([both], now=NOW, may_look=look)
    assert next(looks) == 2
