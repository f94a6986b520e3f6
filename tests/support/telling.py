"""What was told to whom, and how it travelled: rows read and events recorded by hand."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import create_engine, text

from core.database.db import Database
from core.events import EventKind, record
from core.events.payloads import Payload
from notifications.announce import outbox
from tests.support.payloads import a_payload
from tests.support.people import Person
from tests.support.world import World


class Sent(NamedTuple):
    """A delivery, as its row stands."""

    kind: str
    channel: str
    status: str
    code: str | None
    attempts: int
    due_at: datetime
    message_id: str


_DELIVERIES = text("""
    SELECT n.kind, d.channel, d.status, d.code, d.attempts, d.due_at, replace(CAST(d.id AS text), '-', '')
      FROM delivery d JOIN notification n ON n.id = d.notification_id
     WHERE n.person_id = :person ORDER BY d.id
""")


def deliveries(world: World, person: Person) -> list[Sent]:
    """All deliveries to one person, oldest first."""
    with world.database.transaction() as session:
        return [Sent(*row) for row in session.execute(_DELIVERIES, {"person": person.id})]


def last(world: World, person: Person) -> Sent:
    return deliveries(world, person)[-1]


def scalar(database: Database, query: str, **params: Any) -> Any:
    with database.transaction() as session:
        return session.execute(text(query), params).scalar_one()


def change(database: Database, statement: str, **params: Any) -> None:
    with database.transaction() as session:
        session.execute(text(statement), params)


def happen(
    world: World,
    kind: EventKind,
    subject: tuple[str, str],
    *,
    need_id: str | None = None,
    community_id: str | None = None,
    for_id: str | None = None,
    actor: str | None = None,
    now: datetime | None = None,
    payload: Payload | None = None,
) -> int:
    """Records an event that nobody in particular did, or `actor`. `payload`: what it carries, where that matters."""
    with world.database.transaction() as session:
        return record(
            session,
            kind,
            payload or a_payload(kind),
            actor=UUID(actor) if actor else None,
            subject=(subject[0], UUID(subject[1])),
            need_id=UUID(need_id) if need_id else None,
            community_id=UUID(community_id) if community_id else None,
            for_id=UUID(for_id) if for_id else None,
            now=now or world.now(),
        )


def tell(world: World, *people: Person) -> None:
    """Something each must hear, and that stays true: what they are in a community has changed."""
    for person in people:
        happen(world, EventKind.ROLE_CHANGED, ("person", person.id))


def forbid(world: World, what: str, when: str, *, sqlstate: str = "P0001") -> None:
    """From now on the database refuses `what` (`UPDATE ON need`) for rows of which `when` is true, and says this."""
    engine = create_engine(world.address.owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION 'this row stays as it is' USING ERRCODE = '{sqlstate}'; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER refuse BEFORE {what} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse()"
        )
    engine.dispose()


def allow_again(world: World, table: str) -> None:
    """What was forbidden of a table is not any more."""
    engine = create_engine(world.address.owner_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER refuse ON {table}")
    engine.dispose()


def announce(world: World, now: datetime | None = None) -> int:
    """Announces what has happened, and sends nothing."""
    with world.database.transaction() as session:
        return outbox.announce(session, now=now or world.now())
