"""The chain's arithmetic, without a database: leaves of events, heads over them, and where two runs of leaves part.

A **leaf** is an event's number and the hash of all that its row holds. A **seal** binds the leaves of a batch, in the
order of (epoch, xid, id), to the head before it; its **head** therefore holds everything that was sealed so far.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain, islice
from typing import NamedTuple

LEAF = 40
"""Bytes of a leaf: eight of the event's number, thirty-two of the hash."""
_NUMBER = slice(6, 14)
_BODY = 14
_1970 = datetime(1970, 1, 1, tzinfo=UTC)


class Position(NamedTuple):
    """Where an event stands in the order of the record."""

    epoch: int
    xid: int
    id: int


class Seal(NamedTuple):
    """A batch of events bound to all before it: up to `last`, as the columns of `form` were read, at `at`."""

    number: int
    form: int
    last: Position
    at: datetime
    leaves: bytes
    head: bytes
    mac: bytes


_LOWEST = -(2**63)
NOTHING = Seal(0, 0, Position(_LOWEST, _LOWEST, _LOWEST), _1970, b"", bytes(32), b"")
"""What the first seal comes after."""


class Wrong(StrEnum):
    """How something in the record does not hold."""

    EDITED = "edited"
    MISSING = "missing"
    ADDED = "added"
    SWAPPED = "swapped"
    TAIL_CUT = "tail cut"
    SEAL = "seal broken"
    KEY = "wrong key"
    HEADS = "heads file differs"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that does not hold; `event`: the number of the event that it is, `seal`: of the seal."""

    wrong: Wrong
    event: int | None = None
    seal: int | None = None
    why: str = ""


def leaf(row: bytes) -> bytes:
    """Of an event as PostgreSQL writes it in binary: a count of columns, then each with its length, its id first."""
    return row[_NUMBER] + hashlib.blake2b(row[_BODY:], digest_size=32, person=b"minka event").digest()


def head(before: bytes, number: int, form: int, last: Position, at: datetime, leaves: bytes) -> bytes:
    """The head of a seal over `leaves`, after the seal whose head was `before`."""
    micros = (at - _1970) // timedelta(microseconds=1)
    fields = b"".join(n.to_bytes(8, "big", signed=True) for n in (number, form, *last, micros))
    return hashlib.blake2b(before + fields + leaves, digest_size=32, person=b"minka seal").digest()


def unbound(seals: Sequence[Seal]) -> Fault | None:
    """The first seal that is missing, or is not what its head says, from the first seal on."""
    before = NOTHING.head
    for number, seal in enumerate(seals, start=1):
        if seal.number != number:
            return Fault(Wrong.SEAL, seal=number, why="it is missing")
        if seal.head != head(before, *seal[:5]):
            return Fault(Wrong.SEAL, seal=number, why="it was changed")
        before = seal.head
    return None


def leaves_of(seals: Sequence[Seal]) -> list[bytes]:
    """The leaves of all events sealed, in order."""
    return [seal.leaves[start : start + LEAF] for seal in seals for start in range(0, len(seal.leaves), LEAF)]


def first_difference(sealed: Sequence[bytes], there: Iterator[bytes]) -> Fault | None:
    """Where the events that are there first part from what was sealed. What is left of `there` is not sealed yet."""
    for place, expected in enumerate(sealed):
        actual = next(there, None)
        if actual != expected:
            rest = there if actual is None else chain([actual], there)
            return _explained(list(islice(sealed, place, None)), list(rest))
    return None


def _explained(sealed: list[bytes], there: list[bytes]) -> Fault:
    """What was done to events, of which the first sealed and the first there are not alike."""
    was = {_id(line): line[8:] for line in sealed}
    now = {_id(line): line[8:] for line in there}
    if not was.keys() & now.keys():
        return Fault(Wrong.TAIL_CUT, event=_id(sealed[0]), why=f"{len(sealed)} sealed events are gone")
    first, instead = _id(sealed[0]), _id(there[0])
    if instead not in was:
        return Fault(Wrong.ADDED, event=instead)
    changed = instead if now[instead] != was[instead] else first
    if changed not in now:
        return Fault(Wrong.MISSING, event=changed)
    swapped = any(now[changed] == other for other in was.values())
    return Fault(Wrong.SWAPPED if swapped else Wrong.EDITED, event=changed)


def _id(line: bytes) -> int:
    return int.from_bytes(line[:8], "big", signed=True)
