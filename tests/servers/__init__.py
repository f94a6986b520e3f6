"""Real local servers that stand in for the outside world: real sockets, scripted answers, a record.

Each runs on a thread and an event loop of its own, so that code under test that blocks its loop cannot hide
it.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self


class LocalServer:
    """`with SomeServer() as server:` listens on a free port of loopback until the block ends."""

    host = "127.0.0.1"

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Talks on one connection until either side ends it."""
        raise NotImplementedError

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        await self._listen()
        self._ready.set()
        await self._over.wait()
        self._server.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._host_one, self.host, self.port, backlog=2048)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _leave(self) -> None:
        self._server.close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers at its port meanwhile."""
        asyncio.run_coroutine_threadsafe(self._leave(), self._loop).result()
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()

    async def _host_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # The caller left, or the server's time is over.
        finally:
            # A polite end of TLS would wait for an answer past the server's own end.
            writer.transport.abort()


async def request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """The next request on a connection: its path, its headers (names in lower case) and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    headers = {key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    return first.split()[1], headers, await reader.readexactly(int(headers.get("content-length", "0")))
