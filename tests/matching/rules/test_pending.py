"""What one alone does not change: no set of words of one person makes it, whatever its kind."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.rules.pending import (
    OBJECT_WITHIN,
    WAITS_AT_MOST,
    Change,
    Words,
    counts,
    ends_at,
    listens_to,
    may_object,
    stands,
)
from matching.words.changing import ChangeKind, Speaker

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
people = st.integers(1, 6).map(lambda number: UUID(int=number))
crowds = st.frozensets(people, max_size=6)
changes = st.builds(Change, st.sampled_from(ChangeKind), people, st.just(NOW), crowds, crowds, st.booleans())
words = st.builds(Words, st.dictionaries(people, st.sampled_from(Speaker)))


@given(changes, words)
def test_nobody_makes_it_alone(change: Change, given_words: Words) -> None:
    if counts(change, given_words):
        assert given_words.given.keys() - {change.by}, "somebody else said so too"
    assert not counts(change, Words({change.by: Speaker.STEWARD}))
    assert counts(change, Words(operator=True))


@given(changes, words)
def test_a_check_rests_on_somebody_who_gave_no_word(change: Change, given_words: Words) -> None:
    if change.kind is ChangeKind.CHECKED and counts(change, given_words):
        assert {change.by, *given_words.given} - change.vouched


@given(changes, words)
def test_somebody_may_always_speak_and_a_neighbour_only_where_it_is_theirs(
    change: Change, given_words: Words
) -> None:
    heard = listens_to(change, given_words)
    assert Speaker.OPERATOR in heard
    if change.wide:
        assert heard == {Speaker.OPERATOR}
        assert not counts(change, given_words)
    elif Speaker.NEIGHBOUR not in heard:
        assert change.others - {change.by}, "there is somebody of its own"


@given(changes, words, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_time_makes_a_steward_where_another_could_have_objected_and_nothing_else(
    change: Change, given_words: Words, later: timedelta
) -> None:
    if stands(change, given_words, NOW + later) and not counts(change, given_words):
        assert change.kind is ChangeKind.STEWARD
        assert later >= OBJECT_WITHIN
        assert (change.others | given_words.given.keys()) - {change.by}, (
            "nobody objects to a lone steward's double"
        )
    assert ends_at(change, given_words) in (NOW + OBJECT_WITHIN, NOW + WAITS_AT_MOST)


@given(changes, words)
def test_whoever_is_listened_to_may_object(change: Change, given_words: Words) -> None:
    assert listens_to(change, given_words) <= may_object(change, given_words)


def test_those_left_who_could_speak_are_counted_anew_with_each_word() -> None:
    """Two who answer for it gave their word for whom they check; the third did not, and is asked before a neighbour."""
    one, two, three = (UUID(int=number) for number in (1, 2, 3))
    change = Change(ChangeKind.CHECKED, one, NOW, frozenset({two, three}), frozenset({one, two}))
    assert Speaker.NEIGHBOUR not in listens_to(change)
    assert not counts(change, Words({two: Speaker.COORDINATOR}))
    assert counts(change, Words({three: Speaker.COORDINATOR}))
    alone = Change(ChangeKind.CHECKED, one, NOW, frozenset({two}), frozenset({one, two}))
    assert Speaker.NEIGHBOUR in listens_to(alone)
    assert counts(alone, Words({three: Speaker.NEIGHBOUR}))
