"""Minka shown: the narrated walk and the replay of real reports, against a server that runs."""

from pathlib import Path
from typing import Annotated

import typer

from commands.opening import console
from core.dials import Dials


def story(url: Annotated[str, typer.Option(help="Where Minka runs.")] = "") -> None:
    """Plays the whole main job over HTTP against a running server, told as it goes."""
    from demo.story import play

    play(url or _local(), console)


def replay(
    path: Path,
    url: Annotated[str, typer.Option(help="Where Minka runs.")] = "",
    most: Annotated[int, typer.Option(help="How many reports at most; 0: all.")] = 0,
) -> None:
    """Posts real reports (CSV) through the public API, with simulated helpers, and ends with a table."""
    from demo.replay import play

    play(url or _local(), path, console, most=most)


def _local() -> str:
    return f"http://127.0.0.1:{Dials().port}"
