"""Migrations run as the owner of the tables, each in a transaction of its own that never waits long for a lock.

`core.database.migrate` lets one run at a time.
"""

from alembic import context
from sqlalchemy import Connection, Text, event
from sqlmodel import AutoString, SQLModel

from core.models import Person  # noqa: F401  (fills the metadata)


def include_name(name: str | None, type_: str, parent_names: object) -> bool:
    """The exclusion constraint and what PostgreSQL makes for it are written by hand."""
    return not (type_ == "index" and name == "ex_match_one_place_at_a_time")


def differs(
    context: object, found: object, wanted: object, found_type: object, wanted_type: object
) -> bool | None:
    """Text without a length is one type to us: SQLModel calls it VARCHAR, the tables TEXT. None: compare as usual."""
    text_to_us = (
        isinstance(found_type, Text) and isinstance(wanted_type, AutoString) and wanted_type.length is None
    )
    return False if text_to_us else None


def wait_no_longer(connection: Connection) -> None:
    """Whoever waits for a lock of a table has all others wait behind them: rather give up, and be run again."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def run(connection: Connection) -> None:
    event.listen(connection, "begin", wait_no_longer)
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=differs,
        include_name=include_name,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
