"""Transactions that lost a race and are worth another try: they did nothing, and the next one may win."""

TRIES = 4
"""How often a transaction is tried before anybody hears of it."""

_LOST = frozenset({"40P01", "40001"})
"""SQLSTATEs: a deadlock, and a serialisation failure."""


def lost_a_race(error: BaseException) -> bool:
    """Whether the database ended this transaction in favour of another one."""
    return getattr(getattr(error, "orig", None), "sqlstate", None) in _LOST
