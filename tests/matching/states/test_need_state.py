"""A need's state is one function of its last word, its matches and the time; the table allows every step it takes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.states import need_states
from matching.states.need_states import Facts
from matching.words.said import LastWord
from matching.words.vocabulary import NeedStatus

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
END = NOON + timedelta(days=3)
FINAL = {
    LastWord.ENOUGH: NeedStatus.FULFILLED,
    LastWord.WITHDRAWN: NeedStatus.WITHDRAWN,
    LastWord.REMOVED: NeedStatus.REMOVED,
}
quantities = st.none() | st.integers(1, 4)
moments = st.integers(-1, 80).map(lambda hours: NOON + timedelta(hours=hours))
facts = st.builds(
    Facts,
    st.sampled_from(LastWord),
    quantities,
    st.integers(0, 4),
    st.integers(0, 4),
    st.just(END),
    st.none() | st.sampled_from(NeedStatus),
)


def counted(known: Facts, now: datetime) -> NeedStatus:
    """The same, told piece by piece: each piece asked for is taken by what is done, then by what is agreed."""
    pieces = ["done"] * known.completed + ["agreed"] * known.confirmed
    missing = known.quantity is None or len(pieces) < known.quantity
    if missing and now < known.expires_at:
        return NeedStatus.OPEN
    if "agreed" in pieces:
        return NeedStatus.MATCHED
    return NeedStatus.FULFILLED if pieces else NeedStatus.EXPIRED


@given(facts, moments)
def test_what_somebody_ended_stays_whatever_becomes_of_its_matches(known: Facts, now: datetime) -> None:
    if known.word in FINAL:
        assert need_states.state(known, now) is FINAL[known.word]


@given(facts, moments)
@example(Facts(LastWord.ASKED, 1, 0, 0, END), END)
def test_what_is_asked_stands_as_its_pieces_do(known: Facts, now: datetime) -> None:
    known = replace(known, word=LastWord.ASKED)
    doubled = known.original is NeedStatus.FULFILLED and known.confirmed + known.completed == 0
    assert need_states.state(known, now) is (NeedStatus.FULFILLED if doubled else counted(known, now))


@given(facts, moments)
def test_what_waits_for_a_word_waits_until_its_end(known: Facts, now: datetime) -> None:
    known = replace(known, word=LastWord.UNSAID)
    waits = NeedStatus.PENDING if now < END else NeedStatus.EXPIRED
    assert need_states.state(known, now) is waits


class Ledger:
    """What may become of the matches of a need, piece by piece, while it is asked for."""

    def __init__(self, quantity: int | None) -> None:
        self.known = Facts(LastWord.ASKED, quantity, 0, 0, END)

    def take(self, act: str, status: NeedStatus) -> None:
        known = self.known
        agreed, done = known.confirmed, known.completed
        match act:
            case "agree" if status is NeedStatus.OPEN:
                self.known = replace(known, confirmed=agreed + 1)
            case "fall through" if agreed:
                self.known = replace(known, confirmed=agreed - 1)
            case "complete" if agreed:
                self.known = replace(known, confirmed=agreed - 1, completed=done + 1)
            case "contest" if done:
                self.known = replace(known, completed=done - 1)
            case "decide for":
                self.known = replace(known, completed=done + 1)
            case "original done" if not agreed + done:
                self.known = replace(known, original=NeedStatus.FULFILLED)
            case "original open again":
                self.known = replace(known, original=NeedStatus.OPEN)


ACTS = ["agree", "fall through", "complete", "contest", "decide for", "original done", "original open again"]


@given(quantities, st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 30)), max_size=12))
def test_the_table_knows_a_way_to_wherever_a_need_comes(
    quantity: int | None, history: list[tuple[str, int]]
) -> None:
    ledger, now, status = Ledger(quantity), NOON, NeedStatus.OPEN
    for act, hours in history:
        now += timedelta(hours=hours)
        status = walked(status, need_states.state(ledger.known, now))
        ledger.take(act, status)
        if ledger.known.confirmed + ledger.known.completed:
            ledger.known = replace(ledger.known, original=None)
        status = walked(status, need_states.state(ledger.known, now))


def walked(status: NeedStatus, to: NeedStatus) -> NeedStatus:
    """Where the steps lead; KeyError or NotAllowed where there is no way."""
    for move in need_states.steps(status, to):
        status = need_states.target(status, move)
    assert status is to
    return status


def test_nothing_that_becomes_of_matches_brings_back_what_was_taken_back() -> None:
    for status in (NeedStatus.WITHDRAWN, NeedStatus.REMOVED):
        with pytest.raises(KeyError):
            need_states.steps(status, NeedStatus.OPEN)


def test_whoever_may_moves_by_a_word_and_all_else_by_following() -> None:
    followed = {move for steps in need_states.STEPS.values() for move in steps}
    assert followed.isdisjoint(need_states.WORDS)
    assert followed | need_states.WORDS.keys() == set(need_states.NeedMove)
