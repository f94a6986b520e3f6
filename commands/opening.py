"""What most commands begin with: the settings read, the database opened, and a console to say things on."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from rich.console import Console

from core.crypto.vault import Vault
from core.database import db
from core.database.db import Address, Database
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
