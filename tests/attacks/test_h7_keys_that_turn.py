"""H7: what was erased opens nowhere any more, whoever has the log, every old copy of it and every key that is held."""

from contextlib import closing
from pathlib import Path

import pytest

from core.crypto.epochs import Epochs
from core.crypto.vault import Vault
from core.database import fitting
from core.database.db import Database
from core.database.fitting import DoesNotFit
from tests.support.erased import days_go_by, erased, logged
from tests.support.world import World


def test_what_was_erased_opens_with_no_key_that_is_still_held(world: World) -> None:
    ben, ana = world.person("Ben"), world.person("Ana, Rua das Flores 7")
    kept = erased(world, ana)
    assert kept.opens(world.database.vault), "that day an old log and every key are enough"
    days_go_by(world)
    assert not kept.opens(world.database.vault)
    assert not kept.opens(_started_anew(world, world.settings.keys_dir)), "nor from what lies in the folder"
    assert ben.get("/v1/me")["display_name"] == "Ben", "whoever stays reads on"
    assert logged(world, ben).opens(_started_anew(world, world.settings.keys_dir))


def test_the_master_key_alone_opens_nothing(world: World, tmp_path: Path) -> None:
    ana = world.person("Ana")
    assert logged(world, ana).opens(world.database.vault)
    assert not logged(world, ana).opens(Vault(world.settings.master_key_bytes))
    assert not logged(world, ana).opens(_started_anew(world, tmp_path / "no epochs"))


def test_another_master_key_is_refused_before_anything_is_read(world: World) -> None:
    with world.database.transaction() as session:
        fitting.ensure_key(session)
    other = Database(world.address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    with closing(other), other.transaction() as session, pytest.raises(DoesNotFit, match="not the key"):
        fitting.ensure_key(session)


def _started_anew(world: World, folder: Path) -> Vault:
    master = world.settings.master_key_bytes
    vault = Vault(master, Epochs(master, folder))
    vault.epochs.read()
    return vault
