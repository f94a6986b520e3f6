"""When a need is looked at again, and when nobody is left whom it could wait for."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.asking.next_look import (
    A_FEW,
    NOBODY_LEFT,
    WAITS_AT_MOST,
    Look,
    next_look,
    nobody_to_wait_for,
    pause_before_next,
    wait_ends,
)
from matching.words.policy import USUAL, Policy
from matching.words.vocabulary import Urgency
from tests.matching.builders import NOW

NOTHING = {"found": 0, "asked": 0, "undecided": 0, "enough_said_yes": False, "asleep": False}
looks = st.builds(
    Look,
    found=st.integers(0, 5),
    asked=st.integers(0, 5),
    undecided=st.integers(0, 5),
    enough_said_yes=st.booleans(),
    asleep=st.booleans(),
)
waits = st.timedeltas(timedelta(minutes=1), timedelta(days=2))
policies = st.builds(Policy, pause_minutes=st.integers(10, 240), urgent_pause_minutes=st.integers(5, 60))


def look(**what: object) -> Look:
    return Look(**(NOTHING | what))  # type: ignore[arg-type]


@given(looks, st.sampled_from(Urgency), policies)
def test_the_next_look_comes_after_the_pause_and_later_where_nobody_is(
    seen: Look, urgency: Urgency, policy: Policy
) -> None:
    pause = pause_before_next(urgency, policy)
    after = next_look(seen, urgency, policy, NOW) - NOW
    assert after == (pause if seen.found or seen.asked else max(pause, NOBODY_LEFT))


@given(looks, st.sampled_from(Urgency), policies, waits, waits)
def test_who_is_free_again_is_asked_at_that_hour_and_no_wait_is_overslept(
    seen: Look, urgency: Urgency, policy: Policy, free: timedelta, ends: timedelta
) -> None:
    held = replace(seen, held_back=1, free_at=NOW + free, wait_ends=NOW + ends)
    at = next_look(held, urgency, policy, NOW)
    usual = next_look(seen, urgency, policy, NOW)
    assert at == (usual if seen.found or seen.asked else min(usual, NOW + free, NOW + ends))


@given(looks, waits, st.integers(1, 9))
def test_only_what_is_not_urgent_waits_for_limits_and_no_longer_than_it_may(
    seen: Look, ends: timedelta, helpers: int
) -> None:
    held = replace(seen, found=0, asleep=False, held_back=helpers, wait_ends=NOW + ends)
    awaited = bool(held.asked or held.undecided or held.enough_said_yes)
    assert held.only_limits is not awaited
    assert held.candidates == min(helpers, A_FEW)
    for at, waits_on in ((NOW, True), (NOW + ends, False)):
        assert nobody_to_wait_for(held, Urgency.SOON, at) is not (awaited or waits_on)
    assert nobody_to_wait_for(held, Urgency.URGENT, NOW) is not awaited
    assert nobody_to_wait_for(replace(held, too_few=True), Urgency.SOON, NOW)


@given(st.floats(0.1, 90 * 24))
def test_a_need_waits_a_day_and_no_more_than_a_quarter_of_its_life(hours: float) -> None:
    life = timedelta(hours=hours)
    assert wait_ends(NOW, posted_at=NOW - life / 2, expires_at=NOW + life / 2) - NOW == min(
        life / 4, WAITS_AT_MOST
    )


def test_with_nobody_there_an_hour_is_waited_at_least() -> None:
    assert next_look(look(), Urgency.URGENT, USUAL, NOW) == NOW + timedelta(hours=1)
    assert next_look(look(), Urgency.SOON, Policy(pause_minutes=90), NOW) == NOW + timedelta(minutes=90)
    assert next_look(look(found=3), Urgency.SOON, USUAL, NOW) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("what", [{"asked": 1}, {"undecided": 1}, {"enough_said_yes": True}])
@pytest.mark.parametrize("urgency", Urgency)
def test_anybodys_word_is_waited_for(what: dict[str, object], urgency: Urgency) -> None:
    assert not nobody_to_wait_for(look(found=1, **what), urgency, NOW)
    assert nobody_to_wait_for(look(found=1), urgency, NOW)


def test_only_what_is_not_urgent_waits_for_somebody_to_wake_up() -> None:
    assert not nobody_to_wait_for(look(found=1, asleep=True), Urgency.SOON, NOW)
    assert not nobody_to_wait_for(look(found=1, asleep=True), Urgency.FLEXIBLE, NOW)
    assert nobody_to_wait_for(look(found=1, asleep=True), Urgency.URGENT, NOW)
