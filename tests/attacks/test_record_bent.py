"""Somebody with all rights in the database bent what had happened: who looked at an address, when, or that they had."""

from pathlib import Path

import pytest

from tests.support.bent_record import TAMPERS, is_found, sealed
from tests.support.world import World


@pytest.fixture(scope="module")
def heads_file(shared_world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sealed(shared_world, tmp_path_factory.mktemp("record"))


@pytest.mark.parametrize("what", TAMPERS)
def test_whatever_is_bent_of_a_sealed_event_is_found(
    shared_world: World, heads_file: Path, what: str
) -> None:
    assert is_found(shared_world, heads_file, TAMPERS[what])


def test_a_record_that_nobody_bent_holds(shared_world: World, heads_file: Path) -> None:
    assert not is_found(shared_world, heads_file, "SELECT 1")
