"""What can become of a match: one table of moves, and what two reports amount to.

Two keys, in either order: the helper says yes, the beneficiary says yes, and only then is help agreed. Every
way into `confirmed` turns the second of the two. The table below is the domain's, row for row.
"""

from dataclasses import dataclass
from enum import Enum, auto

from matching.words.vocabulary import LIVE_MATCH as LIVE
from matching.words.vocabulary import By, CompletedBy, MatchStatus, Move, Outcome

__all__ = [
    "LIVE",
    "TERMINAL",
    "TRANSITIONS",
    "TURNS_KEY",
    "Given",
    "NotAllowed",
    "Settlement",
    "Transition",
    "allowed",
    "is_repeat",
    "settle",
    "shuts_contact",
    "target",
]

TERMINAL = frozenset(MatchStatus) - LIVE - {MatchStatus.DISPUTED}
"""Nothing more happens here; except that what silence completed may still be contested."""

TURNS_KEY = {
    By.HELPER: frozenset({Move.RESPOND, Move.ACCEPT}),
    By.BENEFICIARY: frozenset({Move.INVITE, Move.CHOOSE, Move.CONFIRM}),
}
"""The moves that are somebody's yes. Saying no leaves keys as they are: the match has ended."""


class Given(Enum):
    """What must be so for a row to hold, beyond who moves and where the match stands."""

    ALWAYS = auto()
    SECOND_KEY = auto()
    """The beneficiary said `first_who_fits`, and this helper fits: their key turned in advance."""
    SILENCE = auto()
    """The match counts as completed only because nobody said otherwise."""
    APPEALED = auto()
    """A coordinator had decided so, and an appeal against that was right."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from `source` (None: no match yet), `move` by one of `by` leads to `target`.

    `also` are other words for the same move. Where a move has several targets, its rows are the choices.
    """

    source: MatchStatus | None
    move: Move
    by: frozenset[By]
    target: MatchStatus
    also: frozenset[Move] = frozenset()
    given: Given = Given.ALWAYS

    def holds(self, status: MatchStatus | None, by: By, given: frozenset[Given]) -> bool:
        return self.source == status and by in self.by and self.given in given

    def answers(self, move: Move) -> bool:
        return move is self.move or move in self.also


class NotAllowed(Exception):
    """The table forbids this move; `allowed` are those it leaves open to the one who tried."""

    def __init__(self, status: MatchStatus | None, move: Move, allowed: tuple[Move, ...]) -> None:
        super().__init__(
            f"{move} is not possible while the match is {status}; possible: {', '.join(allowed)}"
        )
        self.status, self.move, self.allowed = status, move, allowed


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the reports amount to; `by` says on whose word, for what is completed."""

    status: MatchStatus
    by: CompletedBy | None = None


def _row(
    source: MatchStatus | None,
    move: Move,
    by: By | frozenset[By],
    target: MatchStatus,
    *also: Move,
    given: Given = Given.ALWAYS,
) -> Transition:
    who = frozenset({by}) if isinstance(by, By) else by
    return Transition(source, move, who, target, frozenset(also), given)


_S, _M = MatchStatus, Move
_EITHER = frozenset({By.HELPER, By.BENEFICIARY})
_ANY_HAND = _EITHER | {By.COORDINATOR}
_UNDECIDED = (_S.PROPOSED, _S.INVITED, _S.ACCEPTED)

TRANSITIONS: tuple[Transition, ...] = (
    # No match yet: somebody has the first word.
    _row(None, _M.PROPOSE, frozenset({By.ENGINE, By.COORDINATOR}), _S.PROPOSED),
    _row(None, _M.RESPOND, By.HELPER, _S.ACCEPTED),
    _row(None, _M.RESPOND, By.HELPER, _S.CONFIRMED, given=Given.SECOND_KEY),
    _row(None, _M.INVITE, By.BENEFICIARY, _S.INVITED),
    # Proposed: neither key has turned.
    _row(_S.PROPOSED, _M.ACCEPT, By.HELPER, _S.ACCEPTED, _M.RESPOND),
    _row(_S.PROPOSED, _M.ACCEPT, By.HELPER, _S.CONFIRMED, _M.RESPOND, given=Given.SECOND_KEY),
    _row(_S.PROPOSED, _M.DECLINE, By.HELPER, _S.DECLINED),
    _row(_S.PROPOSED, _M.CHOOSE, By.BENEFICIARY, _S.INVITED, _M.INVITE),
    _row(_S.PROPOSED, _M.REFUSE, By.BENEFICIARY, _S.REFUSED),
    _row(_S.PROPOSED, _M.WITHDRAW, By.COORDINATOR, _S.WITHDRAWN),
    # Invited: the beneficiary's key has turned.
    _row(_S.INVITED, _M.ACCEPT, By.HELPER, _S.CONFIRMED, _M.RESPOND),
    _row(_S.INVITED, _M.DECLINE, By.HELPER, _S.DECLINED),
    _row(_S.INVITED, _M.TAKE_BACK, By.BENEFICIARY, _S.WITHDRAWN, _M.REFUSE),
    # Accepted: the helper's key has turned.
    _row(_S.ACCEPTED, _M.CONFIRM, By.BENEFICIARY, _S.CONFIRMED, _M.CHOOSE, _M.INVITE),
    _row(_S.ACCEPTED, _M.REFUSE, By.BENEFICIARY, _S.REFUSED),
    _row(_S.ACCEPTED, _M.TAKE_BACK, By.HELPER, _S.DECLINED, _M.DECLINE),
    # What happens to a match that waits too long, or is no longer needed.
    *(_row(status, _M.LAPSE, By.CLOCK, _S.LAPSED) for status in _UNDECIDED),
    *(_row(status, _M.SUPERSEDE, By.SYSTEM, _S.SUPERSEDED) for status in _UNDECIDED),
    *(_row(status, _M.WITHDRAW, By.SYSTEM, _S.WITHDRAWN) for status in _UNDECIDED),
    # Confirmed: both have said yes.
    _row(_S.CONFIRMED, _M.CANCEL, _ANY_HAND, _S.CANCELLED),
    # What it stood on is gone; or its time begins, and fewer have agreed to come than must.
    _row(_S.CONFIRMED, _M.END, frozenset({By.SYSTEM, By.CLOCK}), _S.CANCELLED),
    # The standing that opened contact fell: the author's yes is theirs to give again.
    _row(_S.CONFIRMED, _M.UNSETTLE, By.SYSTEM, _S.ACCEPTED),
    _row(_S.CONFIRMED, _M.REPORT, _EITHER, _S.CONFIRMED),
    _row(_S.CONFIRMED, _M.REPORT, By.BENEFICIARY, _S.COMPLETED),
    _row(_S.CONFIRMED, _M.REPORT, _EITHER, _S.FAILED),
    _row(_S.CONFIRMED, _M.REPORT, _EITHER, _S.DISPUTED),
    _row(_S.CONFIRMED, _M.SETTLE, By.CLOCK, _S.COMPLETED),
    _row(_S.CONFIRMED, _M.SETTLE, By.CLOCK, _S.FAILED),
    _row(_S.CONFIRMED, _M.LAPSE, By.CLOCK, _S.LAPSED),
    # Afterwards, when the two see it differently.
    _row(_S.COMPLETED, _M.CONTEST, By.BENEFICIARY, _S.DISPUTED, given=Given.SILENCE),
    _row(_S.DISPUTED, _M.RESOLVE, By.COORDINATOR, _S.COMPLETED),
    _row(_S.DISPUTED, _M.RESOLVE, By.COORDINATOR, _S.FAILED),
    _row(_S.DISPUTED, _M.SETTLE, By.CLOCK, _S.FAILED),
    _row(_S.COMPLETED, _M.OVERTURN, By.COORDINATOR, _S.FAILED, given=Given.APPEALED),
    _row(_S.FAILED, _M.OVERTURN, By.COORDINATOR, _S.COMPLETED, given=Given.APPEALED),
)

_YES_STANDS = {
    By.HELPER: frozenset({_S.ACCEPTED, _S.CONFIRMED}),
    By.BENEFICIARY: frozenset({_S.INVITED, _S.CONFIRMED}),
}
_SPOKEN = frozenset({_M.REPORT, _M.RESOLVE})
_AFTER_SPEAKING = frozenset({_S.CONFIRMED, _S.COMPLETED, _S.FAILED, _S.DISPUTED})


def target(
    status: MatchStatus | None,
    move: Move,
    by: By,
    *,
    second_key_given: bool = False,
    by_silence: bool = False,
    appealed: bool = False,
    to: MatchStatus | None = None,
) -> MatchStatus:
    """Where the match stands after the move.

    `second_key_given`: the need is `first_who_fits` and this helper fits. `by_silence`: the match counts as
    completed by silence only. `appealed`: it stands as a coordinator wrongly decided. `to` names the end where the
    table leaves a choice (`report` and `settle`: what `settle()` says; `resolve`: what the coordinator decided); a
    report without it is only handed in.
    Raises `NotAllowed` when the table forbids the move, ValueError when a choice is open and `to` is missing.
    """
    given = _given(second_key_given=second_key_given, by_silence=by_silence, appealed=appealed)
    rows = [t for t in TRANSITIONS if t.holds(status, by, given) and t.answers(move)]
    rows = [t for t in rows if t.given is not Given.ALWAYS] or rows
    ends = [t.target for t in rows if to is None or t.target is to]
    if not ends:
        raise NotAllowed(status, move, allowed(status, by, by_silence=by_silence))
    if len(ends) > 1 and status not in ends:
        raise ValueError(f"{move} can end as {' or '.join(ends)}: say which")
    return ends[0]


def allowed(status: MatchStatus | None, by: By, *, by_silence: bool = False) -> tuple[Move, ...]:
    """The moves open to that side, each under its own name only, in the table's order."""
    given = _given(second_key_given=False, by_silence=by_silence)
    return tuple(dict.fromkeys(t.move for t in TRANSITIONS if t.holds(status, by, given)))


def is_repeat(status: MatchStatus, move: Move, by: By, *, said_so: bool = False) -> bool:
    """Whether this side has made this move already and the match stands where it led.

    Callers then answer with the match as it is: no error, and no second effect. A status does not tell who
    reported what: for `report` and `resolve` pass `said_so`, whether this side has already said just this.
    """
    if move in _SPOKEN:
        return said_so and status in _AFTER_SPEAKING
    if move in TURNS_KEY.get(by, ()):
        return status in _YES_STANDS[by]
    return any(t.answers(move) and by in t.by and t.target is status for t in TRANSITIONS)


def settle(
    helper: Outcome | None, beneficiary: Outcome | None, *, silence: bool, represented: bool
) -> Settlement | None:
    """What the reports so far amount to; None: the match stays confirmed.

    `silence`: the other was asked, reached (`matching.states.silence`), and said nothing for 72 hours. `represented`:
    somebody speaks for the beneficiary, so that their silence settles nothing. The word of the one who benefits weighs
    most.
    """
    if beneficiary in (Outcome.HELPED, Outcome.PARTLY):
        word = CompletedBy.REPRESENTATIVE if represented else CompletedBy.PERSON
        return Settlement(MatchStatus.COMPLETED, word)
    if beneficiary is Outcome.NOT_HELPED and helper in (Outcome.HELPED, Outcome.PARTLY):
        return Settlement(MatchStatus.DISPUTED)
    if beneficiary is helper is None or (None in (helper, beneficiary) and not silence):
        return None
    if represented and beneficiary is None:
        return None
    if Outcome.NOT_HELPED in (helper, beneficiary):
        return Settlement(MatchStatus.FAILED)
    return Settlement(MatchStatus.COMPLETED, CompletedBy.SILENCE)


def shuts_contact(beneficiary: Outcome | None) -> bool:
    """Whether contact shuts at once, before anything is settled: only the beneficiary's report does that."""
    return beneficiary is Outcome.NOT_HELPED


def _given(*, second_key_given: bool, by_silence: bool, appealed: bool = False) -> frozenset[Given]:
    facts = {Given.SECOND_KEY: second_key_given, Given.SILENCE: by_silence, Given.APPEALED: appealed}
    return frozenset({Given.ALWAYS} | {fact for fact, is_so in facts.items() if is_so})
