"""The sealed record, as whoever runs the server looks it over, and owns up to a restore."""

import typer
from sqlalchemy import create_engine

from commands.opening import connect, console, load_settings, open_database
from core import clock
from core.audit.chain import Fault, Wrong
from core.audit.verifying import Report
from core.database import db

PATIENCE_MS = 600_000

_SAID = {
    Wrong.EDITED: "event {event} was edited",
    Wrong.MISSING: "event {event} is missing",
    Wrong.ADDED: "event {event} was put in between later",
    Wrong.SWAPPED: "event {event} was swapped with another",
    Wrong.TAIL_CUT: "the end was cut off, or an older copy was put back and nobody said so: {why}",
    Wrong.SEAL: "seal {seal} does not hold: {why}",
    Wrong.KEY: "{why}: is MINKA_MASTER_KEY the one that this database is served with?",
    Wrong.HEADS: "{why}",
    Wrong.RESTORED: "the database was restored from a backup, and what was sealed since is gone: {why}. If it was "
    "you, say so: `python manage.py audit restored`",
}


def verify() -> None:
    """Is the record of what happened whole? Names the first line that does not hold; exit 1."""
    from core.audit import verifying

    settings = load_settings()
    with (
        open_database(settings, application="minka audit", timeout_ms=PATIENCE_MS) as database,
        database.transaction() as session,
    ):
        report = verifying.verify(session, settings.heads_file)
    _tell(report)
    if report.fault is not None:
        raise typer.Exit(1)


def restored() -> None:
    """You put a backup back: begins the next epoch, and says so in the file of heads. Needs the owner's URL."""
    from core.audit import witnessing

    settings = load_settings()
    address = db.find(settings)
    database = connect(settings, address, application="minka audit", timeout_ms=PATIENCE_MS)
    owner = create_engine(address.owner_url)
    try:
        with owner.begin() as connection:
            witnessing.begin_epoch(connection, settings.heads_file, database.vault)
        with database.transaction() as session:
            now = clock.now(session, movable=settings.is_development)
            last = witnessing.own_up(session, settings.heads_file, now=now)
    finally:
        owner.dispose()
        database.close()
        if address.server is not None:
            address.server.stop()
    console.print(f"Said in {settings.heads_file}: the record goes on after seal {last}.")


def _tell(report: Report) -> None:
    last = f"; the last of {report.last.at:%Y-%m-%d %H:%M:%S} UTC" if report.last else ""
    if report.fault is None:
        console.print(f"[green]✓[/] {report.sealed:,} events hold, under {report.seals:,} seals{last}")
    else:
        console.print(f"[red]✗[/] {_sentence(report.fault)}")
        console.print(f"  {report.sealed:,} events are sealed, under {report.seals:,} seals{last}")
    if report.tail:
        console.print(
            f"– {report.tail:,} events since {report.tail_since:%Y-%m-%d %H:%M:%S} are not sealed yet"
        )


def _sentence(fault: Fault) -> str:
    return _SAID[fault.wrong].format(event=fault.event, seal=fault.seal, why=fault.why)
