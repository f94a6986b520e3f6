"""The files that set up a cluster: whatever they ask for is told where an operator reads how to fill them in."""

import re
from pathlib import Path

import pytest

from tests.cluster.layout import FILES, ROOT, Layout

_ASKED = re.compile(r"\$\{(\w+)\}")
ALL = sorted(FILES.iterdir())


@pytest.mark.parametrize("file", ALL, ids=[file.name for file in ALL])
def test_what_a_file_asks_for_is_told_and_filled_in(file: Path, tmp_path: Path) -> None:
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    asked = set(_ASKED.findall(file.read_text(encoding="utf-8")))
    assert asked
    assert [name for name in asked if f"{name}=" not in told] == []
    assert file.name in told
    layout = Layout(tmp_path, binaries=tmp_path)
    assert asked <= layout.values("a").keys()
    assert "$" not in layout.filled(file.name, "b")
