"""Who rings at night: over all that may come, a ring needs a reason, and nobody is rung more than is borne."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.states import at_night
from matching.states.at_night import A_NIGHT, BETWEEN_TWO, FROM_POSTING, IN_TOUCH, AtNight, Rang, Word
from tests.matching.builders import NOW

KINDS = st.sampled_from(["yes", "cancelled", "message", "confirmed_helper", "nobody_on_duty"])
AGES = st.timedeltas(timedelta(), timedelta(days=3))
A_SECOND = timedelta(seconds=1)
BOUNDED = (AtNight.DECIDES, AtNight.MESSAGE)


@st.composite
def words(draw: st.DrawFn) -> Word:
    posted, acted = draw(st.none() | AGES), draw(st.none() | AGES)
    return Word(
        kind=draw(KINDS),
        why=draw(st.sampled_from(AtNight)),
        urgent=draw(st.booleans()),
        posted_at=None if posted is None else NOW - posted,
        own_act=None if acted is None else NOW - acted,
        switched_off=draw(st.booleans()),
        welcome=draw(st.booleans()),
    )


NIGHTS = st.lists(
    st.builds(Rang, KINDS, st.timedeltas(timedelta(), timedelta(hours=9)).map(lambda a: NOW - a))
)


@given(words(), NIGHTS)
def test_whatever_rings_has_its_reason(word: Word, tonight: list[Rang]) -> None:
    if not at_night.rings(word, tonight, NOW):
        return
    assert word.why is not AtNight.NEVER
    if word.why is AtNight.WELCOME:
        assert word.urgent
        assert word.welcome
    if word.why in BOUNDED:
        assert word.urgent
        assert not word.switched_off
        assert word.posted_at is not None
        assert NOW - word.posted_at <= FROM_POSTING
        assert len(tonight) < A_NIGHT
        assert all(ring.kind != word.kind or NOW - ring.at >= BETWEEN_TWO for ring in tonight)
    if word.why is AtNight.MESSAGE:
        assert word.own_act is not None
        assert NOW - word.own_act <= IN_TOUCH


@given(words(), NIGHTS, st.builds(Rang, KINDS, st.just(NOW)))
def test_one_ring_more_never_makes_another(word: Word, tonight: list[Rang], more: Rang) -> None:
    assert at_night.rings(word, tonight, NOW) >= at_night.rings(word, [*tonight, more], NOW)


@given(st.lists(st.tuples(KINDS, st.integers(0, 540)), max_size=60))
def test_a_whole_night_of_words_stays_within_bounds(told: list[tuple[str, int]]) -> None:
    """Each told in its turn, what rang is remembered: six at most, and an hour between two of a kind."""
    night: list[Rang] = []
    for kind, minute in sorted(told, key=lambda one: one[1]):
        at = NOW + timedelta(minutes=minute)
        word = Word(kind, AtNight.DECIDES, urgent=True, posted_at=NOW)
        if at_night.rings(word, night, at):
            night.append(Rang(kind, at))
    assert len(night) <= A_NIGHT
    for kind in {ring.kind for ring in night}:
        times = [ring.at for ring in night if ring.kind == kind]
        assert all(after - before >= BETWEEN_TWO for before, after in itertools.pairwise(times))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        (Word("yes", AtNight.DECIDES, urgent=True, posted_at=NOW), True),
        (Word("yes", AtNight.DECIDES, urgent=False, posted_at=NOW), False),
        (Word("yes", AtNight.DECIDES, urgent=True, posted_at=NOW - FROM_POSTING), True),
        (Word("yes", AtNight.DECIDES, urgent=True, posted_at=NOW - FROM_POSTING - A_SECOND), False),
        (Word("yes", AtNight.DECIDES, urgent=True, posted_at=None), False),
        (Word("yes", AtNight.DECIDES, urgent=True, posted_at=NOW, switched_off=True), False),
        (Word("message", AtNight.MESSAGE, urgent=True, posted_at=NOW), False),
        (Word("message", AtNight.MESSAGE, urgent=True, posted_at=NOW, own_act=NOW - IN_TOUCH), True),
        (
            Word("message", AtNight.MESSAGE, urgent=True, posted_at=NOW, own_act=NOW - IN_TOUCH - A_SECOND),
            False,
        ),
        (Word("proposal", AtNight.WELCOME, urgent=True, posted_at=NOW), False),
        (Word("proposal", AtNight.WELCOME, urgent=False, posted_at=NOW, welcome=True), False),
        (Word("invitation", AtNight.NEVER, urgent=True, posted_at=NOW, welcome=True), False),
        (Word("proposal", AtNight.WELCOME, urgent=True, posted_at=NOW, welcome=True), True),
        (Word("ring", AtNight.ALWAYS, urgent=True, posted_at=NOW, switched_off=True), True),
    ],
)
def test_what_rings(word: Word, expected: bool) -> None:
    assert at_night.rings(word, [], NOW) is expected
