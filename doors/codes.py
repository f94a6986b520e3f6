"""One-time codes, for the app and for pages alike: sent within bounds by address, by network and as a whole, and read
as they are pasted.
"""

import logging
import unicodedata
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from core import limits
from core.crypto.keyring import vault
from core.models.person import ContactKind
from core.settings import Settings
from doors.firebase import NotOffered
from services.people import sign_in

log = logging.getLogger(__name__)

PREFIX = 7
"""So many characters of a number in international form name a country and, roughly, a network: +1 517 55."""

FORM = r"^[0-9]{6}([0-9]{2})?$"
"""How a code looks: six digits, or eight on days on which many wrong ones were shown."""


def as_sent(pasted: str) -> str:
    """A code as it was sent, however it was pasted: with spaces or dashes, in the digits of any script."""
    kept = (
        letter
        for letter in pasted
        if not letter.isspace() and unicodedata.category(letter) not in ("Pd", "Cf")
    )
    return "".join(str(unicodedata.decimal(letter, letter)) for letter in kept)


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
    leaves = kind is ContactKind.EMAIL or _text_leaves(session, address, now)
    return sign_in.send_code(session, kind=kind, address=address, locale=locale, now=now, leaves=leaves)


def _text_leaves(session: Session, number: str, now: datetime) -> bool:
    """Whether a text with a code still leaves: numbers that signed in before have pots of their own, so that nobody
    who has many texts sent to strange numbers keeps them out.

    The answer and the work are the same in any case, or it would tell whose number signs in here.
    """
    pot = b"known" if sign_in.signs_in(session, ContactKind.PHONE, number) else b"all"
    prefix = vault(session).index("limit", number[:PREFIX])
    alike = limits.arrive(session, limits.SMS_CODES_PER_PREFIX, pot + prefix, now)
    together = limits.arrive(session, limits.SMS_CODES, pot, now)
    leaves = alike.retry_after is None and together.retry_after is None
    if not leaves:
        log.warning("a text with a code did not leave: too many were asked for (%s)", pot.decode())
    return leaves
