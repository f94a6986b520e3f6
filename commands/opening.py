"""What most commands begin with: the settings read, the database opened, and a console to say things on."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

import typer
from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console
from rich.text import Text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from core import clock, wrong_settings
from core.database import db, fitting, troubles
from core.database.db import Address, Database
from core.database.embedded import EmbeddedServerError
from core.database.holding import Holder
from core.dials import dotenv
from core.errors import Problem
from core.machine import log_lines
from core.secret_files import SECRETS
from core.settings import Settings

console = Console()
SETTING_IS_WRONG, PORT_IS_TAKEN, TRY_AGAIN = 2, 3, 75
"""How a command ends where a sentence was said: nothing gets better by itself; another program is there; later it may
(EX_TEMPFAIL).
"""


def refuse(sentence: str) -> None:
    """Says what is wrong, and what to do."""
    console.print("[red]✗[/]", Text(sentence), soft_wrap=True)


def in_a_sentence(command: Callable[[], None]) -> None:
    """Runs a command; where the database or the way there fails it, one sentence says so, and it ends with 75."""
    try:
        command()
    except (DBAPIError, PoolTimeout) as error:
        if not troubles.is_known(error):
            raise
        refuse(troubles.sentence(error))
        sys.exit(TRY_AGAIN)
    except EmbeddedServerError as error:
        refuse(str(error))
        sys.exit(TRY_AGAIN)
    except BrokenPipeError:
        sys.exit(1)  # whoever read what we say is gone


def load_settings() -> Settings:
    """The settings; log lines are as they say from here on. Where they are wrong: a sentence each, and exit 2."""
    wrong = wrong_settings.unknown(os.environ | dotenv_values(dotenv()), Settings.model_fields)
    try:
        settings = Settings()
    except (ValidationError, SettingsError, ValueError) as error:
        wrong += wrong_settings.sentences(error)
    if wrong:
        for sentence in wrong:
            refuse(sentence)
        raise typer.Exit(SETTING_IS_WRONG)
    log_lines.configure(settings.log_level, settings.log_format)
    return settings


def forget_secrets() -> None:
    """Takes what was read of secrets out of the environment, so that no process started from here inherits them."""
    for name in SECRETS:
        os.environ.pop(f"MINKA_{name.upper()}", None)
        os.environ.pop(f"MINKA_{name.upper()}_FILE", None)


def connect(
    settings: Settings, address: Address, *, application: str, timeout_ms: int | None = None
) -> Database:
    """Connections to the database at `address` as the serving role, under this name; close them at the end.

    Where it is another key's, the role could rewrite events, or an epoch is missing: a sentence, and exit 2.
    """
    database = _database(settings, address, application, timeout_ms)
    try:
        _ensure_fits(settings, database, application)
    except BaseException:
        database.close()
        raise
    return database


def _database(settings: Settings, address: Address, application: str, timeout_ms: int | None) -> Database:
    return Database(
        address.app_url,
        db.vault_of(settings),
        pool_size=settings.pool_size,
        statement_timeout_ms=timeout_ms or settings.statement_timeout_ms,
        application=application,
        limits=settings.limits,
        direct_url=address.direct_url,
        replica_url=settings.replica_url,
    )


def _ensure_fits(settings: Settings, database: Database, application: str) -> None:
    holder = Holder(
        database, kind=application, read_clock=partial(clock.now, movable=settings.is_development)
    )
    try:
        with database.transaction() as session:
            fitting.ensure_whole(session)
            fitting.ensure_bounded(session, database.statement_timeout_ms)
            fitting.ensure_key(session)
            if not settings.is_development:
                fitting.ensure_serving_role(session)
        fitting.ensure_direct(database.direct_url)
        holder.join()
        holder.start()
    except fitting.DoesNotFit as unfit:
        refuse(str(unfit))
        raise typer.Exit(SETTING_IS_WRONG) from None


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
def open_as_it_is(settings: Settings, *, application: str, timeout_ms: int) -> Iterator[Database]:
    """The same for looking it over, whether it fits or not: nothing is written, no process waits for this one."""
    address = db.find(settings)
    database = _database(settings, address, application, timeout_ms)
    try:
        yield database
    finally:
        database.close()
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
