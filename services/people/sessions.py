"""Sign-ins that go on: renewed by their refresh tokens, listed, and ended."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.crypto.keyring import vault
from core.errors import Unauthorized
from core.models import AuthSession, ContactPoint, Person
from services.access import tokens
from services.access.families import Family
from services.people import sign_in
from services.people.sign_in import SignedIn


def refresh(
    session: Session, *, refresh_token: str, now: datetime, hung_up: Callable[[], bool] = lambda: False
) -> SignedIn:
    """Trades a refresh token for new tokens; the address that it all began with is in use. Raises Unauthorized.

    One that was traded before is answered again until something of the answer was shown; after that it is a copy, and
    the sign-in ends. Not so where whoever showed it `hung_up`: that is a call which was overtaken by its own
    repetition, and nobody learns anything by it.
    """
    token = tokens.read(vault(session), "refresh", refresh_token)
    if token is None:
        raise Unauthorized("signed_out")
    row = session.get(AuthSession, token.session_id, with_for_update=True)
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise Unauthorized("signed_out")
    family = Family(row.generation, row.shown).traded(token.generation)
    if family is None:
        if not hung_up():
            row.ended_at = now
            session.flush()
        raise Unauthorized("signed_out", keeps=True)
    row.generation, row.shown = family.generation, family.shown
    row.refreshed_at, row.expires_at = now, now + tokens.REFRESH_LIFETIME
    person = session.get_one(Person, row.person_id)
    person.seen_at = now
    session.execute(update(ContactPoint).where(col(ContactPoint.id) == row.contact_id).values(used_at=now))
    session.flush()
    return sign_in.answer(session, row, person)


def standing(session: Session, person_id: UUID, now: datetime) -> list[AuthSession]:
    """The sign-ins that are still good, newest first."""
    return list(
        session.execute(
            select(AuthSession)
            .where(
                col(AuthSession.person_id) == person_id,
                col(AuthSession.ended_at).is_(None),
                col(AuthSession.expires_at) > now,
            )
            .order_by(col(AuthSession.id).desc())
        ).scalars()
    )


def end(session: Session, person_id: UUID, session_id: UUID, now: datetime) -> None:
    """Ends one sign-in; repeating it is harmless."""
    session.execute(
        update(AuthSession)
        .where(
            col(AuthSession.id) == session_id,
            col(AuthSession.person_id) == person_id,
            col(AuthSession.ended_at).is_(None),
        )
        .values(ended_at=now)
    )
