"""Backups made and brought back, and the way from the embedded database to a named one."""

import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from uuid import UUID

import typer
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from commands.opening import console, load_settings, open_database
from core import clock
from core.crypto.epochs import Epochs
from core.crypto.vault import Vault
from core.database import db
from core.database.embedded import EmbeddedServerError
from core.database.fitting import DoesNotFit
from core.settings import Settings

_PATIENCE_MS = 600_000
_BEAT = text(
    "INSERT INTO heartbeat (job, at) VALUES ('backup', :at) ON CONFLICT (job) DO UPDATE SET at = excluded.at"
)
_OTHERS = text("""
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'minka%' AND application_name <> 'minka move'
""")
_FOLDER = typer.Argument(None, help="Where backups are kept; else MINKA_BACKUP_DIR.", metavar="FOLDER")
_BACKUP = typer.Argument(..., help="A folder that `backup` made.", metavar="BACKUP")
_ERASURES = typer.Option(None, help="A copy of the file `erased` of MINKA_KEYS, as new as there is.")
_QUIET = typer.Option(False, "--quiet-channels", help="Send nothing until `channels resume`: for a trial.")


def backup(folder: Path | None = _FOLDER) -> None:
    """Backs up the database and the epochs of keys while Minka runs; checks the backup by restoring it."""
    from core.backups import folder as keeping
    from core.backups import taking

    settings = load_settings()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # in order: nothing half-done is left
    where = folder or settings.backup_dir
    if where is None:
        _refuse("Where to? `python manage.py backup FOLDER`, or set MINKA_BACKUP_DIR.", 2)
    with (
        _in_sentences(),
        open_database(settings, application="minka backup", timeout_ms=_PATIENCE_MS) as database,
    ):
        now = clock.real_now()
        made, said = taking.take(
            database.direct_url, where, database.vault, held_in=_held_in(settings), now=now
        )
        with database.transaction() as session:
            session.execute(_BEAT, {"at": now})
        gone = keeping.let_go(where, database.vault, days=settings.backup_days, now=now)
    rows = sum(said.counts.values())
    console.print(f"[green]✓[/] {made}", soft_wrap=True)
    console.print(f"  {rows:,} rows and {len(said.epochs)} epochs of keys; restored and counted: all there.")
    if gone:
        console.print(f"  {len(gone)} older than {settings.backup_days} days were deleted.")


def restore(backup: Path = _BACKUP, erasures: Path | None = _ERASURES, quiet: bool = _QUIET) -> None:
    """Brings a backup back into an empty database, and erases again whoever was erased since. Minka must not run."""
    from commands import restoring
    from core.backups import erasures as lists
    from core.backups import manifest

    settings = load_settings()
    with _in_sentences():
        said = manifest.read(backup, Vault(settings.master_key_bytes))
        manifest.ensure_whole(backup, said)
        if erasures is not None and not erasures.exists():
            _refuse(f"There is no {erasures}.", 2)
        ours = settings.keys_dir / lists.NAME
        erased = lists.read(ours) | (lists.read(erasures) if erasures is not None else {})
        how = restoring.How(erased, quiet=quiet)
        if settings.database_url is not None and settings.owner_database_url is None:
            _refuse("A restore makes tables: set MINKA_OWNER_DATABASE_URL, too.", 2)
        address = db.find(settings)
        try:
            done = restoring.restore(backup, said, settings, address, how)
        finally:
            if address.server is not None:
                address.server.stop()
    console.print(f"[green]✓[/] Restored as it was on {said.at:%Y-%m-%d at %H:%M:%S} UTC.")
    _tell_of_erasures(ours, erasures, erased, done.erased)
    if done.held:
        console.print(
            f"  {done.held} messages waited then and may have left since: they are held. `channels send-held` lets "
            "them leave, `channels drop-held` lets go of them."
        )
    if quiet:
        console.print("  Nothing is sent to anybody until `python manage.py channels resume`.")
    console.print("  Who had signed in or signed out since: as they were then. Now start Minka.")


def move() -> None:
    """Moves the embedded database of MINKA_DATA_DIR into the empty one that the settings name. Minka must not run."""
    from commands import restoring
    from core.backups import manifest, taking

    settings = load_settings()
    if settings.database_url is None or settings.owner_database_url is None:
        _refuse(
            "Where to? Make an empty database of a role that owns it, and set MINKA_OWNER_DATABASE_URL to that role's "
            "address and MINKA_DATABASE_URL to the same with the role minka_app and a password of your choice. Then "
            "`python manage.py move` again.",
            2,
        )
    old = settings.model_copy(
        update={"database_url": None, "owner_database_url": None, "direct_database_url": None}
    )
    if not (settings.data_dir / "pg" / "cluster").exists():
        _refuse(f"There is no embedded database in {settings.data_dir / 'pg'}.", 2)
    with _in_sentences(), tempfile.TemporaryDirectory(prefix=".moving-", dir=settings.data_dir) as between:
        with open_database(old, application="minka move", timeout_ms=_PATIENCE_MS) as database:
            with database.transaction() as session:
                _ensure_nobody_else(session)
            made, _ = taking.take(
                database.direct_url,
                Path(between),
                database.vault,
                held_in=_held_in(old),
                now=clock.real_now(),
            )
        said = manifest.read(made, Vault(settings.master_key_bytes))
        how = restoring.How({}, moved=True)
        restoring.restore(made, said, settings, db.find(settings), how)
    console.print(
        "[green]✓[/] Everything is in the database that MINKA_DATABASE_URL names. Start Minka with these settings."
    )
    console.print(
        f"  The old one in {settings.data_dir / 'pg'} is as it was. Delete it when the new one has its first backup; "
        "until then start nothing without MINKA_DATABASE_URL: it would go on with the old one."
    )


def erasures() -> None:
    """Prints who was erased lately, as `restore --erasures` reads it: ids and times, to be kept elsewhere."""
    from core.backups import erasures as lists

    settings = load_settings()
    with open_database(settings, application="minka erasures") as database, database.transaction() as session:
        now = clock.now(session, movable=settings.is_development)
        said = lists.written(lists.lately(session, days=settings.backup_days, now=now))
    console.file.write(said)


def _held_in(settings: Settings) -> Callable[[Path], Vault]:
    """What opens a backup: the master key and the backup's own epochs."""
    key = settings.master_key_bytes
    return lambda folder: Vault(key, Epochs(key, folder))


def _tell_of_erasures(ours: Path, theirs: Path | None, erased: Mapping[UUID, datetime], again: int) -> None:
    if not ours.exists() and theirs is None:
        console.print(
            f"  [yellow]There is no {ours} and no --erasures: whoever was erased since then is back.[/]",
            soft_wrap=True,
        )
    else:
        console.print(
            f"  {len(erased)} erasures are known of the last weeks; {again} were carried out again."
        )


def _ensure_nobody_else(session: Session) -> None:
    from core.backups.errors import BackupError

    if session.execute(_OTHERS).scalar_one():
        raise BackupError(
            "Minka is running on the embedded database: what is written meanwhile would stay behind. Stop it first."
        )


def _refuse(sentence: str, code: int) -> NoReturn:
    console.print(f"[red]✗[/] {sentence}", soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def _in_sentences() -> Iterator[None]:
    """Whatever goes wrong on the way is a sentence, and exit 1."""
    from core.backups.errors import BackupError

    try:
        yield
    except (BackupError, DoesNotFit, EmbeddedServerError) as error:
        _refuse(str(error), 1)
    except OperationalError as error:
        said = str(error.orig).strip().splitlines() or ["it did not answer"]
        _refuse(f"The database: {said[0]}", 1)
    except OSError as error:
        _refuse(f"{error.filename or 'A file'}: {error.strerror}.", 1)
