"""Keys and what is done with them. One master key, outside the database; everything else is derived or wrapped.

Free text, contact and exact places are sealed under a key per person (AES-256-GCM). The associated data name
the very cell a value belongs to, so that a value moved to another row does not open. Erasing a person's key
erases what was sealed under it, in the heap, in the log and in every backup.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class DoesNotOpen(Exception):
    """A sealed value was changed, moved to another place, or its key is another one."""


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

    def __init__(self, master_key: bytes) -> None:
        self._wrap = AESGCM(_derived(master_key, "wrap"))
        self._index = _derived(master_key, "index")
        self._sign = _derived(master_key, "sign")
        self._system = AESGCM(_derived(master_key, "system"))
        self._former = _derived(master_key, "former")
        self._names = _derived(master_key, "names")

    def new_wrapped_key(self, person: UUID, version: int) -> bytes:
        """A fresh data key for `person`, wrapped."""
        nonce = os.urandom(_NONCE)
        return nonce + self._wrap.encrypt(nonce, AESGCM.generate_key(256), _owner(person, version))

    def unwrap(self, wrapped: bytes, person: UUID, version: int) -> AESGCM:
        try:
            return AESGCM(self._wrap.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _owner(person, version)))
        except InvalidTag as error:
            raise DoesNotOpen(f"the key of {person}") from error

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
        """Seals what belongs to nobody yet: the address of a sign-in, gone within the day."""
        return seal(self._system, cell, 0, text)

    def open_for_system(self, cell: Cell, sealed: bytes) -> str:
        return unseal(self._system, cell, 0, sealed)


def seal(key: AESGCM, cell: Cell, version: int, text: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, text.encode(), cell.associated(version))


def unseal(key: AESGCM, cell: Cell, version: int, sealed: bytes) -> str:
    """The text sealed for `cell`. Raises DoesNotOpen."""
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], cell.associated(version)).decode()
    except InvalidTag as error:
        raise DoesNotOpen(f"{cell.table}.{cell.column} of {cell.row}") from error


def _owner(person: UUID, version: int) -> bytes:
    return f"person|{person}|{version}".encode()


def _derived(master_key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"minka {purpose}".encode()).derive(master_key)
