"""The private names and habits of firebase-admin that the FCM channel stands on. Red after an upgrade: read
`notifications/channels/fcm.py` against the new version before anything else."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from firebase_admin import messaging

from notifications.channels.fcm import (
    CREDENTIAL_NAMES,
    PRIVATE_NAMES,
    SERVICE_NAMES,
    ContractBroken,
    FcmChannel,
    require,
)
from tests.servers.fcm import FcmServer


def test_the_names_exist(fcm: FcmServer) -> None:
    """`require` raises where one is missing."""
    channel = FcmChannel(fcm.service_account(), base_url=fcm.url)
    for owner, path in PRIVATE_NAMES:
        require(owner, path)
    for path in SERVICE_NAMES:
        require(channel._service, path)
    for path in CREDENTIAL_NAMES:
        require(channel._credential, path)
    asyncio.run(channel.aclose())


def test_a_lost_name_stops_the_start(fcm: FcmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notifications.channels.fcm.PRIVATE_NAMES", ((messaging, "_get_nothing"),))
    with pytest.raises(ContractBroken, match="_get_nothing"):
        FcmChannel(fcm.service_account(), base_url=fcm.url)


def test_a_name_lost_half_way_is_told_too() -> None:
    with pytest.raises(ContractBroken, match=r"client\.auth"):
        require(SimpleNamespace(client=SimpleNamespace()), "client.auth._max_refresh_attempts")


def test_the_boundary_look_up_is_off_for_local_servers_only(fcm: FcmServer) -> None:
    local = FcmChannel(fcm.service_account(), base_url=fcm.url, name="local")
    real = FcmChannel(fcm.service_account(), name="real")
    assert not local._credential._is_regional_access_boundary_lookup_required()
    assert real._credential._is_regional_access_boundary_lookup_required()
    assert real._service._fcm_url.startswith("https://fcm.googleapis.com/v1/projects/minka-local/")
    for channel in (local, real):
        asyncio.run(channel.aclose())


def test_a_token_set_afterwards_is_encoded_without_a_warning() -> None:
    message = messaging.Message()
    message.token = "old-device"
    assert json.loads(str(message)) == {"token": "old-device"}
    with pytest.warns(DeprecationWarning, match="fid"):
        messaging.Message(token="old-device")


def test_the_installation_id_is_a_target() -> None:
    assert json.loads(str(messaging.Message(fid="device"))) == {"fid": "device"}
