"""How many people come to one who asked for several: those who are related to nobody counted before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who said they will come. `contacts`: their contact points, as keyed hashes; `organisations`: those they
    act for; `named_by`: the organisation that named them for this need, None where they come by themselves.
    """

    person: UUID
    contacts: frozenset[bytes] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    named_by: UUID | None = None


def related(one: Comer, other: Comer) -> bool:
    """Whether the two may be one: one person, one contact point, or one organisation that did not name them both."""
    if one.person == other.person or one.contacts & other.contacts:
        return True
    together = one.named_by is not None and one.named_by == other.named_by
    return not together and bool(one.organisations & other.organisations)


def people(coming: Iterable[Comer]) -> int:
    """How many of them are people apart from one another, in the order in which they were confirmed.

    Whoever comes later never makes it fewer.
    """
    return len(people_among(coming))


def people_among(coming: Iterable[Comer]) -> list[Comer]:
    """Those who count."""
    counted: list[Comer] = []
    for comer in coming:
        if not any(related(comer, other) for other in counted):
            counted.append(comer)
    return counted


def could_come(coming: Iterable[Comer], others: Iterable[Comer]) -> int:
    """How many people there would be with the `others` too, beside those who are `coming`: of these whoever is related
    to the fewest counts first, so that somebody with many ties does not stand for all of them.
    """
    here = people_among(coming)
    left = [one for one in dict.fromkeys(others) if not any(related(one, other) for other in here)]
    found = len(here)
    while left:
        least = min(left, key=lambda one: (sum(related(one, other) for other in left), one.person))
        left = [one for one in left if not related(one, least)]
        found += 1
    return found


def leaves_room(remaining: int | None, wanted: int, coming: int) -> bool:
    """Whether those who may still come could be as many people as are wanted. `remaining` None: whoever comes."""
    return remaining is None or remaining >= wanted - coming
