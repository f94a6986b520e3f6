"""Keys and what is done with them. One master key and epochs of wrapping keys, outside the database; the rest
is derived or wrapped.

Free text, contact and exact places are sealed under a key per person (AES-256-GCM). The associated data name
the very cell a value belongs to, so that a value moved to another row does not open. Erasing a person's key
erases what was sealed under it at once; where it stayed behind, wrapped, it is noise once its epoch is destroyed.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.crypto.deriving import derived
from core.crypto.epochs import NUMBER_BYTES, DoesNotOpen, Epochs

_NONCE = 12
_KEY = NUMBER_BYTES + _NONCE
"""Where the wrapped key itself begins."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of a sealed value: table, row, column."""

    table: str
    row: UUID
    column: str

    def associated(self, version: int) -> bytes:
        return f"{self.table}|{self.row}|{self.column}|{version}".encode()


class Vault:
    """What is done with the master key: wrap, look up, sign. Holds no person's key."""

    def __init__(self, master_key: bytes, epochs: Epochs | None = None) -> None:
        """Without `epochs` it wraps under the master key itself, as databases from before there were any know it."""
        self.epochs = epochs or Epochs(master_key)
        self._index = derived(master_key, "index")
        self._sign = derived(master_key, "sign")
        self._former = derived(master_key, "former")
        self._names = derived(master_key, "names")

    def new_wrapped_key(self, owner: UUID, version: int) -> bytes:
        """A fresh data key for `owner`, a person or a case, wrapped under the current epoch, which it names."""
        return self._wrapped(AESGCM.generate_key(256), owner, version)

    def wrapped_anew(self, wrapped: bytes, owner: UUID, version: int) -> bytes:
        """The same data key under the current epoch. Raises DoesNotOpen."""
        return self._wrapped(self._unwrapped(wrapped, owner, version), owner, version)

    def unwrap(self, wrapped: bytes, owner: UUID, version: int) -> AESGCM:
        """The data key. Raises DoesNotOpen, and NotHeld where this process does not have its epoch."""
        return AESGCM(self._unwrapped(wrapped, owner, version))

    def _wrapped(self, key: bytes, owner: UUID, version: int) -> bytes:
        epoch, nonce = self.epochs.current, os.urandom(_NONCE)
        return epoch.prefix + nonce + epoch.wrap.encrypt(nonce, key, _owner(owner, version))

    def _unwrapped(self, wrapped: bytes, owner: UUID, version: int) -> bytes:
        nonce, key = wrapped[NUMBER_BYTES:_KEY], wrapped[_KEY:]
        try:
            return self.epochs.of(wrapped).wrap.decrypt(nonce, key, _owner(owner, version))
        except (InvalidTag, ValueError) as error:
            raise DoesNotOpen(f"the key of {owner}") from error

    def index(self, kind: str, value: str) -> bytes:
        """A keyed hash by which an address can be looked up without being readable."""
        return hmac.digest(self._index, f"{kind}|{value}".encode(), hashlib.sha256)

    def former(self, kind: str, lookup: bytes) -> bytes:
        """A keyed hash of an `index`, for what is kept of addresses let go: by nothing else can the two be joined."""
        return hmac.digest(self._former, kind.encode() + b"|" + lookup, hashlib.sha256)

    def name_mark(self, community: UUID, word: str) -> bytes:
        """16 bytes by which a word of a name is found in one circle, by a key of that circle: the same word of another
        one has another mark, so that nobody can join the two.
        """
        key = hmac.digest(self._names, community.bytes, hashlib.sha256)
        return hmac.digest(key, word.encode(), hashlib.sha256)[:16]

    def mac(self, purpose: str, data: bytes) -> bytes:
        """16 bytes that prove that `data` came from us, for `purpose`."""
        return hmac.digest(self._sign, purpose.encode() + b"|" + data, hashlib.sha256)[:16]

    def seal_for_system(self, cell: Cell, text: str) -> bytes:
        """Seals what belongs to nobody yet, such as the address of a sign-in, under the current epoch, which it names.

        What is sealed so is never sealed anew: it must be gone sooner than its epoch.
        """
        epoch = self.epochs.current
        return epoch.prefix + seal(epoch.system, cell, 0, text)

    def open_for_system(self, cell: Cell, sealed: bytes) -> str:
        """What was sealed for the system. Raises DoesNotOpen, and NotHeld where this process lacks its epoch."""
        return unseal(self.epochs.of(sealed).system, cell, 0, sealed[NUMBER_BYTES:])


def seal(key: AESGCM, cell: Cell, version: int, text: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, text.encode(), cell.associated(version))


def unseal(key: AESGCM, cell: Cell, version: int, sealed: bytes) -> str:
    """The text sealed for `cell`. Raises DoesNotOpen."""
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], cell.associated(version)).decode()
    except (InvalidTag, ValueError) as error:
        raise DoesNotOpen(f"{cell.table}.{cell.column} of {cell.row}") from error


def _owner(owner: UUID, version: int) -> bytes:
    return f"person|{owner}|{version}".encode()
