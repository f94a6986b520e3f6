"""Which accounts are one hand: by what only one can have, and by whose address somebody wrote down as their own."""

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.rules import hands

ACCOUNTS = [UUID(int=number) for number in range(1, 8)]
ONE = st.sampled_from(ACCOUNTS)
GROUPS = st.lists(st.frozensets(ONE, min_size=2, max_size=3), max_size=4)
TOLD = st.lists(st.tuples(ONE, ONE).filter(lambda told: told[0] != told[1]), max_size=6)


def together(same: list[frozenset[UUID]], told: list[tuple[UUID, UUID]]) -> set[frozenset[UUID]]:
    """All pairs that are one hand."""
    by_account = hands.joined(same, told)
    hand = {one: by_account.get(one, one) for one in ACCOUNTS}
    return {frozenset(pair) for pair in combinations(ACCOUNTS, 2) if hand[pair[0]] == hand[pair[1]]}


@given(GROUPS, TOLD)
def test_who_shares_or_was_told_is_one_hand_and_the_order_does_not_matter(
    same: list[frozenset[UUID]], told: list[tuple[UUID, UUID]]
) -> None:
    found = together(same, told)
    for group in same:
        assert {frozenset(pair) for pair in combinations(group, 2)} <= found
    shared = together(same, [])
    for teller in {teller for teller, _ in told}:
        own = {one for one in ACCOUNTS if one == teller or frozenset((one, teller)) in shared}
        provers = {prover for one, prover in told if one in own}
        assert provers & own or any(frozenset((teller, prover)) in found for prover in provers)
    assert found == together(same[::-1], told[::-1])
    assert hands.joined(same[::-1], told[::-1]) == hands.joined(same, told)


@given(GROUPS, TOLD)
def test_nobody_makes_one_of_two_others_by_writing_down_what_is_theirs(
    same: list[frozenset[UUID]], told: list[tuple[UUID, UUID]]
) -> None:
    before, after = together(same, []), together(same, told)
    tellers = {teller for teller, _ in told}
    theirs = {one for one in ACCOUNTS for teller in tellers if frozenset((one, teller)) in before} | tellers
    for pair in after - before:
        assert pair & theirs


@given(GROUPS, TOLD)
def test_what_is_shared_is_never_torn_apart(
    same: list[frozenset[UUID]], told: list[tuple[UUID, UUID]]
) -> None:
    assert together(same, []) <= together(same, told)
