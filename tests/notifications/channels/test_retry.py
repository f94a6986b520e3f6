"""When a delivery is tried again, and when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications.channels.base import Outcome, Verdict
from notifications.channels.retry import (
    LONGEST_SPREAD,
    MAX_ATTEMPTS,
    SHORTEST_WAIT,
    Decision,
    Next,
    decide,
    pause_after,
    read_retry_after,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATE = NOW + timedelta(days=2)


def after(
    verdict: Verdict,
    *,
    attempts: int = 1,
    retry_after: timedelta | None = None,
    expires_at: datetime = LATE,
    jitter: float = 0.5,
    ambiguous_before: bool = False,
) -> Decision:
    return decide(
        Outcome(verdict, retry_after=retry_after),
        attempts=attempts,
        now=NOW,
        expires_at=expires_at,
        jitter=jitter,
        ambiguous_before=ambiguous_before,
    )


def seconds(decision: Decision) -> float:
    assert decision.at is not None
    return (decision.at - NOW).total_seconds()


def test_what_is_settled_is_settled() -> None:
    assert after(Verdict.DONE) == Decision(Next.SENT, None)
    assert after(Verdict.DROP_ADDRESS) == Decision(Next.DROP_ADDRESS, None)
    assert after(Verdict.DEAD) == Decision(Next.FAILED, None)


def test_waiting_grows_from_ten_seconds_to_an_hour() -> None:
    shortest = [seconds(after(Verdict.RETRY, attempts=n, jitter=0)) for n in range(1, MAX_ATTEMPTS)]
    longest = [seconds(after(Verdict.RETRY, attempts=n, jitter=1)) for n in range(1, MAX_ATTEMPTS)]
    assert shortest == [10] * 7
    assert longest == [20, 50, 170, 650, 2570, 3610, 3610]


def test_retry_after_comes_first_and_jitter_on_top() -> None:
    wait = timedelta(minutes=7)
    assert seconds(after(Verdict.RETRY, retry_after=wait, jitter=0)) == 420
    assert seconds(after(Verdict.RETRY, retry_after=wait, jitter=1)) == 430


def test_the_eighth_try_is_the_last() -> None:
    assert after(Verdict.RETRY, attempts=7).what is Next.RETRY_AT
    assert after(Verdict.RETRY, attempts=8) == Decision(Next.FAILED, None)


def test_what_would_come_too_late_is_given_up() -> None:
    soon = NOW + timedelta(minutes=7)
    assert after(Verdict.RETRY, retry_after=timedelta(minutes=7), expires_at=soon).what is Next.FAILED
    assert after(Verdict.RETRY, retry_after=timedelta(minutes=6), expires_at=soon).what is Next.RETRY_AT


def test_the_spread_shrinks_to_the_time_left() -> None:
    soon = NOW + timedelta(minutes=20)
    assert after(Verdict.RETRY, attempts=7, expires_at=soon, jitter=0.5).at == NOW + timedelta(
        minutes=10, seconds=5
    )


def test_a_riddle_gets_one_more_try() -> None:
    assert seconds(after(Verdict.AMBIGUOUS, jitter=0)) == 10
    assert after(Verdict.AMBIGUOUS, attempts=2, ambiguous_before=True) == Decision(Next.FAILED, None)


def test_a_riddle_after_plain_refusals_still_gets_its_try() -> None:
    assert after(Verdict.AMBIGUOUS, attempts=3, ambiguous_before=False).what is Next.RETRY_AT
    assert after(Verdict.AMBIGUOUS, attempts=3, ambiguous_before=True).what is Next.FAILED


def test_a_refused_channel_rests_longer_each_time() -> None:
    waits = [seconds(after(Verdict.PAUSE_CHANNEL, attempts=n, jitter=0)) for n in (1, 2, 3)]
    assert waits == [300, 600, 900]
    assert pause_after(3) == timedelta(minutes=15)
    assert after(Verdict.PAUSE_CHANNEL).what is Next.PAUSE_CHANNEL


def test_a_refused_channel_rests_even_where_this_message_ends() -> None:
    gone = after(Verdict.PAUSE_CHANNEL, expires_at=NOW + timedelta(minutes=5))
    assert gone == Decision(Next.PAUSE_CHANNEL, None)


@pytest.mark.parametrize("wrong", [{"jitter": -0.1}, {"jitter": 1.1}, {"attempts": 0}])
def test_nonsense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="jitter"):
        after(Verdict.RETRY, **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("Sun, 01 Mar 2026 12:00:30 GMT", timedelta(seconds=30)),
        ("Sun, 01 Mar 2026 12:00:30 -0000", timedelta(seconds=30)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta(0)),
        ("9" * 5000, timedelta(seconds=999_999_999)),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("", None),
        (None, None),
    ],
)
def test_the_header_is_read_in_both_forms(header: str | None, wait: timedelta | None) -> None:
    assert read_retry_after(header, NOW) == wait


@given(st.text())
def test_no_header_breaks_the_reader(header: str) -> None:
    wait = read_retry_after(header, NOW)
    assert wait is None or wait >= timedelta(0)


outcomes = st.builds(
    Outcome,
    verdict=st.sampled_from(Verdict),
    retry_after=st.none() | st.timedeltas(min_value=timedelta(0)),
)
jitters = st.floats(0, 1)
lives = st.timedeltas(timedelta(days=-1), timedelta(days=30))


@given(
    outcome=outcomes, attempts=st.integers(1, 20), life=lives, jitter=jitters, ambiguous_before=st.booleans()
)
@settings(max_examples=300)
def test_never_before_retry_after_and_never_after_expiry(
    outcome: Outcome, attempts: int, life: timedelta, jitter: float, ambiguous_before: bool
) -> None:
    decision = decide(
        outcome,
        attempts=attempts,
        now=NOW,
        expires_at=NOW + life,
        jitter=jitter,
        ambiguous_before=ambiguous_before,
    )
    if decision.at is not None:
        assert decision.at >= NOW + max(SHORTEST_WAIT, outcome.retry_after or timedelta(0))
        assert decision.at <= NOW + life
        assert attempts < MAX_ATTEMPTS
    if outcome.retry_after is None and outcome.verdict is Verdict.RETRY and decision.at is not None:
        assert decision.at <= NOW + SHORTEST_WAIT + LONGEST_SPREAD


@given(story=st.lists(outcomes, min_size=MAX_ATTEMPTS, max_size=MAX_ATTEMPTS), life=lives, data=st.data())
def test_every_story_ends_and_time_only_moves_forward(
    story: list[Outcome], life: timedelta, data: st.DataObject
) -> None:
    now, expires_at, riddles = NOW, NOW + life, 0
    for attempts, outcome in enumerate(story, start=1):
        decision = decide(
            outcome,
            attempts=attempts,
            now=now,
            expires_at=expires_at,
            jitter=data.draw(jitters),
            ambiguous_before=riddles > 0,
        )
        if decision.at is None:
            assert decision.what is not Next.RETRY_AT
            return
        riddles += outcome.verdict is Verdict.AMBIGUOUS
        assert riddles <= 1, "one more try after a riddle, not two"
        assert decision.at > now
        now = decision.at
    pytest.fail("there was a ninth try")
