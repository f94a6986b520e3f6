"""Signing in without a password: a one-time code by e-mail, or a Firebase account.

The answer to "send me a code" is the same for known and unknown addresses, and so is the work: nothing is
looked up until the code is shown.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from core import limits, source
from core.crypto.keyring import keyring, vault
from core.crypto.vault import Vault
from core.errors import Unauthorized
from core.events import wake
from core.models import AuthSession, ContactPoint, Delivery, Identity, Person, SignInChallenge
from core.models.notification import ChannelName
from core.models.person import ContactKind
from services import sealed
from services.access import tokens
from services.people import contact_points, profile

CODE_LIFETIME = timedelta(minutes=10)
DIGITS, DIGITS_UNDER_ATTACK = 6, 8
UNDER_ATTACK = "codes_under_attack"
UNDER_ATTACK_FOR = timedelta(days=1)
"""So long new codes are longer once too many wrong ones were shown. Nobody is locked out by what others guess."""
RESEND_AFTER = timedelta(seconds=30)
TRIES = 5
FORGOTTEN_AFTER = timedelta(days=90)
"""An address unused for longer opens an empty account, never somebody's old one."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    access_token: str
    refresh_token: str
    expires_in: int
    person: Person


def send_code(
    session: Session, *, kind: ContactKind, address: str, locale: str, now: datetime, leaves: bool = True
) -> UUID:
    """Starts a sign-in and returns its challenge; the worker sends the code, where it `leaves`."""
    challenge = SignInChallenge(
        id=UUID(bytes=source.current().random_bytes(16), version=4),
        kind=kind,
        lookup=vault(session).index(kind, address),
        sealed=b"",
        locale=locale,
        created_at=now,
        expires_at=now + CODE_LIFETIME,
        digits=DIGITS_UNDER_ATTACK if limits.holds(session, UNDER_ATTACK, now) else DIGITS,
    )
    challenge.sealed = vault(session).seal_for_system(sealed.challenge_cell(challenge.id), address)
    session.add(challenge)
    session.flush()
    if not leaves:
        return challenge.id
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


def signs_in(session: Session, kind: ContactKind, address: str) -> bool:
    """Whether somebody has proved this address before. For what is sent where, never for what is answered."""
    known = select(ContactPoint.id).where(  # type: ignore[call-overload]
        col(ContactPoint.kind) == kind,
        col(ContactPoint.lookup) == vault(session).index(kind, address),
        col(ContactPoint.verified_at).is_not(None),
    )
    return session.execute(known).first() is not None


def code_of(vault: Vault, challenge_id: UUID, digits: int = DIGITS) -> str:
    """The digits that belong to a challenge: derived, so that they stand nowhere."""
    return f"{int.from_bytes(vault.mac('code', challenge_id.bytes), 'big') % 10**digits:0{digits}}"


def with_code(
    session: Session, *, challenge_id: UUID, code: str, device_name: str, now: datetime
) -> SignedIn:
    """Signs in. Raises Unauthorized."""
    person = proved(session, challenge_id=challenge_id, code=code, now=now)
    return start_session(session, person, device_name=device_name, now=now)


def proved(session: Session, *, challenge_id: UUID, code: str, now: datetime) -> Person:
    """Whoever has shown the code that went to their address; an account of their own from now on.

    Raises Unauthorized; a wrong code is counted, and the fifth ends the challenge.
    """
    challenge = session.execute(
        select(SignInChallenge).where(col(SignInChallenge.id) == challenge_id).with_for_update()
    ).scalar_one_or_none()
    if challenge is None or challenge.used or challenge.expires_at <= now or challenge.tries >= TRIES:
        raise Unauthorized("code_expired")
    if not compare_digest(code_of(vault(session), challenge_id, challenge.digits), code):
        challenge.tries += 1
        session.flush()
        if limits.spent(session, limits.WRONG_CODES, b"all", now):
            limits.begin(session, UNDER_ATTACK, now + UNDER_ATTACK_FOR)
        raise Unauthorized("wrong_code", keeps=True, tries_left=TRIES - challenge.tries)
    challenge.used = True
    address = vault(session).open_for_system(sealed.challenge_cell(challenge.id), challenge.sealed)
    return _owner_of(session, challenge.kind, address, challenge.locale, now)


def with_firebase(
    session: Session,
    *,
    uid: str,
    email: str | None,
    phone: str | None = None,
    locale: str,
    device_name: str,
    now: datetime,
) -> SignedIn:
    """Signs in somebody whom Firebase vouches for. `email` and `phone` only where Firebase says they are verified."""
    lookup = vault(session).index("firebase", uid)
    known = session.execute(
        select(Person)
        .join(Identity)
        .where(col(Identity.provider) == "firebase", col(Identity.lookup) == lookup)
    ).scalar_one_or_none()
    told = {ContactKind.EMAIL: email, ContactKind.PHONE: phone}
    proved_there = {kind: address for kind, address in told.items() if address}
    if known is None:
        first = next(iter(proved_there.items()), None)
        known = (
            _owner_of(session, *first, locale, now)
            if first
            else profile.create(session, locale=locale, now=now)
        )
        session.add(Identity(person_id=known.id, provider="firebase", lookup=lookup))
    for kind, address in proved_there.items():
        contact_points.prove(session, known.id, kind, address, now=now)
    return start_session(session, known, device_name=device_name, now=now)


def _owner_of(session: Session, kind: ContactKind, address: str, locale: str, now: datetime) -> Person:
    """Whoever has proved this address lately; else somebody new, to whom it belongs from now on."""
    contact = session.execute(
        select(ContactPoint)
        .where(
            col(ContactPoint.kind) == kind,
            col(ContactPoint.lookup) == vault(session).index(kind, address),
            col(ContactPoint.verified_at).is_not(None),
        )
        .with_for_update()
    ).scalar_one_or_none()
    if contact is not None and now - contact.used_at <= FORGOTTEN_AFTER:
        contact.used_at = now
        return session.get_one(Person, contact.person_id)
    if contact is not None:
        session.delete(contact)
        session.flush()
    person = profile.create(session, locale=locale, now=now)
    contact_points.add(session, person.id, kind, address, verified_at=now, now=now)
    return person


def start_session(session: Session, person: Person, *, device_name: str, now: datetime) -> SignedIn:
    row = AuthSession(
        person_id=person.id,
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
