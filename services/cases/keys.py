"""A case's own key: what was frozen for it is sealed under it, and goes with it."""

from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session

from core.crypto.keyring import VERSION, vault
from core.crypto.vault import seal, unseal
from core.models import CaseKey
from services import sealed as columns

Key = AESGCM


def make(session: Session, case_id: UUID) -> None:
    """Makes the key of a new case."""
    wrapped = vault(session).new_wrapped_key(case_id, VERSION)
    session.add(CaseKey(case_id=case_id, version=VERSION, wrapped=wrapped))
    session.flush()


def of(session: Session, case_id: UUID) -> Key | None:
    """The key of a case; None once it was destroyed."""
    row = session.get(CaseKey, case_id, populate_existing=True)
    return None if row is None else vault(session).unwrap(row.wrapped, case_id, row.version)


def destroy(session: Session, case_id: UUID) -> None:
    """What was frozen for this case can never be read again."""
    row = session.get(CaseKey, case_id)
    if row is not None:
        session.delete(row)
        session.flush()


def sealed(key: Key, evidence_id: UUID, text: str) -> bytes:
    """A frozen text, as it is kept."""
    return seal(key, columns.evidence_cell(evidence_id), VERSION, text)


def opened(key: Key, evidence_id: UUID, kept: bytes) -> str:
    """A frozen text. Raises DoesNotOpen."""
    return unseal(key, columns.evidence_cell(evidence_id), VERSION, kept)
