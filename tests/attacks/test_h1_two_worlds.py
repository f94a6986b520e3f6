"""H1: what is finer than a shown cell could be found. Two worlds that differ only in that are alike to the byte."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from core.database import embedded
from tests.support import two_worlds
from tests.support.kept import KeptScenes


@pytest.fixture(scope="module")
def villages(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptScenes]:
    with closing(two_worlds.villages(server, template, tmp_path_factory.mktemp)) as people:
        yield people


def _learnt(villages: KeptScenes, seed: int) -> str:
    told = [two_worlds.played(villages, seed, which=which) for which in (0, 1)]
    assert len(told[0]) > 40, "much was asked"
    return two_worlds.first_difference(*told)


FEW = [pytest.param(first, pairs, id=f"{first}-{first + pairs - 1}") for first, pairs in ((0, 3), (5, 2))]
"""Among them every countryside."""
MANY = [
    pytest.param(first, pairs, id=f"{first}-{first + pairs - 1}", marks=pytest.mark.long)
    for first, pairs in ((3, 2), (7, 3), *((first, 51) for first in range(10, 520, 51)))
]


@pytest.mark.parametrize(("first", "pairs"), [*FEW, *MANY])
def test_true_cells_are_learnt_by_nobody_else(villages: KeptScenes, first: int, pairs: int) -> None:
    seeds = range(first, first + pairs)
    apart = {seed: found for seed in seeds if (found := _learnt(villages, seed))}
    assert not apart, f"{len(apart)} of {pairs} pairs are told apart: {next(iter(apart.items()))}"


def test_the_same_world_twice_is_the_same(villages: KeptScenes) -> None:
    """Else the two would differ by chance, and alike would mean little."""
    told = [two_worlds.played(villages, 7, which=0) for _ in range(2)]
    assert two_worlds.first_difference(*told) == ""
