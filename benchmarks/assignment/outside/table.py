"""Solves what is in files and prints a line for each instance."""

import sys
from pathlib import Path

from rich.table import Table

from benchmarks.assignment.outside.answer import Answer
from benchmarks.assignment.outside.assignment import solve_assignment
from benchmarks.assignment.outside.flow import solve_flow
from benchmarks.assignment.outside.generalised import solve_generalised
from benchmarks.assignment.outside.readers import (
    Assignment,
    Generalised,
    Instance,
    MinCostFlow,
    ReadingError,
    read,
)
from benchmarks.report import console
from matching.rounds.flow import FlowError


def answer_files(files: list[Path], seconds: float, minimise: bool | None) -> int:
    """Prints a table with a line for every instance in the files; 1 where one of them fails."""
    table = Table("instance", "what it is", "optimum", "status", "seconds", "greedy", "greedy's gap")
    failed = 0
    for file in files:
        try:
            for instance in read(file, minimise):
                answer = solve(instance, seconds)
                total = "-" if answer.total is None else str(answer.total)
                rough = "-" if answer.greedy is None else str(answer.greedy)
                table.add_row(
                    answer.name, answer.kind, total, answer.status, f"{answer.seconds:.3f}", rough, answer.gap
                )
        except (ReadingError, FlowError, OSError, ImportError) as error:
            failed += 1
            print(f"{file}: {error}", file=sys.stderr)
    console().print(table)
    return int(failed > 0)


def solve(instance: Instance, seconds: float) -> Answer:
    """The optimum of an instance and what greedy loses on it. Raises FlowError where none is possible."""
    match instance:
        case Assignment():
            return solve_assignment(instance)
        case Generalised():
            return solve_generalised(instance, seconds)
        case MinCostFlow():
            return solve_flow(instance)
