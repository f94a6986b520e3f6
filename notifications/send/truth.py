"""Whether a message is still true at the moment it leaves: what was answered meanwhile must not ring."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core.events import EventKind, payload_as
from core.events.match_payloads import MatchReminded
from core.models import Block, Event, Match, Membership, Need, Notification, Person, TakenUp
from matching.states.deadlines import Reminder, reminder_until
from matching.words.vocabulary import MatchStatus, MemberState, NeedStatus
from notifications.announce import audience
from notifications.messages import spoken_for
from notifications.messages.notice import TrueWhile
from services.afterwards import asked_back
from services.asking import overflow
from services.consequences import match_times
from services.oversight import queue
from services.representation import consents

_MATCH_IS = {
    TrueWhile.MATCH_PROPOSED: MatchStatus.PROPOSED,
    TrueWhile.MATCH_INVITED: MatchStatus.INVITED,
    TrueWhile.MATCH_ACCEPTED: MatchStatus.ACCEPTED,
    TrueWhile.MATCH_CONFIRMED: MatchStatus.CONFIRMED,
}
_YES = (MatchStatus.ACCEPTED, MatchStatus.CONFIRMED, MatchStatus.COMPLETED)
_NEED_IS = {
    TrueWhile.NEED_OPEN: NeedStatus.OPEN,
    TrueWhile.WITHOUT_YES: NeedStatus.OPEN,
    TrueWhile.NEED_EXPIRED: NeedStatus.EXPIRED,
}


def holds(
    session: Session, true_while: TrueWhile, notification: Notification, event: Event, now: datetime
) -> bool:
    """Whether `true_while`, which the catalogue asks of `notification`, is so at `now`. `event` is what it tells of.

    What somebody hears in another's place is theirs to hear only while they speak for them.
    """
    in_their_place = notification.kind in spoken_for.TO_SPEAKERS
    if in_their_place and not audience.still_speaks(session, event, notification.person_id, now):
        return False
    return _is_so(session, true_while, notification, event, now)


def _is_so(
    session: Session, true_while: TrueWhile, notification: Notification, event: Event, now: datetime
) -> bool:
    if true_while in _MATCH_IS:
        return _match(session, notification).status is _MATCH_IS[true_while]
    if true_while in _NEED_IS:
        as_it_must_be = _need(session, notification).status is _NEED_IS[true_while]
        return as_it_must_be and (true_while is not TrueWhile.WITHOUT_YES or _without_yes(session, event))
    match true_while:
        case TrueWhile.WAITS_FOR_OTHERS:
            return _match(session, notification).company_due_at is not None
        case TrueWhile.CONTACT_OPEN:
            match = _match(session, notification)
            return match.status is MatchStatus.CONFIRMED and match.company_due_at is None
        case TrueWhile.MARKED_DOUBLE:
            return _need(session, notification).duplicate_of is not None
        case TrueWhile.REPORT_AWAITED:
            return _report_awaited(session, _match(session, notification), notification.person_id)
        case TrueWhile.AGREED_FOR_TOMORROW:
            return _still_agreed(session, Reminder.TOMORROW, notification, event, now)
        case TrueWhile.AGREED_FOR_SOON:
            return _still_agreed(session, Reminder.SOON, notification, event, now)
        case TrueWhile.NOT_BLOCKED:
            return not _blocked(session, _match(session, notification))
        case TrueWhile.ORGANISATIONS_TOLD:
            return overflow.still_told(session, _need(session, notification), notification.person_id)
        case TrueWhile.NOT_TAKEN_UP:
            taken = _taken_up_by_another(session, event, notification.person_id, now)
            return _still_waits(session, event) and not taken
        case TrueWhile.REPRESENTED:
            return consents.spoken_for(session, notification.person_id)
    return True


def _need(session: Session, notification: Notification) -> Need:
    return session.get_one(Need, notification.subject_id)


def _match(session: Session, notification: Notification) -> Match:
    return session.get_one(Match, notification.subject_id)


def _still_agreed(
    session: Session, which: Reminder, notification: Notification, event: Event, now: datetime
) -> bool:
    """A reminder is of the time that was agreed when it was made, and before that time."""
    match = _match(session, notification)
    if match.status is not MatchStatus.CONFIRMED or match.company_due_at is not None:
        return False
    time, reminded = match_times.of(match), payload_as(event, MatchReminded)
    if time.stretch is None or (time.between is None) != (reminded.until is None):
        return False
    if time.stretch.start != reminded.start or reminded.until not in (None, time.stretch.end):
        return False
    zone = session.get_one(Person, notification.person_id).time_zone
    return now < reminder_until(which, time, zone)


def _report_awaited(session: Session, match: Match, reader: UUID) -> bool:
    """Of the two whoever has not said it is asked; whoever speaks for one, while any of them has not."""
    unheard = {person.id for person in asked_back.unheard(session, match)}
    two = {match.helper_person_id, match.beneficiary_id}
    return match.status is MatchStatus.CONFIRMED and (reader in unheard if reader in two else bool(unheard))


def _still_waits(session: Session, event: Event) -> bool:
    """Whether what a coordinator was called to is not settled by itself meanwhile: a yes came, somebody was let in."""
    if event.subject_type == "need":
        still_open = session.get_one(Need, event.subject_id).status is NeedStatus.OPEN
        return still_open and _without_yes(session, event)
    if event.kind == EventKind.MEMBER_PENDING:
        member = session.get(Membership, (event.community_id, event.subject_id))
        return member is not None and member.state is MemberState.PENDING
    return True


def _without_yes(session: Session, event: Event) -> bool:
    """Whether nobody has said yes to the need that it tells of."""
    said_yes = select(Match).where(col(Match.need_id) == event.subject_id, col(Match.status).in_(_YES))
    return session.scalars(said_yes.limit(1)).first() is None


def _taken_up_by_another(session: Session, event: Event, reader: UUID, now: datetime) -> bool:
    """Whether another coordinator looks after it now: then nobody else need be called to it."""
    others = select(col(TakenUp.person_id)).where(
        col(TakenUp.community_id) == event.community_id,
        col(TakenUp.subject_id) == event.subject_id,
        col(TakenUp.person_id) != reader,
        queue.spares_others(now),
    )
    return session.scalars(others).first() is not None


def _blocked(session: Session, match: Match) -> bool:
    """Whether the two of a match have become invisible to one another."""
    two = (match.helper_person_id, match.beneficiary_id)
    between = select(Block).where(col(Block.blocker_id).in_(two), col(Block.blocked_id).in_(two))
    return session.scalars(between.limit(1)).first() is not None
