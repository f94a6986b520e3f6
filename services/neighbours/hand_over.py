"""Handing all of one helper's promises over, who cannot keep them just now: others are asked at once, with everybody's
yes anew.

What was agreed is called off with a reason that the helper and each author read, what waits for an author's yes is
taken back in the helper's place, and each need asks again before others of its kind. Nothing is agreed by it: whoever
is asked next says yes, and so does the author. What has begun, or was said to be done, stays the helper's; so does
what they promised for an organisation, of which a colleague may come. It is no no of any author: well again, the helper
may answer by themselves.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import notes
from core.access import Caller, sees_match
from core.database import locks
from core.events import EventKind, record
from core.events.payloads import HandedOver
from core.models import Match, MatchReport, Need
from matching.words.end_codes import WhyEnded
from matching.words.rulings import Ruled, Ruling
from matching.words.vocabulary import By, MatchStatus, Move
from services.consequences import coverage, endings, match_times
from services.judging import ledger
from services.judging.ledger import Matter
from services.neighbours import absent

_PROMISED = (MatchStatus.CONFIRMED, MatchStatus.ACCEPTED)


def hand_over(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, reason: str, now: datetime
) -> list[Match]:
    """Calls off all that this helper promised in the circle and that has not begun, as far as the caller may see it.

    Returns what was called off. Raises NotFound for who is not of the circle, or whose matter is not the caller's.
    """
    absent.ensure_there(session, caller, community_id, person_id)
    found = promises(session, caller, community_id, person_id, now=now)
    locks.take(session, needs=[match.need_id for match in found], helpers=[person_id])
    standing = promises(session, caller, community_id, person_id, now=now)
    handed = [match for match in standing if match.id in {one.id for one in found}]
    for match in handed:
        _call_off(session, caller, match, reason, now)
    for need_id in sorted({match.need_id for match in handed}):
        need = session.get_one(Need, need_id)
        coverage.settle(session, need, now=now, actor=caller.person_id)
        endings.ask_again(need, now)
    if handed:
        _tell(session, caller, community_id, person_id, len(handed), reason, now)
    return handed


def promises(
    session: Session, caller: Caller, community_id: UUID, person_id: UUID, *, now: datetime
) -> list[Match]:
    """What this helper promised in the circle, not for an organisation, and that could be handed over now."""
    reported = select(col(MatchReport.match_id)).where(col(MatchReport.match_id) == col(Match.id)).exists()
    rows = session.scalars(
        select(Match)
        .where(
            col(Match.community_id) == community_id,
            col(Match.helper_id) == person_id,
            col(Match.status).in_(_PROMISED),
            sees_match(caller),
            ~reported,
        )
        .order_by(col(Match.id))
        .execution_options(populate_existing=True)
    ).all()
    return [match for match in rows if not match_times.has_begun(match, now)]


def _call_off(session: Session, caller: Caller, match: Match, reason: str, now: datetime) -> None:
    agreed = match.status is MatchStatus.CONFIRMED
    move, by = (Move.CANCEL, By.COORDINATOR) if agreed else (Move.WITHDRAW, By.SYSTEM)
    code = WhyEnded.HANDED_OVER
    event = endings.end(session, match, move, by=by, actor=caller.person_id, now=now, code=code)
    whose = match.beneficiary_id
    notes.write(session, caller, reason, about=whose, subject_id=match.id, event_id=event, now=now)


def _tell(
    session: Session,
    caller: Caller,
    community_id: UUID,
    person_id: UUID,
    many: int,
    reason: str,
    now: datetime,
) -> None:
    """One line for the helper, however much it was; each author has a line of their own."""
    event = record(
        session,
        EventKind.PROMISES_HANDED_OVER,
        HandedOver(many),
        actor=caller.person_id,
        for_id=person_id,
        subject=("person", person_id),
        community_id=community_id,
        now=now,
    )
    matter = Matter(Ruled.MEMBERSHIP, person_id, community_id, (person_id,))
    ledger.write(session, caller, matter, Ruling.HANDED_OVER, reason=reason, event=event, now=now)
