"""What most commands begin with: the settings read, the database opened, and a console to say things on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlmodel import Session

from core import clock
from core.crypto.vault import Vault
from core.database import db
from core.database.db import Address, Database
from core.errors import Problem
from core.machine import log_lines
from core.settings import Settings

console = Console()


def load_settings() -> Settings:
    """The settings; log lines are as they say from here on. Where they are wrong: a sentence each, and exit 2."""
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
    """Connections to the database at `address` as the serving role, under this name; close them at the end."""
    return Database(
        address.app_url,
        Vault(settings.master_key_bytes),
        pool_size=settings.pool_size,
        statement_timeout_ms=timeout_ms or settings.statement_timeout_ms,
        application=application,
        limits=settings.limits,
    )


@contextmanager
def open_database(
    settings: Settings, *, application: str, timeout_ms: int | None = None
) -> Iterator[Database]:
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


@contextmanager
def acting() -> Iterator[tuple[Session, datetime]]:
    """One transaction of the operator's, and what time it is; a refusal is said in a sentence, and exit 1."""
    settings = load_settings()
    with open_database(settings, application="minka operator") as database:
        try:
            with database.transaction() as session:
                yield session, clock.now(session, movable=settings.is_development)
        except Problem as problem:
            console.print(f"[red]✗[/] {_REFUSED.get(problem.status, problem.code)}")
            raise typer.Exit(1) from None


_REFUSED = {
    404: "There is nothing of this id that is yours to answer.",
    409: "That is not possible as things stand.",
}
