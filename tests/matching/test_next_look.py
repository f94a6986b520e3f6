"""When a need is looked at again, and when nobody is left whom it could wait for."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.asking.next_look import NOBODY_LEFT, Look, next_look, nobody_to_wait_for, pause_before_next
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


def test_with_nobody_there_an_hour_is_waited_at_least() -> None:
    assert next_look(look(), Urgency.URGENT, USUAL, NOW) == NOW + timedelta(hours=1)
    assert next_look(look(), Urgency.SOON, Policy(pause_minutes=90), NOW) == NOW + timedelta(minutes=90)
    assert next_look(look(found=3), Urgency.SOON, USUAL, NOW) == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("what", [{"asked": 1}, {"undecided": 1}, {"enough_said_yes": True}])
@pytest.mark.parametrize("urgency", Urgency)
def test_anybodys_word_is_waited_for(what: dict[str, object], urgency: Urgency) -> None:
    assert not nobody_to_wait_for(look(found=1, **what), urgency)
    assert nobody_to_wait_for(look(found=1), urgency)


def test_only_what_is_not_urgent_waits_for_somebody_to_wake_up() -> None:
    assert not nobody_to_wait_for(look(found=1, asleep=True), Urgency.SOON)
    assert not nobody_to_wait_for(look(found=1, asleep=True), Urgency.FLEXIBLE)
    assert nobody_to_wait_for(look(found=1, asleep=True), Urgency.URGENT)
