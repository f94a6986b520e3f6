"""Transactions that lost a race and are worth another try: they did nothing, and the next one may win."""

from psycopg import OperationalError

from core.database import partitions

TRIES = 4
"""How often a transaction is tried before anybody hears of it."""

_LOST = frozenset({"40P01", "40001"})
"""SQLSTATEs: a deadlock, and a serialisation failure."""


def lost_a_race(error: BaseException) -> bool:
    """Whether the database ended this transaction in favour of another one, or for want of a partition that is made
    meanwhile.
    """
    return (
        partitions.gap_of(error) is not None
        or getattr(getattr(error, "orig", None), "sqlstate", None) in _LOST
    )


def never_began(error: BaseException) -> bool:
    """Whether the connection broke under a statement, so that its transaction is surely undone. Where it broke at the
    commit nobody knows, and nothing is done twice.
    """
    return bool(getattr(error, "connection_invalidated", False) and getattr(error, "statement", None))


def will_pass(error: BaseException) -> bool:
    """Whether it is the database's hour and not this row's fault: it is full, stopping, or out of reach. A statement
    that takes too long may be the row's: it does not count.
    """
    original = getattr(error, "orig", None)
    if original is None:
        return False
    if getattr(error, "connection_invalidated", False) or lost_a_race(error):
        return True
    state: str | None = getattr(original, "sqlstate", None)
    if state is None:
        return isinstance(original, OperationalError)
    return (state[:2] in ("08", "53", "57", "58") and state != "57014") or state == "25006"
