"""A browser's sign-in, held by the value of its cookie: how long it holds, and how the value is renewed.

The value names the sign-in and a generation, and is signed as tokens are. It is renewed daily, and when whoever is
signed in shows once more who they are. The one before is good until its successor was shown, for an answer may be
lost on the way, and a minute longer, for several requests of one page; after that it was copied, and the sign-in ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import vault
from core.errors import Unauthorized
from core.models import AuthSession
from core.models.session import SignInKind
from services.access import callers, tokens
from services.access.tokens import Token

OWN_PHONE = timedelta(days=90)
"""So long a sign-in on one's own phone holds without a use; each use moves it."""
IDLE, AT_MOST = timedelta(minutes=30), timedelta(hours=12)
"""On a phone of others: so long without a use, and so long in all."""
RENEWED_AFTER = timedelta(days=1)
GRACE = timedelta(minutes=1)
_WORTH_WRITING = timedelta(minutes=1)
"""An end that moved by less is not written down: most pages are read without a write."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Somebody signed in by a browser. `renewed`: the value that the cookie is to have from now on, if it changed."""

    caller: Caller
    own_phone: bool
    renewed: str | None = None


def begin(session: Session, session_id: UUID, *, own_phone: bool, now: datetime) -> str:
    """Makes a sign-in that began just now a browser's. Returns the cookie's value."""
    row = session.get_one(AuthSession, session_id)
    row.kind, row.own_phone = SignInKind.BROWSER, own_phone
    row.expires_at = _end(row, now)
    session.flush()
    return _value(session, row)


def by_cookie(
    session: Session,
    value: str,
    now: datetime,
    *,
    uses: bool = True,
    on_write: Callable[[], None] = lambda: None,
) -> Browser:
    """Whoever holds this value, as of now. Raises Unauthorized; a copied value ends the sign-in.

    `uses`: somebody does something with it, which moves the end of a sign-in; an open page that looks for news does
    not. `on_write` is called once knowing them has written something: it stands, whatever becomes of the call.
    """
    token = tokens.read(vault(session), "browser", value)
    row = session.get(AuthSession, token.session_id) if token is not None else None
    if token is None or row is None or not _stands(row, now):
        raise Unauthorized("signed_out")
    if not _is_known(row, token, now):
        row.ended_at = now
        session.flush()
        on_write()
        raise Unauthorized("signed_out", keeps=True)
    renewed = _seen(session, row, token, now, uses, on_write)
    return Browser(callers.of_session(session, row.id, now), row.own_phone, renewed)


def renew(session: Session, session_id: UUID, now: datetime) -> str:
    """The next value of a sign-in's cookie, once whoever holds it showed who they are.

    Raises Unauthorized for an app's.
    """
    row = session.get_one(AuthSession, session_id)
    if row.kind is not SignInKind.BROWSER:
        raise Unauthorized("signed_out")
    return _next(session, row, row.generation, now)


def _stands(row: AuthSession, now: datetime) -> bool:
    return row.kind is SignInKind.BROWSER and row.ended_at is None and row.expires_at > now


def _is_known(row: AuthSession, token: Token, now: datetime) -> bool:
    """One that is newer than what is known here is ours all the same: the tables are those of an older copy."""
    if token.generation >= row.generation:
        return True
    if token.generation < row.generation - 1:
        return False
    return row.shown < row.generation or now - row.refreshed_at <= GRACE


def _seen(
    session: Session, row: AuthSession, token: Token, now: datetime, uses: bool, on_write: Callable[[], None]
) -> str | None:
    """Moves the end of a sign-in that is in use. The cookie's new value, where it is to have one."""
    row.shown = max(row.shown, token.generation)
    end = _end(row, now)
    if uses and end - row.expires_at > _WORTH_WRITING:
        row.expires_at = end
    wrote, renewed = session.is_modified(row), None
    session.flush()
    if token.generation < row.generation:
        renewed = _value(session, row)
    elif now - row.refreshed_at >= RENEWED_AFTER:
        renewed, wrote = _next(session, row, token.generation, now), True
        callers.seen(session, row.person_id, now)
    if wrote:
        on_write()
    return renewed


def _next(session: Session, row: AuthSession, generation: int, now: datetime) -> str:
    """The value after this generation's; of two requests at once both get the same."""
    session.execute(
        update(AuthSession)
        .where(col(AuthSession.id) == row.id, col(AuthSession.generation) == generation)
        .values(generation=generation + 1, refreshed_at=now)
    )
    session.refresh(row)
    return _value(session, row)


def _value(session: Session, row: AuthSession) -> str:
    return tokens.browser(vault(session), row.id, generation=row.generation)


def _end(row: AuthSession, now: datetime) -> datetime:
    return now + OWN_PHONE if row.own_phone else min(now + IDLE, row.created_at + AT_MOST)
