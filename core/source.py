"""What is drawn from outside: ids, secrets and the time. It goes with the session: the system's, or another one.

A database is made with a source, and whoever opens a session of it draws from that source from then on. In two worlds
with the same source all that happens alike is alike to the byte: so tests prove what nobody can learn.
"""

import os
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from uuid_utils.compat import uuid7


class Source(Protocol):
    """Where ids, secrets and the time come from."""

    def id(self) -> UUID:
        """A UUIDv7; those made one after another sort in that order, and nobody guesses one."""

    def random_bytes(self, count: int) -> bytes:
        """So many bytes that nobody guesses."""

    def now(self) -> datetime:
        """The time, in UTC."""

    def seconds(self) -> float:
        """What a stopwatch shows, for how long work takes: it only goes forward, from anywhere."""


class System:
    """The system's own."""

    def id(self) -> UUID:
        return uuid7()

    def random_bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds(self) -> float:
        return time.monotonic()


SYSTEM: Source = System()
_source: ContextVar[Source] = ContextVar("source", default=SYSTEM)


def draw_from(source: Source) -> None:
    """From now on ids, secrets and the time of this task or thread come from there."""
    _source.set(source)


def current() -> Source:
    return _source.get()
