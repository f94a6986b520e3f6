"""Sign-ins that go on: renewed by their refresh tokens, listed, and ended."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, update
from sqlmodel import Session, col

from core.crypto.keyring import keyring, vault
from core.errors import Unauthorized
from core.models import AuthSession, ContactPoint, Person
from core.models.person import ContactKind
from services import sealed
from services.access import tokens
from services.access.families import Family
from services.people import contact_points, sign_in
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


def device_name(session: Session, row: AuthSession) -> str:
    """What the app called this device as it signed in; empty where that was before such names were sealed."""
    cell = sealed.sign_in_cell(row.id)
    return keyring(session).open(row.person_id, cell, row.device_name) or ""


def end(session: Session, person_id: UUID, session_id: UUID, now: datetime) -> None:
    """Ends one sign-in, and what its device is told; repeating it is harmless."""
    _end(session, person_id, now, col(AuthSession.id) == session_id)


def end_all(session: Session, person_id: UUID, now: datetime, *, but: UUID | None = None) -> None:
    """The same for all of somebody's sign-ins, or all `but` one."""
    _end(session, person_id, now, col(AuthSession.id) != but if but is not None else true())


def end_by(session: Session, address: str, now: datetime) -> int:
    """The operator's: ends all sign-ins of whoever proved this mailbox or number; how many. An address that is in
    nobody's use any more ends them too: it may be what was lost.
    """
    kind = ContactKind.EMAIL if "@" in address else ContactKind.PHONE
    point = contact_points.holder(session, kind, address.strip().lower())
    return _end(session, point.person_id, now, true()) if point is not None else 0


def end_everybodys(session: Session, now: datetime) -> int:
    """The operator's: ends all sign-ins there are, such as after a break-in; how many."""
    return _ended(session, now, true())


def _end(session: Session, person_id: UUID, now: datetime, which: ColumnElement[bool]) -> int:
    return _ended(session, now, (col(AuthSession.person_id) == person_id) & which)


def _ended(session: Session, now: datetime, which: ColumnElement[bool]) -> int:
    ends = update(AuthSession).where(col(AuthSession.ended_at).is_(None), which).values(ended_at=now)
    return len(session.execute(ends.returning(col(AuthSession.id))).all())
