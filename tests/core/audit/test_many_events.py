"""What is sealed at once is read at once, however many events wait behind it, in however many partitions."""

from sqlalchemy import Connection, text

from core.audit import sealing
from core.database import partitions
from core.database.db import Address, Database
from tests.support.partitions import as_owner
from tests.support.record import NOW

WAITING = 4_000
SOME = 100
FAR_ON = partitions.EVENTS_EACH + 1
"""A number in a later partition than the first."""

_HAPPENED = text("""
    INSERT INTO event (id, epoch, xid, at, kind, subject_type, subject_id, payload) OVERRIDING SYSTEM VALUE
    SELECT :first + n, 1, 1 + n / 10, :at, 'person_joined', 'person', gen_random_uuid(), '{}'
      FROM generate_series(1, :many) n
""")
_READ = text("""
    SELECT sum(seq_tup_read) + sum(coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables WHERE relname LIKE 'event\\_f%'
""")


def events_read(owner: Connection) -> int:
    """How many rows of events were read so far, by whatever way."""
    return int(owner.execute(_READ).scalar_one())


def test_a_seal_reads_what_it_seals_and_not_what_waits_behind(address: Address, database: Database) -> None:
    with as_owner(address) as owner:
        with database.transaction() as session:
            partitions.make(session, "event", str(FAR_ON))
        for first in (0, FAR_ON):
            owner.execute(_HAPPENED, {"first": first, "at": NOW, "many": WAITING})
        owner.execute(text("ANALYZE event"))
        before = events_read(owner)
        with database.transaction() as session:
            assert sealing.seal(session, now=NOW, at_most=SOME) == SOME
        with database.transaction() as session:
            assert sealing.seal(session, now=NOW, at_most=SOME) == SOME
            session.execute(text("SELECT pg_stat_force_next_flush()"))
        with database.transaction() as session:
            session.execute(text("SELECT 1"))
        read = events_read(owner) - before
    assert 2 * SOME <= read < 4 * SOME, read
