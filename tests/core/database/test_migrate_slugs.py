"""A database from before: its circles get slugs as if they had had them all along, and what was read stays read."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from core.database import embedded, migrate
from core.database.db import APP_ROLE, Address

BEFORE = "0012"
_COMMUNITY = text("""
    INSERT INTO community (id, name, state, lat, lon, reach_km, languages, time_zone, join_policy, categories,
                           emergency, policy, created_at, dormant, version)
    VALUES (:id, :name, :state, 0, 0, 10, '{en}', 'UTC', 'open', '{}', '[]', '{}', :at, false, 1)
""")


@pytest.fixture
def older(server: embedded.EmbeddedServer) -> Iterator[Address]:
    """A database as it was before circles had slugs."""
    name = "older"
    address = Address(
        server.url(database=name, user=APP_ROLE), server.url(database=name, user="postgres"), server
    )
    migrate.upgrade(address)
    engine = create_engine(address.owner_url)
    with engine.connect() as connection:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)
        connection.commit()
    yield address
    engine.dispose()
    owner = create_engine(server.owner_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    owner.dispose()


def test_circles_of_before_have_slugs_and_the_oldest_recognised_one_the_plain(older: Address) -> None:
    engine = create_engine(older.owner_url)
    circles = [
        (UUID(int=1), "Lansing", "new", "2026-01-01"),
        (UUID(int=2), "Lansing", "recognised", "2026-01-02"),
        (UUID(int=3), "Lansing!", "recognised", "2026-01-03"),
        (UUID(int=4), "حي السلام", "recognised", "2026-01-04"),
    ]
    with engine.begin() as connection:
        for id, name, state, at in circles:
            connection.execute(_COMMUNITY, {"id": id, "name": name, "state": state, "at": at})
    migrate.upgrade(older)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, slug FROM community"))
        slugs: dict[UUID, str] = {row.id: row.slug for row in rows}
        kept = {row.slug for row in connection.execute(text("SELECT slug FROM community_slug"))}
    engine.dispose()
    assert slugs[UUID(int=2)] == "lansing"
    assert slugs[UUID(int=1)].startswith("lansing-")
    assert slugs[UUID(int=3)].startswith("lansing-")
    assert slugs[UUID(int=4)].startswith("circle-")
    assert kept == set(slugs.values())
    assert len(kept) == 4
