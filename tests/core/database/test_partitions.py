"""Partitions: there before they are needed, made when they are not, dropped when they are over; no row is lost by them,
and nobody may do more to one than to its table.
"""

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError
from sqlmodel import Session

from core import clock
from core.database import fitting, partitions
from core.database.db import APP_ROLE, Address, Database
from core.database.retries import lost_a_race, will_pass
from core.events import EventKind, record
from core.ids import new_id
from services.leaving import forgetting
from services.retention import deleting
from tests.support.partitions import a_delivery, a_notification, as_owner, made_at, partition_of
from tests.support.rows import a_person
from tests.support.telling import announce, tell
from tests.support.world import World, device_for

LATER = datetime(2040, 7, 14, 12, tzinfo=UTC)
TABLES = ("event", *partitions.BY_MONTH)


def an_event(session: Session) -> int:
    return record(
        session, EventKind.NEED_EXPIRED, actor=None, subject=("need", new_id()), now=clock.real_now()
    )


def test_a_partition_made_later_holds_its_month_and_nothing_else(session: Session) -> None:
    assert partitions.make(session, "notification", str(made_at(LATER)))
    assert not partitions.make(session, "notification", str(made_at(LATER))), "it is there"
    ana = a_person(session, LATER)
    first, last = (
        datetime(2040, 7, 1, tzinfo=UTC),
        datetime(2040, 8, 1, tzinfo=UTC) - timedelta(milliseconds=1),
    )
    for moment in (first, LATER, last):
        id = a_notification(session, ana, made_at(moment), moment)
        assert partition_of(session, "notification", id) == "notification_2040_07"
    with pytest.raises(IntegrityError):
        a_notification(session, ana, made_at(last + timedelta(milliseconds=1)), last)


@pytest.mark.parametrize("table", TABLES)
def test_the_serving_role_may_only_read_a_partition_also_one_that_was_made_later(
    session: Session, table: str
) -> None:
    """What it may do to a table it does through the table: of events that is to add and to read."""
    partitions.make(session, table, "700000001" if table == "event" else str(made_at(LATER)))
    held = text("SELECT has_table_privilege(CAST(:role AS text), CAST(:table AS text), CAST(:right AS text))")
    names = partitions.names(session, table)
    assert len(names) >= 4
    for name in names:
        rights = {
            right
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
            if session.execute(held, {"role": APP_ROLE, "table": name, "right": right}).scalar_one()
        }
        assert rights == {"SELECT"}, name


@pytest.mark.parametrize(
    "wish", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"]
)
def test_no_event_is_rewritten_through_its_partition(session: Session, wish: str) -> None:
    partition = partition_of(session, "event", an_event(session))
    with pytest.raises(ProgrammingError) as refused:
        session.execute(text(wish.format(partition)))
    assert isinstance(refused.value.orig, InsufficientPrivilege)


def test_a_role_that_may_rewrite_one_partition_of_events_does_not_serve(
    address: Address, database: Database
) -> None:
    with database.transaction() as session:
        fitting.ensure_serving_role(session)
    with as_owner(address) as owner:
        owner.execute(text(f"GRANT UPDATE ON event_first TO {APP_ROLE}"))
    with database.transaction() as session, pytest.raises(fitting.DoesNotFit):
        fitting.ensure_serving_role(session)


def test_an_insert_that_finds_no_partition_finds_it_at_the_next_try(database: Database) -> None:
    """Whatever the clock says: nothing was made ahead for the year 2040."""

    def tell(session: Session) -> None:
        ana = a_person(session, LATER)
        a_notification(session, ana, made_at(LATER), LATER)

    with pytest.raises(DBAPIError) as lost, database.transaction() as session:
        tell(session)
    assert lost_a_race(lost.value)
    assert will_pass(lost.value)
    with database.transaction() as session:
        tell(session)
        assert partition_of(session, "notification", made_at(LATER)) == "notification_2040_07"


def test_events_find_their_place_beyond_what_was_made_ahead(address: Address, database: Database) -> None:
    with as_owner(address) as owner:
        owner.execute(text("SELECT setval('event_id_seq', 60000000)"))
    with pytest.raises(DBAPIError) as lost, database.transaction() as session:
        an_event(session)
    assert lost_a_race(lost.value)
    with database.transaction() as session:
        assert partition_of(session, "event", an_event(session)) == "event_from_60000000"


def test_an_act_at_the_door_is_done_though_no_partition_was_there(world: World) -> None:
    """Whoever acts hears nothing of it; those who are told of it are, by the next pass of the worker."""
    ana = world.person("ana")
    with as_owner(world.address) as owner:
        owner.execute(text("SELECT setval('event_id_seq', 60000000)"))
        for table in partitions.BY_MONTH:
            for name in (
                owner.execute(text("SELECT name FROM partitions_of(:t)"), {"t": table}).scalars().all()
            ):
                owner.execute(text(f"DROP TABLE {name}"))
    world.community(ana)
    tell(world, ana)
    device_for(ana, "ok-ana")
    with pytest.raises(DBAPIError):
        announce(world)
    with pytest.raises(DBAPIError):
        announce(world)
    assert announce(world) > 0
    assert "role_changed" in ana.inbox()
    with world.database.transaction() as session:
        assert "event_from_60000000" in partitions.names(session, "event")
        assert all(len(partitions.names(session, table)) == 1 for table in partitions.BY_MONTH)


def test_what_a_constraint_refuses_is_no_gap(session: Session) -> None:
    with pytest.raises(IntegrityError) as refused:
        session.execute(text("INSERT INTO event_todo (event_id, at) VALUES (1, now()), (1, now())"))
    assert not lost_a_race(refused.value)


def test_the_next_months_and_events_are_made_ahead(database: Database) -> None:
    now = clock.real_now()
    with database.transaction() as session:
        assert partitions.make_ahead(session, now) == 0, "the migration made them"
        next_month = partitions.months(now, 1)[1]
        assert partitions.make_ahead(session, next_month - timedelta(milliseconds=1)) == 0
        assert partitions.make_ahead(session, next_month) == 2
        assert partitions.make_ahead(session, next_month) == 0
    with database.transaction() as session:
        session.execute(text("SELECT nextval('event_id_seq')"))
        partitions.make(session, "event", str(partitions.EVENTS_EACH * 4))
        assert [name for name in partitions.names(session, "event") if "20000000" in name]


def test_a_month_that_is_over_is_dropped_once_it_is_empty(database: Database) -> None:
    now = clock.real_now()
    with database.transaction() as session:
        ana = a_person(session, now)
        kept = a_notification(session, ana, new_id(), now)
        month = partition_of(session, "notification", kept)
        was = {table: partitions.names(session, table) for table in partitions.BY_MONTH}
        assert partitions.drop_empty(session, now) == 0
    after_all = now + timedelta(days=400)
    with database.transaction() as session:
        partitions.drop_empty(session, after_all)
        assert partitions.names(session, "notification") == [month]
        assert partitions.names(session, "delivery") == []
        session.execute(text("DELETE FROM notification"))
    with database.transaction() as session:
        partitions.drop_empty(session, after_all)
        assert partitions.names(session, "notification") == []
    with database.transaction() as session:
        assert partitions.make_ahead(session, now) > 0
        for table in partitions.BY_MONTH:
            assert set(partitions.names(session, table)) <= {*was[table], f"{table}_{now:%Y_%m}"}


def test_dropping_waits_for_nobody_who_reads(address: Address, database: Database) -> None:
    """As a backup does, for hours: it is tried again, and keeps those behind it waiting for a second at most."""
    with as_owner(address) as reading, reading.begin():
        reading.execute(text("BEGIN"))
        reading.execute(text("SELECT count(*) FROM notification"))
        with database.transaction() as session, pytest.raises(OperationalError) as refused:
            partitions.drop_empty(session, clock.real_now() + timedelta(days=400))
        reading.execute(text("COMMIT"))
    assert getattr(refused.value.orig, "sqlstate", None) == "55P03"


def test_no_event_is_ever_dropped(session: Session) -> None:
    with pytest.raises(DBAPIError, match="ever dropped"):
        session.execute(text("SELECT drop_empty_partitions('event', now())"))


def test_what_is_spent_goes_from_its_own_partition_with_its_deliveries(session: Session) -> None:
    """Two lines lie at the same place of two partitions, both made for them; one of them is a year old."""
    now, then, later = clock.real_now(), *partitions.months(LATER, 1)
    for month in (then, later):
        assert partitions.make(session, "notification", str(made_at(month)))
    ana = a_person(session, now - timedelta(days=500))
    old = a_notification(session, ana, made_at(then), now - timedelta(days=366))
    new = a_notification(session, ana, made_at(later), now)
    places = session.execute(text("SELECT ctid, tableoid FROM notification")).all()
    assert len({row.ctid for row in places}) == 1
    assert len({row.tableoid for row in places}) == 2
    a_delivery(session, old, made_at(now, 2), now + timedelta(days=1))
    left = a_delivery(session, new, made_at(now, 3), now + timedelta(days=1))
    deleting.purge(session, now)
    assert session.execute(text("SELECT id FROM notification")).scalars().all() == [new]
    assert session.execute(text("SELECT id FROM delivery")).scalars().all() == [left]


def test_who_leaves_takes_what_was_on_its_way_along(session: Session) -> None:
    """No foreign key does it for them: of a message that is gone nothing is left that names its device."""
    now = clock.real_now()
    ana, ben = (a_person(session, now) for _ in range(2))
    told = [a_notification(session, who, new_id(), now) for who in (ana, ben)]
    on_their_way = [a_delivery(session, one, new_id(), now + timedelta(days=1)) for one in told]
    forgetting.of(session, ana, now=now)
    assert session.execute(text("SELECT id FROM notification")).scalars().all() == told[1:]
    assert session.execute(text("SELECT id FROM delivery")).scalars().all() == on_their_way[1:]
