"""What time does with matches: lets the unanswered lapse, asks how it went, lets go, says that contact has shut."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from core.database import locks
from core.database.due import due
from core.events import EventKind, record_on
from core.models import Match, Need
from matching.states import deadlines
from matching.words.end_codes import WhyEnded
from matching.words.vocabulary import By, MatchStatus, Move, Urgency
from services.access import moves as match_moves
from services.afterwards import asked_back, contact, reports
from services.consequences import coverage, endings, match_times

to_lapse = due(col(Match.id), col(Match.status).in_(match_moves.ASKED), at=col(Match.reply_by))
"""Proposals and invitations that nobody answered in time."""


def lapse(session: Session, match_id: UUID, now: datetime) -> None:
    """Nobody answered in time: the place is free, and the next may be asked."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.status not in match_moves.ASKED or match.reply_by is None or match.reply_by > now:
        return
    endings.end(session, match, Move.LAPSE, by=By.CLOCK, actor=None, now=now)
    endings.ask_again(need, now)


to_settle = due(
    col(Match.id),
    col(Match.status).in_((MatchStatus.CONFIRMED, MatchStatus.DISPUTED)),
    at=col(Match.due_at),
)
"""Confirmed and disputed matches whose next moment has come."""


def settle(session: Session, match_id: UUID, now: datetime) -> None:
    """A confirmed or disputed match whose next moment has come."""
    need, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.due_at is None or match.due_at > now:
        return
    if match.status is MatchStatus.DISPUTED:
        endings.end(session, match, Move.SETTLE, by=By.CLOCK, actor=None, now=now, code=WhyEnded.NOT_RESOLVED)
        coverage.settle(session, need, now=now, actor=None)
    elif match.status is MatchStatus.CONFIRMED and not reports.settle(
        session, need, match, by=By.CLOCK, now=now, actor=None
    ):
        _unreported(session, need, match, now)


def _unreported(session: Session, need: Need, match: Match, now: datetime) -> None:
    """Asks how it went, then has coordinators ask, then lets go: three steps, each once.

    Also where one side has spoken and the silence of the other does not count, for the question did not reach them or
    somebody speaks for them.
    """
    lapses_at = _time_of(match) + deadlines.UNREPORTED_LAPSE
    if now >= lapses_at:
        endings.end(session, match, Move.LAPSE, by=By.CLOCK, actor=None, now=now, code=WhyEnded.UNKNOWN)
        coverage.settle(session, need, now=now, actor=None)
        return
    counts_at = asked_back.silence_counts_at(session, match)
    if counts_at is not None and counts_at > now:
        match.due_at = min(counts_at, lapses_at)
    elif match.report_asked_at is None and not any(contact.reported(session, match.id)):
        record_on(session, EventKind.REPORT_ASKED, match, actor=None, now=now)
        match.report_asked_at = now
        first_look = deadlines.unreported_at(_time_of(match), sooner=True)
        match.due_at = min(lapses_at, max(first_look, now + deadlines.ASKED_BEFORE))
    else:
        match.due_at = min(lapses_at, _told_at(session, need, match))
        if match.due_at <= now:
            _tell_coordinators(session, match, now)
            match.due_at = lapses_at


def _time_of(match: Match) -> datetime:
    return deadlines.time_of(match.confirmed_at or match.created_at, match_times.of(match).stretch)


def _told_at(session: Session, need: Need, match: Match) -> datetime:
    """When coordinators are to ask the two: sooner where one of those who have not spoken cannot be expected to."""
    cannot = (
        person.represented or not asked_back.reached(session, match, person)
        for person in asked_back.unheard(session, match)
    )
    sooner = need.urgency is Urgency.URGENT or any(cannot)
    return deadlines.unreported_at(_time_of(match), sooner=sooner)


def _tell_coordinators(session: Session, match: Match, now: datetime) -> None:
    if match.unreported_at is None:
        match.unreported_at = now
        record_on(session, EventKind.MATCH_UNREPORTED, match, actor=None, now=now)


contacts_to_close = due(
    col(Match.id),
    col(Match.status) == MatchStatus.CONFIRMED,
    ~col(Match.contact_closed),
    at=col(Match.contact_until),
)
"""Confirmed matches whose contact has shut, of which nobody was told yet."""


def close_contact(session: Session, match_id: UUID, now: datetime) -> None:
    """Says that contact has shut; it had already, the moment its time was over."""
    _, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.contact_closed or match.contact_until is None or match.contact_until > now:
        return
    match.contact_closed = True
    record_on(session, EventKind.CONTACT_CLOSED, match, actor=None, now=now)
