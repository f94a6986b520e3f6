import math
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.words.policy import (
    ASK_FEW,
    ASK_MANY,
    PRESETS,
    USUAL,
    DialOutOfBoundsError,
    Policy,
    UnknownDialError,
    bounds,
)


def test_every_field_is_a_dial_with_bounds_that_hold_its_default() -> None:
    assert set(bounds()) == set(asdict(USUAL))
    for dial, limit in bounds().items():
        assert limit.least < limit.most
        assert limit.hold(getattr(USUAL, dial))


@pytest.mark.parametrize("dial", bounds())
def test_a_dial_turned_too_far_says_which_and_how_far_it_goes(dial: str) -> None:
    limit = bounds()[dial]
    for beyond in (limit.least - 1, limit.most + 1):
        with pytest.raises(DialOutOfBoundsError, match=f"{dial} must be {limit}"):
            USUAL.with_dial(dial, beyond)


def test_the_error_is_a_sentence() -> None:
    with pytest.raises(DialOutOfBoundsError) as refused:
        USUAL.with_dial("proposals_a_week", 11)
    assert str(refused.value) == "proposals_a_week must be a whole number from 1 to 10, not 11"


@pytest.mark.parametrize("value", [2.5, True, "2", None])
def test_a_count_takes_whole_numbers_only(value: object) -> None:
    with pytest.raises(DialOutOfBoundsError):
        USUAL.with_dial("proposals_a_day", value)  # type: ignore[arg-type]


def test_what_is_no_number_is_out_of_bounds() -> None:
    with pytest.raises(DialOutOfBoundsError):
        Policy(attention_price=math.nan)
    with pytest.raises(ValueError, match="not a number"):
        Policy.clamped({"attention_price": math.nan})


def test_an_unknown_dial_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownDialError, match=r"no dial 'volume'.*attention_price"):
        USUAL.with_dial("volume", 11)
    with pytest.raises(UnknownDialError, match="volume"):
        Policy.clamped({"volume": 11})


@given(st.dictionaries(st.sampled_from(list(bounds())), st.floats(-1e6, 1e6)))
def test_clamping_always_gives_a_policy_and_changes_nothing_that_was_within(dials: dict[str, float]) -> None:
    policy = Policy.clamped(dials)
    assert Policy.clamped(asdict(policy)) == policy
    for dial, value in dials.items():
        if bounds()[dial].hold(value):
            assert getattr(policy, dial) == value


def test_presets_ask_fewer_or_more_as_they_say() -> None:
    assert PRESETS == {"ask_few": ASK_FEW, "usual": USUAL, "ask_many": ASK_MANY}
    assert ASK_FEW.attention_price > USUAL.attention_price > ASK_MANY.attention_price
    assert ASK_FEW.proposals_a_week < USUAL.proposals_a_week < ASK_MANY.proposals_a_week
