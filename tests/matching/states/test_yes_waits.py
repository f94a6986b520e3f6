"""When a yes that waits is told again: often at first, then once a week, and never twice at one time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.states import yes_waits
from matching.states.yes_waits import Again
from tests.matching.builders import NOW

HOUR = timedelta(hours=1)


@given(st.timedeltas(timedelta(), timedelta(days=90)), st.booleans())
def test_the_next_word_is_later_and_within_a_week(waited: timedelta, urgent: bool) -> None:
    at = yes_waits.next_word(NOW, NOW + waited, urgent=urgent)
    assert NOW + waited < at <= NOW + waited + yes_waits.THEN_EVERY
    assert yes_waits.due_word(NOW, at, urgent=urgent) is not None


@pytest.mark.parametrize("urgent", [False, True])
def test_whoever_said_yes_hears_once(urgent: bool) -> None:
    at, words = NOW, []
    for _ in range(8):
        at = yes_waits.next_word(NOW, at, urgent=urgent)
        words.append(yes_waits.due_word(NOW, at, urgent=urgent))
    assert words.count(Again.LONG) == 1
    order = {word: rank for rank, word in enumerate(Again)}
    assert [order[word] for word in words if word] == sorted(order[word] for word in words if word)


def test_the_words_of_three_weeks() -> None:
    for urgent, hours in ((False, [4, 24, 72, 240, 408]), (True, [1 / 3, 1, 24, 72, 240])):
        at, found = NOW, []
        for _ in hours:
            at = yes_waits.next_word(NOW, at, urgent=urgent)
            found.append((at - NOW) / HOUR)
        assert found == pytest.approx(hours)
    assert yes_waits.due_word(NOW, NOW + HOUR, urgent=False) is None
