"""Proving by a code: that an address is one's own, which was only told before; and once more that one is who one is."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, union_all
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring, vault
from core.database import locks
from core.errors import Conflict, Unauthorized
from core.events import EventKind, record
from core.models import ContactPoint, Identity, Person, SignInChallenge, TakeOver
from core.models.person import ContactKind
from services import sealed
from services.access import step_up
from services.people import contact_points, elsewhere, former_points, returning, sign_in

A_DAY = timedelta(hours=24)
"""So long whoever owns an account has to object to what was done without showing who they are."""


def prove(session: Session, caller: Caller, *, challenge_id: UUID, code: str, now: datetime) -> Person:
    """Makes the address to which the code went the caller's own: it signs them in, and helpers are rung by it.

    Raises Unauthorized for the code, as at sign-in; Conflict where the address signs in to another account: only
    whoever can read what is sent there hears so, and they may sign in there; Forbidden where it would take the place of
    another in use, and they have not shown lately who they are. Of one added without that all devices are told, and it
    shows who they are a day later.
    """
    kind, address, _ = sign_in.shown(session, challenge_id=challenge_id, code=code, now=now)
    held = contact_points.holder(session, kind, address)
    person = locks.own_person(session, caller.person_id)
    if held is not None and held.person_id != person.id:
        if now - held.used_at <= former_points.UNUSED_AFTER:
            if kind is ContactKind.PHONE:
                raise Conflict("number_in_use")
            raise Conflict("address_in_use")
        former_points.let_go(session, held, now=now)
    if contact_points.gives_up(session, person.id, kind, address, now):
        step_up.require(session, caller, now)
    shown_who_they_are = step_up.of(session, caller).holds(now)
    had_it = held is not None and held.person_id == person.id
    point = contact_points.prove(session, person.id, kind, address, now=now)
    returning.recognise(session, person, kind, point.lookup, now=now)
    if not (had_it or shown_who_they_are):
        point.proves_from = now + A_DAY
        record(session, EventKind.ADDRESS_ADDED, actor=None, subject=("person", person.id), now=now)
    return person


def sent_to(session: Session, challenge_id: UUID, now: datetime) -> tuple[ContactKind, str] | None:
    """Where the code of a challenge went; None where it is over or there is none. For whoever asked for it alone."""
    row = session.get(SignInChallenge, challenge_id)
    if row is None or row.expires_at + sign_in.SAME_AGAIN <= now:
        return None
    return row.kind, vault(session).open_for_system(sealed.challenge_cell(row.id), row.sealed)


def ways(session: Session, person_id: UUID, *, now: datetime) -> list[tuple[ContactKind, str]]:
    """The addresses of somebody's own to which a code may go by which they show who they are, in the clear."""
    points = session.scalars(
        select(ContactPoint)
        .where(
            col(ContactPoint.person_id) == person_id,
            col(ContactPoint.verified_at).is_not(None),
            col(ContactPoint.used_at) >= now - former_points.UNUSED_AFTER,
        )
        .order_by(col(ContactPoint.id))
    ).all()
    ring = keyring(session)
    opened = [
        (point.kind, ring.open(person_id, sealed.contact_cell(point.id), point.sealed))
        for point in points
        if sign_in.shows_who(point, now)
    ]
    return [(kind, address) for kind, address in opened if address is not None]


def has_a_way(session: Session, person_id: UUID, *, now: datetime) -> bool:
    """Whether somebody has anything by which they can show who they are, now or within a day: an address in use, an
    account elsewhere that one can sign in to anew, a card.
    """
    in_use = now - former_points.UNUSED_AFTER
    ways = (
        select(col(ContactPoint.id)).where(
            col(ContactPoint.person_id) == person_id,
            col(ContactPoint.verified_at).is_not(None),
            col(ContactPoint.used_at) >= in_use,
        ),
        select(col(Identity.id)).where(
            col(Identity.person_id) == person_id, col(Identity.anonymous).is_(False)
        ),
        select(col(TakeOver.id)).where(
            col(TakeOver.person_id) == person_id,
            col(TakeOver.used_at).is_(None),
            col(TakeOver.expires_at) > now,
        ),
    )
    return session.execute(union_all(*ways).limit(1)).first() is not None


def once_more_by_code(
    session: Session, caller: Caller, *, challenge_id: UUID, code: str, now: datetime
) -> None:
    """Steps up a sign-in by the code that went to a proved address of the caller's. Raises Unauthorized, for an address
    of somebody else's as for a wrong code.
    """
    sign_in.shown_by(session, caller.person_id, challenge_id=challenge_id, code=code, now=now)
    step_up.proved(session, caller.session_id, now)


def once_more_elsewhere(
    session: Session, caller: Caller, *, uid: str, signed_in_at: datetime, now: datetime
) -> None:
    """The same by the account elsewhere, where they signed in at `signed_in_at`.

    Raises Unauthorized where that is not the caller's, Forbidden where they signed in there too long ago.
    """
    owner = elsewhere.owner(session, uid)
    if owner is None or owner.id != caller.person_id:
        raise Unauthorized("firebase_refused")
    step_up.proved(session, caller.session_id, signed_in_at)
    step_up.require(session, caller, now)
