"""The database looked after: brought up to date (`migrate`), and looked at (`doctor`)."""

from sqlalchemy import text

from commands.opening import console, load_settings, open_database
from core import clock
from core.audit import sealing
from core.database import db, fitting
from core.database.migrate import upgrade
from core.database.readiness import SEALED_WITHIN


def migrate() -> None:
    """Brings the database up to date, and the rights of the serving role."""
    settings = load_settings()
    address = db.find(settings)
    upgrade(address)
    if address.server is not None:
        address.server.stop()
    console.print("The database is up to date.")


def doctor() -> None:
    """Looks at what Minka needs and says what is missing."""
    settings = load_settings()
    with open_database(settings, application="minka doctor") as database, database.transaction() as session:
        version = session.execute(text("SHOW server_version")).scalar_one()
        role = session.execute(text("SELECT current_user")).scalar_one()
        may = fitting.may_rewrite_events(session)
        waiting = sealing.waiting_since(session)
        beat = session.execute(text("SELECT max(at) FROM heartbeat")).scalar_one()
    console.print(f"[green]✓[/] PostgreSQL {version}, serving as {role}")
    console.print("[green]✓[/] the master key is the one of this database")
    console.print(
        "[red]✗[/] the serving role may rewrite events" if may else "[green]✓[/] events are append-only"
    )
    console.print(
        f"[green]✓[/] the worker's heart beat at {beat}" if beat else "[yellow]–[/] no worker has run yet"
    )
    late = waiting is not None and clock.real_now() - waiting > SEALED_WITHIN
    console.print(
        f"[red]✗[/] the record is not sealed since {waiting:%Y-%m-%d %H:%M}: what does the worker's log say?"
        if late
        else "[green]✓[/] the record is sealed"
    )
