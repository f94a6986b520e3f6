"""The sandbox of whoever writes an app: emptied, and filled with the invented community anew, also while it runs."""

import typer

from commands.opening import connect, console, load_settings
from core.database import db, emptying

APP = "minka sandbox"


def reset() -> None:
    """In development: everything is as at the first start. Only where the invented community is, or nobody."""
    from demo import community as demo

    settings = load_settings()
    if not settings.is_development:
        console.print("[red]✗[/] Only a sandbox is emptied: this is not MINKA_ENV=development.")
        raise typer.Exit(2)
    address = db.find(settings)
    database = connect(settings, address, application=APP, timeout_ms=20_000)
    try:
        if not demo.is_alone(database):
            console.print(
                "[red]✗[/] The invented community is not here: this database may hold what somebody needs. "
                "Nothing was changed."
            )
            raise typer.Exit(1)
        emptying.empty(address.owner_url)
        settings.heads_file.unlink(missing_ok=True)
        demo.load_if_empty(database, settings, console)()
    finally:
        database.close()
        if address.server is not None:
            address.server.stop()
