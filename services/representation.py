"""Speaking for people without the app, within what they agreed to, and never further.

A coordinator writes down what somebody said on the phone; from then on that person has needs, matches and keys
like anybody else. Their key turns only after they were asked: the event names both, and how the yes was given.
They may take everything into their own hands at any time, and end it by a call.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto import Cell
from core.errors import Conflict, Forbidden, Invalid, NotFound, Unauthorized
from core.events import EventKind, record
from core.keyring import keyring, vault
from core.models import (
    ContactPoint,
    HouseholdMark,
    Membership,
    Need,
    Person,
    Representation,
    TakeOver,
)
from core.models.link import LinkPurpose
from core.models.person import ContactKind
from core.models.representation import ConsentHow, Covers
from matching.vocabulary import NeedStatus, Role
from services import communities, leaving, links, needs, people, sign_in

MOST_FOR_MEMBERS = 3
MOST_FOR_COORDINATORS = 100
CODE_LIFETIME = timedelta(minutes=30)
CARD_LIFETIME = timedelta(days=365)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What can be read off a card without mistaking one for another."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, how, and until when."""

    how: ConsentHow
    at: datetime
    covers: list[Covers] = field(default_factory=lambda: list(Covers))
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StandingConsent:
    """Who speaks for somebody or would like to, and what that covers. `given_at` null: not answered yet."""

    consent: Representation
    representative_name: str | None


@dataclass(frozen=True, slots=True)
class Represented:
    """A person one speaks for, with the consent it rests on."""

    person: Person
    consent: Representation
    display_name: str | None
    contacts: dict[ContactKind, str]


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
) -> Represented:
    """Enters somebody without the app. Raises Forbidden for those who may not, Conflict over the limit."""
    _ensure_room(session, caller, now)
    if consent.at > now + timedelta(minutes=5):
        raise Invalid("/consent/at", "in_the_future")
    if consent.until is not None and consent.until <= now:
        raise Invalid("/consent/until", "in_the_past")
    if time_zone is not None and time_zone not in people.ZONES:
        raise Invalid("/time_zone", "unknown_time_zone")
    person = people.create(session, locale=languages[0] if languages else caller.locale, now=now)
    person.represented = True
    person.languages = languages or [caller.locale]
    person.time_zone = time_zone or session.get_one(Person, caller.person_id).time_zone
    person.is_adult = is_adult
    person.seen_at = None
    person.display_name = keyring(session).seal(
        person.id, Cell("person", person.id, "display_name"), display_name
    )
    _reachable_at(session, caller, person.id, contacts, now)
    row = Representation(
        person_id=person.id,
        representative_id=caller.person_id,
        how=consent.how,
        covers=[str(part) for part in consent.covers],
        given_at=None if consent.how is ConsentHow.LINK else consent.at,
        until=consent.until,
        created_at=now,
    )
    session.add(row)
    _note(session, EventKind.PERSON_ENTERED, caller.person_id, person.id, now, how=consent.how)
    return _shown(session, person, row)


def _ensure_room(session: Session, caller: Caller, now: datetime) -> None:
    if not caller.communities():
        raise Forbidden("members_only")
    most = (
        MOST_FOR_COORDINATORS
        if communities.recognised(session, caller, Role.COORDINATOR)
        else MOST_FOR_MEMBERS
    )
    session.execute(select(Person).where(col(Person.id) == caller.person_id).with_for_update(key_share=True))
    standing = session.scalars(
        select(func.count()).where(
            col(Representation.representative_id) == caller.person_id,
            col(Representation.ended_at).is_(None),
        )
    ).one()
    if standing >= most:
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
        contact = people.add_contact(session, person_id, kind, address, verified_at=None, now=now)
        if contact.lookup not in own:
            session.add(HouseholdMark(person_id=person_id, lookup=contact.lookup))
    session.flush()


def of(session: Session, caller: Caller) -> list[Represented]:
    """The people one speaks for."""
    rows = session.execute(
        select(Representation, Person)
        .join(Person, col(Person.id) == col(Representation.person_id))
        .where(
            col(Representation.representative_id) == caller.person_id,
            col(Representation.ended_at).is_(None),
        )
        .order_by(col(Representation.id))
    ).all()
    keyring(session).fetch([person.id for _, person in rows])
    return [_shown(session, person, row) for row, person in rows]


def get(session: Session, caller: Caller, person_id: UUID) -> Represented:
    row = _standing(session, caller, person_id)
    return _shown(session, session.get_one(Person, person_id), row)


def edit(
    session: Session, caller: Caller, person_id: UUID, changes: dict[str, Any], *, now: datetime
) -> Represented:
    """Changes what was written down of somebody: name, languages, contact, age of majority, time zone."""
    row = _standing(session, caller, person_id)
    person = session.get_one(Person, person_id)
    rest = dict(changes)
    if "display_name" in rest:
        person.display_name = keyring(session).seal(
            person.id, Cell("person", person.id, "display_name"), rest.pop("display_name")
        )
    contacts = {kind: rest.pop(kind) for kind in (ContactKind.EMAIL, ContactKind.PHONE) if kind in rest}
    if contacts:
        _replace_contacts(session, caller, person_id, contacts, now)
    for name, value in rest.items():
        setattr(person, name, value)
    session.flush()
    return _shown(session, person, row)


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


def end(session: Session, caller: Caller, person_id: UUID, *, now: datetime) -> None:
    """The person does not want to be spoken for any more: what stands in their name is withdrawn.

    By the representative, or by any coordinator of a community in which they have a need, or help.
    Repeating is harmless.
    """
    row = session.scalars(
        select(Representation).where(
            col(Representation.person_id) == person_id, col(Representation.ended_at).is_(None)
        )
    ).first()
    if row is None:
        if _ended(session, caller, person_id):
            return
        raise NotFound
    if row.representative_id != caller.person_id and not _oversees(session, caller, person_id):
        raise NotFound
    _withdraw_all(session, caller.person_id, person_id, now)
    _end_all(session, person_id, now)
    _shut(session, person_id, now)
    _note(session, EventKind.REPRESENTATION_ENDED, caller.person_id, person_id, now)


def _ended(session: Session, caller: Caller, person_id: UUID) -> bool:
    query = select(Representation.id).where(  # type: ignore[call-overload]
        col(Representation.person_id) == person_id,
        col(Representation.representative_id) == caller.person_id,
    )
    return session.execute(query).first() is not None


def _oversees(session: Session, caller: Caller, person_id: UUID) -> bool:
    """Whether they coordinate where this person has a need, or helps."""
    overseen = caller.communities(Role.COORDINATOR)
    if not overseen:
        return False
    needs = select(col(Need.id)).where(col(Need.author_id) == person_id, col(Need.community_id).in_(overseen))
    helps = select(col(Membership.person_id)).where(
        col(Membership.person_id) == person_id, col(Membership.community_id).in_(overseen)
    )
    return bool(session.execute(select(or_(needs.exists(), helps.exists()))).scalar_one())


def _withdraw_all(session: Session, actor: UUID, person_id: UUID, now: datetime) -> None:
    leaving.lock_all(session, person_id)
    leaving.withdraw_all(session, person_id, actor=actor, now=now)


def _shut(session: Session, person_id: UUID, now: datetime) -> None:
    """What was handed out to act as this person opens nothing any more."""
    links.end(session, person_id, now)
    _use_up(session, person_id, now)


def _end_all(session: Session, person_id: UUID, now: datetime) -> None:
    session.execute(
        update(Representation)
        .where(col(Representation.person_id) == person_id, col(Representation.ended_at).is_(None))
        .values(ended_at=now)
    )


def spoken_for(session: Session, person_id: UUID) -> bool:
    """Whether somebody speaks for this person, or has asked to."""
    return consent_of(session, person_id) is not None


def consent_of(session: Session, person_id: UUID) -> StandingConsent | None:
    """The consent that this person was asked for or is written down to have given; the unanswered one first."""
    row = session.scalars(
        select(Representation)
        .where(col(Representation.person_id) == person_id, col(Representation.ended_at).is_(None))
        .order_by(col(Representation.given_at).desc().nulls_first())
    ).first()
    if row is None:
        return None
    return StandingConsent(row, people.display_name(session, session.get_one(Person, row.representative_id)))


def give_consent(session: Session, person_id: UUID, *, now: datetime) -> None:
    """The person said yes by the link they were sent: what was posted for them opens."""

    session.execute(
        update(Representation)
        .where(
            col(Representation.person_id) == person_id,
            col(Representation.given_at).is_(None),
            col(Representation.ended_at).is_(None),
        )
        .values(given_at=now)
    )
    waiting = session.scalars(
        select(col(Need.id)).where(col(Need.author_id) == person_id, col(Need.status) == NeedStatus.PENDING)
    ).all()
    for need_id in sorted(waiting):
        needs.open_pending(session, need_id, actor=person_id, now=now)
    _note(session, EventKind.CONSENT_GIVEN, person_id, person_id, now, how=ConsentHow.LINK)


def refuse_consent(session: Session, person_id: UUID, *, now: datetime) -> None:
    """The person said no: nothing stands in their name, and nobody speaks for them. Also to a yes from before."""
    _withdraw_all(session, person_id, person_id, now)
    _end_all(session, person_id, now)
    _shut(session, person_id, now)
    _note(session, EventKind.REPRESENTATION_ENDED, person_id, person_id, now)


def take_over_code(
    session: Session, caller: Caller, person_id: UUID, *, card: bool, now: datetime
) -> tuple[str, datetime]:
    """A word by which the person signs in as themselves: for half an hour, or on a printed card for a year."""
    _standing(session, caller, person_id)
    return _new_word(session, person_id, made_by=caller.person_id, card=card, now=now)


def own_code(session: Session, person_id: UUID, *, now: datetime) -> tuple[str, datetime]:
    """The same for somebody who asks for it themselves, by the link they were sent."""
    return _new_word(session, person_id, made_by=person_id, card=False, now=now)


def _new_word(
    session: Session, person_id: UUID, *, made_by: UUID, card: bool, now: datetime
) -> tuple[str, datetime]:
    word = "".join(secrets.choice(_LETTERS) for _ in range(16 if card else 10))
    expires_at = now + (CARD_LIFETIME if card else CODE_LIFETIME)
    session.add(
        TakeOver(
            person_id=person_id,
            lookup=vault(session).index("take_over", word),
            made_by=made_by,
            expires_at=expires_at,
        )
    )
    session.flush()
    return "-".join(word[i : i + 4] for i in range(0, len(word), 4)), expires_at


def take_over(session: Session, *, word: str, device_name: str, now: datetime) -> sign_in.SignedIn:
    """Signs in by a card or code. From now on nobody speaks for this person but themselves.

    Every other word and link made to become them is void: it may lie in the hand that spoke for them.
    """
    plain = "".join(letter for letter in word.upper() if letter.isalnum())
    row = session.scalars(
        select(TakeOver)
        .where(col(TakeOver.lookup) == vault(session).index("take_over", plain))
        .with_for_update()
    ).one_or_none()
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise Unauthorized("card_not_valid")
    _use_up(session, row.person_id, now)
    person = session.get_one(Person, row.person_id)
    person.represented = False
    _end_all(session, person.id, now)
    links.end(session, person.id, now, (LinkPurpose.CONSENT, LinkPurpose.TAKE_OVER))
    _note(session, EventKind.PERSON_TOOK_OVER, person.id, person.id, now)
    return sign_in.start_session(session, person, device_name=device_name, now=now)


def _use_up(session: Session, person_id: UUID, now: datetime) -> None:
    """Every card and code there is of theirs: one left in a drawer would be a second hand on their key."""
    session.execute(
        update(TakeOver)
        .where(col(TakeOver.person_id) == person_id, col(TakeOver.used_at).is_(None))
        .values(used_at=now)
    )


def _standing(session: Session, caller: Caller, person_id: UUID) -> Representation:
    row = session.scalars(
        select(Representation).where(
            col(Representation.person_id) == person_id,
            col(Representation.representative_id) == caller.person_id,
            col(Representation.ended_at).is_(None),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _shown(session: Session, person: Person, row: Representation) -> Represented:
    return Represented(person, row, people.display_name(session, person), people.contacts(session, person.id))


def _note(
    session: Session, kind: EventKind, actor: UUID, person_id: UUID, now: datetime, **payload: Any
) -> None:
    record(
        session,
        kind,
        actor=actor,
        for_id=person_id if actor != person_id else None,
        subject=("person", person_id),
        now=now,
        **payload,
    )
