"""The chain's heads in a file outside the database: who cuts the end of the record off cannot cut it off here.

A line for each: what it says, the number of the seal, the epoch, when, the head, and a keyed hash of all that under a
key made from the master key. Lines are only ever added; older ones may be taken out by whoever keeps the file. A line
says `sealed`, or `restored`: the operator's word that the seals after this one are gone with a restore.
"""

import fcntl
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from core.audit.chain import NOTHING, Seal
from core.crypto.vault import Vault

_NEAR = 4096
"""Bytes at the end of the file in which the last line is looked for: a line has some 200."""
Word = Literal["sealed", "restored"]


class Head(NamedTuple):
    """A line: the record ended with this seal, in this epoch."""

    word: str
    number: int
    epoch: int
    at: datetime
    head: bytes


class Lines(NamedTuple):
    """The file read: its heads in order, and the numbers of lines that are not ours."""

    heads: list[Head]
    foreign: list[int]


def of(seal: Seal | None, word: Word, *, epoch: int, at: datetime) -> Head:
    """The line that says it of this seal; None: that nothing is sealed."""
    seal = seal or NOTHING
    return Head(word, seal.number, epoch, at, seal.head)


def read(path: Path, keys: Vault) -> Lines:
    """All lines; none where there is no file. A line that was cut short while it was written is no line."""
    if not path.exists():
        return Lines([], [])
    whole = path.read_text(errors="replace").rpartition("\n")[0]
    parsed = [_parsed(line, keys) for line in whole.splitlines()]
    return Lines(
        [head for head in parsed if head is not None],
        [number for number, head in enumerate(parsed, start=1) if head is None],
    )


def last(path: Path, keys: Vault) -> Head | None:
    """The newest line of ours, without reading the whole file; None where there is none near its end."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _NEAR))
        whole = file.read().decode(errors="replace").rpartition("\n")[0]
    found = (_parsed(line, keys) for line in reversed(whole.splitlines()))
    return next((head for head in found if head is not None), None)


def add(path: Path, head: Head, keys: Vault) -> str:
    """Writes a line and returns it; it is on the disk when this returns, and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    line = _written(head, keys)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        _drop_what_was_cut_short(file)
        os.write(file, f"{line}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)
    return line


def still_to_come(heads: Sequence[Head]) -> dict[int, bytes]:
    """The head of each seal that must be there, by its number: a restore ends those after it."""
    due: dict[int, bytes] = {}
    for head in heads:
        if head.word == "restored":
            due = {number: was for number, was in due.items() if number <= head.number}
        due[head.number] = head.head
    return due


def _drop_what_was_cut_short(file: int) -> None:
    size = os.fstat(file).st_size
    torn = os.pread(file, _NEAR, max(0, size - _NEAR)).rpartition(b"\n")[2]
    os.ftruncate(file, size - len(torn))


def _written(head: Head, keys: Vault) -> str:
    said = f"{head.word} {head.number} {head.epoch} {head.at.isoformat()} {head.head.hex()}"
    return f"{said} {keys.mac('audit line', said.encode()).hex()}"


def _parsed(line: str, keys: Vault) -> Head | None:
    try:
        word, number, epoch, at, head, _ = line.split(" ")
        found = Head(word, int(number), int(epoch), datetime.fromisoformat(at), bytes.fromhex(head))
    except ValueError:
        return None
    return found if _written(found, keys) == line else None
