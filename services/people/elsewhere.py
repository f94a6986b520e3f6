"""Signing in by an account elsewhere (Firebase), which vouches for who somebody is and for their addresses."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.models import Identity, Person
from core.models.person import ContactKind
from services.people import contact_points, former_points, profile, returning, sign_in
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
) -> SignedIn:
    """Signs in somebody whom Firebase vouches for. `email` and `phone` only where Firebase says they are verified.

    `signed_in_at`: when they signed in there, which may be long ago; None: just now.
    """
    lookup = vault(session).index(former_points.ELSEWHERE, uid)
    known = owner(session, uid)
    told = {ContactKind.EMAIL: email, ContactKind.PHONE: phone}
    proved_there = {kind: address for kind, address in told.items() if address}
    point = None
    if known is not None and email:
        point = contact_points.holder(session, ContactKind.EMAIL, email)
    elif known is None:
        first = next(iter(proved_there.items()), None)
        point = sign_in.owner_of(session, *first, locale, now) if first else None
        known = (
            session.get_one(Person, point.person_id)
            if point
            else profile.create(session, locale=locale, now=now)
        )
        session.add(Identity(person_id=known.id, provider=former_points.ELSEWHERE, lookup=lookup))
        returning.recognise(session, known, former_points.ELSEWHERE, lookup, now=now)
    for kind, address in proved_there.items():
        fresh = contact_points.vouched(session, known.id, kind, address, now=now)
        if fresh is not None:
            returning.recognise(session, known, kind, fresh.lookup, now=now)
    own = point if point is not None and point.person_id == known.id else None
    return sign_in.start_session(
        session, known, device_name=device_name, now=now, point=own, proved_at=signed_in_at
    )


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
