"""What is wrapped names its epoch, opens under that one alone, and is looked for where a new one could be."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crypto.epochs import DoesNotOpen, Epochs, NotHeld
from core.crypto.vault import Cell, Vault, seal, unseal

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MASTER = bytes(range(32))
ANA = UUID(int=9)
CELL = Cell("draft", UUID(int=1), "content")
PATIENT = settings(deadline=None, max_examples=50)


def vault_in(folder: Path, *, at: int = 0) -> Vault:
    """A process that has read this folder, and wraps under that epoch."""
    vault = Vault(MASTER, Epochs(MASTER, folder))
    vault.epochs.read()
    vault.epochs.adopt(at)
    return vault


def make(folder: Path, *numbers: int) -> None:
    files = Epochs(MASTER, folder).files
    assert files is not None
    for number in numbers:
        files.make(number, NOW)


@pytest.fixture(scope="module")
def three_epochs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("epochs")
    make(made, 1, 2, 3)
    return made


@PATIENT
@given(st.lists(st.sampled_from([0, 1, 2, 3]), min_size=1, max_size=6), st.uuids(), st.text())
def test_a_key_is_the_same_under_whichever_epoch_it_comes(
    three_epochs: Path, path: list[int], owner: UUID, words: str
) -> None:
    vault = vault_in(three_epochs, at=path[0])
    wrapped = vault.new_wrapped_key(owner, 1)
    sealed = seal(vault.unwrap(wrapped, owner, 1), CELL, 1, words)
    for number in path[1:]:
        vault.epochs.adopt(number)
        before, wrapped = wrapped, vault.wrapped_anew(wrapped, owner, 1)
        assert wrapped != before
    assert int.from_bytes(wrapped[:4], "big") == path[-1]
    assert unseal(vault_in(three_epochs).unwrap(wrapped, owner, 1), CELL, 1, sealed) == words


@PATIENT
@given(st.sampled_from([0, 1, 2, 3]), st.binary(min_size=4, max_size=4))
def test_a_value_that_names_another_epoch_does_not_open(three_epochs: Path, under: int, other: bytes) -> None:
    vault = vault_in(three_epochs, at=under)
    wrapped, sealed = vault.new_wrapped_key(ANA, 1), vault.seal_for_system(CELL, "07 00")
    if other == wrapped[:4]:
        return
    with pytest.raises(DoesNotOpen):
        vault.unwrap(other + wrapped[4:], ANA, 1)
    with pytest.raises(DoesNotOpen):
        vault.open_for_system(CELL, other + sealed[4:])


@PATIENT
@given(st.binary(max_size=60))
def test_whatever_somebody_makes_up_does_not_open(three_epochs: Path, made_up: bytes) -> None:
    vault = vault_in(three_epochs)
    with pytest.raises(DoesNotOpen):
        vault.unwrap(made_up, ANA, 1)
    with pytest.raises(DoesNotOpen):
        vault.open_for_system(CELL, made_up)


def test_what_is_from_before_there_were_epochs_opens_by_the_master_key(three_epochs: Path) -> None:
    before = Vault(MASTER)
    wrapped, sealed = before.new_wrapped_key(ANA, 1), before.seal_for_system(CELL, "07 00")
    assert wrapped[:4] == sealed[:4] == bytes(4)
    after = vault_in(three_epochs, at=3)
    assert after.open_for_system(CELL, sealed) == "07 00"
    words = seal(before.unwrap(wrapped, ANA, 1), CELL, 1, "blue door")
    anew = after.wrapped_anew(wrapped, ANA, 1)
    assert unseal(after.unwrap(anew, ANA, 1), CELL, 1, words) == "blue door"
    with pytest.raises(NotHeld):
        before.unwrap(anew, ANA, 1)


def test_the_master_key_without_the_folder_opens_nothing_of_an_epoch(
    three_epochs: Path, tmp_path: Path
) -> None:
    wrapped = vault_in(three_epochs, at=2).new_wrapped_key(ANA, 1)
    with pytest.raises(NotHeld):
        vault_in(tmp_path / "nothing").unwrap(wrapped, ANA, 1)
    make(tmp_path / "another", 1, 2)
    with pytest.raises(DoesNotOpen):
        vault_in(tmp_path / "another").unwrap(wrapped, ANA, 1)


def test_a_new_epoch_is_taken_up_by_whoever_meets_it(tmp_path: Path) -> None:
    make(tmp_path, 1)
    reader, writer = vault_in(tmp_path, at=1), vault_in(tmp_path, at=1)
    for number in range(2, 6):
        make(tmp_path, number)
        writer.epochs.read()
        writer.epochs.adopt(number)
        reader.unwrap(writer.new_wrapped_key(ANA, 1), ANA, 1)
        assert reader.epochs.current.number == 1, "what it wraps under is said by the database"


def test_made_up_numbers_do_not_have_the_folder_read_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, 1)
    vault = vault_in(tmp_path, at=1)
    reads: list[None] = []
    read = vault.epochs.read

    def counted() -> None:
        reads.append(None)
        read()

    monkeypatch.setattr(vault.epochs, "read", counted)
    for number in range(100, 300):
        with pytest.raises(NotHeld):
            vault.open_for_system(CELL, number.to_bytes(4, "big") + bytes(40))
    assert len(reads) <= 2, "once a second at most"


def test_marks_tell_epochs_of_one_number_apart_and_are_no_keys(tmp_path: Path) -> None:
    for name in ("one", "other"):
        make(tmp_path / name, 1)
    one, other = (vault_in(tmp_path / name).epochs.held[1] for name in ("one", "other"))
    assert one.mark != other.mark
    assert len(one.mark) == 16
    assert vault_in(tmp_path / "one").epochs.held[1].mark == one.mark


def test_what_was_let_go_of_opens_no_more(tmp_path: Path) -> None:
    make(tmp_path, 1, 2)
    vault = vault_in(tmp_path, at=1)
    wrapped = vault.new_wrapped_key(uuid4(), 1)
    assert vault.epochs.files is not None
    vault.epochs.files.destroy(1)
    vault.epochs.let_go(1)
    vault.epochs.adopt(2)
    with pytest.raises(NotHeld):
        vault.unwrap(wrapped, ANA, 1)
