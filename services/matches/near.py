"""Whether somebody who speaks for one side may be of one household with the other: such a hand turns no second key.

A phone number or address that was only written down proves nothing, so it keeps nobody out of lists, candidates and
proposals: whoever writes down a number that they know would read there whose offer or need it is. But two keys in one
household are one: there the second yes is said to a coordinator.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Conflict
from core.models import Match, Representation
from core.models.values import Spoken
from matching.states.lifecycle import TURNS_KEY
from matching.words.vocabulary import By, MatchStatus, Move, Role
from services.access import moves as match_moves
from services.access import rights, voices
from services.access.moves import Standing
from services.access.voices import Voice

_SHARED = text("""
    SELECT EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                    WHERE a.person_id = :hand AND b.person_id = :other)
        OR EXISTS (SELECT FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
                    WHERE a.person_id = :whose AND b.person_id = :other)
""")

_SECOND_KEY_IN = {By.HELPER: MatchStatus.INVITED, By.BENEFICIARY: MatchStatus.ACCEPTED}
"""Where a match stands while the second key is this side's to turn."""
_SECOND_YES = {By.HELPER: Move.ACCEPT, By.BENEFICIARY: Move.CONFIRM}


def is_near(session: Session, hand: UUID, whose: UUID, other: UUID) -> bool:
    """Whether `hand`, speaking for `whose`, shares a way to be reached with the other side, proved or written down;
    or `whose` does, without an app of their own. Nobody's own hand is near: they may say their own yes to anybody.
    """
    if hand == whose:
        return False
    return bool(session.execute(_SHARED, {"hand": hand, "whose": whose, "other": other}).scalar_one())


def ensure_other_hand(session: Session, voice: Voice, other: UUID) -> None:
    """Raises Conflict where this voice may not turn the second key towards the other side."""
    if is_near(session, voice.by, voice.person_id, other):
        raise Conflict("another_hand_needed")


def voice(
    session: Session, caller: Caller, match: Match, side: By, spoken: Spoken | None, *, now: datetime
) -> Voice:
    """In whose name the caller turns this side's key: their own, or whom they speak for; or, where whoever speaks
    for that side is too near to the other, whom a coordinator has asked. Raises Forbidden or Invalid.
    """
    if rights.side(caller, match) is By.COORDINATOR and _waits_for_a_coordinator(
        session, caller, match, side
    ):
        return voices.passed_on(_whose(match, side), caller.person_id, spoken, now=now)
    return rights.voice(caller, match, rights.require_side(caller, match, side), spoken, now=now)


def moves(session: Session, caller: Caller, match: Match, side: By, standing: Standing) -> list[str]:
    """The moves open to the caller on this side. The second yes is none of them for a hand that is too near; there it
    is a coordinator's to pass on.
    """
    open_to = match_moves.open_moves(match, side, standing)
    if side not in _SECOND_KEY_IN:
        waits = (s for s in _SECOND_YES if _waits_for_a_coordinator(session, caller, match, s))
        return [*open_to, *(_SECOND_YES[s].value for s in waits)]
    if not wants_another_hand(session, caller, match, side):
        return open_to
    return [move for move in open_to if move not in TURNS_KEY[side]]


def wants_another_hand(session: Session, caller: Caller, match: Match, side: By) -> bool:
    """Whether this side's yes is the second, and the caller's hand is too near the other side to say it."""
    if match.status is not _SECOND_KEY_IN[side]:
        return False
    return is_near(session, caller.person_id, _whose(match, side), _whose(match, _other(side)))


def _waits_for_a_coordinator(session: Session, caller: Caller, match: Match, side: By) -> bool:
    if match.status is not _SECOND_KEY_IN[side] or not caller.is_at_least(
        Role.COORDINATOR, match.community_id
    ):
        return False
    whose, other = _whose(match, side), _whose(match, _other(side))
    speakers = session.scalars(
        select(col(Representation.representative_id)).where(
            col(Representation.person_id) == whose, col(Representation.ended_at).is_(None)
        )
    )
    return any(is_near(session, speaker, whose, other) for speaker in speakers)


def _other(side: By) -> By:
    return By.HELPER if side is By.BENEFICIARY else By.BENEFICIARY


def _whose(match: Match, side: By) -> UUID:
    return match.helper_person_id if side is By.HELPER else match.beneficiary_id
