"""A slow line: a relay before an HTTP server on loopback, as far away and as narrow as a bad mobile connection.

What a browser's own throttling leaves out is in it: looking up a name, TCP and TLS cost a round trip each, on every
new connection, before the first byte of a call is carried.
"""

import asyncio

from tests.servers import LocalServer

_CHUNK = 1400
"""Bytes in a packet: so many go at once."""


class SlowLine(LocalServer):
    """Use as `with SlowLine(port) as line`; `line.url` leads to the server on `port`.

    `round_trip_s`: seconds there and back; `bytes_s`: so many a second on a connection, each way.
    """

    def __init__(
        self, port: int, *, round_trip_s: float = 0.4, bytes_s: float = 50_000, setup: int = 3
    ) -> None:
        super().__init__()
        self._port, self._half, self._setup = port, round_trip_s / 2, setup * round_trip_s
        self._bytes_s = bytes_s
        self.connections = 0

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await asyncio.sleep(self._setup)
        answers, server = await asyncio.open_connection(self.host, self._port)
        there, back = self._carrying(reader, server), self._carrying(answers, writer)
        try:
            await asyncio.gather(there, back)
        finally:
            server.close()

    async def _carrying(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Carries bytes one way: each waits for its turn on the line, and then for half a round trip."""
        loop, free, under_way = asyncio.get_running_loop(), 0.0, asyncio.Queue[tuple[float, bytes]]()

        async def deliver() -> None:
            while True:
                at, packet = await under_way.get()
                await asyncio.sleep(at - loop.time())
                if not packet:
                    return
                sink.write(packet)
                await sink.drain()

        delivery = asyncio.ensure_future(deliver())
        try:
            while packet := await source.read(_CHUNK):
                free = max(free, loop.time()) + len(packet) / self._bytes_s
                under_way.put_nowait((free + self._half, packet))
            under_way.put_nowait((max(free, loop.time()) + self._half, b""))
            await delivery
            if sink.can_write_eof():
                sink.write_eof()
        finally:
            delivery.cancel()
