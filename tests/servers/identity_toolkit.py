"""Google's Identity Toolkit and the tokens for it, on loopback. The account's id itself says how it stands there.

An id begins with a word of the table below, then a dash, then anything; any other is an account in good standing.

    disabled    the account is closed               busy       503
    revoked     its sign-ins were ended there       broken     500
    gone        there is no such account            forbidden  403: we may not ask
    hang        no answer while the gate is shut    cut        the line is cut
    portal      200 with a page of HTML
"""

import asyncio
import json
import threading
import time
from collections import Counter
from typing import Any

from tests.servers import LocalServer, request
from tests.servers.certificates import PROJECT

REFUSALS = {"busy": 503, "broken": 500, "forbidden": 403}


class IdentityToolkit(LocalServer):
    """`asked` counts questions by account."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: Counter[str] = Counter()
        self.gate = threading.Event()
        """Closed (`clear()`), it holds the answers about accounts back that begin with `hang`."""
        self.gate.set()

    @property
    def projects_url(self) -> str:
        return f"http://{self.host}:{self.port}/v1/projects/{PROJECT}"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            path, _, body = await request(reader)
            assert path == f"/v1/projects/{PROJECT}/accounts:lookup", path
            [uid] = json.loads(body)["localId"]
            self.asked[uid] += 1
            await self._answer(uid, writer)

    async def _answer(self, uid: str, writer: asyncio.StreamWriter) -> None:
        how = uid.partition("-")[0]
        if how == "cut":
            writer.transport.abort()
            raise ConnectionAbortedError
        if how == "hang":
            await asyncio.to_thread(self.gate.wait, 30)
        if how in REFUSALS:
            error = {"error": {"code": REFUSALS[how], "message": how.upper(), "status": how.upper()}}
            await _write(writer, REFUSALS[how], json.dumps(error).encode())
        elif how == "portal":
            await _write(writer, 200, b"<html>please sign in to the wireless network</html>")
        else:
            await _write(writer, 200, json.dumps({"users": _accounts(how, uid)}).encode())


def _accounts(how: str, uid: str) -> list[dict[str, Any]]:
    if how == "gone":
        return []
    ended_at = int(time.time()) + (60 if how == "revoked" else -86_400)
    return [{"localId": uid, "disabled": how == "disabled", "validSince": str(ended_at)}]


async def _write(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
