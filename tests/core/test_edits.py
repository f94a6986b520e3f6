"""Edits: unset is not None."""

from dataclasses import dataclass

from core import edits
from core.edits import UNSET, Unset, coalesce


@dataclass(frozen=True, slots=True)
class Changes(edits.Changes):
    title: str | Unset | None = UNSET
    reach_km: float | Unset = UNSET


def test_what_is_unset_stays_and_none_empties() -> None:
    assert coalesce(UNSET, "bread") == "bread"
    assert coalesce("rice", "bread") == "rice"
    assert coalesce(None, "bread") is None


def test_what_was_said_is_named_also_where_it_empties() -> None:
    assert Changes().named() == []
    assert Changes(title=None, reach_km=2).named() == ["reach_km", "title"]
