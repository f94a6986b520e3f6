"""One scene for all tests of the door that leave it as they found it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest

from core.database.embedded import EmbeddedServer
from core.machine.log_lines import configure
from tests.api.scene import Outside, Scene, played
from tests.servers.fcm import FcmServer
from tests.servers.smtp import SmtpServer
from tests.support.databases import copied
from tests.support.world import World


@contextmanager
def logged() -> Iterator[StringIO]:
    """Everything that anybody logs, down to the last detail."""
    configure("DEBUG")
    root = logging.getLogger()
    before, handler = root.level, logging.StreamHandler(StringIO())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield handler.stream
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


@pytest.fixture(scope="package")
def scene(server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The scene, set once; each test undoes what it does (`scene.rehearsal.undone()`)."""
    folder: Path = tmp_path_factory.mktemp("scene")
    with (
        copied(server, template) as address,
        logged() as log,
        FcmServer() as fcm,
        SmtpServer() as smtp,
        World(address, folder, **(outside := Outside(fcm, smtp, log)).settings(folder)) as world,
        played(world, outside) as found,
    ):
        yield found


@pytest.fixture
def stage(scene: Scene) -> Iterator[Scene]:
    """The scene for one test: whatever it does is undone."""
    with scene.rehearsal.undone():
        yield scene
