"""Nobody serves without what is in use, and nothing is in use that somebody who serves does not have."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.crypto import standing
from core.crypto.epochs import NotHeld
from core.crypto.vault import Vault
from core.database import fitting, holding, turning
from core.database.db import Address, Database
from core.database.fitting import DoesNotFit
from tests.support.at_once import at_once, somebody_waits
from tests.support.epochs import MASTER, NOW, join, joined, name_of, process, silent_since, somebody

WEEK = timedelta(days=7)


@pytest.fixture
def holders_folder(tmp_path: Path) -> Path:
    return tmp_path / "epochs"


@pytest.fixture
def first(address: Address, holders_folder: Path) -> Iterator[Database]:
    with joined(address, holders_folder, kind="first") as database:
        yield database


def adopted(database: Database) -> list[int]:
    with database.transaction() as session:
        return [row.number for row in standing.adopted(session)]


def copied(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def test_the_first_process_of_all_makes_the_first_epoch(first: Database, holders_folder: Path) -> None:
    assert [path.name for path in holders_folder.iterdir()] == ["000001.epoch"]
    assert first.vault.epochs.current.number == 1
    ana = somebody(first, "Ana")
    assert name_of(first, ana) == "Ana"


def test_processes_that_start_at_once_agree_on_one(address: Address, holders_folder: Path) -> None:
    all_of_them = [process(address, holders_folder) for _ in range(4)]
    try:
        at_once([partial(join, one) for one in all_of_them])
        assert adopted(all_of_them[0])[-1] == 1
        people = [somebody(one, "Ana") for one in all_of_them]
        assert {name_of(one, ana) for one in all_of_them for ana in people} == {"Ana"}
    finally:
        for one in all_of_them:
            one.close()


def test_who_lacks_an_epoch_that_is_in_use_does_not_start(
    first: Database, address: Address, tmp_path: Path
) -> None:
    with closing(process(address, tmp_path / "empty")) as lacking, pytest.raises(DoesNotFit) as refused:
        join(lacking)
    assert "000001.epoch is missing" in str(refused.value)
    with first.transaction() as session:
        assert session.execute(text("SELECT count(*) FROM serving_process")).scalar_one() == 1


def test_who_has_another_epoch_of_that_number_does_not_start(
    first: Database, address: Address, tmp_path: Path
) -> None:
    elsewhere = process(address, tmp_path / "elsewhere")
    assert elsewhere.vault.epochs.files is not None
    elsewhere.vault.epochs.files.make(1, NOW)
    with closing(elsewhere), pytest.raises(DoesNotFit, match="is another epoch 1"):
        join(elsewhere)


def test_who_lacks_an_old_one_on_which_somebody_stands_does_not_start(
    first: Database, address: Address, holders_folder: Path
) -> None:
    somebody(first)
    turning.make(first, NOW + WEEK)
    turning.adopt(first, NOW + WEEK)
    (holders_folder / "000001.epoch").unlink()
    with closing(process(address, holders_folder)) as late, pytest.raises(DoesNotFit, match="000001"):
        join(late)
    turning.rewrap(first, NOW + WEEK)
    turning.rewrap(first, NOW + WEEK)
    with joined(address, holders_folder) as late:
        assert late.vault.epochs.current.number == 2, "it was left, and nothing stands on it"


def test_a_file_that_does_not_open_is_named_at_the_start(address: Address, holders_folder: Path) -> None:
    holders_folder.mkdir()
    (holders_folder / "000001.epoch").write_bytes(b"cut o")
    with (
        closing(process(address, holders_folder)) as broken,
        pytest.raises(DoesNotFit, match=r"000001\.epoch"),
    ):
        join(broken)


def test_a_new_epoch_waits_for_all_who_live(
    first: Database, address: Address, holders_folder: Path, tmp_path: Path
) -> None:
    """Two machines with folders of their own: the second is shown the file later."""
    with joined(address, copied(holders_folder, tmp_path / "other"), kind="other") as other:
        assert turning.make(first, NOW + WEEK) == 2
        assert turning.adopt(first, NOW + WEEK) is None
        with first.transaction() as session:
            assert standing.lacking(session, first.vault.epochs, first.vault.epochs.held[2].mark) == ["other"]
        shutil.copy(holders_folder / "000002.epoch", tmp_path / "other")
        assert turning.adopt(first, NOW + WEEK) is None, "it has it and has not said so"
        holding.look(other)
        assert turning.adopt(first, NOW + WEEK) == 2
        ana = somebody(first, "Ana")
        assert name_of(other, ana) == "Ana"
        ben = somebody(other, "Ben")
        assert other.vault.epochs.current.number == 1, "it has not looked again, and may go on as it was"
        assert name_of(first, ben) == "Ben"
        holding.look(other)
        assert other.vault.epochs.current.number == 2


def test_one_of_the_same_number_made_elsewhere_is_not_the_same(
    first: Database, address: Address, holders_folder: Path, tmp_path: Path
) -> None:
    with joined(address, copied(holders_folder, tmp_path / "other"), kind="other") as other:
        assert turning.make(first, NOW + WEEK) == 2
        assert turning.make(other, NOW + WEEK) == 2
        assert turning.adopt(first, NOW + WEEK) is None
        assert turning.adopt(other, NOW + WEEK) is None


def test_who_was_silent_for_long_does_not_count_and_looks_before_it_goes_on(
    first: Database, address: Address, holders_folder: Path, tmp_path: Path
) -> None:
    with (
        joined(address, holders_folder) as hung,
        joined(address, copied(holders_folder, tmp_path / "far")) as far,
    ):
        for one in (hung, far):
            silent_since(first, one, standing.LIVING.total_seconds() - 30)
        turning.make(first, NOW + WEEK)
        assert turning.adopt(first, NOW + WEEK) is None, "they may come back any moment"
        for one in (hung, far):
            silent_since(first, one, standing.LIVING.total_seconds() + 1)
        assert turning.adopt(first, NOW + WEEK) == 2
        ana = somebody(first, "Ana")
        assert name_of(hung, ana) == "Ana", "it reads the folder where it meets what it does not know"
        with pytest.raises(NotHeld):
            name_of(far, ana)
        ben = somebody(far, "Ben")
        assert name_of(first, ben) == "Ben", "what it writes meanwhile is not lost"


def test_nobody_joins_while_an_epoch_is_being_adopted(
    first: Database, address: Address, holders_folder: Path
) -> None:
    """Who comes between the look at all others and the adoption waits, and then has the new one, or is refused."""
    turning.make(first, NOW + WEEK)
    late, came = process(address, holders_folder), threading.Event()

    def come() -> None:
        join(late)
        came.set()

    starting = threading.Thread(target=come)
    with first.transaction() as session:
        standing.lock(session)
        assert not standing.lacking(session, first.vault.epochs, first.vault.epochs.held[2].mark)
        starting.start()
        while not somebody_waits(first):
            assert not came.is_set(), "it came in between"
        holding.adopt(session, first.vault.epochs, 2, NOW + WEEK)
    starting.join()
    assert late.vault.epochs.current.number == 2
    late.close()


def test_who_ends_in_order_is_waited_for_no_more(
    first: Database, address: Address, holders_folder: Path
) -> None:
    other = process(address, holders_folder)
    holder = holding.Holder(other, kind="other", read_clock=lambda _: NOW)
    holder.join()
    holder.start()
    kinds = text("SELECT kind FROM serving_process ORDER BY kind")
    with first.transaction() as session:
        assert session.execute(kinds).scalars().all() == ["first", "other"]
    other.close()
    with first.transaction() as session:
        assert session.execute(kinds).scalars().all() == ["first"]


def test_under_the_master_key_itself_nothing_is_written(first: Database, address: Address) -> None:
    """A process without a folder could; the database does not take it."""
    assert adopted(first) == [1]
    with (
        closing(
            Database(address.app_url, Vault(MASTER), pool_size=1, statement_timeout_ms=20_000)
        ) as without_folder,
        pytest.raises(IntegrityError, match="epoch"),
    ):
        somebody(without_folder)


def test_the_check_value_tells_another_master_key(
    first: Database, address: Address, holders_folder: Path
) -> None:
    with first.transaction() as session:
        fitting.ensure_key(session)
        assert fitting.is_its_key(session)
    with closing(process(address, holders_folder, master=bytes(32))) as other, other.transaction() as session:
        assert not fitting.is_its_key(session)
        with pytest.raises(DoesNotFit, match="is not the key of this database"):
            fitting.ensure_key(session)
