"""A bad line: a relay before an HTTP server on loopback that drops calls and answers, as its seed has it."""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import httpx

from tests.servers import LocalServer


class Cut(StrEnum):
    """Where the line breaks while somebody calls."""

    BEFORE = "before the call"
    AMID_CALL = "amid the call"
    UNHEARD = "while the call is at work"
    AFTER = "before the answer"
    AMID_ANSWER = "amid the answer"


@dataclass(frozen=True, slots=True)
class Carried:
    """One call that came as far as an answer, whether or not that reached the caller."""

    call: httpx.Request
    answer: httpx.Response


class BadLine(LocalServer):
    """Use as `with BadLine(port, seed) as line`; `line.url` leads to the server on `port`, most of the time.

    `share`: of how many calls the line is cut.
    """

    def __init__(self, port: int, seed: int, *, share: float = 0.4) -> None:
        super().__init__()
        self._port, self._share, self._rng = port, share, random.Random(seed)
        self.cuts: Counter[tuple[str, Cut]] = Counter()
        """How often it was cut where, by the call's method and path."""
        self.carried: list[Carried] = []

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, server = await asyncio.open_connection(self.host, self._port)
        try:
            while True:
                call = await _message(reader)
                answer = await self._through(call, answers, server)
                await self._back(answer, writer)
        finally:
            server.close()

    async def _through(
        self, call: bytes, answers: asyncio.StreamReader, server: asyncio.StreamWriter
    ) -> tuple[bytes, Cut | None]:
        """What the server answered, and where the line will be cut on the way back."""
        cut, asked = self._drawn(), _request(call)
        if cut is not None:
            self.cuts[f"{asked.method} {asked.url.path}", cut] += 1
        if cut is Cut.BEFORE:
            raise ConnectionAbortedError
        server.write(call[: self._rng.randrange(1, len(call))] if cut is Cut.AMID_CALL else call)
        await server.drain()
        if cut is Cut.AMID_CALL or cut is Cut.UNHEARD:
            raise ConnectionAbortedError
        answer = await _message(answers)
        self.carried.append(Carried(asked, _response(answer)))
        return answer, cut

    async def _back(self, answer: tuple[bytes, Cut | None], writer: asyncio.StreamWriter) -> None:
        message, cut = answer
        if cut is Cut.AFTER:
            raise ConnectionAbortedError
        writer.write(message[: self._rng.randrange(1, len(message))] if cut is Cut.AMID_ANSWER else message)
        await writer.drain()
        if cut is Cut.AMID_ANSWER:
            raise ConnectionAbortedError

    def _drawn(self) -> Cut | None:
        return self._rng.choice(list(Cut)) if self._rng.random() < self._share else None


async def _message(reader: asyncio.StreamReader) -> bytes:
    """The next call or answer on a connection, to the byte."""
    head = await reader.readuntil(b"\r\n\r\n")
    return head + await reader.readexactly(int(_headers(head).get("content-length", "0")))


def _headers(head: bytes) -> httpx.Headers:
    lines = head.rstrip().split(b"\r\n")[1:]
    return httpx.Headers(
        [(name, value.strip()) for name, _, value in (line.partition(b":") for line in lines)]
    )


def _request(message: bytes) -> httpx.Request:
    head, _, body = message.partition(b"\r\n\r\n")
    method, path, _ = head.split(b" ", 2)
    return httpx.Request(method.decode(), f"http://line{path.decode()}", headers=_headers(head), content=body)


def _response(message: bytes) -> httpx.Response:
    head, _, body = message.partition(b"\r\n\r\n")
    return httpx.Response(int(head.split(b" ", 2)[1]), headers=_headers(head), content=body)
