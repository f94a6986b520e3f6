"""Whether two reports are of two people who have nothing to do with one another."""

from collections.abc import Set
from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.rules.related import ACCOUNT_FOR, Reporter, independent, related

NOW = datetime(2026, 11, 28, tzinfo=UTC)
PEOPLE = [UUID(int=number) for number in range(7)]
Ties = Set[tuple[UUID, UUID]]

person = st.sampled_from(PEOPLE)
ties = st.frozensets(st.tuples(person, person), max_size=6)
groups = st.frozensets(person, min_size=1, max_size=2)
ages = st.sampled_from([ACCOUNT_FOR, ACCOUNT_FOR - timedelta(seconds=1), ACCOUNT_FOR * 3])
reporters = st.lists(
    st.builds(lambda people, age, met: Reporter(people, NOW - age, met), groups, ages, st.booleans()),
    max_size=5,
)


def slowly_related(some: Set[UUID], others: Set[UUID], between: Ties) -> bool:
    """Each of these held against each of those."""
    return any(a == b or (a, b) in between or (b, a) in between for a, b in product(some, others))


@given(groups, groups, ties)
def test_relation_goes_both_ways_and_everybody_is_their_own(
    some: frozenset[UUID], others: frozenset[UUID], between: Ties
) -> None:
    assert related(some, others, between) == slowly_related(some, others, between)
    assert related(some, others, between) == related(others, some, between)
    assert related(some, some, between)


@given(reporters, ties)
def test_two_count_where_any_two_do_who_met_them_long_enough_here_and_unrelated(
    who: list[Reporter], between: Ties
) -> None:
    wanted = any(
        a.met
        and b.met
        and min(NOW - a.since, NOW - b.since) >= ACCOUNT_FOR
        and not slowly_related(a.people, b.people, between)
        for a, b in product(who, who)
    )
    assert independent(who, between, NOW) == wanted


@given(reporters, reporters, ties)
def test_more_reports_never_make_them_less_independent(
    who: list[Reporter], more: list[Reporter], between: Ties
) -> None:
    if independent(who, between, NOW):
        assert independent([*more, *who], between, NOW)
