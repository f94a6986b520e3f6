"""The table of moves: exactly the domain's, closed, with two keys before anything is confirmed."""

from itertools import product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from matching.states.lifecycle import (
    LIVE,
    TERMINAL,
    TRANSITIONS,
    TURNS_KEY,
    NotAllowed,
    Settlement,
    allowed,
    is_repeat,
    settle,
    shuts_contact,
    target,
)
from matching.words.vocabulary import By, CompletedBy, MatchStatus, Move, Outcome

HELPER, BENEFICIARY, COORDINATOR = By.HELPER, By.BENEFICIARY, By.COORDINATOR
ENGINE, CLOCK, SYSTEM = By.ENGINE, By.CLOCK, By.SYSTEM

DOMAIN_TABLE = """
    -         propose    engine,coordinator              proposed
    -         respond    helper                          accepted
    -         invite     beneficiary                     invited
    proposed  accept     helper                          accepted
    proposed  respond    helper                          accepted
    proposed  decline    helper                          declined
    proposed  choose     beneficiary                     invited
    proposed  invite     beneficiary                     invited
    proposed  refuse     beneficiary                     refused
    proposed  withdraw   coordinator,system              withdrawn
    proposed  lapse      clock                           lapsed
    proposed  supersede  system                          superseded
    invited   accept     helper                          confirmed
    invited   respond    helper                          confirmed
    invited   decline    helper                          declined
    invited   take_back  beneficiary                     withdrawn
    invited   refuse     beneficiary                     withdrawn
    invited   withdraw   system                          withdrawn
    invited   lapse      clock                           lapsed
    invited   supersede  system                          superseded
    accepted  confirm    beneficiary                     confirmed
    accepted  choose     beneficiary                     confirmed
    accepted  invite     beneficiary                     confirmed
    accepted  refuse     beneficiary                     refused
    accepted  take_back  helper                          declined
    accepted  decline    helper                          declined
    accepted  withdraw   system                          withdrawn
    accepted  lapse      clock                           lapsed
    accepted  supersede  system                          superseded
    confirmed cancel     helper,beneficiary,coordinator  cancelled
    confirmed end        system,clock                    cancelled
    confirmed unsettle   system                          accepted
    confirmed report     helper                          confirmed,failed,disputed
    confirmed report     beneficiary                     confirmed,completed,failed,disputed
    confirmed settle     clock                           completed,failed
    confirmed lapse      clock                           lapsed
    completed contest    beneficiary                     disputed
    disputed  resolve    coordinator                     completed,failed
    disputed  settle     clock                           failed
"""


def _edges(table: str) -> set[tuple[MatchStatus | None, Move, By, MatchStatus]]:
    edges = set()
    for source, move, by, ends in (line.split() for line in table.strip().splitlines()):
        start = None if source == "-" else MatchStatus(source)
        for who, end in product(by.split(","), ends.split(",")):
            edges.add((start, Move(move), By(who), MatchStatus(end)))
    return edges


EDGES = _edges(DOMAIN_TABLE)
STATUSES = (None, *MatchStatus)


@pytest.mark.parametrize("status", STATUSES)
def test_table_is_the_domains_and_nothing_else(status: MatchStatus | None) -> None:
    for move, by, end in product(Move, By, MatchStatus):
        if (status, move, by, end) in EDGES:
            assert target(status, move, by, to=end, by_silence=True) is end
        else:
            with pytest.raises(NotAllowed) as refusal:
                target(status, move, by, to=end, by_silence=True)
            assert refusal.value.status is status
            assert refusal.value.move is move
            assert refusal.value.allowed == allowed(status, by, by_silence=True)


@pytest.mark.parametrize("move", [Move.ACCEPT, Move.RESPOND])
def test_a_key_given_in_advance_confirms_at_the_helpers_yes(move: Move) -> None:
    assert target(MatchStatus.PROPOSED, move, HELPER, second_key_given=True) is MatchStatus.CONFIRMED
    assert target(None, Move.RESPOND, HELPER, second_key_given=True) is MatchStatus.CONFIRMED


def test_a_key_given_in_advance_changes_no_other_move() -> None:
    for status, move, by in {(status, move, by) for status, move, by, _ in EDGES}:
        if move in (Move.ACCEPT, Move.RESPOND) and status is not MatchStatus.INVITED:
            continue
        ends = {end for s, m, b, end in EDGES if (s, m, b) == (status, move, by)}
        for end in ends:
            assert target(status, move, by, to=end, second_key_given=True, by_silence=True) is end


@pytest.mark.parametrize("first_word", [Move.PROPOSE, Move.RESPOND, Move.INVITE])
@pytest.mark.parametrize("in_advance", [False, True])
def test_the_two_keys_commute(first_word: Move, in_advance: bool) -> None:
    """Whoever turns first, both have turned once and the match is confirmed."""
    yes = {HELPER: (Move.ACCEPT, Move.RESPOND), BENEFICIARY: (Move.CHOOSE, Move.INVITE)}
    by = {Move.PROPOSE: ENGINE, Move.RESPOND: HELPER, Move.INVITE: BENEFICIARY}[first_word]
    start = target(None, first_word, by)
    waiting = [side for side in yes if side is not by]
    orders = [waiting, waiting[::-1]]
    for order in orders:
        for words in product(*(yes[side] for side in order)):
            status = start
            for side, word in zip(order, words, strict=True):
                if not is_repeat(status, word, side):
                    status = target(status, word, side, second_key_given=in_advance)
            assert status is MatchStatus.CONFIRMED


def test_contesting_is_for_what_silence_completed() -> None:
    assert allowed(MatchStatus.COMPLETED, BENEFICIARY) == ()
    assert allowed(MatchStatus.COMPLETED, BENEFICIARY, by_silence=True) == (Move.CONTEST,)
    with pytest.raises(NotAllowed):
        target(MatchStatus.COMPLETED, Move.CONTEST, BENEFICIARY)


def test_what_a_coordinator_decided_is_turned_round_by_an_appeal_alone() -> None:
    completed, failed = MatchStatus.COMPLETED, MatchStatus.FAILED
    for status, other in ((completed, failed), (failed, completed)):
        assert target(status, Move.OVERTURN, COORDINATOR, appealed=True) is other
        assert allowed(status, COORDINATOR) == ()
        with pytest.raises(NotAllowed):
            target(status, Move.OVERTURN, COORDINATOR)


def test_an_open_choice_must_be_named() -> None:
    with pytest.raises(ValueError, match="say which"):
        target(MatchStatus.DISPUTED, Move.RESOLVE, COORDINATOR)
    assert target(MatchStatus.CONFIRMED, Move.REPORT, HELPER) is MatchStatus.CONFIRMED


@pytest.mark.parametrize(
    ("status", "by", "moves"),
    [
        (MatchStatus.PROPOSED, HELPER, "accept decline"),
        (MatchStatus.PROPOSED, BENEFICIARY, "choose refuse"),
        (MatchStatus.PROPOSED, COORDINATOR, "withdraw"),
        (MatchStatus.INVITED, HELPER, "accept decline"),
        (MatchStatus.INVITED, BENEFICIARY, "take_back"),
        (MatchStatus.ACCEPTED, HELPER, "take_back"),
        (MatchStatus.ACCEPTED, BENEFICIARY, "confirm refuse"),
        (MatchStatus.CONFIRMED, HELPER, "cancel report"),
        (MatchStatus.CONFIRMED, BENEFICIARY, "cancel report"),
        (MatchStatus.CONFIRMED, COORDINATOR, "cancel"),
        (MatchStatus.DISPUTED, COORDINATOR, "resolve"),
        (MatchStatus.LAPSED, HELPER, ""),
    ],
)
def test_allowed_moves_have_one_name_each(status: MatchStatus, by: By, moves: str) -> None:
    assert allowed(status, by) == tuple(Move(move) for move in moves.split())


@pytest.mark.parametrize(
    ("status", "move", "by"),
    [
        (MatchStatus.ACCEPTED, Move.ACCEPT, HELPER),
        (MatchStatus.CONFIRMED, Move.ACCEPT, HELPER),
        (MatchStatus.CONFIRMED, Move.RESPOND, HELPER),
        (MatchStatus.DECLINED, Move.DECLINE, HELPER),
        (MatchStatus.DECLINED, Move.TAKE_BACK, HELPER),
        (MatchStatus.INVITED, Move.INVITE, BENEFICIARY),
        (MatchStatus.INVITED, Move.CHOOSE, BENEFICIARY),
        (MatchStatus.CONFIRMED, Move.CONFIRM, BENEFICIARY),
        (MatchStatus.CONFIRMED, Move.CHOOSE, BENEFICIARY),
        (MatchStatus.REFUSED, Move.REFUSE, BENEFICIARY),
        (MatchStatus.WITHDRAWN, Move.TAKE_BACK, BENEFICIARY),
        (MatchStatus.WITHDRAWN, Move.WITHDRAW, COORDINATOR),
        (MatchStatus.CANCELLED, Move.CANCEL, HELPER),
        (MatchStatus.CANCELLED, Move.CANCEL, BENEFICIARY),
        (MatchStatus.DISPUTED, Move.CONTEST, BENEFICIARY),
        (MatchStatus.LAPSED, Move.LAPSE, CLOCK),
        (MatchStatus.SUPERSEDED, Move.SUPERSEDE, SYSTEM),
    ],
)
def test_repeating_ones_own_move_is_known_as_such(status: MatchStatus, move: Move, by: By) -> None:
    assert is_repeat(status, move, by)


@pytest.mark.parametrize(
    ("status", "move", "by"),
    [
        (MatchStatus.PROPOSED, Move.ACCEPT, HELPER),
        (MatchStatus.ACCEPTED, Move.CONFIRM, BENEFICIARY),
        (MatchStatus.INVITED, Move.ACCEPT, HELPER),
        (MatchStatus.DECLINED, Move.ACCEPT, HELPER),
        (MatchStatus.REFUSED, Move.DECLINE, HELPER),
        (MatchStatus.CANCELLED, Move.REPORT, HELPER),
        (MatchStatus.CONFIRMED, Move.REPORT, HELPER),
        (MatchStatus.COMPLETED, Move.CONTEST, BENEFICIARY),
    ],
)
def test_what_was_never_done_is_no_repeat(status: MatchStatus, move: Move, by: By) -> None:
    assert not is_repeat(status, move, by)


def test_a_report_is_a_repeat_only_when_it_says_the_same() -> None:
    for status in (MatchStatus.CONFIRMED, MatchStatus.COMPLETED, MatchStatus.DISPUTED):
        assert is_repeat(status, Move.REPORT, HELPER, said_so=True)
        assert not is_repeat(status, Move.REPORT, HELPER)


def test_terminal_states_are_terminal() -> None:
    leaving = [(t.source, t.move, t.target) for t in TRANSITIONS if t.source in TERMINAL]
    assert leaving == [
        (MatchStatus.COMPLETED, Move.CONTEST, MatchStatus.DISPUTED),
        (MatchStatus.COMPLETED, Move.OVERTURN, MatchStatus.FAILED),
        (MatchStatus.FAILED, Move.OVERTURN, MatchStatus.COMPLETED),
    ]
    assert LIVE.isdisjoint(TERMINAL)
    assert {MatchStatus.CANCELLED, MatchStatus.FAILED} < TERMINAL
    assert frozenset(MatchStatus) - LIVE - TERMINAL == {MatchStatus.DISPUTED}


class AMatch(RuleBasedStateMachine):
    """Anybody tries anything, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.status: MatchStatus | None = None
        self.keys: set[By] = set()
        self.by_silence = False

    @rule(
        move=st.sampled_from(Move),
        by=st.sampled_from(By),
        to=st.none() | st.sampled_from(MatchStatus),
        in_advance=st.booleans(),
    )
    def somebody_tries(self, move: Move, by: By, to: MatchStatus | None, in_advance: bool) -> None:
        before = self.status
        try:
            after = target(before, move, by, second_key_given=in_advance, by_silence=self.by_silence, to=to)
        except (NotAllowed, ValueError):
            return
        if before in TERMINAL:
            assert (before, after) == (MatchStatus.COMPLETED, MatchStatus.DISPUTED)
        assert after in MatchStatus
        if move in TURNS_KEY.get(by, ()):
            self.keys.add(by)
            if by is HELPER and in_advance and before is not MatchStatus.INVITED:
                self.keys.add(BENEFICIARY)
        if move is Move.UNSETTLE:
            self.keys.discard(BENEFICIARY)
        self.by_silence = by is CLOCK and after is MatchStatus.COMPLETED
        self.status = after

    @rule(by=st.sampled_from([HELPER, BENEFICIARY]))
    def somebody_says_yes(self, by: By) -> None:
        """Lead the walk past the second key often enough to be worth it."""
        for move in TURNS_KEY[by]:
            if self.status is None or move in allowed(self.status, by):
                self.somebody_tries(move, by, None, False)

    @invariant()
    def nothing_is_agreed_without_both_keys(self) -> None:
        agreed = {MatchStatus.CONFIRMED, MatchStatus.COMPLETED, MatchStatus.FAILED, MatchStatus.DISPUTED}
        if self.status in agreed:
            assert self.keys == {HELPER, BENEFICIARY}

    @invariant()
    def a_yes_that_stands_is_on_its_key(self) -> None:
        assert self.status is not MatchStatus.ACCEPTED or self.keys == {HELPER}
        assert self.status is not MatchStatus.INVITED or self.keys == {BENEFICIARY}


TestAMatch = AMatch.TestCase
TestAMatch.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


HELPED, PARTLY, NOT_HELPED = Outcome.HELPED, Outcome.PARTLY, Outcome.NOT_HELPED
BY_PERSON = Settlement(MatchStatus.COMPLETED, CompletedBy.PERSON)
BY_SILENCE = Settlement(MatchStatus.COMPLETED, CompletedBy.SILENCE)
FAILED, DISPUTED = Settlement(MatchStatus.FAILED), Settlement(MatchStatus.DISPUTED)


@pytest.mark.parametrize(
    ("helper", "beneficiary", "at_once", "after_silence"),
    [
        (None, None, None, None),
        (None, HELPED, BY_PERSON, BY_PERSON),
        (None, PARTLY, BY_PERSON, BY_PERSON),
        (None, NOT_HELPED, None, FAILED),
        (HELPED, None, None, BY_SILENCE),
        (HELPED, HELPED, BY_PERSON, BY_PERSON),
        (HELPED, PARTLY, BY_PERSON, BY_PERSON),
        (HELPED, NOT_HELPED, DISPUTED, DISPUTED),
        (PARTLY, None, None, BY_SILENCE),
        (PARTLY, HELPED, BY_PERSON, BY_PERSON),
        (PARTLY, NOT_HELPED, DISPUTED, DISPUTED),
        (NOT_HELPED, None, None, FAILED),
        (NOT_HELPED, HELPED, BY_PERSON, BY_PERSON),
        (NOT_HELPED, NOT_HELPED, FAILED, FAILED),
    ],
)
def test_what_reports_amount_to(
    helper: Outcome | None,
    beneficiary: Outcome | None,
    at_once: Settlement | None,
    after_silence: Settlement | None,
) -> None:
    assert settle(helper, beneficiary, silence=False, represented=False) == at_once
    assert settle(helper, beneficiary, silence=True, represented=False) == after_silence


@pytest.mark.parametrize("helper", [None, *Outcome])
@pytest.mark.parametrize("beneficiary", [None, *Outcome])
@pytest.mark.parametrize("silence", [False, True])
def test_every_settlement_is_a_move_of_the_table(
    helper: Outcome | None, beneficiary: Outcome | None, silence: bool
) -> None:
    settled = settle(helper, beneficiary, silence=silence, represented=False)
    if settled is not None:
        ends = {end for s, _, _, end in EDGES if s is MatchStatus.CONFIRMED}
        assert settled.status in ends
        assert (settled.by is not None) == (settled.status is MatchStatus.COMPLETED)


@pytest.mark.parametrize("helper", [None, *Outcome])
@pytest.mark.parametrize("beneficiary", [None, *Outcome])
def test_what_is_represented_is_never_completed_by_silence(
    helper: Outcome | None, beneficiary: Outcome | None
) -> None:
    settled = settle(helper, beneficiary, silence=True, represented=True)
    assert beneficiary is not None or settled is None, "nor is it failed by it"
    if settled is not None and settled.status is MatchStatus.COMPLETED:
        assert beneficiary in (HELPED, PARTLY)
        assert settled.by is CompletedBy.REPRESENTATIVE


@pytest.mark.parametrize("beneficiary", [None, *Outcome])
def test_contact_shuts_at_the_beneficiarys_word(beneficiary: Outcome | None) -> None:
    assert shuts_contact(beneficiary) is (beneficiary is NOT_HELPED)
    settled = settle(None, beneficiary, silence=False, represented=False)
    assert (settled is None) is (beneficiary in (None, NOT_HELPED)), "before anything is settled"
