"""Whether a process and a database go together: the right master key, a role that may not rewrite events, a way to the
server itself, and statements that end in time.
"""

import hmac

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from core.crypto.epochs import DoesNotOpen
from core.crypto.keyring import vault
from core.database import pooling
from core.models import KeyCheck, PersonKey

RESTORE_MARK = "restore_under_way"
"""A table that stands in a database as long as a restore into it has not come to its end."""
_PURPOSE = "key check"
_EXISTS = text("SELECT to_regclass(:name) IS NOT NULL")
_TIME_OUT = text("SELECT CAST(setting AS integer) FROM pg_settings WHERE name = 'statement_timeout'")
_MAY_REWRITE = text("""
    SELECT has_table_privilege('event', 'UPDATE, DELETE, TRUNCATE')
        OR EXISTS (SELECT FROM pg_inherits WHERE inhparent = CAST('event' AS regclass)
                      AND has_table_privilege(inhrelid, 'UPDATE, DELETE, TRUNCATE'))
""")


class DoesNotFit(Exception):
    """This process must not serve this database; the text says why, and what to do."""


def ensure_whole(session: Session) -> None:
    """Raises DoesNotFit where a restore into this database has not come to its end."""
    if session.execute(_EXISTS, {"name": RESTORE_MARK}).scalar_one():
        raise DoesNotFit(
            "A restore into this database did not come to its end: people may be back who were erased. Run the same "
            "`python manage.py restore …` again; it goes on where it was."
        )


def ensure_key(session: Session) -> None:
    """Raises DoesNotFit where the database is another master key's. A database that knows none yet learns this one,
    unless there is a person whose key it does not open.
    """
    if not session.execute(_EXISTS, {"name": KeyCheck.__tablename__}).scalar_one():
        return  # not migrated yet
    mac = vault(session).mac(_PURPOSE, b"")
    known = session.scalars(select(col(KeyCheck.mac))).one_or_none()
    if known is None:
        fits = _opens_somebody(session)
        if fits:
            session.execute(insert(KeyCheck).values(number=1, mac=mac).on_conflict_do_nothing())
            known = session.scalars(select(col(KeyCheck.mac))).one()
    if known is None or not hmac.compare_digest(known, mac):
        raise DoesNotFit(
            "MINKA_MASTER_KEY is not the key of this database: nobody's words or addresses would open, and "
            "everybody would be a stranger. Set the key that it was begun with, or name another database."
        )


def is_its_key(session: Session) -> bool:
    """Whether this process has the master key by which the database knows itself, where it knows one."""
    known = session.scalars(select(col(KeyCheck.mac))).one_or_none()
    return known is None or hmac.compare_digest(known, vault(session).mac(_PURPOSE, b""))


def _opens_somebody(session: Session) -> bool:
    """Whether the key opens what is there; where nobody is, every key does."""
    row = session.scalars(select(PersonKey).limit(1)).one_or_none()
    if row is None:
        return True
    try:
        vault(session).unwrap(row.wrapped, row.person_id, row.version)
    except DoesNotOpen:
        return False
    return True


def ensure_bounded(session: Session, statement_timeout_ms: int) -> None:
    """Raises DoesNotFit where the server does not end statements in so many milliseconds, though it was told to."""
    held = session.execute(_TIME_OUT).scalar_one()
    if held != statement_timeout_ms:
        raise DoesNotFit(
            f"The database ends statements after {held} ms (0: never), not after {statement_timeout_ms}, though each "
            "transaction asks for it: what stands between Minka and PostgreSQL drops that. Have PgBouncer lend "
            "connections by transaction (pool_mode = transaction), or name PostgreSQL itself in MINKA_DATABASE_URL."
        )


def ensure_direct(url: str) -> None:
    """Raises DoesNotFit where this address, on which a connection is to be kept, leads through a pooler.

    Raises psycopg.OperationalError where it leads nowhere.
    """
    if pooling.leads_through_a_pooler(url):
        raise DoesNotFit(
            "MINKA_DATABASE_URL leads through a pooler, on which nobody can listen for work: set "
            "MINKA_DIRECT_DATABASE_URL to the address of PostgreSQL itself, with the same role and database."
        )


def may_rewrite_events(session: Session) -> bool:
    """Whether the role that this session serves as could change what happened: it owns the tables, or is superuser."""
    if not session.execute(_EXISTS, {"name": "event"}).scalar_one():
        return False  # not migrated yet
    return bool(session.execute(_MAY_REWRITE).scalar_one())


def ensure_serving_role(session: Session) -> None:
    """Raises DoesNotFit where the serving role may rewrite events."""
    if may_rewrite_events(session):
        raise DoesNotFit(
            "MINKA_DATABASE_URL names a role that owns the tables: it could rewrite the events. Name it in "
            "MINKA_OWNER_DATABASE_URL alone, and the role minka_app here; `python manage.py migrate` makes it."
        )
