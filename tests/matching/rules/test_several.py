"""Two helpers are two people: whoever may be one with somebody counted before counts for nothing."""

from itertools import combinations, pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.rules import several
from matching.rules.several import Comer, people, related

ids = st.integers(1, 6).map(lambda number: UUID(int=number))
lookups = st.frozensets(st.binary(min_size=1, max_size=1), max_size=2)
comers = st.lists(st.builds(Comer, ids, lookups, st.frozensets(ids, max_size=2), st.none() | ids), max_size=6)


def one(number: int, *contacts: bytes, acts_for: int | None = None, named: bool = False) -> Comer:
    organisation = UUID(int=acts_for) if acts_for else None
    acting = frozenset([organisation]) if organisation else frozenset()
    return Comer(UUID(int=number), frozenset(contacts), acting, organisation if named else None)


@given(comers)
def test_as_many_are_apart_from_one_another(coming: list[Comer]) -> None:
    count = people(coming)
    assert count <= len({comer.person for comer in coming})
    assert (count == 0) == (not coming)
    assert (count == len(coming)) == all(
        not related(a, b) for i, a in enumerate(coming) for b in coming[i + 1 :]
    )


@given(comers)
def test_who_comes_later_never_makes_it_fewer(coming: list[Comer]) -> None:
    counts = [people(coming[:many]) for many in range(len(coming) + 1)]
    assert all(before <= after <= before + 1 for before, after in pairwise(counts))


@given(comers, comers)
def test_as_many_could_come_as_some_choice_of_them_has_apart(
    coming: list[Comer], others: list[Comer]
) -> None:
    here = several.people_among(coming)
    best = max(
        len(some)
        for size in range(len(others) + 1)
        for some in combinations(others, size)
        if len(several.people_among([*here, *some])) == len(here) + size
    )
    found = several.could_come(coming, others)
    assert len(here) + (best > 0) <= found <= len(here) + best
    assert found == several.could_come(coming, [*reversed(others), *others])


def test_somebody_with_many_ties_does_not_stand_for_all() -> None:
    middle = one(1, b"a", b"b", b"c")
    assert several.could_come([], [middle, one(2, b"a"), one(3, b"b"), one(4, b"c")]) == 3
    assert several.could_come([middle], [one(2, b"a"), one(5)]) == 2


def test_a_shared_mailbox_or_organisation_makes_two_one() -> None:
    assert people([one(1, b"home"), one(2, b"home")]) == 1
    assert people([one(1, acts_for=7), one(2, acts_for=7)]) == 1
    assert people([one(1, b"a"), one(2, b"b")]) == 2


def test_whom_an_organisation_names_are_people_of_their_own() -> None:
    two = [one(1, acts_for=7, named=True), one(2, acts_for=7, named=True)]
    assert people(two) == 2
    assert people([*two, one(3, acts_for=7)]) == 2, "who answers beside it is one of them"
    assert people([one(1, b"a", acts_for=7, named=True), one(2, b"a", acts_for=7, named=True)]) == 1


def test_room_is_left_while_enough_may_still_come() -> None:
    assert several.leaves_room(1, 2, 1)
    assert not several.leaves_room(0, 2, 1)
    assert several.leaves_room(None, 5, 0)
