"""The HTTP server: uvicorn with the API, as `run` and `serve` start it."""

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import typer
import uvicorn
from fastapi import FastAPI
from prometheus_client import REGISTRY

from commands.application import whole
from commands.figures import Figures
from commands.opening import PORT_IS_TAKEN, refuse
from core.database.db import Database
from core.machine import ending, garbage, switching
from core.settings import Settings

_ANSWERS_END_WITHIN_S = 5
_SAYS_IT_LIVES_WITHIN_S = 30
"""One of many that is silent for longer is replaced. A slow machine takes many seconds to read the program in."""


def listen(settings: Settings) -> socket.socket:
    """The socket that is served, bound. Exits with 3 and a sentence where that cannot be."""
    try:
        return _listen(settings)
    except OSError as error:
        refuse(_why_not(error, settings))
        raise typer.Exit(PORT_IS_TAKEN) from None


def serve(
    settings: Settings,
    database: Database,
    listening: socket.socket,
    *,
    once_it_listens: Callable[[], None] | None = None,
) -> None:
    """Answers calls until stopped. Exits with 3 where it could not begin."""
    REGISTRY.register(Figures(database, settings))
    server = _Server(configuration(whole(settings, database), settings), once_it_listens)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
    if not server.started:
        raise typer.Exit(code=PORT_IS_TAKEN)


def configuration(
    app: FastAPI | str, settings: Settings, *, factory: bool = False, workers: int = 1
) -> uvicorn.Config:
    """How uvicorn serves it, or with `factory` what the function of this name makes. Its log lines are written as all
    others are: its own form quotes what an error says.
    """
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        host=settings.host,
        port=settings.port,
        log_config=None,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_graceful_shutdown=_ANSWERS_END_WITHIN_S,
        timeout_worker_healthcheck=_SAYS_IT_LIVES_WITHIN_S,
    )


def _listen(settings: Settings) -> socket.socket:
    """The socket, bound. Named as TCP: asyncio sends at once (TCP_NODELAY) only then, else each answer waits 40 ms."""
    family, kind, protocol, _, where = socket.getaddrinfo(
        settings.host,
        settings.port,
        type=socket.SOCK_STREAM,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_PASSIVE,
    )[0]
    opened = socket.socket(family, kind, protocol)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(where)
    except OSError:
        opened.close()
        raise
    return opened


def _why_not(error: OSError, settings: Settings) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {settings.port} is taken by another program. End that one, or set MINKA_PORT to a free port "
            f"(MINKA_PORT={settings.port + 1})."
        )
    if error.errno == errno.EACCES:
        return f"Port {settings.port} is for root alone. Set MINKA_PORT to 1024 or more, behind a proxy."
    return (
        "MINKA_HOST is no address of this machine. Set it to 127.0.0.1 behind a proxy on this machine, or to 0.0.0.0 "
        "for all addresses."
    )


class _Server(uvicorn.Server):
    """Says that it is there when it is, so that what is pasted at once is answered; ends at a second signal, and in
    time.
    """

    def __init__(self, config: uvicorn.Config, once_it_listens: Callable[[], None] | None) -> None:
        super().__init__(config)
        self._once_it_listens = once_it_listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        garbage.settle()
        switching.soon()
        if self.started and self._once_it_listens is not None:
            self._once_it_listens()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            ending.in_time()
        super().handle_exit(sig, frame)
