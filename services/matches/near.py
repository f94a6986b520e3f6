"""Whether somebody who speaks for one side may be of one household with the other: such a hand turns no second key.

A phone number or address that was only written down proves nothing, so it keeps nobody out of lists, candidates and
proposals: whoever writes down a number that they know would read there whose offer or need it is. But two keys in one
household are one: there the second yes is said to a coordinator.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.errors import Conflict
from core.models import Match
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

BY_A_NEAR_HAND = """EXISTS (
    SELECT FROM representation s
     CROSS JOIN LATERAL (SELECT CASE m.status WHEN 'invited' THEN m.beneficiary_id ELSE m.helper_person_id END) o(id)
     WHERE s.person_id = CASE m.status WHEN 'invited' THEN m.helper_person_id ELSE m.beneficiary_id END
       AND s.ended_at IS NULL
       AND (EXISTS (SELECT FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
                     WHERE a.person_id = s.representative_id AND b.person_id = o.id)
         OR EXISTS (SELECT FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
                     WHERE a.person_id = s.person_id AND b.person_id = o.id)))"""
"""Of a match `m` that waits for the second yes: whether whoever speaks for that side is too near the other."""
_NEAR_HAND = text(f"SELECT {BY_A_NEAR_HAND} FROM match m WHERE m.id = :match")  # noqa: S608  (constants)

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
    if rights.side(caller, match) is By.COORDINATOR and _is_theirs(session, caller, match) is side:
        return voices.passed_on(whose(match, side), caller.person_id, spoken, now=now)
    return rights.voice(caller, match, rights.require_side(caller, match, side), spoken, now=now)


def moves(session: Session, caller: Caller, match: Match, side: By, standing: Standing) -> list[str]:
    """The moves open to the caller on this side. The second yes is none of them for a hand that is too near; there it
    is a coordinator's to pass on.
    """
    open_to = match_moves.open_moves(match, side, standing)
    if side not in _SECOND_KEY_IN:
        waits = _is_theirs(session, caller, match)
        return [*open_to, *([_SECOND_YES[waits].value] if waits is not None else [])]
    if not wants_another_hand(session, caller, match, side):
        return open_to
    return [move for move in open_to if move not in TURNS_KEY[side]]


def wants_another_hand(session: Session, caller: Caller, match: Match, side: By) -> bool:
    """Whether this side's yes is the second, and the caller's hand is too near the other side to say it."""
    if match.status is not _SECOND_KEY_IN[side]:
        return False
    return is_near(session, caller.person_id, whose(match, side), whose(match, _other(side)))


def waits_for_a_coordinator(session: Session, match: Match) -> By | None:
    """Whose yes is the second, and a coordinator's to pass on, for whoever speaks for that side is too near the other;
    None: nobody's.
    """
    side = next((side for side, status in _SECOND_KEY_IN.items() if match.status is status), None)
    if side is None:
        return None
    session.flush()
    return side if session.execute(_NEAR_HAND, {"match": match.id}).scalar_one() else None


def _is_theirs(session: Session, caller: Caller, match: Match) -> By | None:
    """The side whose yes is this caller's to pass on, as one who coordinates the need's community."""
    if not caller.is_at_least(Role.COORDINATOR, match.community_id):
        return None
    return waits_for_a_coordinator(session, match)


def _other(side: By) -> By:
    return By.HELPER if side is By.BENEFICIARY else By.BENEFICIARY


def whose(match: Match, side: By) -> UUID:
    """Who is on this side of a match: the one who asked, or the one who acts as helper."""
    return match.helper_person_id if side is By.HELPER else match.beneficiary_id
