"""Turns between authors: who asks for much waits for the rest, and nobody can step in front by asking more."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.asking.turns import APART, Before, turn

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

minutes = st.integers(0, 3000).map(lambda n: timedelta(minutes=n))
before = st.builds(Before, minutes.map(lambda m: NOON - m), st.booleans(), st.booleans())
some = st.lists(before, max_size=8)


def test_the_nth_counts_as_posted_n_hours_after_the_first() -> None:
    first = Before(NOON)
    assert turn(NOON, urgent=False, before=[]) == NOON
    assert turn(NOON, urgent=False, before=[first]) == NOON + HOUR
    assert turn(NOON, urgent=False, before=[first, Before(NOON), Before(NOON)]) == NOON + 3 * HOUR
    assert turn(NOON + 5 * HOUR, urgent=False, before=[first, first]) == NOON + 5 * HOUR, (
        "it is their turn anyhow"
    )


def test_what_is_urgent_waits_for_urgent_ones_alone() -> None:
    plain, urgent = Before(NOON), Before(NOON, urgent=True)
    assert turn(NOON, urgent=True, before=[plain, plain]) == NOON
    assert turn(NOON, urgent=True, before=[plain, urgent]) == NOON + HOUR
    assert turn(NOON, urgent=False, before=[plain, urgent]) == NOON + 2 * HOUR


def test_one_may_be_taken_back_for_nothing() -> None:
    taken_back = Before(NOON, taken_back=True)
    assert turn(NOON, urgent=False, before=[taken_back]) == NOON
    assert turn(NOON, urgent=False, before=[taken_back, taken_back]) == NOON + HOUR


@given(some, before, st.booleans())
def test_asking_for_more_never_brings_anything_forward(
    ahead: list[Before], one: Before, urgent: bool
) -> None:
    """But by an hour at most what was posted so early that the count begins with it; never before it was posted."""
    now = turn(NOON, urgent=urgent, before=ahead)
    assert now >= NOON
    if all(one.posted_at >= other.posted_at for other in ahead):
        assert turn(NOON, urgent=urgent, before=[*ahead, one]) >= now


@given(some, st.booleans())
def test_nobody_waits_longer_than_an_hour_for_each(ahead: list[Before], urgent: bool) -> None:
    assert turn(NOON, urgent=urgent, before=ahead) <= NOON + len(ahead) * APART


@given(st.integers(1, 20), st.integers(1, 12))
def test_however_many_are_posted_at_once_one_of_each_author_has_its_turn_in_an_hour(
    many: int, hours: int
) -> None:
    turns = [turn(NOON, urgent=False, before=[Before(NOON)] * n) for n in range(many)]
    assert sum(at < NOON + hours * HOUR for at in turns) == min(many, hours)
