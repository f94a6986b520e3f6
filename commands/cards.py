"""Cards for people who are spoken for: with theirs, each can take everything over."""

from pathlib import Path
from typing import Annotated

import typer

from commands.opening import console, load_settings, open_database
from core import clock


def cards(
    representative: Annotated[str, typer.Argument(help="The e-mail address of who speaks for them.")],
    path: Annotated[Path, typer.Option(help="Where the sheet is written.")] = Path("cards.html"),
) -> None:
    """A sheet of cards to print: each person somebody speaks for can take everything over with theirs."""
    from commands.card_sheet import sheet
    from services.representation import cards as person_cards

    settings = load_settings()
    with open_database(settings, application="minka operator") as database, database.transaction() as session:
        now = clock.now(session, movable=settings.is_development)
        written = person_cards.fresh_for(session, representative, now=now)
    path.write_text(sheet(written, settings.public_url), encoding="utf-8")
    path.chmod(0o600)
    console.print(f"{len(written)} cards in {path}. Each works once; print it, then delete the file.")
