"""Real reports, posted again through the public API, with simulated helpers and the clock moved along.

The people are in `replay_people`, the file's words in `replay_reports`, what everybody does in `replay_days`.
"""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from demo.narrator import end_badly
from demo.replay_days import Days
from demo.replay_people import ZONE, gather
from demo.replay_reports import Report, read
from demo.replay_tally import Tally
from demo.visitor import NotAsToldError, Server, next_local

FIRST_HOUR = 13
"""The first report came at one in the afternoon, local time."""
PATIENCE = 180.0
"""Seconds: when hours pass in a second, the worker has hours of waves to open before it comes to the newest need."""
SETTLED_IN = timedelta(days=8)
"""So long after people came the first report comes: newcomers of one network are let do little together, and here all
write from one. Who was asked in a replay before has rested by then, too."""


def play(url: str, path: Path, console: Console, most: int = 0) -> None:
    """Plays the reports of `path` (the first `most`; 0: all) and prints the table.

    Raises SystemExit(1) where the server cannot be played with, or something was answered that is no clear
    refusal.
    """
    try:
        reports = read(path, most=most)
        with Server(url, patience=PATIENCE) as server, _progress(console) as progress:
            tally = _play(server, reports, progress)
    except (NotAsToldError, OSError, ValueError) as error:
        end_badly(console, str(error))
    except httpx.TransportError as error:
        end_badly(console, f"The server stopped answering: {error}")
    console.print(tally.table())
    if tally.errors:
        end_badly(console, "Something was answered that is no clear refusal.")


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _play(server: Server, reports: Sequence[Report], progress: Progress) -> Tally:
    needs = sum(report.is_need for report in reports)
    people = gather(server, progress, needs=needs, offers=len(reports) - needs)
    server.advance_to(next_local(server.clock + SETTLED_IN, ZONE, hour=FIRST_HOUR))
    return Days(server, people, reports).play(progress)
