"""A world whose pushes go to a real FCM server on loopback, and that does not wait long for it."""

from collections.abc import Iterator

import pytest

from core.database.embedded import EmbeddedServer
from core.models.notification import ChannelName
from notifications.channels.fcm import FcmChannel
from tests.servers.fcm import FcmServer
from tests.support.databases import copied
from tests.support.world import World


@pytest.fixture(scope="module")
def slow_fcm() -> Iterator[FcmServer]:
    """A server that asks whoever comes too often to come back in an hour."""
    with FcmServer(retry_after="3600") as server:
        yield server


@pytest.fixture(scope="module")
def impatient_world(
    server: EmbeddedServer, template: str, slow_fcm: FcmServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A world that pushes to `slow_fcm`, and gives up waiting after half a second. Shared by a file's tests."""

    def channels() -> dict[ChannelName, FcmChannel]:
        channel = FcmChannel(slow_fcm.service_account(), base_url=slow_fcm.url, timeout_s=0.5)
        return {ChannelName.PUSH: channel}

    with (
        copied(server, template) as address,
        World(address, tmp_path_factory.mktemp("data"), make_channels=channels) as world,
    ):
        yield world
