"""What people say of themselves: their names, their quiet hours, that they pause or hide."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import delete, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.database import locks
from core.edits import UNSET, Changes, Unset, coalesce
from core.errors import Invalid, Stale
from core.events import EventKind, record_on
from core.models import HelperSilence, Need, Person
from core.models.person import ContactKind
from core.time_zones import ZONES
from matching.states import quiet_hours as quiet
from matching.states.quiet_hours import QuietHours
from matching.words.policy import USUAL, Policy
from matching.words.vocabulary import Urgency
from services import name_marks, sealed
from services.access import step_up
from services.people import contact_points, countries


@dataclass(frozen=True, slots=True)
class ProfileChanges(Changes):
    """What somebody changes of what is said of them. Quiet hours and limits of None are their community's."""

    display_name: str | Unset | None = UNSET
    languages: list[str] | Unset = UNSET
    locale: str | Unset = UNSET
    time_zone: str | Unset = UNSET
    is_adult: bool | Unset | None = UNSET
    phone: str | Unset | None = UNSET
    quiet_from: time | Unset | None = UNSET
    quiet_to: time | Unset | None = UNSET
    asks_a_day: int | Unset | None = UNSET
    asks_a_week: int | Unset | None = UNSET
    urgent_welcome: bool | Unset = UNSET


@dataclass(frozen=True, slots=True)
class Profile:
    """Somebody with their name and addresses opened, as they see themselves."""

    person: Person
    display_name: str | None
    contacts: dict[ContactKind, str]
    proved: list[ContactKind]


def create(session: Session, *, locale: str, now: datetime) -> Person:
    """A new person, with a key of their own."""
    person = Person(created_at=now, seen_at=now, locale=locale, languages=[locale.split("-", maxsplit=1)[0]])
    session.add(person)
    session.flush()
    keyring(session).create(person.id)
    record_on(session, EventKind.PERSON_JOINED, person, actor=person.id, now=now)
    return person


def get(session: Session, caller: Caller) -> Person:
    return session.get_one(Person, caller.person_id)


def opened(session: Session, person: Person) -> Profile:
    """What somebody sees of themselves; for nobody else."""
    return Profile(
        person,
        sealed.display_name(session, person),
        contact_points.known(session, person.id),
        contact_points.proved(session, person.id),
    )


def edit(
    session: Session,
    caller: Caller,
    changes: ProfileChanges,
    *,
    edition: int | None = None,
    now: datetime,
) -> Person:
    """Changes what a person says of themselves. A phone number given here is not proved yet.

    `edition`: what the caller saw; None: whatever stands. Raises Stale where it was edited meanwhile, Invalid for a
    time zone that does not exist, and for a phone number that is none where they are; Forbidden where it would take the
    place of a proved one, and they have not shown lately who they are.
    """
    person = locks.own_person(session, caller.person_id)
    if edition is not None and person.edition != edition:
        raise Stale
    if changes.display_name is not UNSET:
        person.display_name = sealed.seal_display_name(session, person.id, changes.display_name)
    if changes.phone is not UNSET:
        number = countries.phone_number(session, person.id, changes.phone)
        if contact_points.gives_up(session, person.id, ContactKind.PHONE, number, now):
            step_up.require(session, caller, now)
        contact_points.replace_phone(session, person.id, number, now)
    if changes.time_zone is not UNSET and changes.time_zone not in ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    person.languages = coalesce(changes.languages, person.languages)
    person.locale = coalesce(changes.locale, person.locale)
    person.time_zone = coalesce(changes.time_zone, person.time_zone)
    person.is_adult = coalesce(changes.is_adult, person.is_adult)
    person.quiet_from = coalesce(changes.quiet_from, person.quiet_from)
    person.quiet_to = coalesce(changes.quiet_to, person.quiet_to)
    person.asks_a_day = coalesce(changes.asks_a_day, person.asks_a_day)
    person.asks_a_week = coalesce(changes.asks_a_week, person.asks_a_week)
    person.urgent_welcome = coalesce(changes.urgent_welcome, person.urgent_welcome)
    person.edition += 1
    session.flush()
    if changes.display_name is not UNSET:
        name_marks.renew(session, person.id)
    return person


def introduce(session: Session, person: Person, *, display_name: str, is_adult: bool) -> None:
    """What somebody new says of themselves on a page; what was known before stays."""
    if person.display_name is None:
        person.display_name = sealed.seal_display_name(session, person.id, display_name)
    if person.is_adult is None:
        person.is_adult = is_adult
    name_marks.renew(session, person.id)


def pause(session: Session, caller: Caller, *, until: datetime | None, now: datetime) -> None:
    """Nobody asks this person anything until `until` (None: until they say otherwise)."""
    if until is not None and until <= now:
        raise Invalid("/until", "in_the_past")
    person = get(session, caller)
    person.paused, person.paused_until = True, until
    _is_heard_of(session, person)


def resume(session: Session, caller: Caller) -> None:
    person = get(session, caller)
    person.paused, person.paused_until = False, None
    _is_heard_of(session, person)


def _is_heard_of(session: Session, person: Person) -> None:
    """What they say themselves of when they may be asked holds from now on, whatever silence made of it."""
    session.execute(delete(HelperSilence).where(col(HelperSilence.person_id) == person.id))


def hide(session: Session, caller: Caller, *, hidden: bool, now: datetime) -> None:
    """Makes all the caller's needs vanish for everybody else, or come back. Sends nothing to any device."""
    person = get(session, caller)
    if person.hidden == hidden:
        return
    person.hidden = hidden
    session.execute(update(Need).where(col(Need.author_id) == caller.person_id).values(author_hidden=hidden))
    kind = EventKind.PERSON_HIDDEN if hidden else EventKind.PERSON_SHOWN
    record_on(session, kind, person, actor=caller.person_id, now=now)


def quiet_hours(person: Person, urgency: Urgency | None, policy: Policy = USUAL) -> QuietHours | None:
    """When nothing of this urgency may ring this person; None: it always may."""
    return quiet.in_force(
        urgency,
        policy,
        quiet_from=person.quiet_from,
        quiet_to=person.quiet_to,
        urgent_welcome=person.urgent_welcome,
    )
