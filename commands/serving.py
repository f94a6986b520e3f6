"""Serving: the API alone (`serve`), or everything on one machine (`run`)."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands.opening import connect, console, load_settings, open_database
from core.database import db, migrate

MANAGE = Path(__file__).parents[1] / "manage.py"


def run() -> None:
    """Everything on one machine: database, migrations, demo (in development), API and worker. Ctrl-C stops."""
    from commands import http_server
    from demo.community import load_if_empty

    settings = load_settings()
    _stop_as_by_ctrl_c()
    address = db.find(settings)
    try:
        migrate.upgrade(address)
        database = connect(settings, address, application="minka api")
    except BaseException:
        if address.server is not None:
            address.server.stop()
        raise
    try:
        show = load_if_empty(database, settings, console) if settings.is_development else None
        with _worker_beside():
            http_server.serve(settings, database, once_it_listens=show)
    except KeyboardInterrupt:
        pass
    finally:
        database.close()
        if address.server is not None:
            address.server.stop()
        console.print("Stopped. The data is kept; `make run` goes on where you left.")


def serve() -> None:
    """The API alone."""
    from commands import http_server

    settings = load_settings()
    _stop_as_by_ctrl_c()
    with open_database(settings, application="minka api") as database:
        http_server.serve(settings, database)


@contextmanager
def _worker_beside() -> Iterator[None]:
    """The worker as a process of its own. Ctrl-C reaches us alone, so that it stops after the last answer."""
    command = [sys.executable, str(MANAGE), "worker"]
    beside = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own program, no shell
    try:
        yield
    finally:
        beside.terminate()
        try:
            beside.wait(timeout=30)
        except subprocess.TimeoutExpired:
            beside.kill()
            beside.wait()


def _stop_as_by_ctrl_c() -> None:
    """A supervisor's stop and a closed terminal end us as Ctrl-C does: in order, the database last.

    uvicorn answers a signal twice: it closes, then sends it again to whoever listened before.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGINT))
