"""Who is related to whom, and whether two who reported somebody are independent: they are unless something ties them.

A tie is a word for the other, a role of representative, an organisation in common; accounts that share an address, a
household or an installation are one hand, and what ties one of them ties all.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

ACCOUNT_FOR = timedelta(days=14)
"""So long there is an account before what it reports counts towards a pause."""
Pair = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Ties:
    """What ties these people to others. `hands`: two accounts that are one hand; `words`: two who are two, and near."""

    hands: frozenset[Pair] = frozenset()
    words: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reported: whose report it is, and whose hand wrote it. `since`: how old the younger account is."""

    people: frozenset[UUID]
    since: datetime
    met: bool = field(default=False)
    """Had a confirmed match with whom it is about, or they wrote to one another in one."""


def related(some: Set[UUID], others: Set[UUID], ties: Ties) -> bool:
    """Whether any of these is, or is tied to, any of those."""
    hands = _hands(ties)
    ours = {hands.get(one, one) for one in some}
    theirs = {hands.get(one, one) for one in others}
    if ours & theirs:
        return True
    near = {(hands.get(a, a), hands.get(b, b)) for a, b in ties.words}
    return any((a in ours and b in theirs) or (a in theirs and b in ours) for a, b in near)


def independent(reporters: Iterable[Reporter], ties: Ties, now: datetime) -> bool:
    """Whether two of them count who have nothing to do with one another. More reports never make it less so."""
    counting = [one for one in reporters if one.met and one.since + ACCOUNT_FOR <= now]
    return any(not related(a.people, b.people, ties) for a, b in combinations(counting, 2))


def _hands(ties: Ties) -> dict[UUID, UUID]:
    """By account, which stands for its hand; whoever is not named is a hand of their own."""
    hands: dict[UUID, UUID] = {}
    for pair in ties.hands:
        joined = {hands.get(one, one) for one in pair}
        least = min(joined)
        hands |= dict.fromkeys((*pair, *joined), least)
        hands |= {one: least for one, hand in hands.items() if hand in joined}
    return hands
