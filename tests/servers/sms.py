"""An SMS gateway on loopback that takes JSON. The number's last three digits say how its text fares.

+15550100429   429 with Retry-After       +15550100000   taken, but the line is cut
+15550100503   any status, as it stands   +15550100001   taken, but no answer until the server stops
anything else  202
"""

import asyncio
import json
from collections import Counter
from typing import Any, TypedDict

from tests.servers import LocalServer, request

STATUSES = (301, 400, 401, 402, 403, 404, 405, 407, 408, 410, 422, 425, 429, 500, 502, 503)


class Received(TypedDict):
    """One try as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class SmsServer(LocalServer):
    """`to` names the gateway's field for the number; `down` answers everything with that status."""

    def __init__(self, *, to: str = "to", down: int | None = None) -> None:
        super().__init__()
        self.to, self.down = to, down
        self.received: list[Received] = []
        self.accepted: Counter[str] = Counter()
        """By number: how often the phone would have rung."""

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/send"

    def texts(self, number: str, field: str = "text") -> list[str]:
        """What arrived at a number, oldest first."""
        return [one["body"][field] for one in self.received if one["body"][self.to] == number]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            path, headers, content = await request(reader)
            body = json.loads(content)
            self.received.append(Received(path=path, headers=headers, body=body))
            await self._answer(body[self.to], writer)

    async def _answer(self, number: str, writer: asyncio.StreamWriter) -> None:
        status = self.down or int(number[-3:])
        if status in STATUSES:
            extra = "Retry-After: 30\r\n" if status == 429 else ""
            extra += "Location: http://127.0.0.1:1/\r\n" if status == 301 else ""
            writer.write(f"HTTP/1.1 {status} -\r\n{extra}Content-Length: 0\r\n\r\n".encode())
            return
        self.accepted[number] += 1
        if status == 0:
            writer.transport.abort()
            raise ConnectionAbortedError
        if status == 1:
            await self._over.wait()
        writer.write(b"HTTP/1.1 202 -\r\nContent-Length: 2\r\n\r\n{}")
