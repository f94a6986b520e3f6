"""What tests share: a real PostgreSQL migrated once, worlds on copies of it, and communities prepared once.

`world` is a whole Minka for one test, `shared_world` one for all tests of a file. `full_community` and
`linked_community` are prepared once for all; what a test does to them is undone.
"""

import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
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
from tests.support import full_community as full
from tests.support import linked_community as linked
from tests.support.community import CleosCommunity
from tests.support.databases import address_of, copied, server_without_fsync
from tests.support.engines import ReusingDatabase
from tests.support.full_community import FullCommunity, Outside
from tests.support.kept import Keep, KeptScenes
from tests.support.linked_community import LinkedCommunity
from tests.support.undoable import UndoableDatabase
from tests.support.world import World

HERE = Path(__file__).parent

gc.disable()  # while modules are read in: they stay
# What Python once compiled is read by all the processes of a run and by those they start, as under `make`.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


LONGEST = ("cluster", "operated", "browser", "benchmarks", "commands")
"""Folders whose single tests take longest. They come first: at the end of a run each process would wait for one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.relative_to(HERE).parts[0] not in LONGEST)


def pytest_collection_finish() -> None:
    """What was read in until here stays to the end: to look it over for what might go costs a tenth of all tests."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 100)


@pytest.fixture(scope="session")
def server() -> Iterator[embedded.EmbeddedServer]:
    """The embedded server; MINKA_POSTGRES_VERSION chooses which."""
    version = int(os.environ.get("MINKA_POSTGRES_VERSION", "18"))
    with server_without_fsync(version) as started:
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
def database(address: Address) -> Iterator[Database]:
    """A fresh database with connections enough for a round, and for what happens beside it."""
    made = ReusingDatabase(
        address.app_url,
        Vault(bytes(32)),
        pool_size=6,
        statement_timeout_ms=20_000,
        direct_url=address.direct_url,
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def empty_database(server: embedded.EmbeddedServer, template: str) -> Iterator[UndoableDatabase]:
    """A database with nobody in it, for all tests that undo what they do."""
    vault = Vault(bytes(32))
    with (
        copied(server, template) as address,
        closing(
            UndoableDatabase(address.app_url, vault, pool_size=1, statement_timeout_ms=120_000)
        ) as database,
    ):
        database.open()
        yield database


@pytest.fixture
def session(empty_database: UndoableDatabase) -> Iterator[Session]:
    """A session on an empty database, for tests of services; whatever was done in it is undone at the end."""
    with empty_database.undone(), empty_database.session() as opened:
        yield opened


@pytest.fixture
def world(address: Address, tmp_path: Path) -> Iterator[World]:
    """A whole Minka on a fresh database."""
    with World(address, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def shared_world(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """A whole Minka that all tests of a file share, each with people of its own."""
    with copied(server, template) as address, World(address, tmp_path_factory.mktemp("data")) as made:
        yield made


@pytest.fixture(scope="module")
def kept_scenes(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KeptScenes]:
    """The scenes that tests of a file begin with, each played once."""
    with closing(KeptScenes(server, template, tmp_path_factory.mktemp)) as scenes:
        yield scenes


@pytest.fixture
def keep(kept_scenes: KeptScenes) -> Iterator[Keep]:
    """`keep(Scene)` is a copy of the scene that `Scene(world)` plays once for all tests of a file."""
    with ExitStack() as until_the_end:
        yield lambda begin: until_the_end.enter_context(kept_scenes.copy(begin))


@pytest.fixture
def gateway() -> Iterator[SmsServer]:
    """An SMS gateway on loopback."""
    with SmsServer() as server:
        yield server


@pytest.fixture
def texting_world(address: Address, tmp_path: Path, gateway: SmsServer) -> Iterator[World]:
    """A whole Minka whose text messages leave through `gateway`."""
    with World(address, tmp_path, sms_url=gateway.url) as made:
        yield made


@pytest.fixture
def fcm() -> Iterator[FcmServer]:
    """A server on loopback that speaks as Firebase Cloud Messaging does."""
    with FcmServer() as server:
        yield server


@pytest.fixture
def pushing_world(address: Address, tmp_path: Path, fcm: FcmServer) -> Iterator[World]:
    """A whole Minka whose pushes leave through firebase-admin to `fcm`; letters go to the console."""
    account = tmp_path / "service-account.json"
    account.write_text(json.dumps(fcm.service_account()))
    with World(address, tmp_path, firebase_credentials=account, fcm_base_url=fcm.url) as made:
        yield made


@pytest.fixture
def cleos_community(keep: Keep) -> CleosCommunity:
    """A community with Cleo, who coordinates it, and Ben, a vouched helper with an offer."""
    return keep(CleosCommunity)


@pytest.fixture(scope="session")
def kept_community(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FullCommunity]:
    """One person for every role, a thing in every state; each test undoes what it does (`database.undone()`)."""
    folder: Path = tmp_path_factory.mktemp("full_community")
    with (
        copied(server, template) as address,
        FcmServer() as fcm,
        SmtpServer() as smtp,
        World(address, folder, **(outside := Outside(fcm, smtp, StringIO())).settings(folder)) as world,
        full.prepared(world, outside) as community,
    ):
        yield community


@pytest.fixture
def full_community(kept_community: FullCommunity) -> Iterator[FullCommunity]:
    """The same for one test: whatever it does is undone, and all that is logged meanwhile is kept."""
    with full.logged(kept_community.outside.log), kept_community.database.undone():
        yield kept_community


@pytest.fixture(scope="session")
def kept_linked_community(
    server: embedded.EmbeddedServer, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LinkedCommunity]:
    """One link of every purpose, each with something to do."""
    with (
        copied(server, template) as address,
        World(address, tmp_path_factory.mktemp("linked_community")) as world,
        linked.prepared(world) as community,
    ):
        yield community


@pytest.fixture
def linked_community(kept_linked_community: LinkedCommunity) -> Iterator[LinkedCommunity]:
    """The same for one test: whatever it does is undone."""
    with kept_linked_community.undone():
        yield kept_linked_community
    kept_linked_community.http.headers.pop("Accept-Language", None)
