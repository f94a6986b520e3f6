"""Whether two words about others are of two people: neither made the other, nor did a third make both.

Whoever speaks for a community came to it by somebody: a role that was given, a yes to it by whom it concerned, and at
the beginning of each such chain the operator. Two count as two only where neither gave the other a role by their own
hand alone, and no one hand, taken away, would leave both without a way from there. So whatever somebody's accounts
make of one another, and however many they are, they are one as long as only one of them was let in by anybody else.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations
from uuid import UUID

from matching.rules import hands

STEWARD_FOR = timedelta(days=30)
"""So long somebody is a steward before their word about others counts."""


@dataclass(frozen=True, slots=True)
class Stewardship:
    """Somebody who gave their word, as steward of one recognised community."""

    steward: UUID
    community: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Grants:
    """By whom people came to speak for others, each by any of these. `outside`: by the operator's own word; `by`: by
    the word of these. `alone`: who gave them a role, anywhere, to which nobody else said yes. `same`: accounts of which
    each group is one hand, for they share a number, a mailbox or a phone.
    """

    outside: frozenset[UUID] = frozenset()
    by: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    alone: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    same: Sequence[frozenset[UUID]] = ()


def apart(one: UUID, other: UUID, grants: Grants) -> bool:
    """Whether these are two people's: neither made the other something by themself, and from outside two ways lead to
    them that no one hand could close.
    """
    by_account = hands.joined(grants.same)
    pair = {by_account.get(one, one), by_account.get(other, other)}
    made = _between(by_account, grants.alone)
    if len(pair) == 1 or any((pair - {who}) & made.get(who, set()) for who in pair):
        return False
    roots = {by_account.get(root, root) for root in grants.outside}
    given = _between(by_account, grants.by)
    everybody = roots.union(pair, given, *given.values())
    return all((pair - {gone}) & _reached(roots, given, without=gone) for gone in everybody)


def independent(gave: Iterable[Stewardship], grants: Grants, now: datetime) -> bool:
    """Whether two of them are two people's, stewards of two communities, each for long enough."""
    old = [one for one in gave if one.since + STEWARD_FOR <= now]
    return any(
        a.community != b.community and apart(a.steward, b.steward, grants) for a, b in combinations(old, 2)
    )


def _between(by_account: Mapping[UUID, UUID], words: Mapping[UUID, frozenset[UUID]]) -> dict[UUID, set[UUID]]:
    """The same from hand to hand: by receiver, who gave."""
    found: dict[UUID, set[UUID]] = {}
    for receiver, givers in words.items():
        found.setdefault(by_account.get(receiver, receiver), set()).update(
            by_account.get(giver, giver) for giver in givers
        )
    return found


def _reached(roots: Set[UUID], given: Mapping[UUID, Set[UUID]], *, without: UUID) -> set[UUID]:
    """Who would still speak if one had never been there."""
    reached = roots - {without}
    while True:
        more = {who for who, givers in given.items() if who not in reached and givers & reached} - {without}
        if not more:
            return set(reached)
        reached = reached | more
