"""Two words about others count where they are two people's, of two communities: whatever one person's accounts make of
one another, they are one.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.rules.second_words import STEWARD_FOR, Grants, Stewardship, apart, independent

NOW = datetime(2026, 12, 2, 15, tzinfo=UTC)
OLD = NOW - STEWARD_FOR
ANA, BEN, CY = (UUID(int=number) for number in range(1, 4))
HERE, THERE = UUID(int=11), UUID(int=12)
HONEST = [UUID(int=number) for number in range(20, 25)]
FALSE = [UUID(int=number) for number in range(30, 35)]
ALL = Grants(outside=frozenset({ANA, BEN, CY}))
stewardships = st.builds(
    Stewardship,
    st.sampled_from([ANA, BEN, CY]),
    st.sampled_from([HERE, THERE]),
    st.sampled_from([OLD, OLD + timedelta(seconds=1)]),
)
words = st.tuples(st.sampled_from([*HONEST, *FALSE]), st.sampled_from([*HONEST, *FALSE]))
hands = st.lists(st.frozensets(st.sampled_from([*HONEST, *FALSE]), max_size=3), max_size=2)


def grants(history: list[tuple[UUID, UUID]], outside: list[UUID], **more: list[frozenset[UUID]]) -> Grants:
    """What is known of so many (giver, receiver), whatever their order."""
    by: dict[UUID, set[UUID]] = {}
    for giver, receiver in history:
        by.setdefault(receiver, set()).add(giver)
    given_by = {who: frozenset(givers) for who, givers in by.items()}
    return Grants(frozenset(outside), given_by, same=more.get("same", []))


@given(st.lists(words, max_size=30), st.sampled_from(FALSE), st.lists(st.sampled_from(HONEST)))
def test_false_accounts_of_one_person_are_never_two_where_one_was_let_in(
    history: list[tuple[UUID, UUID]], let_in: UUID, outside: list[UUID]
) -> None:
    """They make what they like of one another, and of others; somebody honest, or the operator, fell for one."""
    lived = [(by, who) for by, who in history if by in FALSE or who not in FALSE or who == let_in]
    for known in (grants(lived, outside), grants(lived, [*outside, let_in])):
        assert not any(apart(a, b, known) for a in FALSE for b in FALSE)


@given(st.lists(words, max_size=30), st.lists(st.sampled_from(HONEST + FALSE)), hands)
def test_of_two_each_has_a_way_from_outside_that_does_not_lead_over_the_other(
    history: list[tuple[UUID, UUID]], outside: list[UUID], same: list[frozenset[UUID]]
) -> None:
    one, other = HONEST[0], FALSE[0]
    known = grants(history, outside, same=same)
    said = apart(one, other, known)
    assert apart(other, one, known) == said
    if said:
        assert not any({one, other} <= group for group in same)
        for a, b in ((one, other), (other, one)):
            without = grants(
                [(by, who) for by, who in history if b not in (by, who)],
                [o for o in outside if o != b],
                same=[group - {b, ANA} for group in same],
            )
            assert apart(a, ANA, replace(without, outside=without.outside | {ANA}))
    assert apart(one, other, grants(history, [*outside, one, other])), "the operator knows both"


def test_whoever_was_made_by_one_hand_is_no_second_until_somebody_else_says_so() -> None:
    made = [(ANA, BEN), (ANA, CY)]
    assert not apart(ANA, BEN, grants(made, [ANA]))
    assert not apart(BEN, CY, grants(made, [ANA])), "nor are two whom one made"
    neighbour = HONEST[0]
    agreed = grants([*made, (neighbour, BEN)], [ANA, neighbour])
    assert apart(ANA, BEN, agreed)
    assert apart(BEN, CY, agreed)
    assert not apart(neighbour, BEN, grants([(neighbour, BEN)], [neighbour]))


def test_whom_one_made_something_is_no_second_of_theirs_however_they_stand_elsewhere() -> None:
    """Not with a community of their own that the operator recognised, either; with others they are."""
    known = replace(ALL, alone={BEN: frozenset({ANA})})
    assert not apart(ANA, BEN, known)
    assert not apart(BEN, ANA, known)
    assert apart(BEN, CY, known)
    assert not apart(CY, BEN, replace(known, same=[frozenset({ANA, CY})]))


def test_who_shares_a_phone_is_one_hand_and_so_are_those_they_made() -> None:
    both = grants([(ANA, CY)], [ANA, BEN])
    assert apart(BEN, CY, both)
    assert not apart(BEN, CY, replace(both, same=[frozenset({ANA, BEN})]))
    chain = [frozenset({ANA, BEN}), frozenset({BEN, CY})]
    assert not apart(ANA, CY, replace(ALL, same=chain))


def test_two_of_two_communities_suffice_and_nothing_less() -> None:
    ana, ben = Stewardship(ANA, HERE, OLD), Stewardship(BEN, THERE, OLD)
    assert independent([ana, ben], ALL, NOW)
    assert not independent([ana, replace(ana, community=THERE)], ALL, NOW), "one person in two places"
    assert not independent([ana, replace(ben, community=HERE)], ALL, NOW)
    assert not independent([ana, replace(ben, since=OLD + timedelta(seconds=1))], ALL, NOW)
    assert not independent([ana, ben], grants([(ANA, BEN)], [ANA]), NOW)


@given(st.lists(stewardships, max_size=5), st.permutations(range(5)))
def test_the_order_of_words_does_not_matter_and_one_person_is_never_two(
    gave: list[Stewardship], order: list[int]
) -> None:
    said = independent(gave, ALL, NOW)
    assert independent([gave[n] for n in order if n < len(gave)], ALL, NOW) == said
    assert not independent([replace(one, steward=ANA) for one in gave], ALL, NOW)
    assert not independent([replace(one, community=HERE) for one in gave], ALL, NOW)
