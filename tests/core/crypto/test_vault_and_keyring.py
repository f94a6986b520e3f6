"""What is sealed opens only for its owner, in its own place, with its own key; and erasing a key erases it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from core.crypto.epochs import DoesNotOpen
from core.crypto.keyring import Keyring, keyring
from core.crypto.vault import Cell, Vault, seal, unseal
from core.database.db import Address, Database
from core.models import Person

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PATIENT = settings(deadline=None)
SECRET = "Ring twice: Rua das Flores 7, blue door"
HERE = Cell("need", UUID(int=1), "private_note")

Opens = Callable[[bytes], AbstractContextManager[Session]]


@pytest.fixture
def opens(address: Address) -> Iterator[Opens]:
    """Sessions on one database, each as a process with that master key would open it."""

    @contextmanager
    def under(master_key: bytes) -> Iterator[Session]:
        database = Database(address.app_url, Vault(master_key), pool_size=1, statement_timeout_ms=20_000)
        with database.transaction() as session:
            yield session
        database.close()

    return under  # type: ignore[return-value]


def somebody(session: Session) -> UUID:
    person = Person(created_at=NOW)
    session.add(person)
    session.flush()
    keyring(session).create(person.id)
    return person.id


def key(person: UUID = UUID(int=9)) -> tuple[Vault, UUID, bytes]:
    vault = Vault(bytes(32))
    return vault, person, vault.new_wrapped_key(person, 1)


@PATIENT
@given(st.text(), st.uuids())
def test_what_is_sealed_opens_in_its_place(words: str, row: UUID) -> None:
    vault, person, wrapped = key()
    data_key = vault.unwrap(wrapped, person, 1)
    cell = Cell("need", row, "details")
    assert unseal(data_key, cell, 1, seal(data_key, cell, 1, words)) == words


@pytest.mark.parametrize(
    "elsewhere",
    [
        Cell("need", UUID(int=2), "private_note"),
        Cell("need", UUID(int=1), "details"),
        Cell("offer", UUID(int=1), "private_note"),
    ],
    ids=["another row", "another column", "another table"],
)
def test_a_value_that_was_moved_does_not_open(elsewhere: Cell) -> None:
    vault, person, wrapped = key()
    data_key = vault.unwrap(wrapped, person, 1)
    sealed = seal(data_key, HERE, 1, SECRET)
    with pytest.raises(DoesNotOpen):
        unseal(data_key, elsewhere, 1, sealed)
    with pytest.raises(DoesNotOpen):
        unseal(data_key, HERE, 2, sealed)


@PATIENT
@given(st.integers(min_value=0))
def test_a_value_with_one_bit_changed_does_not_open(which: int) -> None:
    vault, person, wrapped = key()
    data_key = vault.unwrap(wrapped, person, 1)
    sealed = bytearray(seal(data_key, HERE, 1, SECRET))
    sealed[which // 8 % len(sealed)] ^= 1 << which % 8
    with pytest.raises(DoesNotOpen):
        unseal(data_key, HERE, 1, bytes(sealed))


def test_the_same_words_are_never_sealed_alike() -> None:
    vault, person, wrapped = key()
    data_key = vault.unwrap(wrapped, person, 1)
    assert len({seal(data_key, HERE, 1, SECRET) for _ in range(50)}) == 50


def test_a_key_given_to_another_person_does_not_unwrap() -> None:
    vault, person, wrapped = key()
    with pytest.raises(DoesNotOpen):
        vault.unwrap(wrapped, UUID(int=10), 1)
    with pytest.raises(DoesNotOpen):
        vault.unwrap(wrapped, person, 2)


def test_under_another_master_key_nothing_opens_and_nobody_is_found(opens: Opens) -> None:
    with opens(bytes(32)) as session:
        person = somebody(session)
        sealed = keyring(session).seal(person, HERE, SECRET)
    with opens(b"another master key of 32 bytes!!") as session, pytest.raises(DoesNotOpen):
        keyring(session).open(person, HERE, sealed)
    ours, theirs = Vault(bytes(32)), Vault(b"another master key of 32 bytes!!")
    assert ours.index("email", "ana@example.org") != theirs.index("email", "ana@example.org")
    assert ours.mac("access", b"1") != theirs.mac("access", b"1")
    assert ours.mac("access", b"1") != ours.mac("refresh", b"1")
    assert ours.index("email", "1") != ours.index("phone", "1")


def test_a_destroyed_key_reads_as_nothing_for_ever(opens: Opens) -> None:
    with opens(bytes(32)) as session:
        person, other = somebody(session), somebody(session)
        mine, theirs = (keyring(session).seal(who, HERE, SECRET) for who in (person, other))
    with opens(bytes(32)) as session:
        keyring(session).destroy(person)
        assert keyring(session).open(person, HERE, mine) is None
    with opens(bytes(32)) as session:
        ring: Keyring = keyring(session)
        assert ring.open(person, HERE, mine) is None
        assert ring.open(other, HERE, theirs) == SECRET
        with pytest.raises(LookupError):
            ring.seal(person, HERE, "more")


def test_no_words_stay_readable_in_the_table(opens: Opens) -> None:
    with opens(bytes(32)) as session:
        person = somebody(session)
        cell = Cell("person", person, "display_name")
        session.get_one(Person, person).display_name = keyring(session).seal(person, cell, SECRET)
    with opens(bytes(32)) as session:
        row = session.execute(text("SELECT person::text, display_name FROM person")).one()
        assert SECRET.encode() not in bytes(row.display_name)
        assert SECRET not in row.person
        assert SECRET.encode().hex() not in row.person


def test_what_belongs_to_nobody_yet_opens_in_its_place_only() -> None:
    vault = Vault(bytes(32))
    cell = Cell("sign_in_challenge", uuid4(), "address")
    sealed = vault.seal_for_system(cell, "ana@example.org")
    assert vault.open_for_system(cell, sealed) == "ana@example.org"
    with pytest.raises(DoesNotOpen):
        vault.open_for_system(Cell("sign_in_challenge", uuid4(), "address"), sealed)
