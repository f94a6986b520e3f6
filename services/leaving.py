"""Leaving for good, whatever somebody has asked for or offered; and what is taken back in their name when they go."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.database import locks
from core.events import EventKind, record
from core.models import (
    AuthSession,
    Device,
    HouseholdMark,
    IdempotentAnswer,
    LetterToStranger,
    Link,
    MessageSeen,
    Need,
    Offer,
    OrganisationInvitation,
    OrganisationPerson,
    Person,
    TakenUp,
    TakeOver,
)
from matching.words.vocabulary import NeedStatus, OfferStatus
from services.communities import members
from services.needs import life as need_life
from services.offers import life as offer_life
from services.people import former_points


def erase(session: Session, caller: Caller, *, now: datetime) -> None:
    """Ends everything and destroys the key: what this person wrote can never be read again.

    Nobody is kept from going: a community whose last steward goes is the operator's until another is appointed.
    Of the addresses they had proved keyed hashes stay for a year: what bound this account binds whoever comes back.
    """
    me = caller.person_id
    lock_all(session, me)
    locks.own_person(session, me)
    withdraw_all(session, me, actor=me, now=now)
    _forget(session, me, now)
    record(session, EventKind.PERSON_ERASED, actor=me, subject=("person", me), now=now)


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
        HouseholdMark,
        LetterToStranger,
    ):
        session.execute(delete(table).where(col(table.person_id) == me))
    members.forget(session, me, now=now)
    session.execute(
        update(AuthSession)
        .where(col(AuthSession.person_id) == me, col(AuthSession.ended_at).is_(None))
        .values(ended_at=now, device_name="")
    )
    session.execute(
        update(Person)
        .where(col(Person.id) == me)
        .values(erased_at=now, display_name=None, languages=[], time_zone="UTC", is_adult=None, hidden=False)
    )
