"""People: joining, being called something, being reachable, being forgotten."""

from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto import Cell
from core.errors import Conflict, Invalid
from core.events import EventKind, record
from core.keyring import keyring, vault
from core.models import (
    ContactPoint,
    Need,
    Person,
)
from core.models.person import ContactKind
from matching.deadlines import QuietHours
from matching.policy import USUAL, Policy
from matching.vocabulary import Urgency
from services import locks

ZONES = available_timezones()


def create(session: Session, *, locale: str, now: datetime) -> Person:
    """A new person, with a key of their own."""
    person = Person(created_at=now, seen_at=now, locale=locale, languages=[locale.split("-", maxsplit=1)[0]])
    session.add(person)
    session.flush()
    keyring(session).create(person.id)
    record(session, EventKind.PERSON_JOINED, actor=person.id, subject=("person", person.id), now=now)
    return person


def add_contact(
    session: Session,
    person_id: UUID,
    kind: ContactKind,
    address: str,
    *,
    verified_at: datetime | None,
    now: datetime,
) -> ContactPoint:
    contact = ContactPoint(
        person_id=person_id,
        kind=kind,
        lookup=vault(session).index(kind, address),
        sealed=b"",
        verified_at=verified_at,
        used_at=now,
    )
    contact.sealed = keyring(session).seal(person_id, _contact_cell(contact.id), address) or b""
    session.add(contact)
    session.flush()
    return contact


def contacts(session: Session, person_id: UUID) -> dict[ContactKind, str]:
    """How somebody can be reached, in the clear; only for themselves and for `services.contact`."""
    rows = session.execute(select(ContactPoint).where(col(ContactPoint.person_id) == person_id)).scalars()
    ring = keyring(session)
    opened = {row.kind: ring.open(person_id, _contact_cell(row.id), row.sealed) for row in rows}
    return {kind: address for kind, address in opened.items() if address is not None}


def _contact_cell(contact_id: UUID) -> Cell:
    return Cell("contact_point", contact_id, "sealed")


def display_name(session: Session, person: Person) -> str | None:
    return keyring(session).open(person.id, _name_cell(person.id), person.display_name)


def _name_cell(person_id: UUID) -> Cell:
    return Cell("person", person_id, "display_name")


def get(session: Session, caller: Caller) -> Person:
    return session.get_one(Person, caller.person_id)


def edit(session: Session, caller: Caller, changes: dict[str, Any], *, now: datetime) -> Person:
    """Changes what a person says of themselves. A phone number given here is kept unverified."""
    person = locks.own_person(session, caller.person_id)
    if "display_name" in changes:
        person.display_name = keyring(session).seal(
            person.id, _name_cell(person.id), changes.pop("display_name")
        )
    if "phone" in changes:
        _replace_phone(session, person.id, changes.pop("phone"), now)
    if (zone := changes.get("time_zone")) is not None and zone not in ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    for field, value in changes.items():
        setattr(person, field, value)
    session.flush()
    return person


def introduce(session: Session, person: Person, *, display_name: str, is_adult: bool) -> None:
    """What somebody new says of themselves on a page; what was known before stays."""
    if person.display_name is None:
        person.display_name = keyring(session).seal(person.id, _name_cell(person.id), display_name)
    if person.is_adult is None:
        person.is_adult = is_adult
    session.flush()


def _replace_phone(session: Session, person_id: UUID, phone: str | None, now: datetime) -> None:
    """An unverified number is for those who confirm a match to ring; it never signs anybody in."""
    if phone is not None:
        lookup = vault(session).index(ContactKind.PHONE, phone)
        taken = session.execute(
            select(ContactPoint.person_id).where(  # type: ignore[call-overload]
                col(ContactPoint.kind) == ContactKind.PHONE,
                col(ContactPoint.lookup) == lookup,
                col(ContactPoint.verified_at).is_not(None),
            )
        ).scalar_one_or_none()
        if taken == person_id:
            return
        if taken is not None:
            raise Conflict("number_in_use")
    session.execute(
        delete(ContactPoint).where(
            col(ContactPoint.person_id) == person_id, col(ContactPoint.kind) == ContactKind.PHONE
        )
    )
    if phone is not None:
        add_contact(session, person_id, ContactKind.PHONE, phone, verified_at=None, now=now)


def pause(session: Session, caller: Caller, *, until: datetime | None, now: datetime) -> None:
    """Nobody asks this person anything until `until` (None: until they say otherwise)."""
    if until is not None and until <= now:
        raise Invalid("/until", "in_the_past")
    person = get(session, caller)
    person.paused, person.paused_until = True, until


def resume(session: Session, caller: Caller) -> None:
    person = get(session, caller)
    person.paused, person.paused_until = False, None


def hide(session: Session, caller: Caller, *, hidden: bool, now: datetime) -> None:
    """Makes all the caller's needs vanish for everybody else, or come back. Sends nothing to any device."""
    person = get(session, caller)
    if person.hidden == hidden:
        return
    person.hidden = hidden
    session.execute(update(Need).where(col(Need.author_id) == caller.person_id).values(author_hidden=hidden))
    kind = EventKind.PERSON_HIDDEN if hidden else EventKind.PERSON_SHOWN
    record(session, kind, actor=caller.person_id, subject=("person", caller.person_id), now=now)


def quiet_hours(person: Person, urgency: Urgency | None, policy: Policy = USUAL) -> QuietHours | None:
    """When nothing of this urgency may ring this person: their own hours, else their community's.

    None: it always may, for they welcome what is urgent.
    """
    if urgency is Urgency.URGENT and person.urgent_welcome:
        return None
    start, end = person.quiet_from, person.quiet_to
    return QuietHours(
        start if start is not None else time(policy.quiet_from % 24),
        end if end is not None else time(policy.quiet_until),
    )
