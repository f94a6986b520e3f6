"""docs/asvs.md answers every requirement of levels 1 and 2 of ASVS 5.0.0, once, and by what is there."""

import re
from collections import Counter
from typing import NamedTuple

import pytest

from tests.docs.asvs_numbers import OF_A_CHAPTER, numbers
from tests.docs.named_tests import ROOT, missing, named_in

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
VERDICTS = ("met", "not met", "not applicable")


class Row(NamedTuple):
    number: str
    level: int
    asked: str
    verdict: str
    by: str

    @property
    def chapter(self) -> str:
        return self.number.partition(".")[0]


def rows_of(page: str) -> list[Row]:
    """The rows of the chapters' tables. Raises ValueError for one that is of another form."""
    found = []
    for line in page.splitlines():
        if line.startswith("| V"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            number, level, asked, verdict, by = cells
            found.append(Row(number, int(level), asked, verdict, by))
    return found


ROWS = rows_of(PAGE)


def test_the_standard_has_as_many_requirements_of_two_levels() -> None:
    levels = Counter(level for _, level in numbers())
    assert levels == {1: 70, 2: 183}
    assert Counter(number.partition(".")[0] for number, _ in numbers()) == OF_A_CHAPTER


def test_each_requirement_has_one_row_in_the_standards_order_with_its_level() -> None:
    assert [(row.number, row.level) for row in ROWS] == list(numbers())


def test_each_row_stands_in_its_chapters_table() -> None:
    chapters = re.split(r"^## (?=V\d+ )", PAGE, flags=re.MULTILINE)[1:]
    assert [chapter.partition(" ")[0] for chapter in chapters] == list(OF_A_CHAPTER)
    for chapter in chapters:
        rows = rows_of(chapter)
        assert {row.chapter for row in rows} == {chapter.partition(" ")[0]}
        assert len(rows) == OF_A_CHAPTER[rows[0].chapter]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_row_says_what_is_asked_and_by_what_it_is_answered(row: Row) -> None:
    assert row.verdict in VERDICTS
    assert 15 <= len(row.asked) <= 160
    assert not row.asked.startswith("Verify"), "in words of our own"
    assert missing(row.by) == []
    if row.verdict == "met":
        assert named_in(row.by), "nothing is met without a test that shows it"
    else:
        assert len(re.sub(r"`[^`]*`", "", row.by)) >= 15, "why not"


def test_the_summary_counts_what_stands_below_it() -> None:
    table = re.findall(
        r"^\| (met|not met|not applicable|together) \| (\d+) \| (\d+) \| (\d+) \|$", PAGE, re.MULTILINE
    )
    counted = Counter((row.verdict, row.level) for row in ROWS)
    for verdict, first, second, both in table:
        of_these = [
            counted[kind, level] for level in (1, 2) for kind in VERDICTS if verdict in (kind, "together")
        ]
        firsts = sum(counted[kind, 1] for kind in VERDICTS if verdict in (kind, "together"))
        assert (int(first), int(second), int(both)) == (firsts, sum(of_these) - firsts, sum(of_these)), (
            verdict
        )
    assert [verdict for verdict, *_ in table] == [*VERDICTS, "together"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("`tests/docs/test_asvs.py::test_no_such_thing`", True),
        ("`tests/docs/test_nowhere.py`", True),
        ("`tests/docs/named_tests.py`", True),
        ("`tests/docs/test_asvs.py::rows_of`", True),
        ("`tests/docs/test_asvs.py::test_the_summary_counts_what_stands_below_it`", False),
        ("`tests/docs/test_asvs.py`", False),
    ],
)
def test_a_test_that_is_not_run_is_noticed(line: str, wrong: bool) -> None:
    assert bool(missing(line)) is wrong
