"""The file of heads: what was cut off inside the database is still known outside, and a restore is told from it."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from core.audit import epochs, verifying, witnessing
from core.audit.chain import Fault, Wrong
from core.crypto.vault import Vault
from core.database import embedded
from core.database.db import Address, Database
from tests.support.databases import copied
from tests.support.record import NOW, as_owner, happened_apart, seal_all


class Record:
    """A database with a record, and the file of its heads."""

    def __init__(self, address: Address, file: Path) -> None:
        self.address = address
        self.file = file
        self.database = opened(address)

    def go_on(self, times: int = 3) -> None:
        """Something happens, is sealed, and its head written down."""
        happened_apart(self.database, times=times)
        seal_all(self.database)
        self.witness()

    def witness(self) -> bool:
        with self.database.transaction() as session:
            return witnessing.witness(session, self.file, now=NOW)

    def fault(self) -> Fault | None:
        with self.database.transaction() as session:
            return verifying.verify(session, self.file).fault

    def wrong(self) -> Wrong | None:
        found = self.fault()
        return None if found is None else found.wrong

    def cut(self, *, down_to: int) -> None:
        """The owner cuts events and seals off, so that what is left holds in itself."""
        with as_owner(self.address) as owner:
            owner.execute(text("DELETE FROM event_todo"))
            owner.execute(text("DELETE FROM event_seal WHERE number > :n"), {"n": down_to})
            last = "SELECT coalesce(max(event_id), 0) FROM event_seal"
            owner.execute(text(f"DELETE FROM event WHERE id > ({last})"))


def opened(address: Address, key: bytes = bytes(32)) -> Database:
    return Database(address.app_url, Vault(key), pool_size=2, statement_timeout_ms=20_000)


@pytest.fixture
def kept_record(address: Address, tmp_path: Path) -> Iterator[Record]:
    """Three seals, each with its line in the file."""
    record = Record(address, tmp_path / "audit" / "heads")
    for _ in range(3):
        record.go_on()
    yield record
    record.database.close()


def lines(record: Record) -> list[str]:
    return record.file.read_text().splitlines()


def test_each_head_is_a_line_that_only_its_owner_reads(kept_record: Record) -> None:
    assert [line.split()[:3] for line in lines(kept_record)] == [
        ["sealed", "1", "1"],
        ["sealed", "2", "1"],
        ["sealed", "3", "1"],
    ]
    assert stat.S_IMODE(kept_record.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept_record.file.parent.stat().st_mode) == 0o700
    assert not kept_record.witness(), "nothing is new"
    assert kept_record.wrong() is None


@pytest.mark.parametrize("down_to", [0, 1, 2])
def test_a_cut_end_is_found_and_not_sealed_over(
    kept_record: Record, down_to: int, caplog: pytest.LogCaptureFixture
) -> None:
    kept_record.cut(down_to=down_to)
    found = kept_record.fault()
    assert found is not None
    assert (found.wrong, found.seal) == (Wrong.TAIL_CUT, down_to + 1)
    said = lines(kept_record)
    for _ in range(4):
        kept_record.go_on()
    assert kept_record.wrong() is Wrong.TAIL_CUT, "also when the record has grown beyond where it ended"
    assert lines(kept_record) == said
    assert "does not hold seal 3" in caplog.text


def test_a_restore_is_told_from_a_cut_by_its_epoch_and_owned_up_to(
    server: embedded.EmbeddedServer, kept_record: Record
) -> None:
    kept_record.database.close()
    with copied(server, kept_record.address.owner_url.rpartition("/")[2].partition("?")[0]) as backup:
        kept_record.database = opened(kept_record.address)
        kept_record.go_on()
        restored = Record(backup, kept_record.file)
        assert restored.wrong() is Wrong.TAIL_CUT, "as long as nobody says that it was a restore"
        with as_owner(backup) as owner:
            witnessing.begin_epoch(owner, restored.file, restored.database.vault)
        found = restored.fault()
        assert found is not None
        assert (found.wrong, found.seal) == (Wrong.RESTORED, 4)
        with restored.database.transaction() as session:
            assert witnessing.own_up(session, restored.file, now=NOW) == 3
        assert restored.wrong() is None
        restored.go_on()
        assert restored.wrong() is None
        assert lines(restored)[-1].split()[:3] == ["sealed", "4", "2"]
        restored.cut(down_to=3)
        assert restored.wrong() is Wrong.TAIL_CUT, "what is cut off afterwards is found as before"
        restored.database.close()


def test_an_epoch_that_migrate_began_is_not_begun_again(kept_record: Record) -> None:
    with as_owner(kept_record.address) as owner:
        epochs.begin(owner)
        witnessing.begin_epoch(owner, kept_record.file, kept_record.database.vault)
        assert epochs.current(owner) == 2


def test_a_head_that_was_not_written_down_any_more_is_written_the_next_time(kept_record: Record) -> None:
    """Killed between the seal and its line; and in the middle of a line."""
    happened_apart(kept_record.database, times=1)
    seal_all(kept_record.database)
    with kept_record.file.open("a") as file:
        file.write("sealed 4 1 2026-")
    assert kept_record.wrong() is None
    assert kept_record.witness()
    assert [line.split()[1] for line in lines(kept_record)] == ["1", "2", "3", "4"]
    assert kept_record.wrong() is None


def test_older_lines_may_be_taken_out(kept_record: Record) -> None:
    kept_record.file.write_text(lines(kept_record)[-1] + "\n")
    kept_record.go_on()
    assert kept_record.wrong() is None


def test_a_file_that_was_written_in_is_found(kept_record: Record) -> None:
    whole = kept_record.file.read_text()
    for was, now in (("sealed 2", "sealed 9"), ("sealed 3", "restored 3"), (" 1 2026", " 2 2026")):
        kept_record.file.write_text(whole.replace(was, now, 1))
        assert kept_record.wrong() is Wrong.HEADS, now
    kept_record.file.unlink()
    assert kept_record.wrong() is Wrong.HEADS


def test_another_key_is_named_as_such(kept_record: Record) -> None:
    kept_record.database.close()
    kept_record.database = opened(kept_record.address, bytes([7] * 32))
    assert kept_record.wrong() is Wrong.KEY


def test_a_record_that_nothing_happened_in_needs_no_file(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        assert not witnessing.witness(session, tmp_path / "heads", now=NOW + timedelta(days=1))
        assert verifying.verify(session, tmp_path / "heads").fault is None
