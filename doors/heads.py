"""HEAD: what GET would answer, without its body (RFC 9110, 9.3.2)."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def asked(request: Request) -> bool:
    """Whether only the head of this answer is wanted: nobody reads it, so nothing counts as read."""
    return bool(request.scope.get("head"))


class Heads:
    """Answers each HEAD as its GET, so that every route that is read can be asked about."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET", "head": True}, receive, without_body)
