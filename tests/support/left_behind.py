"""What a database leaves of rows that are gone: in its heap, in its log, and in dumps that were taken of it."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, text

from core.crypto.epochs import DoesNotOpen
from core.crypto.vault import Cell, Vault, unseal
from core.database.db import Address
from core.database.embedded import EmbeddedServer
from core.database.embedded.cluster import binaries_of

_NEAR = 40
"""So many bytes after somebody's id their wrapped key begins at the latest, in a row of the heap or the log."""
_HEX = re.compile(rb"\\\\x([0-9a-f]+)")


def dumped(server: EmbeddedServer, address: Address, file: Path) -> Path:
    """A dump in SQL, by the server's own program."""
    program = binaries_of(server.version) / "pg_dump"
    url = address.owner_url.replace("postgresql+psycopg://", "postgresql://")
    with file.open("wb") as out:
        subprocess.run([str(program), "--dbname", url], stdout=out, check=True)
    return file


def on_disk(server: EmbeddedServer, *dumps: Path) -> Iterator[bytes]:
    """Every file of heap, index and log, as it is after a checkpoint, and these dumps."""
    engine = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
    engine.dispose()
    for folder in ("base", "global", "pg_wal"):
        for file in (server.data_dir / folder).rglob("*"):
            if file.is_file():
                yield file.read_bytes()
    for dump in dumps:
        yield dump.read_bytes()


def holds(files: Iterator[bytes], words: set[bytes]) -> set[bytes]:
    """Which of these stand in the files, as they are or in hexadecimal."""
    found: set[bytes] = set()
    for content in files:
        found |= {word for word in words - found if word in content or word.hex().encode() in content}
    return found


def wrapped_keys(files: Iterator[bytes], person: UUID) -> set[bytes]:
    """Whatever may be this person's key, wrapped: it stands behind their id, in a row or a line of a dump."""
    found: set[bytes] = set()
    for content in files:
        for match in re.finditer(re.escape(person.bytes), content):
            for start in range(match.end(), match.end() + _NEAR):
                found |= {content[start : start + length] for length in (60, 64)}
        for match in re.finditer(str(person).encode() + rb"[^\n]*", content):
            found |= {bytes.fromhex(value.decode()) for value in _HEX.findall(match[0])}
    return found


def opened(vault: Vault, person: UUID, keys: set[bytes], values: dict[Cell, bytes]) -> set[str]:
    """What of these sealed values opens by one of these wrapped keys, with all that the vault holds."""
    texts: set[str] = set()
    for wrapped in keys:
        try:
            key = vault.unwrap(wrapped, person, 1)
        except DoesNotOpen:
            continue
        for cell, value in values.items():
            try:
                texts.add(unseal(key, cell, 1, value))
            except DoesNotOpen:
                continue
    return texts
