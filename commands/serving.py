"""Serving: the API alone (`serve`), or everything on one machine (`run`)."""

import signal
from typing import Annotated

import typer

from commands.opening import SETTING_IS_WRONG, connect, console, load_settings, open_database, refuse
from commands.supervising.child import CannotLive, Child
from commands.supervising.one_run import AlreadyRuns, alone_in
from commands.supervising.server_watch import ServerWatch
from commands.supervising.supervisor import Supervisor
from core.database import db, migrate
from core.machine import garbage, leash
from core.settings import Settings

Supervised = Annotated[bool, typer.Option("--supervised", hidden=True)]
"""Started by `run`: it ends with it, and its standard input is the leash."""


def run() -> None:
    """Everything on one machine: database, migrations, demo (in development), API and worker. Ctrl-C stops.

    What dies is started again; what cannot live ends all of it, with a sentence.
    """
    settings = load_settings()
    try:
        with alone_in(settings.data_dir):
            _run(settings)
    except AlreadyRuns as refused:
        refuse(str(refused))
        raise typer.Exit(SETTING_IS_WRONG) from None


def _run(settings: Settings) -> None:
    rope = leash.made()
    first = ("--guide",) if settings.is_development else ()
    supervisor = Supervisor(
        [Child("serve", rope, name="API", first=first), Child("worker", rope, name="worker")]
    )
    supervisor.listen()
    address = db.find(settings)
    watch = ServerWatch(address.server) if address.server is not None else None
    try:
        migrate.upgrade(address)
        connect(settings, address, application="minka run").close()
        if watch is not None:
            watch.start()
        supervisor.run()
    except CannotLive as dead:
        refuse(str(dead))
        raise typer.Exit(dead.code) from None
    finally:
        if watch is not None:
            watch.stop()
        if address.server is not None:
            address.server.stop()
    console.print(
        "Stopped. The data is kept; `make run` goes on where you left."
        if address.server is None or not address.server.lives
        else "Stopped, but for PostgreSQL: another process uses it, and stops it when it ends."
    )


def serve(
    supervised: Supervised = False, guide: Annotated[bool, typer.Option("--guide", hidden=True)] = False
) -> None:
    """The API alone, with as many processes as MINKA_WORKERS says."""
    with garbage.put_off():  # what is read in stays
        from commands import http_server, many_servers

    settings = load_settings()
    if supervised:
        leash.end_when_let_go()
    _stop_as_by_ctrl_c()
    with open_database(settings, application="minka api") as database:
        show = None
        if guide:
            from demo.community import load_if_empty

            show = load_if_empty(database, settings, console)
        listening = http_server.listen(settings)
        if settings.workers == 1:
            http_server.serve(settings, database, listening, once_it_listens=show)
        else:
            database.close()  # they have connections of their own
            many_servers.serve(settings, listening, once_it_listens=show)


def _stop_as_by_ctrl_c() -> None:
    """A supervisor's stop and a closed terminal end us as Ctrl-C does: in order, the database last.

    uvicorn answers a signal twice: it closes, then sends it again to whoever listened before.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGINT))
