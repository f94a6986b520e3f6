"""Plain HTML of a given size, and nothing else: what a page is held against."""

import asyncio

from tests.servers import LocalServer, request


class PlainPages(LocalServer):
    """Use as `with PlainPages(size) as plain`: whatever is asked for, it is so many bytes of one paragraph."""

    def __init__(self, size: int) -> None:
        super().__init__()
        begins = b"<!doctype html><html lang=en><title>Plain</title><p>"
        self._body = begins + b"word " * ((size - len(begins)) // 5)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(self._body)}\r\n\r\n"
        while True:
            await request(reader)
            writer.write(head.encode() + self._body)
            await writer.drain()
