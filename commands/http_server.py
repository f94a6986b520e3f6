"""The HTTP server: uvicorn with the API, as `run` and `serve` start it."""

import socket
from collections.abc import Callable
from contextlib import suppress

import typer
import uvicorn
from fastapi import FastAPI

from commands.application import whole
from core.database.db import Database
from core.machine import garbage, switching
from core.settings import Settings


def serve(
    settings: Settings, database: Database, *, once_it_listens: Callable[[], None] | None = None
) -> None:
    """Answers calls until stopped. Exits with 3 where it could not begin."""
    server = _Server(configuration(whole(settings, database), settings), once_it_listens)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise typer.Exit(code=3)


def configuration(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How uvicorn serves it. Its log lines are written as all others are: its own form quotes what an error says."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


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
