"""Writing down somebody without the app: with their consent, and how they are reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import time_zones
from core.access import Caller
from core.database import locks
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Invalid, Stale
from core.events import EventKind
from core.events.payloads import Agreed
from core.models import ContactPoint, HouseholdMark, Person, Representation
from core.models.person import ContactKind
from core.models.representation import ConsentHow, Covers
from matching.words.vocabulary import Role
from services import name_marks, sealed
from services.calls import answering as call_answers
from services.people import contact_points, countries, former_points, profile
from services.representation import bounds, standing, written_down

CLOCKS_DIFFER = timedelta(minutes=5)
"""So far ahead of ours the clock may be on which a consent was noted."""

Contacts = Mapping[ContactKind, str | None]
"""An address of each kind; None where there is none, or none any more."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, how, and until when."""

    how: ConsentHow
    at: datetime
    covers: list[Covers] = field(default_factory=lambda: list(Covers))
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What somebody told who has no app. Without languages or a time zone, those of whoever writes it down.

    `share_own`: which of their own addresses whoever writes it down lets stand in for this person's.
    `safe_to_write`: False where somebody else may read what is sent to theirs.
    `call_request`: the call they had asked for, and in which they told it; it is done with that.
    `community_id`: the circle for which it is written down; None: that of the call, else the only one that it can be.
    """

    display_name: str
    consent: Consent
    languages: list[str] = field(default_factory=list)
    time_zone: str | None = None
    is_adult: bool | None = None
    email: str | None = None
    phone: str | None = None
    share_own: list[ContactKind] = field(default_factory=list)
    safe_to_write: bool = True
    call_request: UUID | None = None
    community_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PersonChanges(Changes):
    """What a representative changes of what they wrote down."""

    display_name: str | Unset | None = UNSET
    languages: list[str] | Unset = UNSET
    is_adult: bool | Unset | None = UNSET
    email: str | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    share_own: list[ContactKind] | Unset = UNSET
    safe_to_write: bool | Unset = UNSET


def enter(session: Session, caller: Caller, draft: PersonDraft, *, now: datetime) -> standing.Represented:
    """Enters somebody without the app, who is told of it. Raises Forbidden for those who may not, Conflict over the
    limit.

    Raises Invalid for a consent of the future, one that is over, a time zone that does not exist, a phone number that
    is none where the caller is, an address of the caller's own that they have not proved, or a call request that is
    not the caller's to end.
    """
    consent, languages = draft.consent, draft.languages
    _ensure_proved(session, caller, draft.share_own)
    bounds.ensure_room(session, caller, now)
    _ensure_timely(consent, now)
    if draft.time_zone is not None and draft.time_zone not in time_zones.ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    circle = draft.community_id or _only_circle(caller)
    if draft.call_request is not None:
        circle = _from_a_call(session, caller, draft.call_request, consent, now)
    person = profile.create(session, locale=languages[0] if languages else caller.locale, now=now)
    person.represented = True
    person.languages = languages or [caller.locale]
    person.time_zone = draft.time_zone or session.get_one(Person, caller.person_id).time_zone
    person.is_adult = draft.is_adult
    person.seen_at = None
    person.display_name = sealed.seal_display_name(session, person.id, draft.display_name)
    phone = countries.phone_number(session, caller.person_id, draft.phone)
    contacts = {ContactKind.PHONE: phone, ContactKind.EMAIL: draft.email}
    _reachable_at(session, caller, person.id, contacts, now)
    row = _consented(session, caller, person.id, consent, now)
    row.shares = [str(kind) for kind in draft.share_own]
    row.safe_to_write, row.community_id = draft.safe_to_write, circle
    name_marks.renew(session, person.id)
    agreed = Agreed(consent.how)
    standing.record_about(
        session, EventKind.PERSON_ENTERED, person.id, agreed, actor=caller.person_id, now=now
    )
    session.flush()
    if row.safe_to_write:
        written_down.tell(session, caller, person, row, now=now)
    elif phone is not None or draft.email is not None:
        written_down.say_not_told(session, caller, person, now=now)
    return standing.shown(session, person, row)


def _only_circle(caller: Caller) -> UUID | None:
    """The only circle that the caller answers for; None: there are several, or none. Whom a member writes down is
    nobody's to find there before they ask for something.
    """
    mine = caller.communities(Role.COORDINATOR)
    return mine[0] if len(mine) == 1 else None


def _from_a_call(session: Session, caller: Caller, call_id: UUID, consent: Consent, now: datetime) -> UUID:
    """Whoever asked for a call is a person from what they say in it, and from nothing before. The call's circle."""
    if consent.how is not ConsentHow.PHONE:
        raise Invalid("/consent/how", "wrong_value")
    return call_answers.finish_with_person(session, caller, call_id, now=now)


def _ensure_proved(session: Session, caller: Caller, kinds: list[ContactKind]) -> None:
    if not set(kinds) <= set(contact_points.proved(session, caller.person_id)):
        raise Invalid("/share_own", "not_proved")


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


def _reachable_at(
    session: Session, caller: Caller, person_id: UUID, contacts: Contacts, now: datetime
) -> None:
    """Keeps how they can be reached. A contact point of the representative's makes no household."""
    own = {
        row.lookup
        for row in session.scalars(
            select(ContactPoint).where(col(ContactPoint.person_id) == caller.person_id)
        )
    }
    for kind, address in contacts.items():
        if address is None:
            continue
        contact = contact_points.add(session, person_id, kind, address, verified_at=None, now=now)
        if contact.lookup not in own:
            session.add(HouseholdMark(person_id=person_id, lookup=contact.lookup))
    session.flush()


def edit(
    session: Session,
    caller: Caller,
    person_id: UUID,
    changes: PersonChanges,
    *,
    edition: int,
    now: datetime,
) -> standing.Represented:
    """Changes what was written down of somebody: name, languages, contact, age of majority. Another phone or mailbox
    is told anew.

    Raises Stale where it was edited since the caller saw it as `edition`, Conflict where another letter is too many.
    """
    row = standing.standing(session, caller, person_id)
    person = locks.own_person(session, person_id)
    if person.edition != edition:
        raise Stale
    if changes.share_own is not UNSET:
        _ensure_proved(session, caller, changes.share_own)
        row.shares = [str(kind) for kind in changes.share_own]
    if changes.display_name is not UNSET:
        person.display_name = sealed.seal_display_name(session, person.id, changes.display_name)
    phone = changes.phone
    if phone is not UNSET:
        phone = countries.phone_number(session, caller.person_id, phone)
    said = {ContactKind.EMAIL: changes.email, ContactKind.PHONE: phone}
    contacts = {kind: address for kind, address in said.items() if address is not UNSET}
    if contacts:
        _replace_contacts(session, caller, person_id, contacts, now)
        row.told_at = None
    _keep_safe(session, caller, person, row, coalesce(changes.safe_to_write, row.safe_to_write), now)
    person.languages = coalesce(changes.languages, person.languages)
    person.is_adult = coalesce(changes.is_adult, person.is_adult)
    person.edition += 1
    session.flush()
    if changes.display_name is not UNSET:
        name_marks.renew(session, person.id)
    return standing.shown(session, person, row)


def _replace_contacts(
    session: Session, caller: Caller, person_id: UUID, contacts: Contacts, now: datetime
) -> None:
    for row in session.scalars(select(ContactPoint).where(col(ContactPoint.person_id) == person_id)):
        if row.kind in contacts:
            mark = session.get(HouseholdMark, (person_id, row.lookup))
            if mark is not None:
                session.delete(mark)
            former_points.let_go(session, row, now=now)
    session.flush()
    _reachable_at(session, caller, person_id, contacts, now)


def _keep_safe(
    session: Session, caller: Caller, person: Person, row: Representation, safe: bool, now: datetime
) -> None:
    """Keeps whether it is safe to write there; and tells them, or those who are told in their place."""
    was, row.safe_to_write = row.safe_to_write, safe
    session.flush()
    if safe:
        written_down.tell(session, caller, person, row, now=now)
    elif was:
        written_down.say_not_told(session, caller, person, now=now)
