"""What may be done with a match as it stands, and by which side: looked up in `matching.states.lifecycle`."""

from core.errors import Conflict
from core.models import Match
from matching.states import lifecycle
from matching.words.vocabulary import By, CompletedBy, MatchStatus, Move

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


_ROUTES = {Move.CONTEST: "report", Move.WITHDRAW: "cancel", Move.RESOLVE: "decide"}
"""How the API names moves that have no route of their own: each is made by another's."""


def moves(match: Match, side: By) -> list[str]:
    """The moves open to that side now, as the API names them."""
    silent = match.completed_by is CompletedBy.SILENCE
    return [named(move) for move in lifecycle.allowed(match.status, side, by_silence=silent)]


def named(move: Move) -> str:
    """What the API calls a move: as the route by which it is made."""
    return _ROUTES.get(move, move.value)
