"""The operator's command line: `python manage.py --help`."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console

from api.app import create_app
from core import clock
from core.crypto.vault import Vault
from core.database import db, migrate
from core.database.db import Address, Database
from core.machine import garbage, log_lines
from core.settings import Environment, Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
keys_app = typer.Typer(no_args_is_help=True, help="The master key.")
communities_app = typer.Typer(no_args_is_help=True, help="Communities, as the operator sees them.")
app.add_typer(keys_app, name="keys")
app.add_typer(communities_app, name="communities")
console = Console()


def load() -> Settings:
    """The settings, or a sentence that says what to do."""
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            console.print(f"[red]✗[/] {problem['msg'].removeprefix('Value error, ')}")
        raise typer.Exit(2) from None
    log_lines.configure(settings.log_level)
    return settings


def connect(
    settings: Settings, address: Address, *, application: str, timeout_ms: int | None = None
) -> Database:
    return Database(
        address.app_url,
        Vault(settings.master_key_bytes),
        pool_size=settings.pool_size,
        statement_timeout_ms=timeout_ms or settings.statement_timeout_ms,
        application=application,
    )


@contextmanager
def house(settings: Settings, *, application: str, timeout_ms: int | None = None) -> Iterator[Database]:
    """The database, found or started, and let go of at the end."""
    address = db.find(settings)
    try:
        database = connect(settings, address, application=application, timeout_ms=timeout_ms)
        try:
            yield database
        finally:
            database.close()
    finally:
        if address.server is not None:
            address.server.stop()


@app.command()
def run() -> None:
    """Everything on one machine: database, migrations, demo (in development), API and worker. Ctrl-C stops."""
    from demo.community import load_if_empty

    settings = load()
    _stop_as_by_ctrl_c()
    address = db.find(settings)
    migrate.upgrade(address)
    database = connect(settings, address, application="minka api")
    try:
        show = load_if_empty(database, settings, console) if settings.is_development else _nothing_to_show
        with _worker_beside():
            _serve(settings, database, once_it_listens=show)
    except KeyboardInterrupt:
        pass
    finally:
        database.close()
        if address.server is not None:
            address.server.stop()
        console.print("Stopped. The data is kept; `make run` goes on where you left.")


@contextmanager
def _worker_beside() -> Iterator[None]:
    """The worker as a process of its own. Ctrl-C reaches us alone, so that it stops after the last answer."""
    beside = subprocess.Popen([sys.executable, __file__, "worker"], start_new_session=True)
    try:
        yield
    finally:
        beside.terminate()
        try:
            beside.wait(timeout=30)
        except subprocess.TimeoutExpired:
            beside.kill()
            beside.wait()


@app.command()
def serve() -> None:
    """The API alone."""
    settings = load()
    _stop_as_by_ctrl_c()
    with house(settings, application="minka api") as database:
        _serve(settings, database)


def _stop_as_by_ctrl_c() -> None:
    """A supervisor's stop and a closed terminal end us as Ctrl-C does: in order, the database last.

    uvicorn answers a signal twice: it closes, then sends it again to whoever listened before.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGINT))


def _nothing_to_show() -> None:
    pass


def _serve(
    settings: Settings, database: Database, *, once_it_listens: Callable[[], None] = _nothing_to_show
) -> None:
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

    def __init__(self, config: uvicorn.Config, once_it_listens: Callable[[], None]) -> None:
        super().__init__(config)
        self._once_it_listens = once_it_listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        garbage.settle()
        if self.started:
            self._once_it_listens()


@app.command()
def worker() -> None:
    """The scheduler alone: expiry, waves, notifications. As many as you like may run."""
    from scheduler.channels import from_settings
    from scheduler.courier import Courier
    from scheduler.worker import Worker

    settings = load()
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    with house(settings, application="minka worker", timeout_ms=30_000) as database:
        courier = Courier(
            database, partial(from_settings, settings, database), public_url=settings.public_url
        )
        running = Worker(database, courier, movable_clock=settings.is_development)
        running.start()
        garbage.settle()
        over.wait()
        running.stop()
        courier.close()


@app.command("migrate")
def migrate_command() -> None:
    """Brings the database up to date, and the rights of the serving role."""
    settings = load()
    address = db.find(settings)
    migrate.upgrade(address)
    if address.server is not None:
        address.server.stop()
    console.print("The database is up to date.")


@app.command()
def openapi(path: Annotated[Path, typer.Argument()] = Path("docs/openapi.json")) -> None:
    """Writes the API's description. It needs no database."""
    path.write_text(described(), encoding="utf-8")
    console.print(f"{path} is as the code says.")


def described() -> str:
    """The API's description as it is committed; a test compares the two."""
    nowhere = Database("postgresql+psycopg://", Vault(bytes(32)), pool_size=1, statement_timeout_ms=1)
    app_of_nobody = create_app(Settings(env=Environment.DEVELOPMENT), nowhere)
    return json.dumps(app_of_nobody.openapi(), ensure_ascii=False, indent=1) + "\n"


@app.command()
def story(url: Annotated[str, typer.Option(help="Where Minka runs.")] = "") -> None:
    """Plays the whole main job over HTTP against a running server, told as it goes."""
    from demo.story import play

    play(url or _local(), console)


@app.command()
def replay(
    path: Path,
    url: Annotated[str, typer.Option(help="Where Minka runs.")] = "",
    most: Annotated[int, typer.Option(help="How many reports at most; 0: all.")] = 0,
) -> None:
    """Posts real reports (CSV) through the public API, with simulated helpers, and ends with a table."""
    from demo.replay import play

    play(url or _local(), path, console, most=most)


def _local() -> str:
    return f"http://127.0.0.1:{os.environ.get('MINKA_PORT', '8000')}"


@keys_app.command("new")
def new_key() -> None:
    """Prints a fresh master key. Keep it outside the database; without it nothing can be read any more."""
    print(urlsafe_b64encode(secrets.token_bytes(32)).decode())


@communities_app.command("list")
def list_communities() -> None:
    """Every community and its state."""
    from sqlmodel import select

    from core.models import Community

    with house(load(), application="minka operator") as database, database.transaction() as session:
        for community in session.exec(select(Community)):
            console.print(f"{community.id}  {community.state:<10}  {community.name}")


@communities_app.command("recognise")
def recognise(community_id: str) -> None:
    """Says that a community is what it says: it can be found from now on."""
    from services.communities import recognition

    settings = load()
    with house(settings, application="minka operator") as database, database.transaction() as session:
        now = clock.now(session, movable=settings.is_development)
        found = recognition.recognise(session, UUID(community_id), now=now)
        console.print(f"{found.name} is recognised.")


@app.command()
def cards(
    representative: Annotated[str, typer.Argument(help="The e-mail address of who speaks for them.")],
    path: Annotated[Path, typer.Option(help="Where the sheet is written.")] = Path("cards.html"),
) -> None:
    """A sheet of cards to print: each person somebody speaks for can take everything over with theirs."""
    from commands.cards import sheet
    from services.representation import cards as service

    settings = load()
    with house(settings, application="minka operator") as database, database.transaction() as session:
        now = clock.now(session, movable=settings.is_development)
        found = service.fresh_for(session, representative, now=now)
    path.write_text(sheet(found, settings.public_url), encoding="utf-8")
    path.chmod(0o600)
    console.print(f"{len(found)} cards in {path}. Each works once; print it, then delete the file.")


@app.command()
def doctor() -> None:
    """Looks at what Minka needs and says what is missing."""
    from sqlalchemy import text

    settings = load()
    with house(settings, application="minka doctor") as database, database.transaction() as session:
        version = session.execute(text("SHOW server_version")).scalar_one()
        role = session.execute(text("SELECT current_user")).scalar_one()
        may = session.execute(
            text("SELECT has_table_privilege('event', 'UPDATE, DELETE, TRUNCATE')")
        ).scalar_one()
        beat = session.execute(text("SELECT max(at) FROM heartbeat")).scalar_one()
    console.print(f"[green]✓[/] PostgreSQL {version}, serving as {role}")
    console.print(
        "[red]✗[/] the serving role may rewrite events" if may else "[green]✓[/] events are append-only"
    )
    console.print(
        f"[green]✓[/] the worker's heart beat at {beat}" if beat else "[yellow]–[/] no worker has run yet"
    )


if __name__ == "__main__":
    app()
