"""Limits by standing: who is better known may do more, and in no row less."""

from dataclasses import astuple
from datetime import timedelta
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.rules import ceilings
from matching.rules.ceilings import ORGANISATION, TABLE, Ceilings, Column


def widths(row: Ceilings) -> list[float]:
    return [inf if most is None else most for most in astuple(row)]


def wider(row: Ceilings, other: Ceilings) -> bool:
    return all(a >= b for a, b in zip(widths(row), widths(other), strict=True))


def test_the_table_is_whole_and_widens_with_standing() -> None:
    assert TABLE.keys() == set(Column)
    assert wider(TABLE[Column.USUAL], TABLE[Column.NEWCOMER])
    assert wider(TABLE[Column.KNOWN], TABLE[Column.USUAL])
    assert wider(ORGANISATION, TABLE[Column.KNOWN])
    assert min(widths(TABLE[Column.NEWCOMER])) >= 1, "everybody may do something of everything"


@pytest.mark.parametrize(
    ("days", "known", "column"),
    [
        (0, False, Column.NEWCOMER),
        (6.99, False, Column.NEWCOMER),
        (7, False, Column.USUAL),
        (0, True, Column.KNOWN),
        (400, True, Column.KNOWN),
    ],
)
def test_a_week_or_a_word(days: float, known: bool, column: Column) -> None:
    assert ceilings.column(timedelta(days=days), known=known) is column


@given(st.sampled_from(Column), st.integers(1, 1000))
def test_a_table_so_many_times_as_wide(column: Column, factor: int) -> None:
    row = TABLE[column]
    assert widths(ceilings.times(row, factor)) == [most * factor for most in widths(row)]
