"""Writing down somebody without the app: with their consent, how they are reached, and no more than one can ring."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from core import time_zones
from core.access import Caller
from core.errors import Conflict, Forbidden, Invalid
from core.events import EventKind
from core.models import ContactPoint, HouseholdMark, Person, Representation
from core.models.person import ContactKind
from core.models.representation import ConsentHow, Covers
from matching.words.vocabulary import Role
from services import sealed
from services.communities import directory
from services.people import contact_points, profile
from services.representation import standing

MOST_FOR_MEMBERS = 3
MOST_FOR_COORDINATORS = 100
CLOCKS_DIFFER = timedelta(minutes=5)
"""So far ahead of ours the clock may be on which a consent was noted."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, how, and until when."""

    how: ConsentHow
    at: datetime
    covers: list[Covers] = field(default_factory=lambda: list(Covers))
    until: datetime | None = None


def enter(
    session: Session,
    caller: Caller,
    *,
    display_name: str,
    languages: list[str],
    time_zone: str | None,
    is_adult: bool | None,
    contacts: dict[ContactKind, str],
    consent: Consent,
    now: datetime,
) -> standing.Represented:
    """Enters somebody without the app, and the consent the caller speaks for them on.

    Raises Forbidden for those who may not, Conflict over the limit, Invalid for a consent at an impossible time.
    """
    _ensure_room(session, caller)
    _ensure_timely(consent, now)
    if time_zone is not None and time_zone not in time_zones.ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    person = profile.create(session, locale=languages[0] if languages else caller.locale, now=now)
    person.represented = True
    person.languages = languages or [caller.locale]
    person.time_zone = time_zone or session.get_one(Person, caller.person_id).time_zone
    person.is_adult = is_adult
    person.seen_at = None
    person.display_name = sealed.seal_display_name(session, person.id, display_name)
    _reachable_at(session, caller, person.id, contacts, now)
    row = _consented(session, caller, person.id, consent, now)
    agreed = Agreed(consent.how)
    standing.record_about(
        session, EventKind.PERSON_ENTERED, person.id, agreed, actor=caller.person_id, now=now
    )
    return standing.shown(session, person, row)


def _ensure_timely(consent: Consent, now: datetime) -> None:
    if consent.at > now + CLOCKS_DIFFER:
        raise Invalid("/consent/at", "in_the_future")
    if consent.until is not None and consent.until <= now:
        raise Invalid("/consent/until", "in_the_past")


def _consented(
    session: Session, caller: Caller, person_id: UUID, consent: Consent, now: datetime
) -> Representation:
    """Writes the consent down; what is asked for by a link is not given yet."""
    row = Representation(
        person_id=person_id,
        representative_id=caller.person_id,
        how=consent.how,
        covers=[str(part) for part in consent.covers],
        given_at=None if consent.how is ConsentHow.LINK else consent.at,
        until=consent.until,
        created_at=now,
    )
    session.add(row)
    return row


def _ensure_room(session: Session, caller: Caller) -> None:
    """Raises Forbidden for whoever is no member anywhere, Conflict for whoever speaks for as many as one may."""
    if not caller.communities():
        raise Forbidden("members_only")
    most = (
        MOST_FOR_COORDINATORS if directory.recognised(session, caller, Role.COORDINATOR) else MOST_FOR_MEMBERS
    )
    session.execute(select(Person).where(col(Person.id) == caller.person_id).with_for_update(key_share=True))
    already = session.scalars(
        select(func.count()).where(
            col(Representation.representative_id) == caller.person_id,
            col(Representation.ended_at).is_(None),
        )
    ).one()
    if already >= most:
        raise Conflict("enough_people", most=most)


def _reachable_at(
    session: Session, caller: Caller, person_id: UUID, contacts: dict[ContactKind, str], now: datetime
) -> None:
    """Keeps how they can be reached. A contact point of the representative's makes no household."""
    own = {
        row.lookup
        for row in session.scalars(
            select(ContactPoint).where(col(ContactPoint.person_id) == caller.person_id)
        )
    }
    for kind, address in contacts.items():
        contact = contact_points.add(session, person_id, kind, address, verified_at=None, now=now)
        if contact.lookup not in own:
            session.add(HouseholdMark(person_id=person_id, lookup=contact.lookup))
    session.flush()


def edit(
    session: Session, caller: Caller, person_id: UUID, changes: dict[str, Any], *, now: datetime
) -> standing.Represented:
    """Changes what was written down of somebody: name, languages, contact, age of majority, time zone."""
    row = standing.standing(session, caller, person_id)
    person = session.get_one(Person, person_id)
    rest = dict(changes)
    if "display_name" in rest:
        person.display_name = sealed.seal_display_name(session, person.id, rest.pop("display_name"))
    contacts = {kind: rest.pop(kind) for kind in (ContactKind.EMAIL, ContactKind.PHONE) if kind in rest}
    if contacts:
        _replace_contacts(session, caller, person_id, contacts, now)
    for name, value in rest.items():
        setattr(person, name, value)
    session.flush()
    return standing.shown(session, person, row)


def _replace_contacts(
    session: Session, caller: Caller, person_id: UUID, contacts: dict[ContactKind, str | None], now: datetime
) -> None:
    for row in session.scalars(select(ContactPoint).where(col(ContactPoint.person_id) == person_id)):
        if row.kind in contacts:
            mark = session.get(HouseholdMark, (person_id, row.lookup))
            if mark is not None:
                session.delete(mark)
            session.delete(row)
    session.flush()
    given = {kind: address for kind, address in contacts.items() if address is not None}
    _reachable_at(session, caller, person_id, given, now)
