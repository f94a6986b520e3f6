"""Sending one-time codes, for the app and for pages alike: bounded by address, by network, and as a whole."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core import limits
from core.crypto.keyring import vault
from core.models.person import ContactKind
from core.settings import Settings
from doors.firebase import NotOffered
from services.people import sign_in


def send(
    session: Session,
    settings: Settings,
    *,
    kind: ContactKind,
    address: str,
    locale: str,
    network: bytes,
    now: datetime,
) -> UUID:
    """Starts a sign-in; the worker sends the code. Raises TooMany, and NotOffered where nothing carries it."""
    limits.take(session, limits.SIGN_IN_PER_NETWORK, network, now)
    limits.take(session, limits.SIGN_IN_PER_ADDRESS, vault(session).index("limit", address), now)
    if kind is ContactKind.PHONE:
        if not settings.sends_sms:
            raise NotOffered
        limits.take(session, limits.SMS_CODES_PER_NETWORK, network, now)
        limits.take(session, limits.SMS_CODES, b"all", now)
    return sign_in.send_code(session, kind=kind, address=address, locale=locale, now=now)
