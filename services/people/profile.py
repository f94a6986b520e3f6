"""What people say of themselves: their names, their quiet hours, that they pause or hide."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.database import locks
from core.errors import Invalid
from core.events import EventKind, record
from core.models import Need, Person
from core.time_zones import ZONES
from matching.states import quiet_hours as quiet
from matching.states.quiet_hours import QuietHours
from matching.words.policy import USUAL, Policy
from matching.words.vocabulary import Urgency
from services import sealed
from services.people import contact_points


def create(session: Session, *, locale: str, now: datetime) -> Person:
    """A new person, with a key of their own."""
    person = Person(created_at=now, seen_at=now, locale=locale, languages=[locale.split("-", maxsplit=1)[0]])
    session.add(person)
    session.flush()
    keyring(session).create(person.id)
    record(session, EventKind.PERSON_JOINED, actor=person.id, subject=("person", person.id), now=now)
    return person


def get(session: Session, caller: Caller) -> Person:
    return session.get_one(Person, caller.person_id)


def edit(session: Session, caller: Caller, changes: dict[str, Any], *, now: datetime) -> Person:
    """Changes what a person says of themselves. A phone number given here is kept unverified."""
    person = locks.own_person(session, caller.person_id)
    if "display_name" in changes:
        person.display_name = keyring(session).seal(
            person.id, sealed.name_cell(person.id), changes.pop("display_name")
        )
    if "phone" in changes:
        contact_points.replace_phone(session, person.id, changes.pop("phone"), now)
    if (zone := changes.get("time_zone")) is not None and zone not in ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    for field, value in changes.items():
        setattr(person, field, value)
    session.flush()
    return person


def introduce(session: Session, person: Person, *, display_name: str, is_adult: bool) -> None:
    """What somebody new says of themselves on a page; what was known before stays."""
    if person.display_name is None:
        person.display_name = keyring(session).seal(person.id, sealed.name_cell(person.id), display_name)
    if person.is_adult is None:
        person.is_adult = is_adult
    session.flush()


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
    """When nothing of this urgency may ring this person; None: it always may."""
    return quiet.in_force(
        urgency,
        policy,
        quiet_from=person.quiet_from,
        quiet_to=person.quiet_to,
        urgent_welcome=person.urgent_welcome,
    )
