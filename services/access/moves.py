"""What may be done with a match as it stands, and by which side: looked up in `matching.states.lifecycle`."""

from dataclasses import dataclass
from datetime import datetime

from core.errors import Conflict
from core.models import Match
from matching.states import lifecycle
from matching.words.vocabulary import By, CompletedBy, MatchStatus, Move

_A_YES = frozenset({Move.RESPOND, Move.ACCEPT, Move.INVITE, Move.CHOOSE, Move.CONFIRM})
CHANGES = _EDIT, _AGREE, _KEEP = "edit", "agree_change", "keep_as_it_is"
"""What may be done with what was agreed, beside the moves of the table."""
_ROUTES = {Move.CONTEST: "report", Move.WITHDRAW: "cancel", Move.RESOLVE: "decide"}
"""How the API names moves that have no route of their own: each is made by another's."""
ASKED = (MatchStatus.PROPOSED, MatchStatus.INVITED)
"""What lapses unless its helper answers in time; truth does not wait for the job that writes it down."""


def possible(match: Match, move: Move, side: By, *, to: MatchStatus | None = None) -> MatchStatus:
    """Where the move leads. Raises Conflict with the current state and what is allowed instead.

    `to`: which end, where the table leaves a choice.
    """
    try:
        return lifecycle.target(match.status, move, side, to=to)
    except lifecycle.NotAllowed as error:
        raise Conflict("not_possible", current=match.status, allowed=moves(match, side)) from error


@dataclass(frozen=True, slots=True)
class Standing:
    """What moves depend on at a moment: the need is open, the helper has time, one of the two said how it went."""

    need_is_open: bool
    has_time: bool
    now: datetime
    reported: bool = False


def open_moves(match: Match, side: By, standing: Standing) -> list[str]:
    """The moves that would not be refused for a reason that this side may know: the need is over, the time to answer,
    or, for the helper, there is no time in which they could come.
    """
    in_time = match.reply_by is None or match.reply_by > standing.now or match.status not in ASKED
    may_say_yes = standing.need_is_open and (side is not By.HELPER or (in_time and standing.has_time))
    found = [move for move in moves(match, side) if may_say_yes or move not in _A_YES]
    return found + ([] if standing.reported else _changes(match, side))


def _changes(match: Match, side: By) -> list[str]:
    """What may be done with what was agreed while both rely on it, and neither has said how it went; no move of the
    table, for it stays where it is.
    """
    if match.status is not MatchStatus.CONFIRMED or side is By.COORDINATOR:
        return []
    if match.change_by is None:
        return [_EDIT]
    return [_EDIT, *([_AGREE] if match.change_by != side else []), _KEEP]


def moves(match: Match, side: By) -> list[str]:
    """The moves open to that side now, as the API names them."""
    silent = match.completed_by is CompletedBy.SILENCE
    return [named(move) for move in lifecycle.allowed(match.status, side, by_silence=silent)]


def named(move: Move) -> str:
    """What the API calls a move: as the route by which it is made."""
    return _ROUTES.get(move, move.value)
