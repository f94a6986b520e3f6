"""Migrations: they end where the models are, and may be run twice or by two at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from core.database import embedded, migrate
from core.database.db import APP_ROLE, Address
from tests.support.at_once import at_once

BY_HAND = "ex_match_one_place_at_a_time"
"""The exclusion constraint, which SQLModel has no words for."""


@pytest.fixture
def unmade(server: embedded.EmbeddedServer) -> Iterator[Address]:
    """Where a database could be, and is not yet."""
    name = "unmade"
    yield Address(
        server.url(database=name, user=APP_ROLE), server.url(database=name, user="postgres"), server
    )
    engine = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    engine.dispose()


@contextmanager
def owner(address: Address) -> Iterator[Connection]:
    engine = create_engine(address.owner_url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def shape(address: Address) -> list[tuple[str, ...]]:
    """Every column, constraint, index and right of a database."""
    with owner(address) as connection:
        rows = connection.execute(
            text("""
                SELECT 'column', table_name, column_name, data_type FROM information_schema.columns
                 WHERE table_schema = 'public'
                UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
                  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
                 WHERE schemaname = 'public'
                UNION ALL SELECT 'right', table_name, grantee, privilege_type
                  FROM information_schema.role_table_grants WHERE table_schema = 'public'
                UNION ALL SELECT 'version', version_num, '', '' FROM alembic_version
                ORDER BY 1, 2, 3, 4""")
        ).all()
    return [tuple(row) for row in rows]


def test_the_database_is_what_the_models_say(address: Address) -> None:
    """Alembic finds nothing that a new migration would have to do: else its check raises."""
    with owner(address) as connection:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.check(config)


def test_the_constraint_against_double_booking_is_there(address: Address) -> None:
    assert any(kind == "constraint" and name == BY_HAND for kind, _, name, _ in shape(address))


def test_migrating_twice_is_as_good_as_once(unmade: Address) -> None:
    migrate.upgrade(unmade)
    once = shape(unmade)
    migrate.upgrade(unmade)
    assert shape(unmade) == once


def test_two_migrations_at_once_do_no_harm(unmade: Address, address: Address) -> None:
    at_once([partial(migrate.upgrade, unmade) for _ in range(4)])
    assert shape(unmade) == shape(address)


def test_the_serving_role_owns_nothing(address: Address) -> None:
    rights = {
        (table, right) for kind, table, role, right in shape(address) if (kind, role) == ("right", APP_ROLE)
    }
    assert {right for table, right in rights if table == "event"} == {"INSERT", "SELECT"}
    assert {right for table, right in rights if table == "alembic_version"} == {"SELECT"}
    assert {right for _, right in rights} == {"INSERT", "SELECT", "UPDATE", "DELETE"}
