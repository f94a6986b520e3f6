import math
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.asking.attention import (
    BLIND_HOURS,
    NIGHT,
    TYPICAL_ANSWER_HOURS,
    Belief,
    asked_longest_ago,
    community_belief,
    decayed,
    hours_since,
    learned,
    price,
    reachable,
    still_to_come,
)
from matching.words.policy import ASK_FEW, USUAL
from tests.matching.builders import NOW

counts = st.floats(0, 1e4)
chances = st.floats(0, 0.999)


@given(counts, counts)
def test_a_yes_raises_the_belief_and_a_no_lowers_it(alpha: float, beta: float) -> None:
    belief = Belief(alpha + 0.1, beta + 0.1)
    assert learned(belief, yes=1).mean > belief.mean > learned(belief, asked=1).mean


def test_silence_from_afar_says_nearly_nothing() -> None:
    belief = Belief()
    near, far = learned(belief, asked=0.9), learned(belief, asked=0.01)
    assert belief.mean - far.mean < (belief.mean - near.mean) / 50


@given(counts, counts)
def test_a_newcomer_is_believed_to_be_like_the_community_and_outweighed_by_few_answers(
    yes: float, no: float
) -> None:
    newcomer = community_belief(yes, yes + no)
    assert newcomer.weight == pytest.approx(Belief().weight)
    assert min(Belief().mean, yes / max(yes + no, 1e-9)) - 1e-9 <= newcomer.mean
    assert newcomer.mean <= max(Belief().mean, yes / max(yes + no, 1e-9)) + 1e-9


def test_a_small_community_is_hardly_believed_and_a_large_one_is() -> None:
    assert community_belief(1, 2).mean == pytest.approx(2.2 / 11.2)
    assert community_belief(5000, 10000).mean == pytest.approx(0.5, abs=0.001)


def test_attention_comes_back_with_time() -> None:
    assert reachable(0.0) == 0
    assert reachable(BLIND_HOURS) == pytest.approx(1 - 1 / math.e)
    assert reachable(math.inf) == 1
    assert reachable(math.inf, awake=False) == NIGHT


def test_who_was_asked_longest_ago_comes_first_and_who_never_was_before_everybody() -> None:
    week, day, never = (
        (NOW - timedelta(days=7), UUID(int=1)),
        (NOW - timedelta(days=1), UUID(int=2)),
        UUID(int=9),
    )
    people = [day, (None, never), week, (None, UUID(int=3))]
    in_turn = sorted(people, key=lambda person: asked_longest_ago(*person))
    assert [who.int for _, who in in_turn] == [3, 9, 1, 2]
    assert [hours_since(at, NOW) for at, _ in in_turn] == [math.inf, math.inf, 168, 24]


def test_a_night_weighs_on_those_who_sleep_alone() -> None:
    awake = np.array([True, False, True])
    assert reachable(np.full(3, 36.0), awake=awake).tolist() == [
        reachable(36.0, awake=one) for one in awake.tolist()
    ]


def test_a_count_fades_to_a_third_and_a_bit() -> None:
    assert decayed(1.0, 168.0) == pytest.approx(1 / math.e)
    assert decayed(0.0, math.inf) == 0


@given(chances, st.floats(0, 100), st.floats(0, 100))
def test_hope_fades_with_silence_and_never_grows(p: float, a: float, b: float) -> None:
    early, late = sorted((a, b))
    assert 0 <= still_to_come(p, late) <= still_to_come(p, early) <= p + 1e-12


def test_half_of_those_who_will_say_yes_have_done_so_after_the_typical_time() -> None:
    assert still_to_come(0.5, TYPICAL_ANSWER_HOURS) == pytest.approx(1 / 3)


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 20), st.floats(0, 20))
def test_the_tired_and_the_generous_are_dearer(week: float, more: float, load: float, further: float) -> None:
    assert price(week + more, load, USUAL) >= price(week, load, USUAL) > 0
    assert price(week, load + further, USUAL) >= price(week, load, USUAL)
    assert price(week + 1, load + 1, USUAL) > price(week + 1, load, USUAL) > price(week, load, USUAL)
    assert price(week, load, ASK_FEW) > price(week, load, USUAL)


def test_a_column_gives_what_its_numbers_give() -> None:
    hours = np.array([0.0, 1.0, 50.0])
    p = np.array([0.1, 0.5, 0.9])
    assert reachable(hours).tolist() == [reachable(h) for h in hours.tolist()]
    assert decayed(p, hours).tolist() == [
        decayed(x, h) for x, h in zip(p.tolist(), hours.tolist(), strict=True)
    ]
    assert price(p, hours, USUAL).tolist() == [
        price(x, h, USUAL) for x, h in zip(p.tolist(), hours.tolist(), strict=True)
    ]
    assert still_to_come(p, hours) == pytest.approx(
        [still_to_come(x, h) for x, h in zip(p.tolist(), hours.tolist(), strict=True)]
    )
