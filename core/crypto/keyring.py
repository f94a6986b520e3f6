"""Persons' keys within one transaction: fetched in batches, unwrapped once, forgotten with the session."""

from collections.abc import Iterable
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select
from sqlmodel import Session

from core.crypto.vault import Cell, Vault, seal, unseal
from core.models.person import PersonKey

VERSION = 1


class Keyring:
    """Seals and opens for persons. A person whose key was destroyed reads as None for ever."""

    def __init__(self, session: Session, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._keys: dict[UUID, AESGCM | None] = {}

    def create(self, person: UUID) -> None:
        self._session.add(
            PersonKey(person_id=person, version=VERSION, wrapped=self._vault.new_wrapped_key(person, VERSION))
        )
        self._session.flush()

    def destroy(self, person: UUID) -> None:
        """Erases everything that was ever sealed for this person."""
        self._session.execute(delete(PersonKey).where(PersonKey.person_id == person))  # type: ignore[arg-type]
        self._keys[person] = None

    def fetch(self, persons: Iterable[UUID]) -> None:
        """Loads the keys of many in one query."""
        missing = {p for p in persons if p not in self._keys}
        if not missing:
            return
        found = self._session.execute(
            select(PersonKey.person_id, PersonKey.version, PersonKey.wrapped).where(  # type: ignore[call-overload]
                PersonKey.person_id.in_(missing)  # type: ignore[attr-defined]
            )
        )
        self._keys |= dict.fromkeys(missing)
        self._keys |= {p: self._vault.unwrap(wrapped, p, version) for p, version, wrapped in found}

    def learn(self, person: UUID, wrapped: bytes | None) -> None:
        """Takes a key that a query already brought along."""
        if person not in self._keys:
            self._keys[person] = self._vault.unwrap(wrapped, person, VERSION) if wrapped else None

    def seal(self, person: UUID, cell: Cell, text: str | None) -> bytes | None:
        if text is None:
            return None
        self.fetch([person])
        key = self._keys[person]
        if key is None:
            raise LookupError(f"{person} has no key: erased, or never made")
        return seal(key, cell, VERSION, text)

    def open(self, person: UUID, cell: Cell, sealed: bytes | None) -> str | None:
        """The text, or None where there is none or its key was destroyed. Raises DoesNotOpen."""
        if sealed is None:
            return None
        self.fetch([person])
        key = self._keys[person]
        return None if key is None else unseal(key, cell, VERSION, sealed)


def keyring(session: Session) -> Keyring:
    """The keyring that goes with this session."""
    ring = session.info.get("keyring")
    if ring is None:
        ring = session.info["keyring"] = Keyring(session, vault(session))
    return ring


def vault(session: Session) -> Vault:
    return session.info["vault"]  # type: ignore[no-any-return]
