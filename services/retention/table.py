"""The table of retention: every class of data about people, what it is for, how long it is kept, and what ends it."""

from services.retention.of_accounts import OF_ACCOUNTS
from services.retention.of_circles import OF_CIRCLES
from services.retention.of_help import OF_HELP
from services.retention.of_messages import OF_MESSAGES

TABLE = (*OF_HELP, *OF_ACCOUNTS, *OF_MESSAGES, *OF_CIRCLES)
"""Every class once, in the order in which people read it."""
SPENT = tuple(spent for kept in TABLE for spent in kept.spent)
"""What `purge` deletes."""


def of(table: str, column: str) -> str | None:
    """The class that a column belongs to; None where it holds nothing about a person."""
    return next((kept.name for kept in TABLE if kept.covers(table, column)), None)
