"""One transaction per action: opened when a route needs it, committed before the answer leaves.

At most as many calls are inside as there are database connections; the others wait outside, holding nothing, and
are let in by turns of caller (`doors.waiting`).
A deadlock or a serialisation failure is tried again, three times, before anybody hears of it; what a broken connection
undid, once.
"""

from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

from fastapi import Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.params import Query
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from core.database.retries import TRIES, lost_a_race, never_began
from core.errors import BadParameter, Problem, Unavailable
from doors import acting, bodies, comers, etags, idempotency, languages, writes

HUNG_UP = 499

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ActionRoute(APIRoute):
    """A route whose effect and answer stand or fall together."""

    forms: Collection[str] = ()
    """Media types that it takes in place of JSON."""
    comer = staticmethod(comers.comer)
    """Whose turn a call is."""

    def __init__(self, path: str, endpoint: Callable[..., Response], **how: Any) -> None:  # FastAPI's
        super().__init__(path, acting.in_one_go(self.finished(endpoint)), **how)
        self._costs_much = partial(comers.is_heavy, endpoint)
        self._keeps = idempotency.keeps(endpoint)

    @staticmethod
    def finished(endpoint: Callable[..., Response]) -> Callable[..., Response]:
        """The endpoint with what its kind of route does to each answer."""
        return endpoint

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()
        known = {part.alias for part in get_flat_params(self.dependant) if isinstance(part.field_info, Query)}

        async def handle(request: Request) -> Response:
            if not self.forms:
                _ensure_known(request.query_params, known)
            settings = request.app.state.settings
            request.app.state.told_apart.saw(request.client.host if request.client else None)
            await bodies.read(request, settings.max_body_bytes, self.forms)
            request.state.no_replay = not self._keeps
            comer, heavy = self.comer(request), self._costs_much(request)
            async with request.app.state.rooms.turn(comer, heavy=heavy) as waited:
                if waited and await request.is_disconnected():
                    return Response(status_code=HUNG_UP)  # to nobody: who hung up while waiting did nothing
                for number in range(TRIES):
                    try:
                        response = await _attempt(handler, request)
                    except DBAPIError as error:
                        if not lost_a_race(error) and not (number == 0 and never_began(error)):
                            raise
                        continue
                    languages.say_which(request, response)
                    return writes.told(request, etags.finish(request, response))
            raise Unavailable(retry_after=1)

        return handle


def _ensure_known(query: Mapping[str, str], known: Collection[str]) -> None:
    """A parameter that a route does not know is refused: a list that it did not narrow reads like an answer."""
    for name in query:
        if name not in known:
            raise BadParameter(name, "unknown_field")


async def _attempt(handler: Handler, request: Request) -> Response:
    """One try: dependencies of the function's scope, the session among them, end before this returns."""
    request.state.pending = request.state.knock = None
    try:
        async with AsyncExitStack() as stack:
            request.scope["fastapi_function_astack"] = stack
            return await _known_first(handler, request)
    except idempotency.Replay as replay:
        return replay.response


async def _known_first(handler: Handler, request: Request) -> Response:
    """What is wrong with a call is told to nobody before it is known who calls."""
    try:
        return await handler(request)
    except (RequestValidationError, Problem):
        if request.state.knock is not None:
            await run_in_threadpool(request.state.knock.answer)
        raise
