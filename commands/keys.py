"""Keys: the master key, made for the operator to keep, and the epochs of wrapping keys, turned and looked over."""

import secrets
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NoReturn

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from commands.opening import console, load_settings, open_as_it_is, open_database
from core import clock
from core.database.db import Database
from core.settings import Settings

TIMEOUT_MS = 600_000
LOOKS = 120
LOOK_AGAIN_S = 2.0
"""`rotate` waits four minutes for other processes to take a new epoch up; one that died counts for less."""


def master() -> None:
    """Prints a fresh master key. Keep it outside the database; without it nothing can be read any more."""
    print(urlsafe_b64encode(secrets.token_bytes(32)).decode())


def new() -> None:
    """Makes the next epoch of wrapping keys in MINKA_KEYS. A worker adopts it once every process has it."""
    from core.database import turning

    settings = load_settings()
    first = not any(settings.keys_dir.glob("*.epoch"))
    with _epochs_of(settings) as (database, now):
        number = database.vault.epochs.newest.number if first else turning.make(database, now)
        if not number:
            _refuse(settings, database)
        console.print(f"Made epoch {number} in {settings.keys_dir}.", soft_wrap=True)
        if not first:
            console.print("Once every process has it, a worker adopts it; `keys rotate` does it at once.")


def rotate() -> None:
    """Turns to a new epoch now, and wraps all keys anew under it, while everything goes on. Stopped, it can be begun
    again.
    """
    from core.database import turning

    settings = load_settings()
    with _epochs_of(settings) as (database, now):
        turning.make(database, now)
        epochs = database.vault.epochs
        if epochs.newest.number == epochs.current.number and not _is_behind(database):
            _refuse(settings, database)
        number = _adopted(database, now)
        done = _wrapped_anew(database, now)
    console.print(f"{done:,} keys were wrapped anew; all is wrapped under epoch {number}.")


def destroy_old() -> None:
    """Destroys the epochs that nothing stands on and that no backup needs any more (MINKA_BACKUP_DAYS)."""
    from core.database import turning

    settings = load_settings()
    with _epochs_of(settings) as (database, now):
        done = turning.destroy(database, now, keep=timedelta(days=settings.backup_days))
        files = database.vault.epochs.files
        if files is not None and not files.writable:
            console.print(f"{files.folder} cannot be written here: delete their files where they are kept.")
    console.print(f"{done} destroyed.")


def check() -> None:
    """Does every wrapped key open with an epoch that is here? Counts them; exit 1 where something does not hold."""
    from core.database import checking

    settings = load_settings()
    with (
        open_as_it_is(settings, application="minka keys", timeout_ms=TIMEOUT_MS) as database,
        database.transaction() as session,
    ):
        report = checking.look_over(session)
    for row in report.adopted:
        standing = [f"{one.many:,} {one.table}" for one in report.counts if one.epoch == row.number]
        left = f", left {row.left_at:%Y-%m-%d}" if row.left_at else ""
        console.print(
            f"epoch {row.number}, since {row.adopted_at:%Y-%m-%d}{left}: {', '.join(standing) or 'nothing'}",
            soft_wrap=True,
        )
    for sentence in report.waiting:
        console.print(f"– {sentence}", soft_wrap=True)
    for sentence in report.wrong:
        console.print(f"[red]✗[/] {sentence}", soft_wrap=True)
    if report.wrong:
        raise typer.Exit(1)
    console.print(
        f"[green]✓[/] {report.opened:,} wrapped keys open, and the master key is the one of this database"
    )


@contextmanager
def _epochs_of(settings: Settings) -> Iterator[tuple[Database, datetime]]:
    """The database as one of its processes, and what time it is."""
    with open_database(settings, application="minka keys", timeout_ms=TIMEOUT_MS) as database:
        with database.transaction() as session:
            now = clock.now(session, movable=settings.is_development)
        yield database, now


def _refuse(settings: Settings, database: Database) -> NoReturn:
    """Says why there is no new epoch; exit 1."""
    epochs = database.vault.epochs
    if epochs.newest.number > epochs.current.number:
        console.print(
            f"Epoch {epochs.newest.number} is there already, and not adopted yet: `keys check` says why."
        )
    else:
        console.print(
            f"[red]✗[/] {settings.keys_dir} cannot be written here. Run this where it can be, and give the new file to "
            "every process.",
            soft_wrap=True,
        )
    raise typer.Exit(1)


def _adopted(database: Database, now: datetime) -> int:
    """The newest epoch, adopted once every process has it; exit 1 where some do not take it up."""
    from core.crypto import standing
    from core.database import turning

    epochs, waiting = database.vault.epochs, threading.Event()
    for _ in range(LOOKS):
        turning.adopt(database, now)
        if epochs.current.number == epochs.newest.number:
            return epochs.current.number
        waiting.wait(LOOK_AGAIN_S)
    with database.transaction() as session:
        lacking = ", ".join(standing.lacking(session, epochs, epochs.newest.mark))
    console.print(
        f"[red]✗[/] epoch {epochs.newest.number} waits for {lacking}: show its file to them (MINKA_KEYS)."
    )
    raise typer.Exit(1)


def _is_behind(database: Database) -> bool:
    """Whether a key still stands on an older epoch than the current one."""
    return _left_to_do(database) > 0


def _left_to_do(database: Database) -> int:
    from core.crypto import standing

    current = database.vault.epochs.current.number
    with database.transaction() as session:
        return sum(
            one.many for one in standing.counts(session) if one.epoch < current and one.table in standing.KEYS
        )


def _wrapped_anew(database: Database, now: datetime) -> int:
    from core.database import turning

    columns = (TextColumn("wrapping keys anew"), BarColumn(), MofNCompleteColumn())
    done = 0
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=_left_to_do(database))
        while some := turning.rewrap(database, now):
            done += some
            progress.advance(task, some)
    return done
