"""A house whose pushes go to a real FCM server on loopback."""

from collections.abc import Iterator

import pytest

from core.database.embedded import EmbeddedServer
from core.models.notification import ChannelName
from notifications.channels.fcm import FcmChannel
from tests.servers.fcm import FcmServer
from tests.support.databases import copied
from tests.support.world import World


@pytest.fixture(scope="module")
def fcm() -> Iterator[FcmServer]:
    with FcmServer(retry_after="3600") as server:
        yield server


@pytest.fixture(scope="module")
def house(
    server: EmbeddedServer, template: str, fcm: FcmServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A world that pushes to `fcm`, and gives up waiting after half a second. Shared, as `hall` is."""

    def channels() -> dict[ChannelName, FcmChannel]:
        channel = FcmChannel(fcm.service_account(), base_url=fcm.url, timeout_s=0.5)
        return {ChannelName.PUSH: channel}

    folder = tmp_path_factory.mktemp("house")
    with (
        copied(server, template) as address,
        World(address, folder, make_channels=channels) as world,
    ):
        yield world


@pytest.fixture(scope="module")
def hall(server: EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A world that all tests of a file share, each with people of its own."""
    folder = tmp_path_factory.mktemp("hall")
    with (
        copied(server, template) as address,
        World(address, folder) as world,
    ):
        yield world
