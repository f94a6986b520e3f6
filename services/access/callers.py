"""Who is at the door: one query for the session, the person, their standings and their blocks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, cast
from uuid import UUID

from sqlalchemy import or_, text, update
from sqlmodel import Session, col

from core.access import Caller, Standing
from core.crypto.keyring import keyring, vault
from core.errors import NotFound, Unauthorized
from core.models import Person
from matching.words.vocabulary import MemberState, Role, TrustLevel
from services.access import tokens
from services.access.ceilings import STANDS

_PERSON = f"""
    SELECT p.id, p.locale, p.is_adult, k.wrapped, {STANDS},
           (SELECT json_agg(json_build_array(m.community_id, m.role, m.state, m.trust))
              FROM membership m WHERE m.person_id = p.id AND m.state <> 'left') AS standings,
           (SELECT array_agg(CASE b.blocker_id WHEN p.id THEN b.blocked_id ELSE b.blocker_id END)
              FROM block b WHERE b.blocker_id = p.id OR b.blocked_id = p.id) AS blocked,
           (SELECT array_agg(o.organisation_id) FROM organisation_person o WHERE o.person_id = p.id)
               AS organisations,
"""  # noqa: S608  (put together from constants)
_REPRESENTS = """
           (SELECT json_agg(json_build_array(r.person_id,
                      CASE WHEN r.given_at IS NULL THEN '{}' ELSE r.covers END)) FROM representation r
             WHERE r.representative_id = p.id AND r.ended_at IS NULL
               AND (r.until IS NULL OR r.until > :now)) AS represents
"""
WHO = text(f"""
    {_PERSON}
           s.shown, {_REPRESENTS}
      FROM auth_session s
      JOIN person p ON p.id = s.person_id AND p.erased_at IS NULL
      LEFT JOIN person_key k ON k.person_id = p.id
     WHERE s.id = :id AND s.ended_at IS NULL AND s.expires_at > :now
""")
_BY_ID = """
      FROM person p
      LEFT JOIN person_key k ON k.person_id = p.id
     WHERE p.id = :id AND p.erased_at IS NULL
"""
BY_PERSON = text(f"{_PERSON} 0 AS shown, NULL AS represents {_BY_ID}")
SPEAKING = text(f"{_PERSON} 0 AS shown, {_REPRESENTS} {_BY_ID}")
_SHOWN = text("UPDATE auth_session SET shown = :generation WHERE id = :id AND shown < :generation")
WORTH_WRITING = timedelta(hours=12)
"""When somebody was there last is told by the day."""
NO_SESSION = UUID(int=0)
"""Stands where somebody acts from a link: they are signed in nowhere."""


class _Found(Protocol):
    """What the queries tell of somebody; None where there is nothing of a kind."""

    id: UUID
    locale: str
    is_adult: bool | None
    wrapped: bytes | None
    since: datetime | None
    known: bool
    doubled_until: datetime | None
    standings: list[tuple[str, str, str, str]] | None
    blocked: list[UUID] | None
    organisations: list[UUID] | None
    represents: list[tuple[str, list[str]]] | None
    shown: int


def by_access_token(
    session: Session, text_of_token: str, now: datetime, *, on_first: Callable[[], None] = lambda: None
) -> Caller:
    """Whoever holds this token, as of now: a right taken away is gone with the next call.

    `on_first` is called, before anything else was done, where this is the first token shown of what a refresh gave:
    from then on the refresh token before it is worth nothing (`families`), also where the call itself is refused.
    Raises Unauthorized: `token_expired` where a refresh gives another one, else `signed_out`.
    """
    token = tokens.read(vault(session), "access", text_of_token)
    found = token and session.execute(WHO, {"id": token.session_id, "now": now}).one_or_none()
    if token is None or found is None:
        raise Unauthorized("signed_out")
    row = cast(_Found, found)
    if token.generation > row.shown:
        session.execute(_SHOWN, {"id": token.session_id, "generation": token.generation})
        on_first()
    if token.expired(now):
        raise Unauthorized("token_expired")
    return _caller(session, row, token.session_id)


def of_session(session: Session, session_id: UUID, now: datetime) -> Caller:
    """Whoever is signed in there, as of now. Raises Unauthorized (`signed_out`)."""
    found = session.execute(WHO, {"id": session_id, "now": now}).one_or_none()
    if found is None:
        raise Unauthorized("signed_out")
    return _caller(session, cast(_Found, found), session_id)


def by_person(session: Session, person_id: UUID) -> Caller:
    """Somebody who acts from a link of theirs: with all their standings, speaking for nobody but themselves.

    Raises NotFound for somebody who has left.
    """
    return _from_a_link(session, session.execute(BY_PERSON, {"id": person_id}).one_or_none())


def speaking(session: Session, person_id: UUID, *, now: datetime) -> Caller:
    """The same for a link about one thing that may be somebody's for whom they speak. Raises NotFound likewise."""
    return _from_a_link(session, session.execute(SPEAKING, {"id": person_id, "now": now}).one_or_none())


def _from_a_link(session: Session, row: object) -> Caller:
    if row is None:
        raise NotFound
    return _caller(session, cast(_Found, row), NO_SESSION)


def _caller(session: Session, row: _Found, session_id: UUID) -> Caller:
    keyring(session).learn(row.id, row.wrapped)
    return Caller(
        person_id=row.id,
        session_id=session_id,
        locale=row.locale,
        is_adult=row.is_adult,
        standings={
            UUID(community): Standing(Role(role), MemberState(state), TrustLevel(trust))
            for community, role, state, trust in row.standings or ()
        },
        blocked=frozenset(row.blocked or ()),
        organisations=frozenset(row.organisations or ()),
        represents={UUID(person): frozenset(covers) for person, covers in row.represents or ()},
        since=row.since,
        known=row.known,
        doubled_until=row.doubled_until,
    )


def sign_of_life(session: Session, person_id: UUID, now: datetime) -> None:
    """They are there now: by a sign-in that goes on, or a press on the page behind a link of theirs."""
    earlier = or_(col(Person.seen_at).is_(None), col(Person.seen_at) < now - WORTH_WRITING)
    session.execute(update(Person).where(col(Person.id) == person_id, earlier).values(seen_at=now))
