"""Whether two who reported somebody are independent: each met them, and nothing ties one to the other."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

ACCOUNT_FOR = timedelta(days=14)
"""So long there is an account before what it reports counts towards a pause."""
Ties = Set[tuple[UUID, UUID]]
"""Accounts that are near to one another, each pair in any order: one hand, a word given, an organisation in common."""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported: whose report it is, and whose hand wrote it. `since`: how old the younger account is."""

    people: frozenset[UUID]
    since: datetime
    met: bool = False
    """Had a confirmed match with whom it is about, or they wrote to one another in one."""


def related(some: Set[UUID], others: Set[UUID], ties: Ties) -> bool:
    """Whether any of these is, or is tied to, any of those."""
    if some & others:
        return True
    return any((a in some and b in others) or (a in others and b in some) for a, b in ties)


def independent(reporters: Iterable[Reporter], ties: Ties, now: datetime) -> bool:
    """Whether two of them count who have nothing to do with one another. More reports never make it less so."""
    counting = [one for one in reporters if one.met and one.since + ACCOUNT_FOR <= now]
    return any(not related(a.people, b.people, ties) for a, b in combinations(counting, 2))
