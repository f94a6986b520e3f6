"""The API on a real socket, in a thread of its own."""

import atexit
import socket
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

import httpx
import uvicorn
from fastapi import FastAPI

from commands.application import whole
from core.database.db import Database
from core.settings import Settings


class Served:
    """An application served on a free port of the loopback; use as `with Served(app) as server`."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        # Named as TCP: asyncio sends at once (TCP_NODELAY) only then, else each answer waits 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(1024)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        with httpx.Client(timeout=60, transport=httpx.HTTPTransport(retries=20)) as client:
            client.get(f"{self.url}/healthz").raise_for_status()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=20)
        self._socket.close()


_free: defaultdict[object, list[Served]] = defaultdict(list)
"""Servers of this process that nobody uses, by what was decided when their application was made."""
_until_the_end = ExitStack()
atexit.register(_until_the_end.close)


@contextmanager
def serving(settings: Settings, database: Database) -> Iterator[Served]:
    """The API over this database: on a server that an earlier test has done with, or on a new one.

    To build an application and to let a server go take half a second, and a thousand tests want one each.
    """
    kind = (settings.is_development, tuple(settings.cors_origins), database.pool_size)
    if not _free[kind]:
        _free[kind].append(_until_the_end.enter_context(Served(whole(settings, database))))
    server = _free[kind].pop()
    server.app.state.settings, server.app.state.database = settings, database
    yield server
    if server.app.state.rooms.inside == 0:  # Else somebody's call is still under way.
        _free[kind].append(server)
