"""Migrations run as the owner of the tables, each in a transaction of its own that never waits long for a lock.

`core.database.migrate` lets one run at a time.
"""

from alembic import context
from sqlalchemy import Connection, Text, event
from sqlmodel import AutoString, SQLModel

from core.models import Person  # noqa: F401  (fills the metadata)


def unlike_the_models(connection: Connection) -> set[tuple[str, str | None]]:
    """The exclusion constraint and what is made for it, written by hand; and partitions, no tables of their own."""
    partitions = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'"
    )
    return {("index", "ex_match_one_place_at_a_time"), *(("table", name) for name in partitions.scalars())}


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
    apart = unlike_the_models(connection)
    connection.rollback()

    def include_name(name: str | None, type_: str, parent_names: object) -> bool:
        return (type_, name) not in apart

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
