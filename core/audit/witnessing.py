"""The newest head written down outside the database, and a restore owned up to there."""

import logging
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session

from core.audit import epochs, heads, sealing
from core.crypto.keyring import vault
from core.crypto.vault import Vault

log = logging.getLogger(__name__)


def witness(session: Session, path: Path, *, now: datetime) -> bool:
    """Adds the newest head to the file and says it in the log; whether there was anything to add.

    Where the database does not hold what the file last said, nothing is added and the log says so: what was cut off
    must not be sealed over.
    """
    seal = sealing.newest(session)
    said = heads.last(path, vault(session))
    before = said.number if said else 0
    if said and not _holds(session, said):
        log.error("the record does not hold seal %s of %s: run `manage.py audit verify`", before, path)
        return False
    if seal is None or seal.number == before:
        return False
    line = heads.of(seal, "sealed", epoch=epochs.current(session), at=now)
    log.info("%s", heads.add(path, line, vault(session)))
    return True


def begin_epoch(owner: Connection, path: Path, keys: Vault) -> None:
    """Begins the next epoch as the owner of the tables, unless the file knows of none so late: `migrate` began it."""
    said = heads.last(path, keys)
    if said is None or epochs.current(owner) <= said.epoch:
        epochs.begin(owner)


def own_up(session: Session, path: Path, *, now: datetime) -> int:
    """Says in the file that seals are gone with a restore; returns the number of the last one that both have."""
    there = {seal.number: seal for seal in sealing.seals(session)}
    due = heads.still_to_come(heads.read(path, vault(session)).heads)
    both = [number for number, head in due.items() if number in there and there[number].head == head]
    last = max(both, default=0)
    line = heads.of(there.get(last), "restored", epoch=epochs.current(session), at=now)
    log.warning("%s", heads.add(path, line, vault(session)))
    return last


def _holds(session: Session, said: heads.Head) -> bool:
    seal = sealing.numbered(session, said.number) if said.number else None
    return said.head == heads.of(seal, "sealed", epoch=said.epoch, at=said.at).head
