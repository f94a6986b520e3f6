"""One transaction per action: opened when a route needs it, committed before the answer leaves.

At most as many calls are inside as there are database connections; the others wait outside, holding nothing.
A deadlock or a serialisation failure is tried again, three times, before anybody hears of it.
"""

from collections.abc import Callable, Collection, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool

from api import bodies, etags, idempotency
from core.errors import Unavailable

TRIES = 4
_TRY_AGAIN = frozenset({"40P01", "40001"})

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ActionRoute(APIRoute):
    """A route whose effect and answer stand or fall together."""

    forms: Collection[str] = ()
    """Media types that it takes in place of JSON."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            settings = request.app.state.settings
            await bodies.read(request, settings.max_body_bytes, self.forms)
            async with request.app.state.slots:
                for _ in range(TRIES):
                    try:
                        response = await _attempt(handler, request)
                    except DBAPIError as error:
                        if getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN:
                            raise
                        continue
                    return etags.finish(request, response)
            raise Unavailable(retry_after=1)

        return handle


async def _attempt(handler: Handler, request: Request) -> Response:
    """One try: dependencies of the function's scope, the session among them, end before this returns."""
    request.state.pending = None
    try:
        async with AsyncExitStack() as stack:
            request.scope["fastapi_function_astack"] = stack
            response = await handler(request)
            if request.state.pending is not None:
                await run_in_threadpool(
                    idempotency.keep, request.state.session, request.state.pending, response
                )
            return response
    except idempotency.Replay as replay:
        return replay.response
