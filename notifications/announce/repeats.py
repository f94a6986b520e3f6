"""What was told already, or is about to be: so that nobody hears the same twice, and several words become one."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlmodel import Session, col

from core.events import EventKind
from core.models import Delivery, Event, Need, Notification, Person
from core.models.notification import DeliveryStatus
from matching.states.local_time import instant, local_day
from matching.words.vocabulary import NeedStatus, Rhythm, Urgency
from notifications.messages import manners, spoken_for
from notifications.messages.manners import Manner, OncePerDay
from notifications.messages.notice import Notice
from services.communities import duty

QUIET_MINUTES = timedelta(minutes=10)
"""So long nobody has written before the next message about a conversation leaves."""


def _said() -> ColumnElement[str]:
    """What a message says: its own kind, or what was told whom its reader speaks for."""
    return func.coalesce(col(Notification.params)["of"].astext, col(Notification.kind))


def _words(notice: Notice) -> str:
    return notice.about or notice.template


def _manner(notice: Notice) -> Manner:
    """How it comes; what asks somebody for a word comes to whoever speaks for them as it does to themselves."""
    return manners.of(notice.template if notice.template == spoken_for.TOLD else _words(notice))


def is_told(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> bool:
    """Whether this person hears it anyway: an urgent need without a yes makes one letter, to coordinators the ring, to
    its author that nobody is on duty; and what is only said once more says nothing while the first word of it waits
    for the morning.
    """
    if event.kind == EventKind.NEED_UNANSWERED:
        if notice.template == "needs_a_human":
            return _rings(session, event)
        return _words(notice) == "nobody_yet" and _is_rung_for_with_nobody_there(session, event, now)
    return bool(_manner(notice).repeats) and _not_left_yet(session, event, notice, person)


def _not_left_yet(session: Session, event: Event, notice: Notice, person: Person) -> bool:
    earlier = (
        select(col(Delivery.id))
        .join(Notification, col(Notification.id) == col(Delivery.notification_id))
        .where(
            col(Notification.person_id) == person.id,
            col(Notification.subject_id) == event.subject_id,
            _said().in_(_manner(notice).repeats),
            col(Delivery.status).in_((DeliveryStatus.PENDING, DeliveryStatus.LEASED)),
        )
    )
    return session.scalars(earlier.limit(1)).first() is not None


def rhythm(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> Rhythm | None:
    """With what else this message waits to travel; None: it comes by itself."""
    manner = _manner(notice)
    if manner.unless_urgent and _urgent(session, event):
        return None
    if manner.digest is not None:
        return None if is_told(session, event, notice, person, now) else manner.digest
    if manner.once is OncePerDay.NEED and not _urgent(session, event):
        return Rhythm.DAILY if _told_today(session, event, notice, person, now) else None
    return None


def told_of_it_today(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> bool:
    """Whether this person's inbox has said so today already, and once a day is enough."""
    if _manner(notice).once is not OncePerDay.SUBJECT:
        return False
    return _told_today(session, event, notice, person, now)


def gathered(
    session: Session,
    event: Event,
    notice: Notice,
    person: Person,
    this: UUID,
    due: datetime,
    now: datetime,
) -> datetime:
    """When a message leaves, given what else waits to be told of the same: of two that wait only the newer is told.
    What was to leave at once does not wait, even if somebody whose clock was read earlier comes by before it is gone.

    Of what gathers the first is told at once, the next when it has been quiet for a while.
    """
    earlier = select(col(Notification.id)).where(
        col(Notification.person_id) == person.id,
        _said() == _words(notice),
        col(Notification.subject_id) == event.subject_id,
        col(Notification.read_at).is_(None),
        col(Notification.id) != this,
    )
    told_at = (
        select(col(Notification.at))
        .where(col(Notification.id) == col(Delivery.notification_id))
        .correlate(Delivery)
        .scalar_subquery()
    )
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.notification_id).in_(earlier),
            col(Delivery.status) == DeliveryStatus.PENDING,
            col(Delivery.attempts) == 0,
            col(Delivery.due_at) > now,
            col(Delivery.due_at) > told_at,
        )
        .values(status=DeliveryStatus.SUPERSEDED, code="told_later")
    )
    if _manner(notice).gathers and session.scalar(select(exists(earlier))):
        return max(due, now + QUIET_MINUTES)
    return due


def _told_today(session: Session, event: Event, notice: Notice, person: Person, now: datetime) -> bool:
    """Whether they were told by itself of the same thing or need today, where they are."""
    zone = ZoneInfo(person.time_zone)
    midnight = instant(local_day(now, zone), datetime.min.time(), zone)
    query = select(Notification.id).where(  # type: ignore[call-overload]
        col(Notification.person_id) == person.id,
        _said() == _words(notice),
        col(Notification.at) >= midnight,
        col(Notification.event_id) != event.id,
        col(Notification.rhythm).is_(None),
    )
    if _manner(notice).once is OncePerDay.NEED:
        same_need = exists().where(
            col(Event.id) == col(Notification.event_id), col(Event.need_id) == event.need_id
        )
        query = query.where(same_need)
    else:
        query = query.where(col(Notification.subject_id) == event.subject_id)
    return session.scalars(query.limit(1)).first() is not None


def _urgent(session: Session, event: Event) -> bool:
    need = session.get(Need, event.need_id) if event.need_id is not None else None
    return need is not None and need.urgency is Urgency.URGENT


def _rings(session: Session, event: Event) -> bool:
    """Whether somebody is rung for this need, now or within minutes."""
    need = session.get(Need, event.need_id) if event.need_id is not None else None
    return need is not None and need.urgency is Urgency.URGENT and need.rings_since is not None


def _is_rung_for_with_nobody_there(session: Session, event: Event, now: datetime) -> bool:
    """Whether the author of this need is told, now or within minutes, that nobody was there to be rung."""
    if event.need_id is None or not _rings(session, event):
        return False
    need = session.get_one(Need, event.need_id)
    if need.status is not NeedStatus.OPEN or need.duplicate_of is not None:
        return False
    before = need.rung_at is not None and need.rung_at < event.at
    return not before and not duty.on_duty(session, need.community_id, now)
