"""Two words about others count where they are two people's, of two communities, and neither made the other steward."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.rules.second_words import STEWARD_FOR, Stewardship, independent

NOW = datetime(2026, 12, 2, 15, tzinfo=UTC)
OLD = NOW - STEWARD_FOR
ANA, BEN, CY = (UUID(int=number) for number in range(1, 4))
HERE, THERE = UUID(int=11), UUID(int=12)
stewardships = st.builds(
    Stewardship,
    st.sampled_from([ANA, BEN, CY]),
    st.sampled_from([HERE, THERE]),
    st.sampled_from([OLD, OLD + timedelta(seconds=1)]),
    st.none() | st.sampled_from([ANA, BEN, CY]),
)


def test_two_of_two_communities_suffice_and_nothing_less() -> None:
    ana, ben = Stewardship(ANA, HERE, OLD), Stewardship(BEN, THERE, OLD)
    assert independent([ana, ben], NOW)
    assert not independent([ana, replace(ana, community=THERE)], NOW), "one person in two places"
    assert not independent([ana, replace(ben, community=HERE)], NOW)
    assert not independent([ana, replace(ben, since=OLD + timedelta(seconds=1))], NOW)
    assert not independent([ana, replace(ben, made_by=ANA)], NOW)
    assert not independent([replace(ana, made_by=BEN), ben], NOW)
    assert not independent([ana, ben, Stewardship(BEN, HERE, NOW, made_by=ANA)], NOW), "made one elsewhere"


@given(st.lists(stewardships, max_size=5), st.permutations(range(5)))
def test_the_order_of_words_does_not_matter_and_one_person_is_never_two(
    gave: list[Stewardship], order: list[int]
) -> None:
    said = independent(gave, NOW)
    assert independent([gave[n] for n in order if n < len(gave)], NOW) == said
    assert not independent([replace(one, steward=ANA, made_by=None) for one in gave], NOW)
    assert not independent([replace(one, community=HERE) for one in gave], NOW)
