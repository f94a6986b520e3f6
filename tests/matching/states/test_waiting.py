"""What waits for somebody: one order, whatever comes first by accident."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.states import waiting
from matching.states.waiting import Waiting, Waits

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
hours = st.integers(-200, 200).map(lambda n: NOW + timedelta(hours=n))
things = st.builds(
    Waiting,
    st.sampled_from(Waits),
    hours,
    st.none() | st.integers(0, 200).map(lambda n: NOW + timedelta(hours=n)),
    st.booleans(),
)


def ordered(of: list[Waiting]) -> list[Waiting]:
    return sorted(of, key=lambda one: waiting.pressing(one, NOW))


@given(st.lists(things, max_size=12))
def test_what_is_urgent_is_first_and_what_ends_within_a_day_is_next(of: list[Waiting]) -> None:
    found = ordered(of)
    urgent = [one.urgent for one in found]
    assert urgent == sorted(urgent, reverse=True)
    for flag in (True, False):
        group = [one for one in found if one.urgent is flag]
        soon = [one.until is not None and one.until <= NOW + waiting.SOON for one in group]
        assert soon == sorted(soon, reverse=True)
        ends = [one.until for one in group if one.until is not None and one.until <= NOW + waiting.SOON]
        assert ends == sorted(ends)
        rest = [waiting.RANK[one.kind] for one, is_soon in zip(group, soon, strict=True) if not is_soon]
        assert rest == sorted(rest)


@given(st.lists(things, max_size=8), st.randoms())
def test_the_order_is_the_same_whatever_was_found_first(of: list[Waiting], rng: object) -> None:
    mixed = list(of)
    rng.shuffle(mixed)  # type: ignore[attr-defined]
    key = [waiting.pressing(one, NOW) for one in ordered(of)]
    assert key == [waiting.pressing(one, NOW) for one in ordered(mixed)]


def test_a_yes_is_decided_on_before_a_report_is_written() -> None:
    report, choose = Waiting(Waits.REPORT, NOW - timedelta(days=9)), Waiting(Waits.CHOOSE, NOW)
    assert ordered([report, choose]) == [choose, report]
