"""Access and refresh tokens, and what a browser keeps: signed, opaque, checked against the session's row at every use.

A token is its session's id, numbers (of an access token its expiry, of all the generation they came with) and a
proof. Nothing of it is stored, so a stolen table signs nobody in. What may be done with one is in `families`.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from core.crypto.vault import Vault

ACCESS_LIFETIME = timedelta(minutes=10)
REFRESH_LIFETIME = timedelta(days=90)

_PREFIX = {"access": "mka_", "refresh": "mkr_", "browser": "mkb_"}
_ID, _NUMBER, _PROOF = 16, 5, 16


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose proof held. `number` is an expiry (epoch seconds), of all but access tokens the generation.

    `generation` of an access token from before it was written there is 0.
    """

    session_id: UUID
    number: int
    generation: int

    def expired(self, now: datetime) -> bool:
        return datetime.fromtimestamp(self.number, UTC) <= now


def access(vault: Vault, session_id: UUID, *, expiry: int, generation: int) -> str:
    return _issue(vault, "access", session_id, expiry, generation)


def refresh(vault: Vault, session_id: UUID, *, generation: int) -> str:
    return _issue(vault, "refresh", session_id, generation)


def browser(vault: Vault, session_id: UUID, *, generation: int) -> str:
    """What a browser keeps in its cookie: no bearer token, and good for nothing but pages."""
    return _issue(vault, "browser", session_id, generation)


def _issue(vault: Vault, kind: str, session_id: UUID, *numbers: int) -> str:
    body = session_id.bytes + b"".join(number.to_bytes(_NUMBER, "big") for number in numbers)
    return _PREFIX[kind] + urlsafe_b64encode(body + vault.mac(kind, body)).decode().rstrip("=")


def read(vault: Vault, kind: str, text: str) -> Token | None:
    """The token, or None where it is not one of ours."""
    if not text.startswith(_PREFIX[kind]) or len(text) > 80:
        return None
    try:
        raw = urlsafe_b64decode(text.removeprefix(_PREFIX[kind]) + "==")
    except ValueError:
        return None
    body, proof = raw[:-_PROOF], raw[-_PROOF:]
    if len(body) not in (_ID + _NUMBER, _ID + 2 * _NUMBER) or not compare_digest(
        vault.mac(kind, body), proof
    ):
        return None
    number, more = body[_ID : _ID + _NUMBER], body[_ID + _NUMBER :]
    first = int.from_bytes(number, "big")
    return Token(UUID(bytes=body[:_ID]), first, first if kind != "access" else int.from_bytes(more, "big"))
