"""A person's inbox, and which kinds of message may disturb them. The inbox is the truth; a push is a hint."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Invalid, NotFound
from core.events import EventKind
from core.models import Event, Notification, NotificationSetting
from notifications.messages import about
from notifications.messages.catalogue import ALL_EMAIL, SWITCHABLE, TEMPLATES
from notifications.messages.quiet import AT_NIGHT
from notifications.send.digests import KIND as DIGEST


def page(
    session: Session, caller: Caller, *, unread: bool = False, before: UUID | None, limit: int
) -> list[Notification]:
    """The caller's notifications, newest first; `before` is the id of the last one seen."""
    query = select(Notification).where(col(Notification.person_id) == caller.person_id)
    if unread:
        query = query.where(col(Notification.read_at).is_(None))
    if before is not None:
        query = query.where(col(Notification.id) < before)
    return list(session.execute(query.order_by(col(Notification.id).desc()).limit(limit)).scalars())


def one(session: Session, caller: Caller, notification_id: UUID) -> Notification:
    """One of the caller's notifications. Raises NotFound."""
    row = session.get(Notification, notification_id)
    if row is None or row.person_id != caller.person_id:
        raise NotFound
    return row


def kinds_of(session: Session, rows: Collection[Notification]) -> dict[int, EventKind]:
    """By its number, which kind of event each of these tells of."""
    return {id: EventKind(event.kind) for id, event in _events(session, rows).items()}


def paths(session: Session, rows: Collection[Notification]) -> dict[UUID, str]:
    """By id, where what each of these is about is found, as far as its reader can open it."""
    events = _events(session, rows)
    return {row.id: about.path(row, events[row.event_id]) for row in rows}


def _events(session: Session, rows: Collection[Notification]) -> dict[int, Event]:
    if not rows:
        return {}
    told_of = select(Event).where(col(Event.id).in_([row.event_id for row in rows]))
    return {event.id: event for event in session.scalars(told_of)}


def unread(session: Session, caller: Caller) -> int:
    """How many of the caller's notifications are unread."""
    return session.scalars(
        select(func.count()).where(
            col(Notification.person_id) == caller.person_id, col(Notification.read_at).is_(None)
        )
    ).one()


def mark_read(session: Session, caller: Caller, ids: list[UUID] | None, *, now: datetime) -> None:
    """Marks these as read, or all; repeating it is harmless."""
    query = update(Notification).where(
        col(Notification.person_id) == caller.person_id, col(Notification.read_at).is_(None)
    )
    if ids is not None:
        query = query.where(col(Notification.id).in_(ids))
    session.execute(query.values(read_at=now))


def settings(session: Session, person_id: UUID) -> dict[str, bool]:
    """Every kind that may be switched off, and whether it is on."""
    rows = session.execute(
        select(NotificationSetting).where(col(NotificationSetting.person_id) == person_id)
    ).scalars()
    off = {row.kind for row in rows if not row.enabled}
    return {kind: kind not in off for kind in switchable()}


def switchable() -> list[str]:
    """What somebody can switch off: kinds of notification, all letters, digests, and what comes at night."""
    return [*SWITCHABLE, ALL_EMAIL, DIGEST, AT_NIGHT]


def always_on() -> list[str]:
    """Kinds that cannot be switched off: what somebody must hear for their own safety."""
    return sorted(set(TEMPLATES) - set(SWITCHABLE))


def switch(session: Session, caller: Caller, kinds: dict[str, bool]) -> dict[str, bool]:
    """Turns kinds on and off. Raises Invalid for one that does not exist or must stay on."""
    for kind, enabled in kinds.items():
        if kind not in switchable():
            raise Invalid(f"/kinds/{kind}", "wrong_value")
        statement = insert(NotificationSetting).values(person_id=caller.person_id, kind=kind, enabled=enabled)
        session.execute(
            statement.on_conflict_do_update(index_elements=["person_id", "kind"], set_={"enabled": enabled})
        )
    return settings(session, caller.person_id)
