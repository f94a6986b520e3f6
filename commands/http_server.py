"""The HTTP server: uvicorn with the API, as `run` and `serve` start it."""

import socket
from collections.abc import Callable
from contextlib import suppress

import typer
import uvicorn

from api.app import create_app
from core.database.db import Database
from core.machine import garbage, switching
from core.settings import Settings


def serve(
    settings: Settings, database: Database, *, once_it_listens: Callable[[], None] | None = None
) -> None:
    """Answers calls until stopped. Exits with 3 where it could not begin."""
    config = uvicorn.Config(
        create_app(settings, database),
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    server = _Server(config, once_it_listens)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(code=3)


class _Server(uvicorn.Server):
    """Says that it is there when it is, so that what is pasted at once is answered."""

    def __init__(self, config: uvicorn.Config, once_it_listens: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._once_it_listens = once_it_listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        garbage.settle()
        switching.soon()
        if self.started and self._once_it_listens is not None:
            self._once_it_listens()
