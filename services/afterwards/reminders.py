"""Reminders of an agreed time: the evening before and two hours before, to each side where they are; of what is only
between two moments, the evening before and at the first of them.

Each side has its own next moment, since their evenings may be hours apart. A reminder is an event like any other,
and is looked at once more before it leaves.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core.models import Match, Person
from matching.states import deadlines
from services.consequences import match_times


def plan(session: Session, match: Match, now: datetime) -> None:
    """Sets when each side is next reminded, from the time as it is agreed now. Also after a change of that time."""
    match.helper_remind_at = next_moment(session, match, match.helper_person_id, now)
    match.beneficiary_remind_at = next_moment(session, match, match.beneficiary_id, now)


def next_moment(session: Session, match: Match, person_id: UUID, now: datetime) -> datetime | None:
    """When this person is next reminded of the agreed time, where they are; None: never again, or nothing is agreed."""
    time = match_times.of(match)
    if time.stretch is None or match.confirmed_at is None:
        return None
    zone = session.get_one(Person, person_id).time_zone
    return deadlines.next_reminder(match.confirmed_at, time, zone, now)
