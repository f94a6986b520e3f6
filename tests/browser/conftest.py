"""One Chromium for all tests of this room, and phones in it."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.neighbours import Neighbours
from tests.browser.phone import Phone
from tests.support.linked_community import LinkedCommunity
from tests.support.world import World

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""It shows our own pages only, often as root in a container, and need not speak to anybody else."""


def executable() -> str:
    """Debian's Chromium, or what MINKA_CHROMIUM names."""
    found = shutil.which(os.environ.get("MINKA_CHROMIUM") or "chromium")
    if found is None:
        pytest.fail(
            "These tests need a Chromium: sudo apt-get install chromium, or MINKA_CHROMIUM=/path/to/one"
        )
    return found


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def browsing_neighbours(shared_world: World, browser: Browser) -> Iterator[Neighbours]:
    with Neighbours.in_the_street(shared_world, browser) as found:
        yield found


@pytest.fixture
def take_phone(browser: Browser, linked_community: LinkedCommunity) -> Iterator[Callable[..., Phone]]:
    """Phones; afterwards each must have asked for pages only, have told nobody where it was, and heard no complaint."""
    taken: list[Phone] = []

    def take(kind: type[Phone] = Phone, **options: Any) -> Phone:
        taken.append(kind.taken(browser, linked_community, **options))
        return taken[-1]

    yield take
    for phone in taken:
        asked = [(request.resource_type, request.url) for request in phone.requests]
        told = [request.all_headers().get("referer") for request in phone.requests]
        phone.context.close()
        assert phone.complaints == []
        assert all(kind == "document" and "/l/" in url for kind, url in asked), asked
        assert not any(told), told


@pytest.fixture
def phone(take_phone: Callable[..., Phone]) -> Phone:
    """A phone of common size, its scripts switched off."""
    return take_phone()
