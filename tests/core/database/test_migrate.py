"""Migrations: they end where the models are, may be run twice or by two at once, and bring along what is there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, text

from core import places
from core.crypto.vault import Cell, Vault, seal
from core.database import embedded, migrate, partitions, turning
from core.database.db import APP_ROLE, Address, Database
from core.geography import cells, measure
from core.ids import new_id
from core.models import Need
from matching.rules.distance import mercator
from tests.support.at_once import at_once
from tests.support.epochs import NOW, joined, name_of, standing_on
from tests.support.places import SAME_SHOWN_CELL
from tests.support.rows import a_community, a_need, a_person, an_offer, matches_on

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


def before(migration: str) -> str:
    """The revision from which this migration goes on."""
    [file] = (migrate.ROOT / "migrations" / "versions").glob(f"*{migration}.py")
    said = re.search(r'^down_revision = "(\w+)"', file.read_text(), re.MULTILINE)
    assert said is not None
    return said[1]


def on_the_map(cell: int) -> str:
    lat, lon = places.centre(cell)
    return f"({lon},{mercator(lat)})"


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


def test_places_from_before_are_kept_as_they_are_shown_and_no_finer(unmade: Address) -> None:
    migrate.upgrade(unmade)
    fine = places.cell_of(**SAME_SHOWN_CELL[0])
    shown = measure.shown(fine)
    database = Database(unmade.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000)
    with database.transaction() as session:
        now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        community = a_community(session, now)
        need = a_need(session, community, a_person(session, now), now, cell=fine, to_cell=fine).id
        offer = an_offer(session, community, fine, now).id
        [match] = matches_on(session, session.get_one(Need, need), [offer], now)
        told = {"score": 1, "parts": '{"distance": 998}', "match": match}
        session.execute(text("UPDATE match SET score = :score, parts = :parts WHERE id = :match"), told)
    database.close()
    with owner(unmade) as connection:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, before("shown_places"))
        connection.execute(text("UPDATE need SET to_cell = to_hex(:wide)"), {"wide": cells.parent(fine, 6)})
        connection.execute(text("INSERT INTO region (number, until, fence) VALUES (1, now(), 0)"))
        connection.commit()
    migrate.upgrade(unmade)
    with owner(unmade) as connection:
        off = "SELECT cell, to_cell, shown_pt <-> CAST(:at AS point) AS off FROM need"
        [row] = connection.execute(text(off), {"at": on_the_map(shown)})
        assert (row.cell, row.to_cell) == (shown, shown)
        assert row.off < 1e-9
        assert connection.execute(text("SELECT cell FROM offer")).scalars().all() == [shown]
        assert set(connection.execute(text("SELECT cell FROM supply")).scalars()) == {shown}
        assert set(connection.execute(text("SELECT cell FROM supply_cell")).scalars()) == {shown}
        assert connection.execute(text("SELECT count(*) FROM region")).scalar_one() == 0
        [row] = connection.execute(text("SELECT score, parts FROM match"))
        assert (row.score, row.parts) == (None, {})


def test_keys_from_before_there_were_epochs_open_and_come_under_one(unmade: Address, tmp_path: Path) -> None:
    migrate.upgrade(unmade)
    ana, master = new_id(), bytes(32)
    old = Vault(master)
    wrapped, cell = old.new_wrapped_key(ana, 1), Cell("person", ana, "display_name")
    name = seal(old.unwrap(wrapped, ana, 1), cell, 1, "Ana")
    with owner(unmade) as connection:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, before("2026112?_epochs"))
        connection.execute(
            text("""INSERT INTO person (id, created_at, represented, languages, locale, time_zone, urgent_welcome,
                                        paused, hidden, edition, display_name)
                    VALUES (:id, now(), false, '{}', 'en', 'UTC', false, false, false, 1, :name)"""),
            {"id": ana, "name": name},
        )
        connection.execute(text("INSERT INTO person_key VALUES (:id, 1, :w)"), {"id": ana, "w": wrapped[4:]})
        connection.commit()
    migrate.upgrade(unmade)
    with joined(unmade, tmp_path, master=master) as database:
        assert name_of(database, ana) == "Ana"
        assert turning.rewrap(database, NOW) == 1
        assert name_of(database, ana) == "Ana"
        assert standing_on(database) == {1: 1}


def test_what_happened_before_there_were_partitions_is_in_the_first(unmade: Address) -> None:
    """Nothing is copied: the tables are what they were, and numbers go on. Old clocks' ids have their place, too."""
    migrate.upgrade(unmade)
    ana, far = new_id(), partitions.first_id(datetime(2031, 5, 20, tzinfo=UTC))
    with owner(unmade) as connection:
        config = migrate.configuration()
        config.attributes["connection"] = connection
        command.downgrade(config, before("partitions"))
        connection.execute(
            text("""INSERT INTO person (id, created_at, represented, languages, locale, time_zone, urgent_welcome,
                                        paused, hidden, edition)
                    VALUES (:id, now(), false, '{}', 'en', 'UTC', false, false, false, 1)"""),
            {"id": ana},
        )
        connection.execute(
            text("""WITH line AS (INSERT INTO event (at, kind, subject_type, subject_id, payload)
                         SELECT now(), 'need_expired', 'need', :ana, '{}' FROM generate_series(1, 3) RETURNING id, at)
                    INSERT INTO event_todo (event_id, at) SELECT id, at FROM line"""),
            {"ana": ana},
        )
        for id in (ana, far):
            connection.execute(
                text("""INSERT INTO notification (id, person_id, event_id, kind, subject_type, subject_id, params, at)
                        VALUES (:id, :ana, :event, 'k', 'need', :ana, '{}', now())"""),
                {"id": id, "ana": ana, "event": 1 if id == ana else 2},
            )
        connection.execute(
            text("CREATE TABLE was AS SELECT 'event_first' AS name, pg_relation_filenode('event') AS f")
        )
        connection.commit()
    migrate.upgrade(unmade)
    with owner(unmade) as connection:
        lies = "SELECT CAST(CAST(tableoid AS regclass) AS text), count(*) FROM {} GROUP BY 1"
        assert connection.execute(text(lies.format("event"))).all() == [("event_first", 3)]
        assert connection.execute(text(lies.format("notification"))).all() == [("notification_first", 2)]
        assert connection.execute(
            text("SELECT f = pg_relation_filenode('event_first') FROM was")
        ).scalar_one()
        for months_on in (far, partitions.first_id(datetime(2031, 6, 1, tzinfo=UTC))):
            made = connection.execute(
                text("SELECT make_partition('notification', :id)"), {"id": str(months_on)}
            )
            assert (made.scalar_one() is None) is (months_on == far), (
                "the first reaches to the end of that month"
            )
        next_one = (
            "INSERT INTO event (at, kind, subject_type, subject_id, payload)"
            " VALUES (now(), 'k', 'need', :ana, '{}') RETURNING id"
        )
        number = connection.execute(text(next_one), {"ana": ana}).scalar_one()
        assert number == connection.execute(text("SELECT max(event_id) + 1 FROM event_todo")).scalar_one()


def test_the_serving_role_owns_nothing(address: Address) -> None:
    rights = {
        (table, right) for kind, table, role, right in shape(address) if (kind, role) == ("right", APP_ROLE)
    }
    assert {right for table, right in rights if table == "event"} == {"INSERT", "SELECT"}
    assert {right for table, right in rights if table == "alembic_version"} == {"SELECT"}
    assert {right for _, right in rights} == {"INSERT", "SELECT", "UPDATE", "DELETE"}
