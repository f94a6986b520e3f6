"""Events bound into the chain, once nothing can come to stand before them any more."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from core.audit import chain, epochs, rows
from core.audit.chain import Seal
from core.crypto.keyring import vault
from core.crypto.vault import Vault
from core.models import EventSeal

AT_ONCE = 5000
"""Events of a seal, at most."""
_KEY = 0x6D696E6B6173  # "minkas"
_TURN = text("SELECT pg_try_advisory_xact_lock(:key)")
_SEALS = "SELECT number, form, epoch, xid, event_id, at, leaves, head, mac FROM event_seal"
_ALL = text(f"{_SEALS} ORDER BY number")
_NEWEST = text(f"{_SEALS} ORDER BY number DESC LIMIT 1")
_NUMBERED = text(f"{_SEALS} WHERE number = :number")
_UNSEALED = """
    WITH last AS (SELECT epoch, xid, event_id FROM event_seal ORDER BY number DESC LIMIT 1)
    SELECT {what} FROM event
     WHERE (epoch, xid, id) > (coalesce((SELECT epoch FROM last), 0), coalesce((SELECT xid FROM last), 0),
                               coalesce((SELECT event_id FROM last), 0))
"""
_TAIL = text(_UNSEALED.format(what="count(*), min(at)"))
_NEXT = text(_UNSEALED.format(what="at") + " ORDER BY epoch, xid, id LIMIT 1")


def seal(session: Session, *, now: datetime, at_most: int = AT_ONCE) -> int:
    """Seals what is settled, the oldest `at_most` of it; returns how many events.

    Two at once: one seals, and the other finds nothing to do. The number of a seal is its key, so that a chain with
    two ends cannot be written, whatever went wrong.
    """
    if not session.execute(_TURN, {"key": _KEY}).scalar_one():
        return 0
    end = newest(session) or chain.NOTHING
    where = f"{rows.after(end.last)} AND {rows.settled(epochs.current(session))}"
    leaves, row = [], b""
    for row in rows.stream(session, rows.NEWEST, where, at_most=at_most):
        leaves.append(chain.leaf(row))
    if leaves:
        _add(session, end, rows.position(row), now, b"".join(leaves))
    return len(leaves)


def _add(session: Session, end: Seal, last: chain.Position, now: datetime, leaves: bytes) -> None:
    number = end.number + 1
    head = chain.head(end.head, number, rows.NEWEST, last, now, leaves)
    row = EventSeal(
        number=number,
        form=rows.NEWEST,
        epoch=last.epoch,
        xid=last.xid,
        event_id=last.id,
        at=now,
        leaves=leaves,
        head=head,
        mac=signature(vault(session), number, head),
    )
    session.add(row)
    session.flush()


def signature(keys: Vault, number: int, head: bytes) -> bytes:
    """What only whoever has the master key can write beside a head."""
    return keys.mac("event seal", number.to_bytes(8, "big") + head)


def seals(session: Session) -> list[Seal]:
    """All of them, oldest first."""
    return [_read(*row) for row in session.execute(_ALL)]


def newest(session: Session) -> Seal | None:
    """The seal that holds all others."""
    row = session.execute(_NEWEST).one_or_none()
    return None if row is None else _read(*row)


def numbered(session: Session, number: int) -> Seal | None:
    row = session.execute(_NUMBERED, {"number": number}).one_or_none()
    return None if row is None else _read(*row)


def tail(session: Session) -> tuple[int, datetime | None]:
    """How many events are not sealed yet, and when the oldest of them happened."""
    count, since = session.execute(_TAIL).one()
    return count, since


def waiting_since(session: Session) -> datetime | None:
    """When the event happened that is to be sealed next; None where all are."""
    since: datetime | None = session.execute(_NEXT).scalar_one_or_none()
    return since


def _read(
    number: int,
    form: int,
    epoch: int,
    xid: int,
    event: int,
    at: datetime,
    leaves: bytes,
    head: bytes,
    mac: bytes,
) -> Seal:
    return Seal(number, form, chain.Position(epoch, xid, event), at, bytes(leaves), bytes(head), bytes(mac))
