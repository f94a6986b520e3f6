"""Sending the reminders of an agreed time that are due."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from core.database import locks
from core.database.due import due
from core.events import EventKind, record_on
from core.events.match_payloads import MatchReminded
from core.models import Match, Person
from matching.states import deadlines
from matching.states.deadlines import Reminder
from matching.words.vocabulary import MatchStatus
from services.afterwards import contact, reminders
from services.consequences import match_times

KINDS = {Reminder.TOMORROW: EventKind.MATCH_TOMORROW, Reminder.SOON: EventKind.MATCH_SOON}
OPEN_KINDS = {
    Reminder.TOMORROW: EventKind.MATCH_BETWEEN_TOMORROW,
    Reminder.SOON: EventKind.MATCH_BETWEEN_NOW,
}
"""Where no hour is agreed, only that it is between two moments."""


to_remind = due(
    col(Match.id),
    col(Match.status) == MatchStatus.CONFIRMED,
    at=[col(Match.helper_remind_at), col(Match.beneficiary_remind_at)],
    order=[match_times.begins()],
)
"""Confirmed matches of which a side is to be reminded now, what begins first first."""


def remind(session: Session, match_id: UUID, now: datetime) -> None:
    """Reminds each side whose moment has come, once; of what was reported, or waits for others to come, nobody is."""
    _, match = locks.take_match(session, session.get_one(Match, match_id))
    if match.status is not MatchStatus.CONFIRMED:
        return
    uncalled_for = match.company_due_at is not None or any(contact.reported(session, match.id))
    for at, person_id in (
        (match.helper_remind_at, match.helper_person_id),
        (match.beneficiary_remind_at, match.beneficiary_id),
    ):
        if at is not None and at <= now and not uncalled_for:
            _remind(session, match, person_id, now)
    reminders.plan(session, match, now)


def _remind(session: Session, match: Match, person_id: UUID, now: datetime) -> None:
    time = match_times.of(match)
    if time.stretch is None or match.confirmed_at is None:
        return
    zone = session.get_one(Person, person_id).time_zone
    which = deadlines.reminder_due(match.confirmed_at, time, zone, now)
    if which is not None:
        reminded = MatchReminded(time.stretch.start, until=time.between.end if time.between else None)
        kind = (OPEN_KINDS if time.between else KINDS)[which]
        record_on(session, kind, match, reminded, actor=None, for_id=person_id, now=now)
