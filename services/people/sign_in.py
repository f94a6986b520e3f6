"""Signing in without a password, by a one-time code; and what every way to sign in ends with.

The answer to "send me a code" is the same for known and unknown addresses, and so is the work: nothing is
looked up until the code is shown.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from core import limits, source
from core.crypto.keyring import keyring, vault
from core.crypto.vault import Vault
from core.errors import Forbidden, Unauthorized
from core.events import wake
from core.models import AuthSession, ContactPoint, Delivery, Person, SignInChallenge
from core.models.notification import ChannelName
from core.models.person import ContactKind
from services import sealed
from services.access import tokens
from services.people import arrivals, contact_points, former_points, profile, returning

CODE_LIFETIME = timedelta(minutes=10)
DIGITS, DIGITS_UNDER_ATTACK = 6, 8
UNDER_ATTACK = "codes_under_attack"
UNDER_ATTACK_FOR = timedelta(days=1)
"""So long new codes are longer once too many wrong ones were shown. Nobody is locked out by what others guess."""
RESEND_AFTER = timedelta(seconds=30)
TRIES = 5
SAME_AGAIN = timedelta(minutes=2)
"""So long a sign-in whose answer may have been lost is answered with the same again."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    session_id: UUID
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
    """Signs in. Within two minutes the same challenge and code get the same answer again: one may be lost.

    Raises Unauthorized.
    """
    challenge = _checked(session, challenge_id, code, now, again=True)
    if challenge.used:
        return _again(session, challenge)
    kind, address, locale = _use_up(session, challenge, now)
    point = owner_of(session, kind, address, locale, now)
    person = session.get_one(Person, point.person_id)
    signed_in = start_session(session, person, device_name=device_name, now=now, point=point)
    challenge.session_id = signed_in.session_id
    session.flush()
    arrivals.tell(session, person, signed_in.session_id, now=now)
    return signed_in


def _again(session: Session, challenge: SignInChallenge) -> SignedIn:
    """What this challenge was answered with, unless the app has gone on since."""
    row = session.get(AuthSession, challenge.session_id)
    if row is None or row.ended_at is not None or row.generation != 1:
        raise Unauthorized("code_expired")
    return answer(session, row, session.get_one(Person, row.person_id))


def proved(session: Session, *, challenge_id: UUID, code: str, now: datetime) -> Person:
    """Whoever has shown the code that went to their address; an account of their own from now on.

    Raises Unauthorized.
    """
    kind, address, locale = shown(session, challenge_id=challenge_id, code=code, now=now)
    return session.get_one(Person, owner_of(session, kind, address, locale, now).person_id)


def shown(session: Session, *, challenge_id: UUID, code: str, now: datetime) -> tuple[ContactKind, str, str]:
    """The address to which the code went that was shown now, and the language in which it was asked for.

    Raises Unauthorized; a wrong code is counted, and the fifth ends the challenge.
    """
    return _use_up(session, _checked(session, challenge_id, code, now), now)


def shown_by(
    session: Session, person_id: UUID, *, challenge_id: UUID, code: str, now: datetime
) -> ContactPoint:
    """The proved address of somebody's own to which the code went that was shown now.

    Raises Unauthorized; where the address is not theirs (or may be somebody else's by now) as for a wrong code.
    Forbidden for one that came to the account without its owner having shown who they are, for a day.
    """
    challenge = _checked(session, challenge_id, code, now)
    kind, address, _ = _opened(session, challenge)
    point = contact_points.holder(session, kind, address)
    lately = point is not None and now - point.used_at <= former_points.UNUSED_AFTER
    if point is None or point.person_id != person_id or not lately:
        raise _wrong(session, challenge, now)
    if not shows_who(point, now):
        raise Forbidden("address_too_new")
    _use_up(session, challenge, now)
    point.used_at = now
    return point


def _checked(
    session: Session, challenge_id: UUID, code: str, now: datetime, *, again: bool = False
) -> SignInChallenge:
    """The challenge under its lock, whose code was right. `again`: also one that signed somebody in just now."""
    challenge = session.scalars(
        select(SignInChallenge).where(col(SignInChallenge.id) == challenge_id).with_for_update()
    ).one_or_none()
    if challenge is None or challenge.tries >= TRIES:
        raise Unauthorized("code_expired")
    fresh = not challenge.used and challenge.expires_at > now
    lately = challenge.used_at is not None and now - challenge.used_at <= SAME_AGAIN
    if not fresh and not (again and challenge.session_id is not None and lately):
        raise Unauthorized("code_expired")
    if not compare_digest(code_of(vault(session), challenge_id, challenge.digits), code):
        raise _wrong(session, challenge, now)
    return challenge


def _wrong(session: Session, challenge: SignInChallenge, now: datetime) -> Unauthorized:
    """The refusal of a code that was shown in vain; it is counted."""
    challenge.tries += 1
    session.flush()
    if limits.spent(session, limits.WRONG_CODES, b"all", now):
        limits.begin(session, UNDER_ATTACK, now + UNDER_ATTACK_FOR)
    return Unauthorized("wrong_code", keeps=True, tries_left=TRIES - challenge.tries)


def _use_up(session: Session, challenge: SignInChallenge, now: datetime) -> tuple[ContactKind, str, str]:
    challenge.used, challenge.used_at = True, now
    return _opened(session, challenge)


def _opened(session: Session, challenge: SignInChallenge) -> tuple[ContactKind, str, str]:
    address = vault(session).open_for_system(sealed.challenge_cell(challenge.id), challenge.sealed)
    return challenge.kind, address, challenge.locale


def owner_of(session: Session, kind: ContactKind, address: str, locale: str, now: datetime) -> ContactPoint:
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


def shows_who(point: ContactPoint, now: datetime) -> bool:
    """Whether a code to this address shows who somebody is."""
    return point.proves_from is None or point.proves_from <= now


def start_session(
    session: Session,
    person: Person,
    *,
    device_name: str,
    now: datetime,
    point: ContactPoint | None = None,
    proved_at: datetime | None = None,
) -> SignedIn:
    """Signs somebody in on a device. `point`: by which address; it is in use as long as this sign-in is.

    `proved_at`: when they showed who they are; None: just now.
    """
    if person.erased_at is not None:
        raise Unauthorized("signed_out")
    if point is not None:
        point.used_at = now
    row = AuthSession(
        person_id=person.id,
        contact_id=point.id if point is not None else None,
        created_at=now,
        refreshed_at=now,
        expires_at=now + tokens.REFRESH_LIFETIME,
        proved_at=proved_at or (now if point is None or shows_who(point, now) else None),
    )
    row.device_name = keyring(session).seal(person.id, sealed.sign_in_cell(row.id), device_name[:80])
    session.add(row)
    person.seen_at = now
    session.flush()
    return answer(session, row, person)


def answer(session: Session, row: AuthSession, person: Person) -> SignedIn:
    """The tokens of a sign-in as of its last refresh: asked for again, the same again. Raises Unauthorized."""
    if person.erased_at is not None:
        raise Unauthorized("signed_out")
    expiry = int((row.refreshed_at + tokens.ACCESS_LIFETIME).timestamp())
    keyring(session).fetch([person.id])
    return SignedIn(
        session_id=row.id,
        access_token=tokens.access(vault(session), row.id, expiry=expiry, generation=row.generation),
        refresh_token=tokens.refresh(vault(session), row.id, generation=row.generation),
        expires_in=int(tokens.ACCESS_LIFETIME.total_seconds()),
        person=person,
    )
