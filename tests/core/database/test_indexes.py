"""An index of a migration is built while everybody writes, and gone on with where it was killed half-way."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from core.database import migrate
from core.database.db import Address
from tests.support.partitions import as_owner

MIGRATION = """
from alembic import op

from core.database import indexes

revision, down_revision = "test", "{head}"


def upgrade() -> None:
    indexes.build_concurrently(op, "{name}", "{table}", ["{column}"])


def downgrade() -> None:
    op.drop_index("{name}", "{table}")
"""
Migrate = Callable[[], None]


@pytest.fixture
def building(address: Address, tmp_path: Path) -> Callable[[str, str], Migrate]:
    """A migration that builds an index on this column of this table."""

    def made(table: str, column: str) -> Migrate:
        with as_owner(address) as owner:
            head = owner.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        source = MIGRATION.format(head=head, name="ix_built", table=table, column=column)
        (tmp_path / "built.py").write_text(source)
        return run

    def run() -> None:
        config = migrate.configuration()
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{migrate.ROOT / 'migrations' / 'versions'}\n{tmp_path}")
        engine = create_engine(address.owner_url)
        try:
            with engine.connect() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.commit()
        finally:
            engine.dispose()

    return made


def state(owner: Connection) -> bool | None:
    """Whether the index is whole; None where there is none."""
    asked = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ix_built')")
    valid: bool | None = owner.execute(asked).scalar_one_or_none()
    return valid


@contextmanager
def held_open(address: Address, act: Migrate) -> Iterator[tuple[Connection, Future[None]]]:
    """The migration at work: it waits for a transaction that wrote to the table, until the block ends."""
    with as_owner(address) as writer, as_owner(address) as owner, ThreadPoolExecutor(1) as pool:
        writer.execute(text("BEGIN"))
        writer.execute(text("INSERT INTO channel_state (channel, fingerprint) VALUES ('a', 'x')"))
        done = pool.submit(act)
        try:
            while state(owner) is None:
                assert not done.done()
            yield owner, done
        finally:
            writer.execute(text("COMMIT"))


def test_everybody_writes_while_an_index_is_built(
    address: Address, building: Callable[[str, str], Migrate]
) -> None:
    with held_open(address, building("channel_state", "fingerprint")) as (owner, done):
        for number in range(50):
            owner.execute(
                text("INSERT INTO channel_state (channel, fingerprint) VALUES (:n, 'y')"), {"n": str(number)}
            )
        owner.execute(text("UPDATE channel_state SET fingerprint = 'z'"))
        assert not done.done()
    done.result()
    with as_owner(address) as owner:
        assert state(owner) is True
        assert owner.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "test"
        assert owner.execute(text("SELECT count(*) FROM channel_state")).scalar_one() == 51


def test_what_was_killed_half_way_is_built_anew(
    address: Address, building: Callable[[str, str], Migrate]
) -> None:
    act = building("channel_state", "fingerprint")
    with held_open(address, act) as (owner, done):
        owner.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONC%'"
            )
        )
        with pytest.raises(SQLAlchemyError):
            done.result()
        assert state(owner) is False, "kept up, and never read"
        assert owner.execute(text("SELECT version_num FROM alembic_version")).scalar_one() != "test"
    act()
    with as_owner(address) as owner:
        assert state(owner) is True
        assert owner.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "test"


def test_a_table_of_partitions_has_it_on_each_and_on_each_that_comes(
    address: Address, building: Callable[[str, str], Migrate]
) -> None:
    act = building("delivery", "sent_at")
    with as_owner(address) as owner:
        owner.execute(text("CREATE INDEX ix_built ON ONLY delivery (sent_at)"))  # killed so far
        assert state(owner) is False
    act()
    with as_owner(address) as owner:
        assert state(owner) is True
        owner.execute(text("SELECT make_partition('delivery', '70000000-0000-7000-8000-000000000000')"))
        there = text("SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass(:name)")
        counts = [owner.execute(there, {"name": name}).scalar_one() for name in ("ix_built", "delivery")]
        assert counts[0] == counts[1]
        invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"
        assert owner.execute(text(invalid)).scalar_one() == 0
