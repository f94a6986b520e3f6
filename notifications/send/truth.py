"""Whether a message is still true at the moment it leaves: what was answered meanwhile must not ring."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import payload_as
from core.events.payloads import MatchReminded
from core.models import Block, Event, Match, Need, Notification, Person
from matching.states.deadlines import Reminder, reminder_until
from matching.words.vocabulary import MatchStatus, NeedStatus
from services.asking import overflow
from services.representation import consents

_TRUE_WHILE: dict[str, frozenset[MatchStatus]] = {
    "proposal": frozenset({MatchStatus.PROPOSED}),
    "proposal_from_ally": frozenset({MatchStatus.PROPOSED}),
    "invitation": frozenset({MatchStatus.INVITED}),
    "yes": frozenset({MatchStatus.ACCEPTED}),
    "confirmed_helper": frozenset({MatchStatus.CONFIRMED}),
    "confirmed_beneficiary": frozenset({MatchStatus.CONFIRMED}),
    "agreed_tomorrow": frozenset({MatchStatus.CONFIRMED}),
    "agreed_soon": frozenset({MatchStatus.CONFIRMED}),
    "reported": frozenset({MatchStatus.CONFIRMED}),
    "how_did_it_go": frozenset({MatchStatus.CONFIRMED}),
}
_REMINDERS = {"agreed_tomorrow": Reminder.TOMORROW, "agreed_soon": Reminder.SOON}


def holds(session: Session, notification: Notification, event: Event, now: datetime) -> bool:
    """Whether what `notification` says, as `event` had it, is so at `now`."""
    kind = notification.kind
    if notification.subject_type == "match" and kind in _TRUE_WHILE:
        match = session.get_one(Match, notification.subject_id)
        as_agreed = kind not in _REMINDERS or _in_time(session, match, notification, event, now)
        return match.status in _TRUE_WHILE[kind] and as_agreed
    if kind in ("consent_asked", "take_over_offered"):
        return consents.spoken_for(session, notification.person_id)
    if kind == "message":
        return not _blocked(session, session.get_one(Match, notification.subject_id))
    if kind == "still_needed":
        return session.get_one(Need, notification.subject_id).status is NeedStatus.EXPIRED
    if kind == "organisation_wanted":
        need = session.get_one(Need, notification.subject_id)
        return overflow.still_told(session, need, notification.person_id)
    if kind in ("need_expiring", "nobody_yet"):
        return session.get_one(Need, notification.subject_id).status is NeedStatus.OPEN
    return True


def _in_time(session: Session, match: Match, notification: Notification, event: Event, now: datetime) -> bool:
    """A reminder is of the time that was agreed when it was made, and before that time."""
    start = match.agreed_from
    if start is None or start != payload_as(event, MatchReminded).start:
        return False
    zone = session.get_one(Person, notification.person_id).time_zone
    return now < reminder_until(_REMINDERS[notification.kind], start, zone)


def _blocked(session: Session, match: Match) -> bool:
    """Whether the two of a match have become invisible to one another."""
    two = (match.helper_person_id, match.beneficiary_id)
    between = select(Block).where(col(Block.blocker_id).in_(two), col(Block.blocked_id).in_(two))
    return session.scalars(between.limit(1)).first() is not None
