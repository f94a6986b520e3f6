"""The whole bench: every goal of the design beside what was measured, in one run.

    python -m benchmarks            what a change needs, three quarters of an hour on two cores
    python -m benchmarks --full     everything, at length
    python -m benchmarks rounds …   only these

The last line counts the goals met and missed. A module that fails is a missed goal, not the end of the bench.
"""

import argparse
import sys
import time
import traceback
from collections.abc import Callable, Sequence

from benchmarks.assignment import comparison
from benchmarks.house import (
    audit,
    candidates,
    commits,
    desk,
    idle,
    listing,
    pages,
    pushes,
    queue,
    rounds,
    turns,
)
from benchmarks.report import Row, show
from benchmarks.simulation import again, hours, shown, simulate
from core.machine import garbage

MODULES: dict[str, tuple[Callable[[bool], list[Row]], float]] = {
    "audit": (audit.rows, 1.0),
    "listing": (listing.rows, 1.5),
    "desk": (desk.rows, 2.0),
    "pages": (pages.rows, 2.0),
    "pushes": (pushes.rows, 1.5),
    "candidates": (candidates.rows, 2.0),
    "rounds": (rounds.rows, 8.5),
    "turns": (turns.rows, 5.0),
    "idle": (idle.rows, 1.0),
    "commits": (commits.rows, 2.0),
    "queue": (queue.rows, 2.0),
    "assignment": (comparison.rows, 4.0),
    "simulate": (simulate.rows, 5.0),
    "places": (shown.rows, 3.0),
    "again": (again.rows, 3.0),
    "hours": (hours.rows, 2.0),
}
"""What there is to measure, in the order of the run, and how many minutes each may take."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the bench; returns how many goals were missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="the largest baselines, more seeds")
    parser.add_argument("modules", nargs="*", help=", ".join(MODULES))
    options = parser.parse_args(arguments)
    if unknown := set(options.modules) - set(MODULES):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(MODULES)}")
    wanted = options.modules or list(MODULES)
    garbage.settle()  # or the collector's pauses in here would count as somebody else's
    return show([row for name in wanted for row in measure(name, *MODULES[name], full=options.full)])


def measure(name: str, rows: Callable[[bool], list[Row]], minutes: float, *, full: bool = False) -> list[Row]:
    """One module's rows; where it fails, one row that says how, and counts as missed."""
    print(f"{name} …", file=sys.stderr, flush=True)
    began = time.perf_counter()
    try:
        measured = rows(full)
    except Exception as error:
        traceback.print_exc()
        measured = [Row(name, f"failed: {type(error).__name__}: {error}"[:200], "to run to its end", False)]
    taken = (time.perf_counter() - began) / 60
    budget = "no limit" if full else f"{minutes:g} meant for it"
    print(f"{name}: {taken:.1f} minutes, {budget}", file=sys.stderr, flush=True)
    return measured


if __name__ == "__main__":
    main()
