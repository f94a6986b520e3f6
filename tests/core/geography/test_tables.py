"""The committed tables: as they were made, in a size that may lie in a repository, and nothing strange in them."""

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import geography, places
from core.geography import cells, table

FOLDER = Path(geography.__file__).parent
_LINES = [line.split("  ") for line in (FOLDER / "SHA256SUMS").read_text().splitlines()]
SUMS = {name: digest for digest, name in _LINES}
TABLES = sorted(FOLDER.glob("*.bin"))

tables = pytest.mark.parametrize("file", TABLES, ids=lambda file: file.name)


@tables
def test_a_table_is_as_it_was_made(file: Path) -> None:
    assert hashlib.sha256(file.read_bytes()).hexdigest() == SUMS[file.name], "changed by hand? make geography"


def test_each_sum_has_its_table() -> None:
    assert sorted(SUMS) == [file.name for file in TABLES] == ["countries.bin", "shown_cells.bin"]


@tables
def test_a_table_is_small(file: Path) -> None:
    assert file.stat().st_size <= 400 * 1024


@tables
def test_a_table_says_whose_data_it_is_and_so_does_the_notice(file: Path) -> None:
    head = file.read_bytes().partition(b"\n")[0].decode()
    notice = (FOLDER.parents[1] / "NOTICE").read_text(encoding="utf-8")
    assert f"core/geography/{file.name}" in notice
    for source in re.findall(r"GeoNames|CC BY 4\.0|OpenStreetMap|timezone-boundary-builder|ODbL", head):
        assert source in notice
    assert re.search(r'"licence": "(CC BY 4\.0|ODbL 1\.0)', head)


@tables
def test_runs_go_from_the_first_cell_to_the_last_and_each_changes_something(file: Path) -> None:
    held = table.read(file.name)
    ends = held.starts[0], held.starts[-1]
    assert ends[0] == 0 < ends[1] < 1 << 22
    assert all(a < b for a, b in zip(held.starts, held.starts[1:], strict=False))
    assert all(a != b for a, b in zip(held.word_of_run, held.word_of_run[1:], strict=False))
    assert set(held.word_of_run) == set(range(len(held.words)))


def test_the_words_of_shown_cells_are_resolutions() -> None:
    words = table.read("shown_cells.bin").words
    assert all(re.fullmatch(r"5|[67]{7}", word) for word in words)


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_positions_rise_with_the_cells(lat: float, lon: float) -> None:
    wide = cells.parent(places.cell_of(lat, lon), cells.WIDE)
    neighbours = cells.parts(cells.parent(wide, 3), cells.WIDE)
    positions = [cells.position(cell) for cell in sorted(neighbours)]
    assert positions == sorted(set(positions))


def test_a_file_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="minka cells 2"):
        table.unpacked(b'{"form": "minka cells 2"}\n\x00')
