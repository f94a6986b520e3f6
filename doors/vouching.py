"""Calls that bring a Firebase ID token. Google is asked about it first, while the call holds nothing of ours: no turn,
no session, no connection. However long Google takes, nobody else waits for it.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import orjson
from anyio import CapacityLimiter, to_thread
from fastapi import Request, Response

from core import clock, limits, networks
from core.database.db import Database
from core.errors import Problem, Unavailable
from core.settings import Settings
from doors import bodies, comers, firebase
from doors.firebase import Verified
from doors.routing import ActionRoute

AT_ONCE = 8
"""Questions to Google at a time, of all callers together."""
WAITING = 32
"""Callers that may wait for their question; beyond, they are told to come again."""
LONGEST = 8192
SHORTEST = 20
"""Letters of a token: what is none of these bounds its schema refuses."""


def places() -> CapacityLimiter:
    """Where questions to Google wait for one another; made on the loop on which they are asked."""
    return CapacityLimiter(AT_ONCE)


class VouchedRoute(ActionRoute):
    """A route whose body may bring an `id_token`; what Firebase said of it is then told by `of`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def vouched(request: Request) -> Response:
            token = _token(await bodies.read(request, request.app.state.settings.max_body_bytes))
            if token is not None:
                await _count(request)
                request.state.vouched = await _ask(request, token)
            return await handle(request)

        return vouched


def of(request: Request) -> Verified:
    """Whom Firebase vouched for, once it is known who calls. Raises what asking it came to otherwise."""
    said: Verified | Problem = request.state.vouched
    if isinstance(said, Problem):
        raise said
    return said


def _token(body: bytes) -> str | None:
    """The token in a body; None where there is none that could be one: its schema says what is wrong."""
    try:
        said = orjson.loads(body)
    except ValueError:
        return None
    token = said.get("id_token") if isinstance(said, dict) else None
    return token if isinstance(token, str) and SHORTEST <= len(token) <= LONGEST else None


async def _count(request: Request) -> None:
    """Counts the question for the caller's network, in a short turn of its own. Raises TooMany."""
    state = request.app.state
    host = request.client.host if request.client else networks.NOWHERE
    async with state.rooms.turn(comers.comer(request)):
        await to_thread.run_sync(_take, state.database, state.settings, host)


def _take(database: Database, settings: Settings, host: str) -> None:
    with database.session() as session:
        now: datetime = clock.now(session, movable=settings.is_development)
        limits.take(session, limits.SIGN_IN_PER_NETWORK, networks.hashed(database.vault, host), now)


async def _ask(request: Request, token: str) -> Verified | Problem:
    """What Firebase says of a token, off the loop and on threads of its own."""
    there: CapacityLimiter = request.app.state.at_firebase
    if there.statistics().tasks_waiting >= WAITING:
        return Unavailable(retry_after=firebase.RETRY_AFTER)
    try:
        return await to_thread.run_sync(firebase.verified, request.app.state.settings, token, limiter=there)
    except Problem as problem:
        return problem
