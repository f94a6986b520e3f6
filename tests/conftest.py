"""A real PostgreSQL for all tests, migrated once; each test that commits gets a copy of its own."""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from sqlmodel import Session

from core.crypto.vault import Vault
from core.database import embedded, migrate
from core.database.db import Address, Database
from tests.servers.fcm import FcmServer
from tests.servers.sms import SmsServer
from tests.servers.smtp import SmtpServer
from tests.support.databases import address_of, copied, hasty_server
from tests.support.full_community import Outside, Scene, logged, played
from tests.support.world import World


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.EmbeddedServer]:
    """The embedded server; MINKA_POSTGRES_VERSION chooses which."""
    version = int(os.environ.get("MINKA_POSTGRES_VERSION", "18"))
    with hasty_server(version) as started:
        yield started


@pytest.fixture(scope="session")
def template(server: embedded.EmbeddedServer) -> str:
    """A migrated database to copy."""
    migrate.upgrade(address_of(server, "minka_template"))
    return "minka_template"


@pytest.fixture
def address(server: embedded.EmbeddedServer, template: str) -> Iterator[Address]:
    """A fresh database, gone after the test."""
    with copied(server, template) as made:
        yield made


@pytest.fixture
def world(address: Address, tmp_path: Path) -> Iterator[World]:
    """A whole Minka on a fresh database."""
    with World(address, tmp_path) as made:
        yield made


@pytest.fixture
def gateway() -> Iterator[SmsServer]:
    """An SMS gateway next door."""
    with SmsServer() as server:
        yield server


@pytest.fixture
def connected(address: Address, tmp_path: Path, gateway: SmsServer) -> Iterator[World]:
    """A whole Minka whose text messages leave through `gateway`."""
    with World(address, tmp_path, sms_url=gateway.url) as made:
        yield made


@pytest.fixture(scope="session")
def scene(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """The scene, set once; each test undoes what it does (`scene.rehearsal.undone()`)."""
    folder: Path = tmp_path_factory.mktemp("scene")
    with (
        copied(server, template) as address,
        FcmServer() as fcm,
        SmtpServer() as smtp,
        World(address, folder, **(outside := Outside(fcm, smtp, StringIO())).settings(folder)) as world,
        played(world, outside) as found,
    ):
        yield found


@pytest.fixture
def stage(scene: Scene) -> Iterator[Scene]:
    """The scene for one test: whatever it does is undone, and all that is logged meanwhile is kept."""
    with logged(scene.outside.log), scene.rehearsal.undone():
        yield scene


@pytest.fixture
def session(address: Address) -> Iterator[Session]:
    """A session on a fresh database, for tests of services; rolled back at the end."""
    database = Database(address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=5000)
    with database.session() as opened:
        yield opened
        opened.rollback()
    database.close()
