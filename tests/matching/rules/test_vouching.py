"""Trust flows from the stewards: no circle holds itself up, and what falls takes with it all that stood on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.rules import vouching
from matching.rules.vouching import Member, Voice
from matching.words.vocabulary import MemberState, Role

NOW = datetime(2026, 12, 2, 15, tzinfo=UTC)
PEOPLE = [UUID(int=number) for number in range(1, 6)]
DAYS = st.sampled_from([-30, -14, -13, 0, 13, 30])


def someone(person: UUID, **fields: object) -> Member:
    usual = Member(person, Role.MEMBER, MemberState.ACTIVE, False, NOW - timedelta(days=60), needed=1)
    return replace(usual, **fields)  # type: ignore[arg-type]


@st.composite
def circles(draw: st.DrawFn) -> tuple[list[Member], set[tuple[UUID, UUID]]]:
    """Five accounts, some with a role, suspended, gone or new, some of one hand; words between any of them, circles
    too.
    """
    members = [
        Member(
            person,
            draw(st.sampled_from([Role.MEMBER, Role.MEMBER, Role.MEMBER, Role.COORDINATOR])),
            draw(st.sampled_from([MemberState.ACTIVE, MemberState.ACTIVE, *MemberState])),
            draw(st.booleans()) and draw(st.booleans()),
            NOW + timedelta(days=draw(DAYS)),
            draw(st.sampled_from([None, 1, 1, 2, 3])),
            draw(st.none() | DAYS.map(lambda days: NOW + timedelta(days=days))),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.sampled_from([None, None, PEOPLE[0], PEOPLE[1]])),
        )
        for person in PEOPLE
    ]
    pair = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE))
    return members, draw(st.sets(pair, max_size=16))


def _closed(members: list[Member], words: set[tuple[UUID, UUID]], stand: frozenset[UUID]) -> bool:
    """Whether everybody for whom enough count, if `stand` do, is in `stand`: the rule said again."""
    by_person = {member.person: member for member in members}
    for member in members:
        said: dict[UUID, set[Voice]] = {}
        for giver, receiver in words:
            if receiver == member.person and by_person[giver].hand != member.hand:
                word = vouching.voice(by_person[giver], stand, NOW)
                said.setdefault(by_person[giver].hand, set()).add(word)
        counting = [one for one in said.values() if one != {Voice.NOTHING}]
        rooted = any(Voice.ROOT in one for one in counting)
        enough = member.needed is not None and len(counting) >= member.needed and rooted
        if enough and member.state is not MemberState.SUSPENDED and member.person not in stand:
            return False
    return True


@given(circles())
def test_standing_is_the_least_set_that_the_rule_closes(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]],
) -> None:
    members, words = circle
    every = chain.from_iterable(combinations(PEOPLE, size) for size in range(len(PEOPLE) + 1))
    closed = [stand for people in every if _closed(members, words, stand := frozenset(people))]
    assert vouching.standing(members, words, NOW) == frozenset.intersection(*closed)


@given(circles(), st.data())
def test_however_many_accounts_a_hand_has_its_words_are_one_persons(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]], data: st.DataObject
) -> None:
    """More accounts of somebody whose word is a root's, whatever they are, saying again what it says: nobody is lifted
    by them, and how many words others need is the same.
    """
    members, words = circle
    root = replace(members[0], role=Role.COORDINATOR, state=MemberState.ACTIVE)
    members = [root, *members[1:]]
    said = sorted({receiver for giver, receiver in words if giver == root.person})
    more: list[Member] = []
    echo: set[tuple[UUID, UUID]] = set()
    for number in range(data.draw(st.integers(1, 3))):
        again = UUID(int=100 + number)
        checked = data.draw(st.booleans())
        more.append(
            someone(again, role=data.draw(st.sampled_from(Role)), checked=checked, account_of=root.hand)
        )
        echo |= {
            (again, receiver) for receiver in (data.draw(st.sets(st.sampled_from(said))) if said else ())
        }
    before = vouching.standing(members, words, NOW)
    after = vouching.standing([*members, *more], words | echo, NOW)
    assert after & set(PEOPLE) == before
    for person in PEOPLE:
        assert vouching.may_give([*members, *more], after, person, NOW) == vouching.may_give(
            members, before, person, NOW
        )


@given(circles())
def test_accounts_of_one_hand_lift_nobody_whom_people_of_their_own_would_not(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]],
) -> None:
    members, words = circle
    apart = [replace(member, account_of=None) for member in members]
    assert vouching.standing(members, words, NOW) <= vouching.standing(apart, words, NOW)


@given(circles())
def test_without_a_root_nobody_stands(circle: tuple[list[Member], set[tuple[UUID, UUID]]]) -> None:
    members, words = circle
    rootless = [replace(member, role=Role.MEMBER, word_root=False) for member in members]
    assert vouching.standing(rootless, words, NOW) == frozenset()


@given(circles(), st.randoms(use_true_random=False))
def test_the_order_of_acts_does_not_matter(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]],
    rng: object,
) -> None:
    members, words = circle
    shuffled, said = list(members), list(words)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    rng.shuffle(said)  # type: ignore[attr-defined]
    assert vouching.standing(shuffled, said, NOW) == vouching.standing(members, words, NOW)


@given(circles(), st.data())
def test_a_word_less_or_somebody_suspended_lifts_nobody(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]], data: st.DataObject
) -> None:
    members, words = circle
    before = vouching.standing(members, words, NOW)
    kept = data.draw(st.sets(st.sampled_from(sorted(words)))) if words else set()
    assert vouching.standing(members, kept, NOW) <= before
    out = data.draw(st.sampled_from(PEOPLE))
    fewer = [replace(m, state=MemberState.SUSPENDED) if m.person == out else m for m in members]
    after = vouching.standing(fewer, words, NOW)
    assert after <= before
    assert after == vouching.standing(fewer, {word for word in words if word[0] != out}, NOW)


@given(circles())
def test_who_stands_is_held_up_by_others_and_a_root(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]],
) -> None:
    """Whoever stands would, without any word of their own: their words hold up nobody who holds them up alone. Whose
    word counts by itself does not need to stand for it.
    """
    members, words = circle
    by_person = {member.person: member for member in members}
    for person in vouching.standing(members, words, NOW):
        theirs = {word for word in words if word[0] == person}
        by_itself = vouching.voice(by_person[person], frozenset(), NOW) is not Voice.NOTHING
        assert by_itself or person in vouching.standing(members, words - theirs, NOW)


@given(circles())
def test_a_fall_by_time_is_told_before_it_comes(
    circle: tuple[list[Member], set[tuple[UUID, UUID]]],
) -> None:
    members, words = circle
    falls = vouching.falls_at(members, words, NOW)
    for person, moment in falls.items():
        assert moment in vouching.moments(members, NOW)
        assert person in vouching.standing(members, words, moment - timedelta(seconds=1))
        assert person not in vouching.standing(members, words, moment)
    for person in vouching.standing(members, words, NOW) - falls.keys():
        later = vouching.moments(members, NOW)
        assert all(person in vouching.standing(members, words, moment) for moment in later)


@pytest.mark.parametrize(
    ("members", "others", "words"),
    [(1, 0, 1), (2, 1, 1), (4, 3, 2), (6, 5, 3), (500, 400, 3), (31, 1, 1), (31, 2, 2), (3, 9, 1)],
)
def test_how_many_words_are_needed(members: int, others: int, words: int) -> None:
    assert vouching.needed(members, others) == words


ROOT, BEN, CY = PEOPLE[:3]


def test_a_word_counts_after_a_fortnight_and_a_roots_from_the_first_day() -> None:
    steward = someone(ROOT, role=Role.STEWARD, since=NOW)
    ben = someone(BEN, since=NOW - vouching.HERE_FOR + timedelta(seconds=1))
    stand = vouching.standing([steward, ben], [(ROOT, BEN)], NOW)
    assert stand == {BEN}
    assert vouching.voice(ben, stand, NOW) is Voice.NOTHING
    assert vouching.voice(ben, stand, NOW + timedelta(seconds=1)) is Voice.MEMBER
    assert vouching.may_give([steward, ben], stand, CY, NOW) == 1


def test_the_word_of_who_left_stands_for_sixty_days_and_of_who_was_suspended_not_at_all() -> None:
    until = NOW + vouching.STANDS_ON
    gone = someone(ROOT, state=MemberState.LEFT, word_until=until, word_root=True)
    words = [(ROOT, BEN), (BEN, CY)]
    people = [gone, someone(BEN), someone(CY)]
    assert vouching.standing(people, words, NOW) == {BEN}, "a member's word alone makes nobody"
    assert vouching.falls_at(people, words, NOW) == {BEN: until}
    assert vouching.standing(people, words, until) == frozenset()
    suspended = replace(gone, state=MemberState.SUSPENDED)
    assert vouching.standing([suspended, *people[1:]], words, NOW) == frozenset()
