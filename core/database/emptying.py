"""A database emptied of all that people wrote, for a sandbox to begin anew. Tables, keys and rights stay."""

from sqlalchemy import create_engine, text

_TABLES = text("""
    SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables
     WHERE schemaname = 'public' AND tablename NOT IN
           ('alembic_version', 'key_check', 'wrapping_epoch', 'destroyed_epoch', 'serving_process')
""")
"""SQL: all but what says of which form this database is, and of which keys."""
_WAIT = text("SET LOCAL lock_timeout = '10s'")


def empty(owner_url: str) -> None:
    """Takes every row out of every table, at once, as the role that owns them; a moved clock goes back with them.

    Raises OperationalError where others hold a table for longer than ten seconds.
    """
    engine = create_engine(owner_url)
    try:
        with engine.begin() as connection:
            connection.execute(_WAIT)
            connection.execute(text(f"TRUNCATE {connection.execute(_TABLES).scalar_one()}"))
    finally:
        engine.dispose()
