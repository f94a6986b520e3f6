"""Pages: opaque, signed cursors, so that nobody can ask for what a page did not offer."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hmac import compare_digest
from typing import Any

import orjson
from fastapi import Request, Response

from api.replies import Body, reply
from core.crypto import Vault
from core.errors import Problem


class BadCursor(Problem):
    status, code = 422, "invalid"

    def __init__(self) -> None:
        super().__init__(errors=[{"parameter": "cursor", "code": "bad_cursor"}])


class Cursors:
    """Writes and reads cursors for one list at a time (`scope`: its path)."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def write(self, scope: str, values: Sequence[Any]) -> str:
        body = orjson.dumps(list(values), default=str)
        return urlsafe_b64encode(self._proof(scope, body) + body).decode().rstrip("=")

    def read(self, scope: str, cursor: str | None) -> list[Any] | None:
        """What the cursor holds; None without one. Raises BadCursor."""
        if cursor is None:
            return None
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError as error:
            raise BadCursor from error
        if not compare_digest(raw[:8], self._proof(scope, raw[8:])):
            raise BadCursor
        return list(orjson.loads(raw[8:]))

    def _proof(self, scope: str, body: bytes) -> bytes:
        return self._vault.mac("cursor", scope.encode() + b"|" + body)[:8]


def page(request: Request, body: Body, cursor: str | None) -> Response:
    """A page with its `Link: rel="next"`."""
    headers = {}
    if cursor is not None:
        headers["Link"] = f'<{request.url.include_query_params(cursor=cursor)}>; rel="next"'
    return reply(body, headers=headers)
