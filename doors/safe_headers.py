"""What every answer tells browsers: nothing is guessed, framed, run, or told to other sites, and https stays https."""

from collections.abc import Mapping

from fastapi import Request, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
RUNS_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of what is no page: opened as if it were one, it loads and runs nothing. Not beside a 304, which stands for an answer
that said it.
"""
HTTPS_FOR_A_YEAR = "max-age=31536000"
"""Not for subdomains: those are not ours to bind."""


def put(headers: MutableHeaders, status: int, *, https: bool) -> None:
    """Puts them on an answer, as far as it does not say otherwise. `https`: whether Minka is reached by it."""
    for name, value in ALWAYS.items():
        headers.setdefault(name, value)
    if status != 304:
        headers.setdefault("Content-Security-Policy", RUNS_NOTHING)
    if https:
        headers.setdefault("Strict-Transport-Security", HTTPS_FOR_A_YEAR)


def on(request: Request, response: Response) -> Response:
    """The last resort's answer with them: it is given from outside of everything that puts something on answers."""
    https = request.app.state.settings.public_url.startswith("https:")
    put(response.headers, response.status_code, https=https)
    return response


class SafeHeaders:
    """Puts them on each answer of an application."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def safer(message: Message) -> None:
            if message["type"] == "http.response.start":
                put(MutableHeaders(scope=message), message["status"], https=self._https)
            await send(message)

        await self.app(scope, receive, safer)
