"""What every benchmark hands back: rows of what was measured beside its goal."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bench. `met` is None where there is no goal and the row only informs."""

    what: str
    measured: str
    goal: str
    met: bool | None


_MARKS = {True: "[green]met[/]", False: "[red]missed[/]", None: ""}


def console() -> Console:
    """Where tables go. Redirected, they are read by programs: nothing is folded."""
    return Console(width=None if sys.stdout.isatty() else 200)


def show(rows: Iterable[Row]) -> int:
    """Print the rows as a table and, last, how many goals were met. Returns how many were missed."""
    rows = list(rows)
    table = Table("what", "measured", "goal", "")
    for row in rows:
        table.add_row(row.what, row.measured, row.goal, _MARKS[row.met])
    missed = sum(row.met is False for row in rows)
    paper = console()
    paper.print(table)
    paper.print(f"{sum(row.met is True for row in rows)} goals met, {missed} missed")
    return missed
