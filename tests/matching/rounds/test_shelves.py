"""A shelf narrowed over columns is browsed as the whole one is, with fewer looks."""

import random
from dataclasses import replace
from datetime import time, timedelta
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.asking.browsing import Shelved, ranked
from matching.asking.scoring import USUAL_WEIGHTS
from matching.rounds.shelves import narrowed
from matching.words.tasks import Weekday
from matching.words.values import Need, Offer, Pair, Point, Slot, Window
from tests.matching.builders import LANSING, NOW, a_need, an_offer
from tests.matching.odd_pairs import SMALL, odd_need, odd_offer


def a_shelf(seed: int, needs: int, offers: int) -> list[Shelved]:
    """Odd needs before odd offers, some at odd hours, some with something between the two."""
    rng = random.Random(seed)
    hours = [
        (),
        tuple(Slot(day, time(8), time(20)) for day in Weekday),
        (Slot(Weekday.SUN, time(8), time(20)),),
    ]
    theirs = [
        replace(odd_offer(rng, number), availability=rng.choice(hours), reach_km=rng.choice((5.0, 50.0)))
        for number in range(offers)
    ]
    return [_shelved(rng, odd_need(rng, number), theirs) for number in range(needs)]


def _shelved(rng: random.Random, need: Need, offers: list[Offer]) -> Shelved:
    def pair() -> Pair:
        return Pair(blocked=rng.random() < 0.1, live_match=rng.random() < 0.1)

    starts = [NOW + timedelta(hours=rng.randrange(-5, 80)) for _ in range(rng.randrange(3))]
    windows = tuple(Window(start, start + timedelta(hours=2)) for start in starts)
    pairs = tuple((offer, pair()) for offer in offers)
    return Shelved(replace(need, windows=windows), pairs, rng.randrange(3), USUAL_WEIGHTS)


@SMALL
@given(st.integers(0, 10**6), st.integers(0, 30), st.integers(0, 25))
def test_a_narrowed_shelf_is_browsed_as_the_whole_one(seed: int, needs: int, offers: int) -> None:
    shelf = a_shelf(seed, needs, offers)
    narrow = narrowed(shelf, now=NOW)
    assert [one.need.id for one in narrow] == [one.need.id for one in shelf]
    assert ranked(narrow, now=NOW) == ranked(shelf, now=NOW)


def test_hours_may_make_the_second_best_the_best() -> None:
    """Over columns the nearer offer is the better one; looked at closely, only one of the two windows suits it."""
    windows = tuple(Window(NOW + timedelta(hours=h), NOW + timedelta(hours=h + 2)) for h in (24, 48))
    tomorrow = Slot(list(Weekday)[windows[0].start.weekday()], time(0), time(23, 59))
    daily = tuple(Slot(day, time(0), time(0)) for day in Weekday)
    nearer = replace(an_offer(), id=UUID(int=1), point=LANSING, availability=(tomorrow,), time_zone="UTC")
    farther = replace(
        nearer, id=UUID(int=2), availability=daily, point=Point(LANSING.lat + 0.001, LANSING.lon)
    )
    shelf = [Shelved(a_need(windows=windows), ((nearer, Pair()), (farther, Pair())))]
    looks = count()
    [narrow] = narrowed(shelf, now=NOW)
    assert [offer.id for offer, _ in narrow.offers] == [nearer.id, farther.id]
    ranked([narrow], now=NOW, may_look=lambda: next(looks) >= 0)
    assert next(looks) == 1, "the second was looked at too"
    assert ranked([narrow], now=NOW) == ranked(shelf, now=NOW)


@pytest.mark.parametrize(("pair", "found"), [(Pair(), 300), (Pair(live_match=True), 0)])
def test_of_two_hundred_offers_that_are_alike_one_is_looked_at(pair: Pair, found: int) -> None:
    """And none where something stands between the two."""
    offers = [replace(an_offer(), id=UUID(int=number)) for number in range(1, 201)]
    shelf = [
        Shelved(a_need(id=UUID(int=number)), tuple((offer, pair) for offer in offers))
        for number in range(1, 301)
    ]
    looks = count()
    ids = ranked(narrowed(shelf, now=NOW), now=NOW, may_look=lambda: next(looks) >= 0).ids
    assert len(ids) == found
    assert next(looks) == 299
