"""Several API processes behind one port: uvicorn starts them, and starts another one where one dies."""

import atexit
import socket
from collections.abc import Callable

from fastapi import FastAPI
from prometheus_client import REGISTRY
from uvicorn.supervisors.multiprocess import Multiprocess

from commands import http_server
from commands.application import whole
from commands.figures import Figures
from commands.opening import connect, load_settings
from core.database import db
from core.machine import ending, garbage, leash, switching
from core.settings import Settings


def serve(
    settings: Settings, listening: socket.socket, *, once_it_listens: Callable[[], None] | None = None
) -> None:
    """Answers calls with `settings.workers` processes until stopped."""
    configuration = http_server.configuration(
        "commands.many_servers:application", settings, factory=True, workers=settings.workers
    )
    listening.listen(configuration.backlog)  # who comes before the first of them is up waits, and is answered
    if once_it_listens is not None:
        once_it_listens()
    _Parent(configuration, sockets=[listening]).run()


def application() -> FastAPI:
    """What each of them serves, on connections of its own. It ends with whoever started it."""
    leash.end_with_parent()
    settings = load_settings()
    database = connect(settings, db.find(settings), application="minka api")
    atexit.register(database.close)
    REGISTRY.register(Figures(database, settings))
    app = whole(settings, database)
    garbage.settle()
    switching.soon()
    return app


class _Parent(Multiprocess):
    """Comes to its end in time, whatever hangs; those it started follow it."""

    def terminate_all(self) -> None:
        ending.in_time()
        super().terminate_all()
