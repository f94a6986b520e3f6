"""Where the next page of a list begins: opaque and signed, so that nobody can ask for what a page did not offer."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from hmac import compare_digest

import orjson

from core.crypto.vault import Vault
from core.errors import BadParameter


class Cursors:
    """Writes and reads cursors for one list at a time (`scope`: its path)."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def write(self, scope: str, values: Sequence[object]) -> str:
        body = orjson.dumps(list(values), default=str)
        return urlsafe_b64encode(self._proof(scope, body) + body).decode().rstrip("=")

    def read(self, scope: str, cursor: str | None) -> list[object] | None:
        """What the cursor holds; None without one. Raises BadParameter."""
        if cursor is None:
            return None
        try:
            raw = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError as error:
            raise BadParameter("cursor", "bad_cursor") from error
        if not compare_digest(raw[:8], self._proof(scope, raw[8:])):
            raise BadParameter("cursor", "bad_cursor")
        return list(orjson.loads(raw[8:]))

    def _proof(self, scope: str, body: bytes) -> bytes:
        return self._vault.mac("cursor", scope.encode() + b"|" + body)[:8]
