"""Signing in by an account elsewhere (Firebase), which vouches for who somebody is and for their addresses."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.errors import Forbidden
from core.models import AuthSession, ContactPoint, Identity, Person
from core.models.person import ContactKind
from services.people import arrivals, contact_points, former_points, profile, returning, sign_in
from services.people.sign_in import SignedIn


def with_firebase(
    session: Session,
    *,
    uid: str,
    email: str | None,
    phone: str | None = None,
    locale: str,
    device_name: str,
    now: datetime,
    signed_in_at: datetime | None = None,
    anonymous: bool = False,
) -> SignedIn:
    """Signs in somebody whom Firebase vouches for. `email` and `phone` only where Firebase says they are verified.

    `signed_in_at`: when they signed in there, which may be long ago; None: just now. `anonymous`: that account is
    one of no name, to which nobody can sign in anew.
    """
    lookup = vault(session).index(former_points.ELSEWHERE, uid)
    known = owner(session, uid)
    told = {ContactKind.EMAIL: email, ContactKind.PHONE: phone}
    proved_there = {kind: address for kind, address in told.items() if address}
    point = None
    if known is not None and email:
        point = contact_points.holder(session, ContactKind.EMAIL, email)
    elif known is None:
        known, point = _first_time(session, lookup, proved_there, locale, now)
    for kind, address in proved_there.items():
        fresh = contact_points.vouched(session, known.id, kind, address, now=now)
        if fresh is not None:
            returning.recognise(session, known, kind, fresh.lookup, now=now)
    session.execute(update(Identity).where(col(Identity.lookup) == lookup).values(anonymous=anonymous))
    own = point if point is not None and point.person_id == known.id else None
    said_before = _came_by_it_before(session, known, signed_in_at)
    signed_in = sign_in.start_session(
        session, known, device_name=device_name, now=now, point=own, proved_at=signed_in_at
    )
    if not said_before:
        arrivals.tell(session, known, signed_in.session_id, now=now)
    return signed_in


def _first_time(
    session: Session, lookup: bytes, proved_there: Mapping[ContactKind, str], locale: str, now: datetime
) -> tuple[Person, ContactPoint | None]:
    """Whose account here one elsewhere signs in to from now on, and the address they are known by, if any.

    Raises Forbidden for an address that does not show yet whose it is: an account elsewhere would show it at once.
    """
    first = next(iter(proved_there.items()), None)
    point = sign_in.owner_of(session, *first, locale, now) if first else None
    if point is not None:
        if not sign_in.shows_who(point, now):
            raise Forbidden("address_too_new")
        person = session.get_one(Person, point.person_id)
    else:
        person = profile.create(session, locale=locale, now=now)
    session.add(Identity(person_id=person.id, provider=former_points.ELSEWHERE, lookup=lookup))
    returning.recognise(session, person, former_points.ELSEWHERE, lookup, now=now)
    return person, point


def _came_by_it_before(session: Session, person: Person, signed_in_at: datetime | None) -> bool:
    """Whether an app has shown that very sign-in elsewhere before, as some do at every start."""
    same = select(AuthSession.id).where(  # type: ignore[call-overload]
        col(AuthSession.person_id) == person.id, col(AuthSession.proved_at) == signed_in_at
    )
    return signed_in_at is not None and session.execute(same.limit(1)).first() is not None


def owner(session: Session, uid: str) -> Person | None:
    """Who signs in here by this account elsewhere; None: nobody yet."""
    return session.execute(
        select(Person)
        .join(Identity)
        .where(
            col(Identity.provider) == former_points.ELSEWHERE,
            col(Identity.lookup) == vault(session).index(former_points.ELSEWHERE, uid),
        )
    ).scalar_one_or_none()
