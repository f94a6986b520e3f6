"""The operator looks the sealed record over: whole, bent, cut and restored, each told in a sentence."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from commands import opening
from core.database.db import Address
from core.settings import Settings
from manage import app
from scheduler.jobs import seal_events
from tests.support.record import NOW, as_owner, happened_apart

Say = Callable[[str, int], str]


@pytest.fixture
def sealed_settings(address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a server on which five things happened; the job has sealed four of them."""
    for name, value in (
        ("ENV", "development"),
        ("DATA_DIR", str(tmp_path)),
        ("DATABASE_URL", address.direct_url),
        ("OWNER_DATABASE_URL", address.owner_url),
    ):
        monkeypatch.setenv(f"MINKA_{name}", value)
    settings = Settings()
    database = opening.connect(settings, address, application="test")
    happened_apart(database, times=2)
    job = seal_events(settings.heads_file)
    assert job.run(database, NOW, Random(1)) == 2
    happened_apart(database, times=2, first=2)
    assert job.run(database, NOW, Random(1)) == 2
    happened_apart(database, times=1, first=4)
    database.close()
    return settings


def said(what: str, exit_code: int) -> str:
    """What `manage.py audit …` prints, as one line."""
    done = CliRunner().invoke(app, ["audit", what])
    assert done.exit_code == exit_code, done.output
    return " ".join(done.output.split())


def test_a_whole_record_is_counted_and_its_end_told(sealed_settings: Settings) -> None:
    told = said("verify", 0)
    assert "✓ 4 events hold, under 2 seals; the last of 2026-03-01 12:00:00 UTC" in told
    assert "1 events since 2026-03-01 12:00:00 are not sealed yet" in told


def test_the_first_event_that_does_not_hold_is_named(sealed_settings: Settings, address: Address) -> None:
    with as_owner(address) as owner:
        owner.execute(text("UPDATE event SET kind = 'need_removed' WHERE id IN (3, 4)"))
    assert "✗ event 3 was edited" in said("verify", 1)


def test_a_cut_end_is_told_and_a_restore_owned_up_to(sealed_settings: Settings, address: Address) -> None:
    with as_owner(address) as owner:
        owner.execute(text("DELETE FROM event_todo"))
        owner.execute(text("DELETE FROM event_seal WHERE number = 2"))
        owner.execute(text("DELETE FROM event WHERE id > 2"))
    assert "✗ the end was cut off, or an older copy was put back" in said("verify", 1)
    assert "the record goes on after seal 1" in said("restored", 0)
    assert "✓ 2 events hold, under 1 seals" in said("verify", 0)
    assert [line.split()[:3] for line in sealed_settings.heads_file.read_text().splitlines()] == [
        ["sealed", "1", "1"],
        ["sealed", "2", "1"],
        ["restored", "1", "2"],
    ]


def test_another_master_key_is_named_as_such(
    sealed_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINKA_MASTER_KEY", "AB" * 21 + "A=")
    assert "MINKA_MASTER_KEY is not the key of this database" in said("verify", 2)
