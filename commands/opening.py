"""What most commands begin with: the settings read, the database opened, and a console to say things on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import typer
from pydantic import SecretStr, ValidationError
from rich.console import Console
from sqlmodel import Session

from core import clock
from core.crypto.vault import Vault
from core.database import db, fitting
from core.database.db import Address, Database
from core.errors import Problem
from core.machine import log_lines
from core.settings import Settings

console = Console()
_SECRETS = tuple(
    f"MINKA_{name.upper()}"
    for name, field in Settings.model_fields.items()
    if field.annotation == SecretStr | None or name.endswith("database_url")
)
"""Keys, passwords and tokens, and addresses of databases, which hold passwords."""


def load_settings() -> Settings:
    """The settings; log lines are as they say from here on. Where they are wrong: a sentence each, and exit 2."""
    try:
        settings = Settings()
    except ValidationError as error:
        for problem in error.errors():
            for sentence in problem["msg"].removeprefix("Value error, ").splitlines():
                console.print(f"[red]✗[/] {sentence}")
        raise typer.Exit(2) from None
    log_lines.configure(settings.log_level)
    return settings


def forget_secrets() -> None:
    """Takes what was read of secrets out of the environment, so that no process started from here inherits them."""
    for name in _SECRETS:
        os.environ.pop(name, None)


def connect(
    settings: Settings, address: Address, *, application: str, timeout_ms: int | None = None
) -> Database:
    """Connections to the database at `address` as the serving role, under this name; close them at the end.

    Where it is another key's, or the role could rewrite events: a sentence, and exit 2.
    """
    database = Database(
        address.app_url,
        Vault(settings.master_key_bytes),
        pool_size=settings.pool_size,
        statement_timeout_ms=timeout_ms or settings.statement_timeout_ms,
        application=application,
        limits=settings.limits,
    )
    try:
        _ensure_fits(settings, database)
    except BaseException:
        database.close()
        raise
    return database


def _ensure_fits(settings: Settings, database: Database) -> None:
    try:
        with database.transaction() as session:
            fitting.ensure_whole(session)
            fitting.ensure_key(session)
            if not settings.is_development:
                fitting.ensure_serving_role(session)
    except fitting.DoesNotFit as unfit:
        console.print(f"[red]✗[/] {unfit}")
        raise typer.Exit(2) from None


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
