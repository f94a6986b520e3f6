"""One thread for a whole action: who is calling, what is done, the answer that is kept, the commit.

To hand work to a thread costs more than most of the work, so it is handed over once.
What `only_reads` asks a copy of the database where one is ready; who is calling is always asked of the database itself.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from inspect import Signature, signature, unwrap
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request, Response
from sqlmodel import Session

from core.access import Caller
from core.database.replicas import reading
from doors import idempotency, writes
from services.access import callers

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])

_ONLY_READS: set[Callable[..., object]] = set()


def only_reads(endpoint: Endpoint) -> Endpoint:
    """Marks an endpoint that takes a `Caller`, costs the database something, and does nothing but read: a copy of the
    database may answer it. It may be called twice for one call.
    """
    _ONLY_READS.add(endpoint)
    return endpoint


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door with a token. Who they are the database knows, so the action's thread asks it."""

    request: Request
    session: Session
    token: str
    now: datetime

    def answer(self) -> Caller:
        """Who is calling; their writes are counted. A repeated POST is recognised here: an effect is somebody's."""
        self.request.state.knock = None  # answered once
        caller = callers.by_access_token(self.session, self.token, self.now, on_first=self.session.commit)
        self.request.state.own_locale = caller.locale
        self.request.state.now = self.now
        writes.count(self.request, self.session, caller, self.now)
        idempotency.begin(self.request, self.session, caller.person_id, self.now)
        return caller

    def keep(self, response: Response) -> None:
        """Keeps the answer, where it was sent with a key."""
        pending = self.request.state.pending
        if pending is not None:
            idempotency.keep(self.session, pending, response)


def now_of(request: Request) -> datetime:
    """The time of this action, for answers; once its caller is known."""
    return cast(datetime, request.state.now)


@dataclass(frozen=True, slots=True)
class Answered:
    """Marks a `Caller` that an endpoint takes: before it acts, the knock that this dependency yields is answered."""

    knock: Callable[..., Awaitable[Knock]]


def in_one_go(endpoint: Callable[..., Response]) -> Callable[..., Response]:
    """The endpoint with what comes before it and after it. What fails is rolled back in `deps.get_session`.

    Where the endpoint takes a `Caller`, what FastAPI calls takes a `Knock`, and says so in its signature.
    """
    takes = signature(endpoint)
    asking = _asking(takes)
    if asking is None:

        @wraps(endpoint)
        def act(**given: object) -> Response:
            session = next((value for value in given.values() if isinstance(value, Session)), None)
            return _committed(session, endpoint(**given))

        return act
    name, answered = asking
    reads = unwrap(endpoint) in _ONLY_READS

    @wraps(endpoint)
    def act_for(**given: object) -> Response:
        knock = cast(Knock, given[name])
        given[name] = knock.answer()
        response = _read(endpoint, given, knock.session) if reads else endpoint(**given)
        knock.keep(response)
        return _committed(knock.session, response)

    knocking = takes.parameters[name].replace(annotation=Annotated[Knock, Depends(answered.knock)])
    parameters = [knocking if one.name == name else one for one in takes.parameters.values()]
    act_for.__signature__ = takes.replace(parameters=parameters)  # type: ignore[attr-defined]
    return act_for


def _read(endpoint: Callable[..., Response], given: dict[str, object], session: Session) -> Response:
    """What the endpoint answers from a copy of the database, or from the database itself."""
    where = [name for name, value in given.items() if value is session]
    return reading.read(session, lambda there: endpoint(**given | dict.fromkeys(where, there)))


def _asking(takes: Signature) -> tuple[str, Answered] | None:
    """Which parameter is to be the caller, whatever its name."""
    for parameter in takes.parameters.values():
        for mark in getattr(parameter.annotation, "__metadata__", ()):
            if isinstance(mark, Answered):
                return parameter.name, mark
    return None


def _committed(session: Session | None, response: Response) -> Response:
    if session is not None:
        end(session, commit=True)
    return response


def end(session: Session, *, commit: bool) -> None:
    try:
        if commit:
            session.commit()
    finally:
        session.close()
