"""What can become of an offer. Whether it has room left is derived from its matches, never a state."""

from enum import StrEnum

from matching.words.vocabulary import OfferStatus


class OfferMove(StrEnum):
    """What can be done to an offer, by its helper, by the clock or by a coordinator."""

    PAUSE = "pause"
    RESUME = "resume"
    RENEW = "renew"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REMOVE = "remove"


_S, _M = OfferStatus, OfferMove

TRANSITIONS: dict[tuple[OfferStatus, OfferMove], OfferStatus] = {
    (_S.ACTIVE, _M.PAUSE): _S.PAUSED,
    # "Yes, this is still right": the same state, more time.
    (_S.ACTIVE, _M.RENEW): _S.ACTIVE,
    (_S.ACTIVE, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.ACTIVE, _M.EXPIRE): _S.EXPIRED,
    (_S.ACTIVE, _M.REMOVE): _S.REMOVED,
    (_S.PAUSED, _M.RESUME): _S.ACTIVE,
    # The check-in that nobody answered paused it; the answer wakes it.
    (_S.PAUSED, _M.RENEW): _S.ACTIVE,
    (_S.PAUSED, _M.WITHDRAW): _S.WITHDRAWN,
    (_S.PAUSED, _M.EXPIRE): _S.EXPIRED,
    (_S.PAUSED, _M.REMOVE): _S.REMOVED,
    (_S.EXPIRED, _M.RENEW): _S.ACTIVE,
}

_VERBS = (OfferMove.PAUSE, OfferMove.RESUME, OfferMove.RENEW, OfferMove.WITHDRAW)
_EDITABLE = frozenset({OfferStatus.ACTIVE, OfferStatus.PAUSED})
VERBS = (*(move.value for move in _VERBS), "edit")
"""Every verb that can be open to a helper."""


class NotAllowed(Exception):
    """The offer's state forbids this; `allowed` are the verbs that are open to its helper."""

    def __init__(self, current: OfferStatus, move: OfferMove, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{move} is not possible while the offer is {current}")
        self.current, self.move, self.allowed = current, move, allowed


def target(status: OfferStatus, move: OfferMove) -> OfferStatus:
    """Where the offer stands after the move. Raises `NotAllowed` when the table forbids it."""
    try:
        return TRANSITIONS[status, move]
    except KeyError:
        raise NotAllowed(status, move, allowed(status)) from None


def allowed(status: OfferStatus, by_helper: bool = True, *, emptied: bool = False) -> tuple[str, ...]:
    """The API's verbs open to the helper (or who speaks for them), in a fixed order; to others, none. `emptied`: it
    ended long ago and nothing but a count is left of it.
    """
    if not by_helper or emptied:
        return ()
    verbs = tuple(move.value for move in _VERBS if (status, move) in TRANSITIONS)
    return (*verbs, "edit") if status in _EDITABLE else verbs
