"""Signing in without a password: a one-time code by e-mail, or a Firebase account.

The answer to "send me a code" is the same for known and unknown addresses, and so is the work: nothing is
looked up until the code is shown.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlmodel import Session, col

from core.crypto.keyring import keyring, vault
from core.crypto.vault import Vault
from core.errors import Unauthorized
from core.events import wake
from core.models import AuthSession, ContactPoint, Delivery, Identity, Person, SignInChallenge
from core.models.notification import ChannelName
from core.models.person import ContactKind
from services import sealed
from services.access import tokens
from services.people import contact_points, former_points, profile, returning

CODE_LIFETIME = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=30)
TRIES = 5


@dataclass(frozen=True, slots=True)
class SignedIn:
    access_token: str
    refresh_token: str
    expires_in: int
    person: Person


def send_code(session: Session, *, kind: ContactKind, address: str, locale: str, now: datetime) -> UUID:
    """Starts a sign-in and returns its challenge; the worker sends the code."""
    challenge = SignInChallenge(
        id=uuid4(),
        kind=kind,
        lookup=vault(session).index(kind, address),
        sealed=b"",
        locale=locale,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
    )
    challenge.sealed = vault(session).seal_for_system(sealed.challenge_cell(challenge.id), address)
    session.add(challenge)
    session.flush()
    session.add(
        Delivery(
            channel=ChannelName.SMS if kind is ContactKind.PHONE else ChannelName.EMAIL,
            challenge_id=challenge.id,
            due_at=now,
            expires_at=challenge.expires_at,
        )
    )
    wake(session)
    return challenge.id


def code_of(vault: Vault, challenge_id: UUID) -> str:
    """The six digits that belong to a challenge: derived, so that they stand nowhere."""
    return f"{int.from_bytes(vault.mac('code', challenge_id.bytes), 'big') % 1_000_000:06}"


def with_code(
    session: Session, *, challenge_id: UUID, code: str, device_name: str, now: datetime
) -> SignedIn:
    """Signs in. Raises Unauthorized."""
    kind, address, locale = shown(session, challenge_id=challenge_id, code=code, now=now)
    point = _owner_of(session, kind, address, locale, now)
    person = session.get_one(Person, point.person_id)
    return start_session(session, person, device_name=device_name, now=now, point=point)


def proved(session: Session, *, challenge_id: UUID, code: str, now: datetime) -> Person:
    """Whoever has shown the code that went to their address; an account of their own from now on.

    Raises Unauthorized.
    """
    kind, address, locale = shown(session, challenge_id=challenge_id, code=code, now=now)
    return session.get_one(Person, _owner_of(session, kind, address, locale, now).person_id)


def shown(session: Session, *, challenge_id: UUID, code: str, now: datetime) -> tuple[ContactKind, str, str]:
    """The address to which the code went that was shown now, and the language in which it was asked for.

    Raises Unauthorized; a wrong code is counted, and the fifth ends the challenge.
    """
    challenge = session.execute(
        select(SignInChallenge).where(col(SignInChallenge.id) == challenge_id).with_for_update()
    ).scalar_one_or_none()
    if challenge is None or challenge.used or challenge.expires_at <= now or challenge.tries >= TRIES:
        raise Unauthorized("code_expired")
    if not compare_digest(code_of(vault(session), challenge_id), code):
        challenge.tries += 1
        session.flush()
        raise Unauthorized("wrong_code", keeps=True, tries_left=TRIES - challenge.tries)
    challenge.used = True
    address = vault(session).open_for_system(sealed.challenge_cell(challenge.id), challenge.sealed)
    return challenge.kind, address, challenge.locale


def with_firebase(
    session: Session, *, uid: str, email: str | None, locale: str, device_name: str, now: datetime
) -> SignedIn:
    """Signs in somebody whom Firebase vouches for. `email` only where Firebase says it is verified."""
    lookup = vault(session).index(former_points.ELSEWHERE, uid)
    known = session.execute(
        select(Person)
        .join(Identity)
        .where(col(Identity.provider) == former_points.ELSEWHERE, col(Identity.lookup) == lookup)
    ).scalar_one_or_none()
    point = None
    if known is not None and email:
        point = contact_points.holder(session, ContactKind.EMAIL, email)
    elif known is None:
        point = _owner_of(session, ContactKind.EMAIL, email, locale, now) if email else None
        known = (
            session.get_one(Person, point.person_id)
            if point
            else profile.create(session, locale=locale, now=now)
        )
        session.add(Identity(person_id=known.id, provider=former_points.ELSEWHERE, lookup=lookup))
        returning.recognise(session, known, former_points.ELSEWHERE, lookup, now=now)
    own = point if point is not None and point.person_id == known.id else None
    return start_session(session, known, device_name=device_name, now=now, point=own)


def _owner_of(session: Session, kind: ContactKind, address: str, locale: str, now: datetime) -> ContactPoint:
    """The address as that of whoever has proved it lately; else of somebody new, to whom it belongs from now on."""
    point = contact_points.holder(session, kind, address)
    if point is not None and now - point.used_at <= former_points.UNUSED_AFTER:
        return point
    if point is not None:
        former_points.let_go(session, point, now=now)
    person = profile.create(session, locale=locale, now=now)
    point = contact_points.add(session, person.id, kind, address, verified_at=now, now=now)
    returning.recognise(session, person, kind, point.lookup, now=now)
    return point


def start_session(
    session: Session, person: Person, *, device_name: str, now: datetime, point: ContactPoint | None = None
) -> SignedIn:
    """Signs somebody in on a device. `point`: by which address; it is in use as long as this sign-in is."""
    if point is not None:
        point.used_at = now
    row = AuthSession(
        person_id=person.id,
        contact_id=point.id if point is not None else None,
        device_name=device_name[:80],
        created_at=now,
        refreshed_at=now,
        expires_at=now + tokens.REFRESH_LIFETIME,
    )
    session.add(row)
    person.seen_at = now
    session.flush()
    return _answer(session, row, person, now)


def refresh(session: Session, *, refresh_token: str, now: datetime) -> SignedIn:
    """Trades a refresh token for new tokens. Raises Unauthorized; reuse after the grace ends the session."""
    token = tokens.read(vault(session), "refresh", refresh_token)
    if token is None:
        raise Unauthorized("signed_out")
    row = session.get(AuthSession, token.session_id, with_for_update=True)
    if row is None or row.ended_at is not None or row.expires_at <= now:
        raise Unauthorized("signed_out")
    if token.number == row.generation:
        row.generation += 1
        row.refreshed_at = now
        row.expires_at = now + tokens.REFRESH_LIFETIME
    elif token.number != row.generation - 1 or now - row.refreshed_at > tokens.GRACE:
        row.ended_at = now
        session.flush()
        raise Unauthorized("signed_out", keeps=True)
    person = session.get_one(Person, row.person_id)
    person.seen_at = now
    session.execute(update(ContactPoint).where(col(ContactPoint.id) == row.contact_id).values(used_at=now))
    session.flush()
    return _answer(session, row, person, now)


def sessions(session: Session, person_id: UUID, now: datetime) -> list[AuthSession]:
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


def end_session(session: Session, person_id: UUID, session_id: UUID, now: datetime) -> None:
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


def _answer(session: Session, row: AuthSession, person: Person, now: datetime) -> SignedIn:
    if person.erased_at is not None:
        raise Unauthorized("signed_out")
    expiry = int((now + tokens.ACCESS_LIFETIME).timestamp())
    keyring(session).fetch([person.id])
    return SignedIn(
        access_token=tokens.issue(vault(session), "access", row.id, expiry),
        refresh_token=tokens.issue(vault(session), "refresh", row.id, row.generation),
        expires_in=int(tokens.ACCESS_LIFETIME.total_seconds()),
        person=person,
    )
