"""Indexes built while everybody goes on writing, for migrations: concurrently, and gone on with after a kill.

PostgreSQL builds one concurrently outside of a transaction; ended half-way it leaves an index that is kept up and never
read. Whoever builds it again drops that one first. A partitioned table has none built concurrently as a whole: each of
its partitions has, and the last that joins makes the whole one valid.
"""

from collections.abc import Sequence

from alembic.operations import Operations
from sqlalchemy import Connection, text

_VALID = text("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(:name)")
_IS_PARTITIONED = text("SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(:name)")
_PARTITIONS_WITHOUT = text("""
    SELECT CAST(CAST(i.inhrelid AS regclass) AS text) FROM pg_inherits i
     WHERE i.inhparent = to_regclass(:table)
       AND NOT EXISTS (SELECT FROM pg_inherits x JOIN pg_index o ON o.indexrelid = x.inhrelid
                        WHERE x.inhparent = to_regclass(:name) AND o.indrelid = i.inhrelid)
     ORDER BY 1
""")
_NO_HURRY = text("SET lock_timeout = 0")
"""What a concurrent build waits for keeps nobody else waiting."""
_QUICKLY = text("SET lock_timeout = '5s'")


def build_concurrently(
    op: Operations, name: str, table: str, columns: Sequence[str], *, where: str = "", unique: bool = False
) -> None:
    """Builds the index where it is not there whole yet. The only thing that its migration does: ended half-way, the
    migration is run again from its beginning. `columns`, `where`: SQL.

    Raises OperationalError where a table of partitions is held by others for longer than five seconds.
    """
    on = f"({', '.join(columns)}){f' WHERE {where}' if where else ''}"
    kind = "UNIQUE INDEX" if unique else "INDEX"
    with op.get_context().autocommit_block():
        connection = op.get_bind()
        if connection.execute(_IS_PARTITIONED, {"name": table}).scalar_one():
            _on_partitions(connection, kind, name, table, on)
        else:
            _concurrently(connection, kind, name, table, on)
        connection.execute(text("RESET lock_timeout"))


def _concurrently(connection: Connection, kind: str, name: str, table: str, on: str) -> None:
    valid = connection.execute(_VALID, {"name": name}).scalar_one_or_none()
    if valid:
        return
    connection.execute(_NO_HURRY)
    if valid is False:
        connection.execute(text(f"DROP INDEX CONCURRENTLY {name}"))
    connection.execute(text(f"CREATE {kind} CONCURRENTLY {name} ON {table} {on}"))


def _on_partitions(connection: Connection, kind: str, name: str, table: str, on: str) -> None:
    """The index of the whole is there at once, and valid when each partition has its own; one made meanwhile has."""
    connection.execute(_QUICKLY)
    connection.execute(text(f"CREATE {kind} IF NOT EXISTS {name} ON ONLY {table} {on}"))
    for partition in connection.execute(_PARTITIONS_WITHOUT, {"table": table, "name": name}).scalars().all():
        own = f"{name}_of_{partition.removeprefix(f'{table}_')}"
        _concurrently(connection, kind, own, partition, on)
        connection.execute(_QUICKLY)
        connection.execute(text(f"ALTER INDEX {name} ATTACH PARTITION {own}"))
