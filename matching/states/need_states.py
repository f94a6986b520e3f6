"""What can become of a need. Its author may end it at any moment, without a reason."""

from enum import StrEnum

from matching.words.vocabulary import NeedStatus


class NeedMove(StrEnum):
    """What can be done to a need, by its author, by the clock, or by what becomes of its matches."""

    OPEN = "open"
    COVER = "cover"
    UNCOVER = "uncover"
    FULFIL = "fulfil"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    REMOVE = "remove"
    RENEW = "renew"
    REINSTATE = "reinstate"
    RECORD_LATE = "record_late"


_S, _M = NeedStatus, NeedMove

TRANSITIONS: dict[tuple[NeedStatus, NeedMove], NeedStatus] = {
    (_S.PENDING, _M.OPEN): _S.OPEN,
    (_S.PENDING, _M.EXPIRE): _S.EXPIRED,
    (_S.PENDING, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.PENDING, _M.REMOVE): _S.REMOVED,
    (_S.OPEN, _M.COVER): _S.MATCHED,
    (_S.OPEN, _M.FULFIL): _S.FULFILLED,
    (_S.OPEN, _M.EXPIRE): _S.EXPIRED,
    (_S.OPEN, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.OPEN, _M.REMOVE): _S.REMOVED,
    # Renewed before its end, as the reminder invites to: the same state, more time.
    (_S.OPEN, _M.RENEW): _S.OPEN,
    # Covered needs never expire. When help falls through after their time, they open and expire at once.
    (_S.MATCHED, _M.UNCOVER): _S.OPEN,
    (_S.MATCHED, _M.FULFIL): _S.FULFILLED,
    # These end the confirmed matches too, and so skip the moment in which the need would be open again.
    (_S.MATCHED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.MATCHED, _M.REMOVE): _S.REMOVED,
    (_S.EXPIRED, _M.RENEW): _S.OPEN,
    (_S.EXPIRED, _M.RECORD_LATE): _S.FULFILLED,
    (_S.WITHDRAWN, _M.RECORD_LATE): _S.FULFILLED,
    (_S.REMOVED, _M.REINSTATE): _S.OPEN,
}

_VERBS = {
    NeedMove.WITHDRAW: "withdraw",
    NeedMove.RENEW: "renew",
    NeedMove.FULFIL: "fulfil",
    NeedMove.RECORD_LATE: "fulfil",
}
_EDITABLE = frozenset({NeedStatus.PENDING, NeedStatus.OPEN})
VERBS = (*dict.fromkeys(_VERBS.values()), "edit")
"""Every verb that can be open to an author."""


class NotAllowed(Exception):
    """The need's state forbids this; `allowed` are the verbs that are open to its author."""

    def __init__(self, current: NeedStatus, move: NeedMove, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{move} is not possible while the need is {current}")
        self.current, self.move, self.allowed = current, move, allowed


def target(status: NeedStatus, move: NeedMove) -> NeedStatus:
    """Where the need stands after the move. Raises `NotAllowed` when the table forbids it."""
    try:
        return TRANSITIONS[status, move]
    except KeyError:
        raise NotAllowed(status, move, allowed(status)) from None


def allowed(status: NeedStatus, by_author: bool = True) -> tuple[str, ...]:
    """The API's verbs open to the author (or who speaks for them), in a fixed order; to others, none."""
    if not by_author:
        return ()
    verbs = tuple(verb for move, verb in _VERBS.items() if (status, move) in TRANSITIONS)
    return (*verbs, "edit") if status in _EDITABLE else verbs
