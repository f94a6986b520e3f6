"""How many calls, of which route, with what end, in how long; and the id by which a call's log lines are found."""

import re
import time

from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core import networks
from core.machine import log_lines
from core.source import SYSTEM
from doors import refused_calls

CALLS = Counter("minka_http_requests", "Calls, by route and how they ended", ["method", "route", "status"])
SECONDS = Histogram(
    "minka_http_request_seconds",
    "How long calls took, by route",
    ["method", "route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
WAITING = Gauge("minka_calls_waiting", "Calls that wait for a place, holding nothing")
REFUSALS = Counter("minka_refusals", "Problems that were answered, by code", ["code"])
REQUEST_ID = b"x-request-id"
_SAFE_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Measured:
    """Counts and times each call by the template of its route, never by its address, which names people's things.

    The id that a proxy gave a call (`X-Request-Id`) stands in the call's log lines and goes back with the answer; a
    call without one gets one for the log. A call that was refused leaves a line (`doors.refused_calls`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.refused = refused_calls.RefusedCalls()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == REQUEST_ID), b"")
        known = bool(_SAFE_ID.fullmatch(given))
        began, status = time.monotonic(), 500
        method = scope["method"] if scope["method"] in _METHODS else "other"

        async def answering(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                call = f"{method} {route_of(scope)}"
                self.refused.tell(note, call, status, lambda: _network(scope), time.monotonic())
                if known:
                    message = {**message, "headers": [*message["headers"], (REQUEST_ID, given)]}
            await send(message)

        request = given.decode() if known else SYSTEM.id().hex
        with log_lines.within(request), refused_calls.noted() as note:
            try:
                await self.app(scope, receive, answering)
            finally:
                route = route_of(scope)
                CALLS.labels(method, route, status).inc()
                SECONDS.labels(method, route).observe(time.monotonic() - began)


def route_of(scope: Scope) -> str:
    """The template of the route that answered; `none` where none did."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else "none"


def _network(scope: Scope) -> str:
    """Where a call came from, as half of the keyed hash by which limits count it: enough to see that two are of one."""
    host, _ = scope.get("client") or (networks.NOWHERE, 0)
    return networks.hashed(scope["app"].state.database.vault, host)[:8].hex()
