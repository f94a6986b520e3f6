"""Reminders of an agreed time: the evening before and two hours before, to each side where they are.

Each side has its own next moment, since their evenings may be hours apart. A reminder is an event like any other,
and is looked at once more before it leaves.
"""

import random
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col

from core.events import EventKind
from core.models import Match, Person
from matching import deadlines
from matching.deadlines import Reminder
from matching.vocabulary import MatchStatus
from services import contact, due, endings, locks

KINDS = {Reminder.TOMORROW: EventKind.MATCH_TOMORROW, Reminder.SOON: EventKind.MATCH_SOON}


def plan(session: Session, match: Match, now: datetime) -> None:
    """Sets when each side is next reminded, from the time as it is agreed now. Also after a change of that time."""
    match.helper_remind_at = _next(session, match, match.helper_person_id, now)
    match.beneficiary_remind_at = _next(session, match, match.beneficiary_id, now)


def matches_to_remind(session: Session, now: datetime, limit: int) -> list[UUID]:
    moments = (col(Match.helper_remind_at), col(Match.beneficiary_remind_at))
    return due.ids(
        session,
        Match,
        col(Match.status) == MatchStatus.CONFIRMED,
        or_(*(and_(at.is_not(None), at <= now) for at in moments)),
        limit=limit,
        order=(col(Match.agreed_from),),
    )


def remind(session: Session, match_id: UUID, now: datetime, rng: random.Random) -> None:
    """Reminds each side whose moment has come, once; whoever has said how it went is not reminded of it."""
    _, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.status is not MatchStatus.CONFIRMED:
        return
    over = any(contact.reported(session, match.id))
    for at, person_id in (
        (match.helper_remind_at, match.helper_person_id),
        (match.beneficiary_remind_at, match.beneficiary_id),
    ):
        if at is not None and at <= now and not over:
            _remind(session, match, person_id, now)
    plan(session, match, now)


def _remind(session: Session, match: Match, person_id: UUID, now: datetime) -> None:
    start = match.agreed_from
    if start is None or match.confirmed_at is None:
        return
    zone = session.get_one(Person, person_id).time_zone
    which = deadlines.reminder_due(match.confirmed_at, start, zone, now)
    if which is not None:
        endings.note(session, KINDS[which], match, None, now, for_id=person_id, start=start)


def _next(session: Session, match: Match, person_id: UUID, now: datetime) -> datetime | None:
    if match.agreed_from is None or match.confirmed_at is None:
        return None
    zone = session.get_one(Person, person_id).time_zone
    return deadlines.next_reminder(match.confirmed_at, match.agreed_from, zone, now)
