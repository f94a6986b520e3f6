"""The counts of a replay, and the table it ends with."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from rich.table import Table

CLEAR_REFUSALS = frozenset(
    {"nobody_here_yet", "somebody_was_faster", "need_is_over", "not_eligible", "not_possible"}
)
"""Answers that belong to life: too far, too late, somebody else came first, no room left."""


@dataclass(slots=True)
class Tally:
    """Counts by name, refusals and errors by code."""

    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    first_yes: dict[str, timedelta] = field(default_factory=dict)
    """By need: how long its author waited for the first yes, on the clock."""

    def refused(self, code: str, status: int, *, clear: bool) -> None:
        """Counts what was not let through; `clear` says whether a refusal may be one of the clear ones."""
        kind = clear and status == 409 and code in CLEAR_REFUSALS
        (self.refusals if kind else self.errors)[code] += 1

    def table(self) -> Table:
        table = Table("", "", title="The replay", show_header=False)
        table.columns[1].justify = "right"
        for name in (
            "reports",
            "needs",
            "offers",
            "doubled reports",
            "no word for it",
            "outside Haiti",
            "asked",
            "accepted",
            "confirmed",
            "completed",
            "helped another way",
        ):
            table.add_row(name, f"{self.counts[name]:,}")
        table.add_row("needs with a yes", f"{len(self.first_yes):,}")
        waits = [wait.total_seconds() for wait in self.first_yes.values()]
        table.add_row(
            "median time to the first yes", _duration(median(waits)) if waits else "nobody said yes"
        )
        table.add_section()
        for code, count in self.refusals.most_common():
            table.add_row(f"refused: {code}", f"{count:,}")
        table.add_section()
        for code, count in self.errors.most_common():
            table.add_row(f"[red]error: {code}[/]", f"[red]{count:,}[/]")
        if not self.errors:
            table.add_row("[green]errors[/]", "[green]none[/]")
        return table


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
