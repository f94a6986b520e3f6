"""Access and refresh tokens: signed, opaque to apps, checked against the session's row at every use.

A token is its session's id, a number (expiry, or generation of the refresh) and a proof. Nothing of it is
stored, so a stolen table signs nobody in. A refresh token works once; shown again within a minute it gives the
same answer again (the first one was lost on the way); shown later it was stolen, and the session ends.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from core.crypto.vault import Vault

ACCESS_LIFETIME = timedelta(minutes=10)
REFRESH_LIFETIME = timedelta(days=90)
GRACE = timedelta(seconds=60)

_PREFIX = {"access": "mka_", "refresh": "mkr_"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose proof held. `number` is an expiry (epoch seconds) or a generation."""

    session_id: UUID
    number: int

    def expired(self, now: datetime) -> bool:
        return datetime.fromtimestamp(self.number, UTC) <= now


def issue(vault: Vault, kind: str, session_id: UUID, number: int) -> str:
    body = session_id.bytes + number.to_bytes(5, "big")
    return _PREFIX[kind] + urlsafe_b64encode(body + vault.mac(kind, body)).decode().rstrip("=")


def read(vault: Vault, kind: str, text: str) -> Token | None:
    """The token, or None where it is not one of ours."""
    if not text.startswith(_PREFIX[kind]) or len(text) > 80:
        return None
    try:
        raw = urlsafe_b64decode(text.removeprefix(_PREFIX[kind]) + "==")
    except ValueError:
        return None
    body, proof = raw[:21], raw[21:]
    if len(body) != 21 or not compare_digest(vault.mac(kind, body), proof):
        return None
    return Token(UUID(bytes=body[:16]), int.from_bytes(body[16:], "big"))
