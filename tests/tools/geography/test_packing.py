"""Packed tables: what is written is read again, the same words give the same bytes, and each file has its sum."""

import json
import subprocess
from pathlib import Path

from h3.api import basic_int as h3
from hypothesis import given, settings
from hypothesis import strategies as st

from core.geography import cells, table
from tools.geography import packing

SOME = sorted(cell for base in h3.get_res0_cells()[::20] for cell in cells.parts(base, cells.WIDE)[::97])
"""A thousand cells with gaps of all sizes between them."""

runs = st.lists(
    st.tuples(
        st.integers(1, 300), st.sampled_from(["5", "6667666", "US CA", "", "«é»"]) | st.text("67", max_size=7)
    ),
    max_size=300,
)


def worded(given_runs: list[tuple[int, str]]) -> list[tuple[int, str]]:
    words = [word for length, word in given_runs for _ in range(length)]
    return list(zip(SOME, [*words, *["the rest"] * len(SOME)], strict=False))


@settings(deadline=None)
@given(runs)
def test_what_is_written_is_read(given_runs: list[tuple[int, str]]) -> None:
    words = worded(given_runs)
    packed = packing.packed(words, {"what": "a test's"})
    assert packed == packing.packed(iter(words), {"what": "a test's"})
    read = table.unpacked(packed)
    assert [(cell, read.word(cell)) for cell in SOME] == words


def test_many_words_are_read_as_well_as_few() -> None:
    words = [(cell, f"word {at}") for at, cell in enumerate(SOME)]
    read = table.unpacked(packing.packed(words, {}))
    assert len(read.words) == len(SOME) > 1000
    assert [(cell, read.word(cell)) for cell in SOME] == words


def test_the_commonest_words_have_the_smallest_numbers_and_no_order_is_left_to_chance() -> None:
    words = zip(SOME, ["d", "c", "b", "a", "e", "a"], strict=False)
    head = packing.packed(words, {}).partition(b"\n")[0]
    assert json.loads(head)["words"] == ["a", "b", "c", "d", "e"]


def test_each_file_has_its_sum_and_keeps_the_others(tmp_path: Path) -> None:
    for name, content in [("b.bin", b"old"), ("a.bin", b"one"), ("b.bin", b"new")]:
        packing.write(tmp_path, name, content)
    lines = (tmp_path / packing.SUMS).read_text().splitlines()
    assert [line[64:] for line in lines] == ["  a.bin", "  b.bin"]
    check = ["sha256sum", "--check", "--status", packing.SUMS]
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "a.bin").write_bytes(b"changed by hand")
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 1
