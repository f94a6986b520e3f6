"""The page that tells people how long what is kept of them is kept says what the code says."""

from collections.abc import Mapping
from pathlib import Path

from services.retention.keeping import ALL
from services.retention.table import TABLE

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"


def rows() -> list[str]:
    """The table as the page has it."""
    return [
        f"| {kept.name.replace('_', ' ')} | {kept.purpose} | {kept.until} | `{kept.job}` | {_where(kept.holds)} |"
        for kept in TABLE
    ]


def _where(holds: Mapping[str, tuple[str, ...]]) -> str:
    return ", ".join(
        f"`{table}`" if columns == ALL else f"`{table}` ({', '.join(columns)})"
        for table, columns in holds.items()
    )


def test_the_page_lists_every_class_as_the_code_has_it() -> None:
    said = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    assert said[1:] == rows()
