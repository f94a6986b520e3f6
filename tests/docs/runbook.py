"""The runbook's table of troubles, line by line."""

from pathlib import Path

ROOT = Path(__file__).parents[2]


def _lines() -> list[tuple[str, ...]]:
    """The cells of each line of the table."""
    runbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = runbook.partition("## What to do when\n")[2]
    lines = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in line) for line in lines[1:]]


LINES = _lines()
"""The cells of each line: what one sees, what it means, what to do."""
