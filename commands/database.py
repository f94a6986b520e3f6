"""The database looked after: brought up to date (`migrate`), and looked at (`doctor`)."""

import typer
from sqlalchemy import text

from commands.opening import console, load_settings, open_database
from core.database import db, fitting
from core.database.migrate import upgrade
from core.dials import dotenv
from core.health import looking
from core.health.part import State

NOT_WELL = 1
"""What `doctor` ends with where some part is down, so that a script or a timer can tell."""


def migrate() -> None:
    """Brings the database up to date, and the rights of the serving role."""
    settings = load_settings()
    address = db.find(settings)
    upgrade(address)
    if address.server is not None:
        address.server.stop()
    console.print("The database is up to date.")


def doctor() -> None:
    """Looks at what Minka needs and says what is missing; ends with 1 where Minka cannot do its work."""
    from commands.parts import PARTS

    settings = load_settings()
    there = f"{dotenv()}{'' if dotenv().is_file() else ' (not there)'}"
    console.print(f"[green]✓[/] data in {settings.data_dir}, settings in {there}", soft_wrap=True)
    with open_database(settings, application="minka doctor") as database:
        with database.transaction() as session:
            version = session.execute(text("SHOW server_version")).scalar_one()
            role = session.execute(text("SELECT current_user")).scalar_one()
            may = fitting.may_rewrite_events(session)
        found = looking.look(database, settings, PARTS)
    console.print(f"[green]✓[/] PostgreSQL {version}, serving as {role}")
    console.print("[green]✓[/] the master key is the one of this database")
    console.print(
        "[red]✗[/] the serving role may rewrite events" if may else "[green]✓[/] events are append-only"
    )
    for part in found.parts:
        console.print(f"{_MARKS[part.state]} {part.name}: {part.sentence or 'well'}", soft_wrap=True)
    if may or found.state is State.DOWN:
        raise typer.Exit(NOT_WELL)


_MARKS = {State.OK: "[green]✓[/]", State.DEGRADED: "[yellow]![/]", State.DOWN: "[red]✗[/]"}
