"""A process that meets a key of an epoch that it was not shown answers "later", and goes on once it is."""

import shutil
from datetime import timedelta
from pathlib import Path

from core.crypto import standing
from core.database import holding, turning
from tests.support.epochs import joined, silent_since, standing_on
from tests.support.world import World

WEEK = timedelta(days=7)


def test_what_cannot_be_opened_yet_is_answered_with_later_and_nothing_is_lost(
    world: World, tmp_path: Path
) -> None:
    """The process is counted as gone and comes back; its folder is one of its own, as on another machine."""
    ana = world.person("Ana")
    elsewhere = Path(shutil.copytree(world.settings.keys_dir, tmp_path / "elsewhere"))
    with joined(world.address, elsewhere, master=world.settings.master_key_bytes, now=world.now()) as other:
        silent_since(other, world.database, standing.LIVING.total_seconds() + 1)
        later = world.now() + WEEK
        assert turning.make(other, later) == 2
        assert turning.adopt(other, later) == 2
        assert turning.rewrap(other, later) == 1
        answer = ana.call("GET", "/v1/me")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        assert answer.headers["Retry-After"] == "5"
        part = next(one for one in world.http.get("/readyz").json()["parts"] if one["name"] == "epochs")
        assert (part["state"], "lacks 000002.epoch" in part["sentence"]) == ("down", True)
        shutil.copy(elsewhere / "000002.epoch", world.settings.keys_dir)
        holding.look(world.database)
        assert ana.get("/v1/me")["display_name"] == "Ana"
        assert world.database.vault.epochs.current.number == 2


def test_who_was_away_until_its_epoch_was_destroyed_is_told_later_and_writes_again(world: World) -> None:
    folder, master = world.settings.keys_dir, world.settings.master_key_bytes
    world.person("Ana")
    with joined(world.address, folder, master=master, now=world.now()) as other:
        later = world.now() + WEEK
        turning.make(other, later)
        world.database.vault.epochs.read()
        silent_since(other, world.database, standing.LIVING.total_seconds() + 1)
        assert turning.adopt(other, later) == 2
        while turning.rewrap(other, later):
            pass
        with other.transaction() as session:
            session.connection().exec_driver_sql("DELETE FROM sign_in_challenge")
        assert turning.destroy(other, later + timedelta(days=30), keep=timedelta(days=30)) == 1
        assert world.database.vault.epochs.current.number == 1
        answer = world.http.post("/v1/auth/codes", json={"address": "ben@example.org"})
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
        holding.look(world.database)
        assert world.http.post("/v1/auth/codes", json={"address": "ben@example.org"}).status_code < 300
        assert standing_on(world.database) == {2: 1}
