"""What every answer tells browsers: nothing is guessed, framed, or told to other sites, and https stays https."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
HTTPS_FOR_A_YEAR = "max-age=31536000"
"""Not for subdomains: those are not ours to bind."""


class SafeHeaders:
    """Puts them on each answer that does not say otherwise. `https`: whether Minka is reached by it."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self._headers = {**ALWAYS, "Strict-Transport-Security": HTTPS_FOR_A_YEAR} if https else dict(ALWAYS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def safer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, safer)
