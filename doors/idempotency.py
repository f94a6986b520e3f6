"""A repeated POST or PATCH has one effect: key, effect, event and answer stand or fall in one transaction.

While the first is under way its key row is invisible to others; an advisory lock tells that it is there. The
second waits for it for two seconds, then is told to try again.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from inspect import unwrap
from typing import Any, TypeVar
from uuid import UUID

from fastapi import Request, Response
from psycopg.errors import LockNotAvailable, QueryCanceled
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from core import limits
from core.crypto.keyring import keyring
from core.crypto.vault import Cell
from core.errors import BadParameter, Conflict, Problem, Unavailable
from core.ids import new_id
from core.models import IdempotentAnswer

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])  # whatever FastAPI calls

HEADER = "idempotency-key"
LONGEST = 255
SEE_OTHER = 303
"""What a page's act answers: where to go from there. It is kept as good answers are."""
METHODS = frozenset({"POST", "PATCH"})
_REPEATED = ("ETag", "Link", "Location")
"""What an answer says of itself when it is given again, besides its body."""
_WAIT = text(
    "SELECT set_config('lock_timeout',"
    " (extract(epoch FROM current_setting('statement_timeout')::interval) * 950)::int::text, true)"
)
"""A little less than any statement may take (in ms), whose end would say "unavailable"."""
_NO_WAIT = text("SET LOCAL lock_timeout = 0")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7))")


_NEVER_KEPT: set[Callable[..., Any]] = set()


def never_kept(endpoint: Endpoint) -> Endpoint:
    """Marks an endpoint whose answers are kept for no repetition: what it opens is read from where it is each time."""
    _NEVER_KEPT.add(endpoint)
    return endpoint


def keeps(endpoint: Callable[..., Any]) -> bool:
    return unwrap(endpoint) not in _NEVER_KEPT


class Replay(Exception):
    """The answer was given before; here it is again."""

    def __init__(self, response: Response) -> None:
        super().__init__("replay")
        self.response = response


class KeyReused(Problem):
    status, code = 422, "key_reused"


@dataclass(frozen=True, slots=True)
class Pending:
    """A key whose answer is to be kept."""

    person_id: UUID
    key_hash: bytes
    body_hash: bytes
    now: datetime


def begin(request: Request, session: Session, person_id: UUID, now: datetime) -> None:
    """Takes the key of this call, if it has one. Raises Replay, KeyReused, BadParameter, or Conflict `in_flight`."""
    key = request.headers.get(HEADER)
    if not key or request.method not in METHODS or getattr(request.state, "no_replay", False):
        return
    if len(key) > LONGEST:
        raise BadParameter("Idempotency-Key", "too_long")
    _begin(request, session, Pending(person_id, _hash(key), _fingerprint(request), now))


def begin_with(request: Request, session: Session, person_id: UUID, key: str, now: datetime) -> None:
    """The same for a page's form, whose `key` holds all that it says: sent again it leads where it led before.

    Raises Replay, or Conflict `in_flight`.
    """
    _begin(request, session, Pending(person_id, _hash(key), _hash(key), now))


def _begin(request: Request, session: Session, pending: Pending) -> None:
    _claim(session, pending)
    request.state.pending = pending
    limits.regaining(session, partial(_claim, session, pending))


def _claim(session: Session, pending: Pending) -> None:
    """Holds the key until the transaction ends. Raises Replay where its answer is there, KeyReused, or Conflict: also
    where it named somebody who has left since.
    """
    person_id, key_hash = pending.person_id, pending.key_hash
    try:
        session.execute(_WAIT)
        session.execute(_LOCK, {"key": f"{person_id}|{key_hash.hex()}"})
        session.execute(_NO_WAIT)
    except OperationalError as error:
        if isinstance(error.orig, LockNotAvailable | QueryCanceled):
            raise Conflict("in_flight") from error
        raise Unavailable(retry_after=2) from error
    kept = session.execute(
        select(IdempotentAnswer).where(
            col(IdempotentAnswer.person_id) == person_id, col(IdempotentAnswer.key_hash) == key_hash
        )
    ).scalar_one_or_none()
    if kept is None:
        return
    if kept.body_hash != pending.body_hash:
        raise KeyReused
    if not kept.sealed:
        raise Conflict("answered_before")
    body = keyring(session).open(person_id, _cell(kept.id), kept.sealed) or ""
    response = Response(body or None, kept.status, media_type="application/json" if body else None)
    response.headers.update(kept.headers)
    response.headers["Idempotency-Replayed"] = "true"
    raise Replay(response)


def keep(session: Session, pending: Pending, response: Response) -> None:
    """Stores a good answer, sealed for the person, in the action's transaction."""
    if not 200 <= response.status_code < 300 and response.status_code != SEE_OTHER:
        return
    row_id = new_id()
    body = bytes(response.body).decode()
    session.add(
        IdempotentAnswer(
            person_id=pending.person_id,
            key_hash=pending.key_hash,
            id=row_id,
            body_hash=pending.body_hash,
            status=response.status_code,
            headers={name: response.headers[name] for name in _REPEATED if name in response.headers},
            sealed=keyring(session).seal(pending.person_id, _cell(row_id), body) or b"",
            at=pending.now,
        )
    )
    session.flush()


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _fingerprint(request: Request) -> bytes:
    """What makes two calls the same: method, path, and the body as a value (spaces and order aside)."""
    body: bytes = getattr(request, "_body", b"")
    with suppress(ValueError):
        body = json.dumps(json.loads(body), sort_keys=True).encode() if body else b""
    return hashlib.sha256(f"{request.method} {request.url.path}\n".encode() + body).digest()


def _cell(row_id: UUID) -> Cell:
    return Cell("idempotent_answer", row_id, "sealed")
