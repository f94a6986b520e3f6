"""What can become of a need. Its author may end it at any moment, without a reason; all else follows.

Where a need stands is one function of what was last said of it, its matches and their quantities, and the time
(`state`). Whoever says something moves it by the table; what follows from its matches takes the steps that lead
there (`steps`), by the same table.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matching.words.said import LastWord
from matching.words.vocabulary import NeedStatus


class NeedMove(StrEnum):
    """What can be done to a need: by a word of its author or a coordinator, or by what becomes of its matches."""

    OPEN = "open"
    WITHDRAW = "withdraw"
    REMOVE = "remove"
    RENEW = "renew"
    REINSTATE = "reinstate"
    CLOSE = "close"
    """Its author says enough."""
    RECORD_LATE = "record_late"
    """The same once it has ended: help came another way."""
    COVER = "cover"
    UNCOVER = "uncover"
    FULFIL = "fulfil"
    EXPIRE = "expire"
    COMPLETE_LATE = "complete_late"
    """A match of it was reported or decided to be done after its time."""
    REOPEN = "reopen"
    """What had fulfilled it did not happen after all."""


_S, _M = NeedStatus, NeedMove

TRANSITIONS: dict[tuple[NeedStatus, NeedMove], NeedStatus] = {
    (_S.PENDING, _M.OPEN): _S.OPEN,
    (_S.PENDING, _M.EXPIRE): _S.EXPIRED,
    (_S.PENDING, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.PENDING, _M.REMOVE): _S.REMOVED,
    (_S.OPEN, _M.COVER): _S.MATCHED,
    (_S.OPEN, _M.FULFIL): _S.FULFILLED,
    (_S.OPEN, _M.CLOSE): _S.FULFILLED,
    (_S.OPEN, _M.EXPIRE): _S.EXPIRED,
    (_S.OPEN, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.OPEN, _M.REMOVE): _S.REMOVED,
    # Renewed before its end, as the reminder invites to: the same state, more time.
    (_S.OPEN, _M.RENEW): _S.OPEN,
    # Covered needs never expire. When help falls through after their time, they open and expire at once.
    (_S.MATCHED, _M.UNCOVER): _S.OPEN,
    (_S.MATCHED, _M.FULFIL): _S.FULFILLED,
    (_S.MATCHED, _M.CLOSE): _S.FULFILLED,
    # These end the confirmed matches too, and so skip the moment in which the need would be open again.
    (_S.MATCHED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.MATCHED, _M.REMOVE): _S.REMOVED,
    (_S.EXPIRED, _M.RENEW): _S.OPEN,
    (_S.EXPIRED, _M.RECORD_LATE): _S.FULFILLED,
    (_S.EXPIRED, _M.COMPLETE_LATE): _S.FULFILLED,
    (_S.FULFILLED, _M.REOPEN): _S.OPEN,
    (_S.WITHDRAWN, _M.RECORD_LATE): _S.FULFILLED,
    (_S.REMOVED, _M.REINSTATE): _S.OPEN,
}

WORDS: dict[NeedMove, LastWord] = {
    _M.OPEN: LastWord.ASKED,
    _M.RENEW: LastWord.ASKED,
    _M.REINSTATE: LastWord.ASKED,
    _M.CLOSE: LastWord.ENOUGH,
    _M.RECORD_LATE: LastWord.ENOUGH,
    _M.WITHDRAW: LastWord.WITHDRAWN,
    _M.REMOVE: LastWord.REMOVED,
}
"""The moves that are somebody's word, and what is last said of the need from then on; all others follow."""

STEPS: dict[tuple[NeedStatus, NeedStatus], tuple[NeedMove, ...]] = {
    (_S.PENDING, _S.EXPIRED): (_M.EXPIRE,),
    (_S.OPEN, _S.MATCHED): (_M.COVER,),
    (_S.OPEN, _S.FULFILLED): (_M.FULFIL,),
    (_S.OPEN, _S.EXPIRED): (_M.EXPIRE,),
    (_S.MATCHED, _S.OPEN): (_M.UNCOVER,),
    (_S.MATCHED, _S.FULFILLED): (_M.FULFIL,),
    (_S.MATCHED, _S.EXPIRED): (_M.UNCOVER, _M.EXPIRE),
    (_S.FULFILLED, _S.OPEN): (_M.REOPEN,),
    (_S.FULFILLED, _S.EXPIRED): (_M.REOPEN, _M.EXPIRE),
    (_S.EXPIRED, _S.FULFILLED): (_M.COMPLETE_LATE,),
}
"""How a need follows what it stands on, from one state to another."""

_VERBS = {
    NeedMove.WITHDRAW: "withdraw",
    NeedMove.RENEW: "renew",
    NeedMove.CLOSE: "fulfil",
    NeedMove.RECORD_LATE: "fulfil",
}
_EDITABLE = frozenset({NeedStatus.PENDING, NeedStatus.OPEN})
VERBS = (*dict.fromkeys(_VERBS.values()), "edit", "another_matter")
"""Every verb that can be open to an author."""


class NotAllowed(Exception):
    """The need's state forbids this; `allowed` are the verbs that are open to its author."""

    def __init__(self, current: NeedStatus, move: NeedMove, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{move} is not possible while the need is {current}")
        self.current, self.move, self.allowed = current, move, allowed


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a need's state follows from, beside the time: the last word on it, how much was asked (None: whatever
    people can spare), how much of it both sides have agreed on and how much is done, and when its time is over.

    `original`: where the need stands of which this one is a double; None: it is no double.
    """

    word: LastWord
    quantity: int | None
    confirmed: int
    completed: int
    expires_at: datetime
    original: NeedStatus | None = None


def state(facts: Facts, now: datetime) -> NeedStatus:
    """Where a need stands. What its author or a coordinator ended stays so, whatever becomes of its matches; else it
    is covered or done as its matches are, and at its end closes on what it has. A double that nobody helps with is
    fulfilled with its original.
    """
    if facts.word in _FINAL:
        return _FINAL[facts.word]
    over = now >= facts.expires_at
    if facts.word is LastWord.UNSAID:
        return _S.EXPIRED if over else _S.PENDING
    done = facts.confirmed + facts.completed
    if not done and facts.original is _S.FULFILLED:
        return _S.FULFILLED
    if not over and (facts.quantity is None or done < facts.quantity):
        return _S.OPEN
    if not done:
        return _S.EXPIRED
    return _S.MATCHED if facts.confirmed else _S.FULFILLED


_FINAL = {
    LastWord.ENOUGH: _S.FULFILLED,
    LastWord.WITHDRAWN: _S.WITHDRAWN,
    LastWord.REMOVED: _S.REMOVED,
}


def steps(was: NeedStatus, to: NeedStatus) -> tuple[NeedMove, ...]:
    """The moves by which a need that stands at `was` comes to where its matches put it; none where it is there.

    Raises KeyError where nothing that becomes of matches leads there.
    """
    return () if was is to else STEPS[was, to]


def target(status: NeedStatus, move: NeedMove) -> NeedStatus:
    """Where the need stands after the move. Raises `NotAllowed` when the table forbids it."""
    try:
        return TRANSITIONS[status, move]
    except KeyError:
        raise NotAllowed(status, move, allowed(status)) from None


def allowed(
    status: NeedStatus, by_author: bool = True, *, double: bool = False, emptied: bool = False
) -> tuple[str, ...]:
    """The API's verbs open to the author (or who speaks for them), in a fixed order; to others, none. `double`: a
    coordinator took it for one, and its author may say that it is not. `emptied`: it ended long ago, and nothing is
    left of it that could be renewed.
    """
    if not by_author:
        return ()
    verbs = tuple(verb for move, verb in _VERBS.items() if (status, move) in TRANSITIONS)
    if emptied:
        verbs = tuple(verb for verb in verbs if verb != _VERBS[NeedMove.RENEW])
    verbs = (*verbs, "edit") if status in _EDITABLE else verbs
    return (*verbs, "another_matter") if double else verbs
