"""How much one may do at most, by standing: a table. Whoever is new and known to nobody may do the least.

What stands at one time (needs, offers, yes-es) is counted by whose it is, also where somebody speaks for them; how
fast somebody writes, by whose hand it is. Nothing here ever keeps an urgent need from being posted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import IntEnum

NEW_FOR = timedelta(days=7)
DOUBLED_FOR = timedelta(hours=72)
"""How long stewards may double the table for their community, each time with a reason."""
PER_NETWORK = 30
"""So many newcomers' worth comes in from one network: behind one address may be a camp."""


class Column(IntEnum):
    """Where somebody stands in the table."""

    NEWCOMER = 0
    USUAL = 1
    KNOWN = 2


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What one may do at most. None: as often as need be.

    `messages_before_yes` is in one match, until both have said yes; `rings_a_day` are urgent needs for which those
    on duty are rung.
    """

    open_needs: int
    open_offers: int
    open_yes_es: int
    messages_an_hour: int
    messages_before_yes: int
    writes_a_minute: int
    rings_a_day: int | None


TABLE: Mapping[Column, Ceilings] = {
    Column.NEWCOMER: Ceilings(3, 2, 3, 20, 3, 20, 1),
    Column.USUAL: Ceilings(10, 5, 6, 60, 10, 60, 3),
    Column.KNOWN: Ceilings(20, 10, 12, 120, 20, 120, None),
}
ORGANISATION = replace(TABLE[Column.KNOWN], open_needs=100, open_offers=50, open_yes_es=200)
"""Of a verified organisation, whoever of its people acts."""


def column(age: timedelta, *, known: bool) -> Column:
    """The column of somebody whose account is so old. `known`: vouched, checked, or a coordinator somewhere."""
    if known:
        return Column.KNOWN
    return Column.NEWCOMER if age < NEW_FOR else Column.USUAL


def times(ceilings: Ceilings, factor: int) -> Ceilings:
    """The same row so many times as wide."""
    rings = ceilings.rings_a_day
    return Ceilings(
        open_needs=ceilings.open_needs * factor,
        open_offers=ceilings.open_offers * factor,
        open_yes_es=ceilings.open_yes_es * factor,
        messages_an_hour=ceilings.messages_an_hour * factor,
        messages_before_yes=ceilings.messages_before_yes * factor,
        writes_a_minute=ceilings.writes_a_minute * factor,
        rings_a_day=None if rings is None else rings * factor,
    )
