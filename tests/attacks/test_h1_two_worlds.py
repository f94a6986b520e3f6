"""H1: what is finer than a shown cell could be found. Two worlds that differ only in that are alike to the byte."""

from pathlib import Path

import pytest

from core.database import embedded
from tests.support import two_worlds
from tests.support.databases import copied


def _learnt(server: embedded.EmbeddedServer, template: str, folder: Path, seed: int) -> str:
    told = []
    for which in (0, 1):
        with copied(server, template) as address:
            told.append(two_worlds.played(address, folder, seed, which=which))
    assert len(told[0]) > 40, "much was asked"
    return two_worlds.first_difference(*told)


FEW = [pytest.param(first, 5, id=f"{first}-{first + 4}") for first in range(0, 20, 5)]
MANY = [
    pytest.param(first, 50, id=f"{first}-{first + 49}", marks=pytest.mark.long)
    for first in range(20, 520, 50)
]


@pytest.mark.parametrize(("first", "pairs"), [*FEW, *MANY])
def test_true_cells_are_learnt_by_nobody_else(
    server: embedded.EmbeddedServer, template: str, tmp_path: Path, first: int, pairs: int
) -> None:
    seeds = range(first, first + pairs)
    apart = {seed: found for seed in seeds if (found := _learnt(server, template, tmp_path, seed))}
    assert not apart, f"{len(apart)} of {pairs} pairs are told apart: {next(iter(apart.items()))}"


def test_the_same_world_twice_is_the_same(
    server: embedded.EmbeddedServer, template: str, tmp_path: Path
) -> None:
    """Else the two would differ by chance, and alike would mean little."""
    told = []
    for _ in range(2):
        with copied(server, template) as address:
            told.append(two_worlds.played(address, tmp_path, 7, which=0))
    assert two_worlds.first_difference(*told) == ""
