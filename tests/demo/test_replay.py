"""Real-looking reports, written here, played through the public API of a server that runs."""

import csv
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from demo import replay
from demo.replay_reports import read
from matching.rules import ceilings
from tests.support.world import World

START = datetime.fromisoformat("2010-01-12T13:00:00")
PORT_AU_PRINCE = ("18.552", "-72.333")
SANTO_DOMINGO = ("18.479", "-69.891")

Row = tuple[int, str, str, tuple[str, str]]
"""Minutes after the start, kind, category, where."""


def written(folder: Path, rows: list[Row]) -> Path:
    path = folder / "reports.csv"
    with path.open("w", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["reported_at", "kind", "category", "source_code", "lat", "lon"])
        for minutes, kind, category, (lat, lon) in rows:
            lines.writerow([(START + timedelta(minutes=minutes)).isoformat(), kind, category, "2a", lat, lon])
    return path


def some_rows() -> list[Row]:
    offers: list[Row] = [
        (i, "offer", category, (f"18.{550 + i}", "-72.333"))
        for i, category in enumerate(("food", "medical", "general", "supplies", "water", "food", "medical"))
    ]
    kinds = ("food", "water", "medical_supplies", "medical_emergency", "shelter", "sanitation", "fuel")
    needs: list[Row] = [
        (60 + 7 * i, "need", kinds[i % len(kinds)], (f"18.{540 + i}", "-72.330")) for i in range(28)
    ]
    doubled: list[Row] = [(minutes + 20, *rest) for minutes, *rest in needs[:3]]  # type: ignore[misc]
    outside: list[Row] = [(300, "need", "food", SANTO_DOMINGO), (310, "offer", "food", SANTO_DOMINGO)]
    unnamed: list[Row] = [(305, "need", "persons_news", ("18.555", "-72.331"))]
    return sorted(offers + needs + doubled + outside + unnamed)


def test_a_repetition_within_the_hour_is_a_double_and_later_it_is_not(tmp_path: Path) -> None:
    rows: list[Row] = [
        (0, "need", "food", PORT_AU_PRINCE),
        (30, "need", "food", PORT_AU_PRINCE),
        (40, "offer", "food", PORT_AU_PRINCE),
        (50, "need", "water", PORT_AU_PRINCE),
        (80, "need", "food", PORT_AU_PRINCE),
        (200, "need", "food", PORT_AU_PRINCE),
    ]
    doubles = [report.double_of for report in read(written(tmp_path, rows))]
    assert doubles == [None, 0, None, None, 0, None]


def test_what_we_have_no_word_for_is_something_else(tmp_path: Path) -> None:
    kinds = [
        ("need", "food"),
        ("need", "gold"),
        ("need", ""),
        ("need", "ride"),
        ("offer", "gold"),
        ("offer", "ride"),
    ]
    path = written(
        tmp_path, [(i, kind, category, PORT_AU_PRINCE) for i, (kind, category) in enumerate(kinds)]
    )
    reports = read(path)
    assert [report.needed for report in reports[:4]] == [
        "groceries",
        "something_else",
        "something_else",
        "ride",
    ]
    assert [report.offered for report in reports[4:]] == [(), ("ride",)]
    assert [report.has_word for report in reports] == [True, False, False, True, False, True]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("yesterday,need,food,2a,18.5,-72.3", "report 1: Invalid isoformat string: 'yesterday'"),
        ("2010-01-12T13:00:00,need,food,2a,,-72.3", "report 1: could not convert string to float: ''"),
        ("2010-01-12T13:00:00,need,food,2a,nan,-72.3", "report 1: nan, -72.3 is no place on this earth"),
        ("2010-01-12T13:00:00,wish,food,2a,18.5,-72.3", "report 1: 'wish' is neither need nor offer"),
        ("2010-01-12T13:00:00,need", "report 1: could not convert string to float: ''"),
    ],
)
def test_a_line_that_is_no_report_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(f"reported_at,kind,category,source_code,lat,lon\n{line}\n")
    with pytest.raises(ValueError, match="report 1") as refused:
        read(path)
    assert str(refused.value) == said


def test_a_file_of_another_form_says_which_columns_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text("when,what\n")
    with pytest.raises(ValueError, match="it needs reported_at, kind, category, lat, lon"):
        read(path)


def test_times_with_and_without_a_zone_stand_in_one_order(tmp_path: Path) -> None:
    path = tmp_path / "reports.csv"
    path.write_text(
        "\ufeffreported_at,kind,category,lat,lon\n"
        "2010-01-12T13:00:00,need,water,18.5,-72.3\n"
        "2010-01-12T07:30:00-05:00,need,food,18.5,-72.3\n",
        encoding="utf-8",
    )
    assert [(report.category, report.after) for report in read(path)] == [
        ("food", timedelta(0)),
        ("water", timedelta(minutes=30)),
    ]


def test_reports_are_played_to_the_end(
    running: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the settings in the environment, where `manage.py replay` finds them."""
    monkeypatch.setenv("MINKA_DATA_DIR", str(running.settings.data_dir))
    monkeypatch.setenv("MINKA_DATABASE_URL", running.address.direct_url)
    paper = Console(file=io.StringIO(), width=120)
    replay.play(running.server.url, written(tmp_path, some_rows()), paper)
    counted = table(paper)
    assert counted["reports"] == "41"
    assert counted["no word for it"] == "1"
    assert counted["doubled reports"] == "3"
    assert counted["outside Haiti"] == "2"
    assert counted["refused: nobody_here_yet"] == "2"
    assert counted["needs"] == "32"
    assert counted["offers"] == "7"
    assert counted["errors"] == "none"
    assert int(counted["asked"]) >= int(counted["accepted"]) >= int(counted["confirmed"]) > 0


def test_nobody_in_a_replay_is_a_newcomer() -> None:
    """All of them write from one network, whose newcomers together may promise little in a day."""
    assert replay.SETTLED_IN >= ceilings.NEW_FOR


def test_a_server_whose_database_is_another_one_is_not_touched(
    running: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINKA_DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("MINKA_DATABASE_URL", raising=False)
    paper = Console(file=io.StringIO(), width=300)
    with pytest.raises(SystemExit) as end:
        replay.play(running.server.url, written(tmp_path, some_rows()), paper)
    assert end.value.code == 1
    assert "MINKA_DATA_DIR" in paper.file.getvalue()  # type: ignore[attr-defined]
    assert not (tmp_path / "elsewhere" / "pg").exists()


def table(paper: Console) -> dict[str, str]:
    """The rows of the last table that was printed."""
    rows = [line.split("│") for line in paper.file.getvalue().splitlines() if line.count("│") == 3]  # type: ignore[attr-defined]
    return {cells[1].strip(): cells[2].strip() for cells in rows}
