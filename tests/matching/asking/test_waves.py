import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.asking.askable import Askable
from matching.asking.attention import asked_longest_ago, price
from matching.asking.next_look import pause_before_next
from matching.asking.waves import Situation, choose
from matching.words.policy import ASK_FEW, ASK_MANY, USUAL, Policy
from matching.words.vocabulary import Urgency

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    """A helper who may be asked, as a row of `Askable`."""

    helper_id: UUID
    p_yes: float
    reachable: float = 1.0
    asked_in_week: float = 0.0
    recent_load: float = 0.0
    last_asked_at: datetime | None = None
    may_ring: bool = True


@dataclass(frozen=True)
class Asked:
    """A choice, by whom it is."""

    helper_id: UUID
    p_yes: float
    price: float
    gain: float
    propensity: float


def somebody(number: int, p_yes: float = 0.1, **more: Any) -> Somebody:
    return Somebody(UUID(int=number), p_yes, **more)


def columns(people: list[Somebody]) -> Askable:
    return Askable(
        np.array([p.p_yes for p in people]),
        np.array([p.reachable for p in people]),
        np.array([p.asked_in_week for p in people]),
        np.array([p.recent_load for p in people]),
        np.array([p.may_ring for p in people], np.bool_),
    )


def wave(
    candidates: list[Somebody], *, rng: random.Random | None = None, **given_: object
) -> tuple[Asked, ...]:
    usual: dict[str, object] = {"urgency": Urgency.SOON, "waiting": (), "sent": 0, "policy": USUAL}
    people = sorted(candidates, key=lambda p: asked_longest_ago(p.last_asked_at, p.helper_id))
    situation = Situation(**(usual | given_))  # type: ignore[arg-type]
    return tuple(
        Asked(people[c.index].helper_id, c.p_yes, c.price, c.gain, c.propensity)
        for c in choose(columns(people), situation, rng)
    )


def who(asked: tuple[Asked, ...]) -> list[int]:
    return [a.helper_id.int for a in asked]


TOWN = [somebody(n, 0.02 + 0.005 * n, asked_in_week=(n * 7 % 5) / 2) for n in range(1, 41)]

people = st.builds(
    somebody,
    st.integers(1, 60),
    st.floats(0.001, 0.9),
    reachable=st.floats(0, 1),
    asked_in_week=st.floats(0, 8),
    recent_load=st.floats(0, 5),
    may_ring=st.booleans(),
)
circles = st.lists(people, max_size=60, unique_by=lambda a: a.helper_id)


@settings(max_examples=60)
@given(circles, st.randoms(use_true_random=False), st.sampled_from(Urgency), st.integers(0, 70))
def test_the_order_of_candidates_changes_nothing(
    candidates: list[Somebody], shuffle: random.Random, urgency: Urgency, sent: int
) -> None:
    mixed = list(candidates)
    shuffle.shuffle(mixed)

    def drawn(these: list[Somebody]) -> tuple[Asked, ...]:
        return wave(these, urgency=urgency, sent=sent, rng=random.Random(7), helpers=500)

    assert drawn(candidates) == drawn(mixed)


@settings(max_examples=60)
@given(circles, st.lists(st.floats(0, 0.9), max_size=5), st.integers(0, 70))
def test_nobody_is_asked_who_costs_more_than_they_add(
    candidates: list[Somebody], waiting: list[float], sent: int
) -> None:
    known = {c.helper_id: c for c in candidates}
    asked = wave(candidates, waiting=waiting, sent=sent, policy=USUAL.with_dial("small_circle", 0))
    for a in asked:
        c = known[a.helper_id]
        assert a.gain > a.price == price(c.asked_in_week, c.recent_load, USUAL)
        assert a.p_yes == c.p_yes * c.reachable
    assert len({a.helper_id for a in asked}) == len(asked) <= max(0, 60 - sent)


def test_each_person_asked_lowers_what_the_next_would_add() -> None:
    equals = [somebody(n, 0.3, asked_in_week=3.0) for n in range(1, 31)]
    gains = [a.gain for a in wave(equals)]
    assert 1 < len(gains) < 30
    assert gains == sorted(gains, reverse=True)
    assert gains[1] == pytest.approx(gains[0] * 0.7)


def test_hope_in_those_who_have_not_answered_holds_the_next_back() -> None:
    assert len(wave(TOWN, sent=5)) > len(wave(TOWN, sent=5, waiting=[0.5])) > 0
    assert wave(TOWN, sent=5, waiting=[0.99]) == ()


def test_a_no_frees_the_place_at_once() -> None:
    assert wave(TOWN, sent=2, waiting=[0.99, 0.1]) == ()
    assert wave(TOWN, sent=2, waiting=[0.1]) != ()


def test_the_tired_are_left_in_peace() -> None:
    fresh = [somebody(n, 0.1) for n in range(1, 21)]
    tired = [somebody(n, 0.1, asked_in_week=6.0) for n in range(21, 41)]
    assert set(who(wave(fresh + tired))) <= set(range(1, 21))


def test_those_who_carried_much_lately_are_asked_last() -> None:
    loaded = [somebody(n, 0.1, asked_in_week=1.0, recent_load=3.0) for n in range(1, 16)]
    rested = [somebody(n, 0.1, asked_in_week=1.0) for n in range(16, 31)]
    assert set(who(wave(loaded + rested))[:5]) <= set(range(16, 31))


def test_where_few_could_help_more_of_them_are_asked() -> None:
    weak = [somebody(n, 0.01, asked_in_week=0.5) for n in range(1, 13)]
    assert wave(weak, policy=USUAL.with_dial("hard_to_fill", 0.0)) == ()
    assert len(wave(weak)) == 12


def test_urgent_asks_more_at_once() -> None:
    assert len(wave(TOWN, urgency=Urgency.URGENT)) > len(wave(TOWN))


def test_a_dearer_dial_asks_fewer() -> None:
    sizes = [len(wave(TOWN, policy=Policy(attention_price=dial))) for dial in (0.02, 0.1, 0.4)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > sizes[-1] > 0


@pytest.mark.parametrize(("sent", "most"), [(0, 60), (50, 10), (59, 1), (60, 0), (70, 0)])
def test_a_need_is_proposed_at_most_so_often(sent: int, most: int) -> None:
    crowd = [somebody(n, 0.01) for n in range(1, 100)]
    cheap = Policy(attention_price=0.01, hard_to_fill=10.0)
    assert len(wave(crowd, sent=sent, policy=cheap)) == most


def test_a_wave_is_no_larger_than_its_dial() -> None:
    assert len(wave(TOWN, policy=USUAL.with_dial("wave_size", 2))) == 2


def test_of_equals_the_one_not_asked_for_longest_comes_first() -> None:
    days_ago = {1: 2, 2: 9, 3: 5}
    equals = [somebody(n, last_asked_at=NOON - timedelta(days=d)) for n, d in days_ago.items()]
    assert who(wave([*equals, somebody(4)], policy=Policy(small_circle=0)))[:4] == [4, 2, 3, 1]


def test_quiet_hours_hold_later_waves_and_never_the_first() -> None:
    asleep = [replace(c, may_ring=False) for c in TOWN]
    assert wave(asleep) != ()
    assert wave(asleep, sent=3) == ()


# --- small circles ---------------------------------------------------------------------------------------


def until_everybody_was_silent(circle: list[Somebody], **given_: Any) -> list[int]:
    asked: list[int] = []
    while step := wave([c for c in circle if c.helper_id.int not in asked], sent=len(asked), **given_):
        assert len(step) == 1
        asked += who(step)
    return asked


def test_in_a_small_circle_everybody_is_asked_one_after_the_other() -> None:
    circle = [somebody(n, 0.06 + 0.01 * n, asked_in_week=9.0) for n in range(1, 10)]
    assert until_everybody_was_silent(circle) == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_a_village_is_a_small_circle_even_where_more_than_ten_could_help() -> None:
    village = [somebody(n, 0.1, asked_in_week=9.0) for n in range(1, 15)]
    assert until_everybody_was_silent(village, helpers=30) == list(range(1, 15))
    assert wave([replace(c, asked_in_week=20.0) for c in village], helpers=300) == ()


def test_asked_ones_still_count_as_the_circle() -> None:
    tired = [somebody(n, 0.1, asked_in_week=20.0) for n in range(1, 6)]
    assert wave(tired, sent=4) != ()
    assert wave(tired, sent=5) == ()


def test_a_small_circle_waits_while_there_is_hope_and_hurries_when_urgent() -> None:
    circle = [somebody(n) for n in range(1, 6)]
    assert wave(circle, sent=1, waiting=[0.1]) == ()
    assert len(wave(circle, sent=1, waiting=[0.1], urgency=Urgency.URGENT)) == 1
    assert len(wave(circle, urgency=Urgency.URGENT)) == 2


def test_somebody_asked_yesterday_is_let_breathe_but_the_first_proposal_is_never_held() -> None:
    circle = [somebody(n, reachable=0.3) for n in range(1, 6)]
    assert who(wave(circle)) == [1]
    assert wave(circle, sent=1) == ()
    assert wave(circle, sent=1, urgency=Urgency.URGENT) != ()


def test_those_who_would_add_next_to_nothing_are_spared_unless_that_is_usual_here() -> None:
    circle = [somebody(n, 0.02) for n in range(1, 6)]
    assert len(wave(circle)) == 1
    assert wave(circle, sent=1) == ()
    assert wave(circle, sent=1, usual_yes=0.02) != ()


# --- the share left to chance ----------------------------------------------------------------------------


def test_without_dice_or_in_a_village_nobody_is_drawn() -> None:
    assert {a.propensity for a in wave(TOWN)} == {1.0}
    for helpers in (49, None):
        asked = wave(TOWN, rng=random.Random(1), helpers=helpers, policy=Policy(exploration=0.2))
        assert asked == wave(TOWN, helpers=helpers)


def test_the_logged_probability_is_how_often_somebody_is_drawn() -> None:
    equals = [somebody(n, 0.5, last_asked_at=NOON + timedelta(hours=n)) for n in range(1, 13)]
    equals = [replace(c, asked_in_week=1 + c.helper_id.int / 1000) for c in equals]
    dice = random.Random(3)
    logged: dict[int, float] = {}
    drawn: Counter[int] = Counter()
    for _ in range(4000):
        first = wave(equals, rng=dice, helpers=50, policy=Policy(exploration=0.2, wave_size=1))[0]
        drawn[first.helper_id.int] += 1
        logged[first.helper_id.int] = first.propensity
    assert sum(logged.values()) == pytest.approx(1)
    assert logged[1] > 0.8
    for number, propensity in logged.items():
        assert drawn[number] / 4000 == pytest.approx(propensity, abs=0.012)
    assert logged[2] > 2 * logged[8] > 0, "of two near equals the less asked is drawn"


def test_chance_never_asks_anybody_twice() -> None:
    equals = [somebody(n, 0.1) for n in range(1, 31)]
    dice = random.Random(4)
    for _ in range(50):
        asked = who(wave(equals, rng=dice, helpers=80, policy=Policy(exploration=0.2)))
        assert len(set(asked)) == len(asked) > 1


def test_only_near_equals_stand_in_for_the_best() -> None:
    best = somebody(1, 0.6)
    others = [somebody(n, 0.2) for n in range(2, 14)]
    dice = random.Random(5)
    for _ in range(200):
        asked = wave([best, *others], rng=dice, helpers=80, policy=Policy(exploration=0.2))
        assert (asked[0].helper_id, asked[0].propensity) == (best.helper_id, 1.0)


def test_pauses_are_the_dials() -> None:
    assert pause_before_next(Urgency.URGENT, USUAL) == timedelta(minutes=10)
    assert pause_before_next(Urgency.SOON, USUAL) == timedelta(minutes=30)
    assert pause_before_next(Urgency.FLEXIBLE, USUAL) == timedelta(minutes=30)
    assert pause_before_next(Urgency.SOON, ASK_FEW) == timedelta(minutes=60)
    assert pause_before_next(Urgency.SOON, ASK_MANY) == timedelta(minutes=20)
