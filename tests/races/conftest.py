"""One Minka for all races of a file: setting up a town of sixteen costs more than most races do."""

from collections.abc import Iterator

import pytest

from core.database import embedded
from tests.support.databases import copied
from tests.support.world import World


@pytest.fixture(scope="module")
def arena(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A whole Minka on a database of its own, shared by the tests of a file."""
    with (
        copied(server, template) as address,
        World(address, tmp_path_factory.mktemp("data")) as world,
    ):
        yield world
