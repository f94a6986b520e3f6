"""A helper without the app, written down by a coordinator, is asked by text message and answers from its link."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.db import Address
from tests.servers.sms import SmsServer
from tests.support import pages
from tests.support.telling import change
from tests.support.world import World

JUMA = "+15550100155"


@pytest.fixture
def gateway() -> Iterator[SmsServer]:
    with SmsServer() as server:
        yield server


@pytest.fixture
def connected(address: Address, tmp_path: Path, gateway: SmsServer) -> Iterator[World]:
    with World(address, tmp_path, sms_url=gateway.url) as made:
        yield made


def test_somebody_is_helped_by_a_helper_who_answered_from_a_text(
    connected: World, gateway: SmsServer
) -> None:
    world, http = connected, connected.http
    cleo, ana = world.person("Cleo"), world.person("Ana")
    world.community(cleo, ana)
    consent = {"how": "phone", "at": world.now().isoformat()}
    entry = {"display_name": "Juma", "phone": JUMA, "is_adult": True, "languages": ["sw"], "consent": consent}
    juma = cleo.post("/v1/people", entry)
    change(world.database, "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00'")
    cleo.offer(on_behalf_of=juma["id"])
    need = ana.need(title="Bread", private_note="ring twice", share=["place"])
    world.tick()

    [asked] = gateway.texts(JUMA)
    assert asked.startswith("Minka: unaweza kumsaidia mtu?")
    page = pages.get(http, pages.link_in(asked))
    assert page.attributes["lang"] == "sw"
    assert "Bread" in page.text
    assert "ring twice" not in page.text
    assert pages.press(http, page, "yes").status == 200

    match = ana.match_on(need["id"])
    ana.post(f"/v1/matches/{match['id']}/confirm")
    world.tick()
    agreed = pages.get(http, pages.link_in(gateway.texts(JUMA)[-1]))
    shown = pages.press(http, agreed, "show")
    assert "ring twice" in shown.text
    assert shown.hrefs[0].startswith("geo:42.731")
    done = ana.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped"})
    assert done["status"] == "completed"
    assert len(gateway.texts(JUMA)) == 2, "asked once, told once"
