"""A disk that is full for some writes, and not yet for the small one that is tried out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.health import looking
from core.health.database_parts import PARTS
from core.health.part import State
from core.settings import Settings

_NO_ROOM = text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$")


@pytest.fixture
def serving(address: Address) -> Iterator[Database]:
    made = Database(address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=20_000)
    yield made
    made.close()


def test_a_disk_that_was_full_for_somebody_is_told_though_a_small_write_finds_room(
    serving: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings.model_validate({"env": "development", "data_dir": tmp_path})
    before = looking.look(serving, settings, PARTS).of("write")
    assert before is not None
    assert before.state is State.OK
    for _ in range(2):
        with pytest.raises(OperationalError), serving.transaction() as session:
            session.execute(_NO_ROOM)
    now = looking.look(serving, settings, PARTS).of("write")
    assert now is not None
    assert (now.state, now.sentence[:34]) == (State.DOWN, "The disk of the database is full. ")
    assert len([line for line in caplog.messages if "The disk of the database is full. " in line]) == 1
