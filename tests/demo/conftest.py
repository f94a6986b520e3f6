"""A server as `manage.py run` makes it: the API on a socket and a worker that runs beside it."""

from collections.abc import Iterator

import pytest

from scheduler.worker import Worker
from tests.support.world import World


@pytest.fixture
def running(world: World) -> Iterator[World]:
    """A world in which time acts by itself."""
    worker = Worker(world.database, world.courier, movable_clock=True)
    worker.start()
    yield world
    worker.stop()
