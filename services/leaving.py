"""Leaving for good, whatever somebody has asked for or offered; and what is taken back in their name when they go."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.database import locks
from core.errors import Conflict, Forbidden
from core.events import EventKind, record
from core.models import (
    AuthSession,
    Device,
    Duty,
    HelperSilence,
    HouseholdMark,
    IdempotentAnswer,
    LetterToStranger,
    Link,
    MessageSeen,
    NameMark,
    Need,
    Offer,
    OrganisationInvitation,
    OrganisationPerson,
    Person,
    TakenUp,
    TakeOver,
)
from core.time_zones import UNSAID
from matching.words.vocabulary import NeedStatus, OfferStatus
from services.access import step_up
from services.communities import members
from services.needs import life as need_life
from services.offers import life as offer_life
from services.people import former_points, proving

ASKED_FOR = timedelta(days=7)
"""So long one may erase oneself after the day has passed that it takes; then it has to be asked for anew."""


def erase(session: Session, caller: Caller, *, now: datetime) -> datetime | None:
    """Ends everything and destroys the key: what this person wrote can never be read again. None where that is done.

    Whoever has nothing to show who they are by may do it a day after they asked for it first: then it returns when that
    is, and all their devices are told, so that the owner of a phone left lying can call it off (`keep`).

    Raises Forbidden where they have not shown lately who they are (`services.access.step_up`), Conflict where it was
    called off at this moment.

    Nobody is kept from going: a community whose last steward goes is the operator's until another is appointed.
    Of the addresses they had proved keyed hashes stay for a year: what bound this account binds whoever comes back.
    """
    me = caller.person_id
    waited = not step_up.of(session, caller).holds(now)
    if waited:
        if proving.has_a_way(session, me, now=now):
            raise Forbidden("step_up_needed")
        waits_until = _asked_for(session, me, now)
        if waits_until > now:
            return waits_until
    lock_all(session, me)
    person = locks.own_person(session, me)
    if waited and person.erasure_from is None:
        raise Conflict
    withdraw_all(session, me, actor=me, now=now)
    _forget(session, me, now)
    record(session, EventKind.PERSON_ERASED, actor=me, subject=("person", me), now=now)
    return None


def keep(session: Session, caller: Caller, *, now: datetime) -> None:
    """Calls off that the caller is to be erased, whoever asked for it; harmless where nobody did."""
    person = locks.own_person(session, caller.person_id)
    if person.erasure_from is None:
        return
    person.erasure_from = None
    about = ("person", person.id)
    record(session, EventKind.ERASURE_CALLED_OFF, actor=person.id, subject=about, now=now)


def _asked_for(session: Session, person_id: UUID, now: datetime) -> datetime:
    """From when on they may erase themself, who ask for it now; asked for once, it is told once."""
    asked = session.get_one(Person, person_id).erasure_from
    if asked is not None and now < asked + ASKED_FOR:
        return asked
    person = locks.own_person(session, person_id)
    person.erasure_from = now + proving.A_DAY
    record(session, EventKind.ERASURE_ASKED, actor=None, subject=("person", person_id), now=now)
    return person.erasure_from


def lock_all(session: Session, person_id: UUID) -> None:
    """Locks the person, and all that they asked for and offered."""

    def touched() -> locks.Touched:
        own = locks.Touched(frozenset(_standing_needs(session, person_id)), frozenset([person_id]))
        return own | locks.around_offers(session, _standing_offers(session, person_id))

    locks.take_all(session, touched)


def withdraw_all(session: Session, person_id: UUID, *, actor: UUID, now: datetime) -> None:
    """Takes back what they asked for and what they offered. Call under the locks of `lock_all`."""
    for need_id in _standing_needs(session, person_id):
        need_life.withdraw_for(session, need_id, actor=actor, now=now)
    for offer in _standing_offers(session, person_id):
        offer_life.withdraw_for(session, offer, actor=actor, now=now)


def _standing_needs(session: Session, person_id: UUID) -> list[UUID]:
    standing = (NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)
    return list(
        session.execute(
            select(Need.id).where(  # type: ignore[call-overload]
                col(Need.author_id) == person_id, col(Need.status).in_(standing)
            )
        ).scalars()
    )


def _standing_offers(session: Session, person_id: UUID) -> list[Offer]:
    standing = (OfferStatus.ACTIVE, OfferStatus.PAUSED)
    return list(
        session.execute(
            select(Offer).where(col(Offer.author_id) == person_id, col(Offer.status).in_(standing))
        ).scalars()
    )


def _forget(session: Session, me: UUID, now: datetime) -> None:
    keyring(session).destroy(me)
    former_points.let_go_all(session, me, now=now)
    for table in (
        Device,
        IdempotentAnswer,
        OrganisationPerson,
        OrganisationInvitation,
        Link,
        MessageSeen,
        TakeOver,
        TakenUp,
        Duty,
        HouseholdMark,
        LetterToStranger,
        NameMark,
        HelperSilence,
    ):
        session.execute(delete(table).where(col(table.person_id) == me))
    members.forget(session, me, now=now)
    session.execute(
        update(AuthSession)
        .where(col(AuthSession.person_id) == me, col(AuthSession.ended_at).is_(None))
        .values(ended_at=now, device_name=None)
    )
    session.execute(
        update(Person)
        .where(col(Person.id) == me)
        .values(
            erased_at=now,
            display_name=None,
            languages=[],
            time_zone=UNSAID,
            is_adult=None,
            hidden=False,
            erasure_from=None,
        )
    )
