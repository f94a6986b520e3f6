"""Which accounts are one hand, so that their words and their number count as one person's."""

from collections.abc import Iterable, Mapping
from uuid import UUID


def joined(same: Iterable[frozenset[UUID]], told: Iterable[tuple[UUID, UUID]] = ()) -> dict[UUID, UUID]:
    """By account, which stands for all of one hand; whoever is not named is a hand of their own.

    `same`: accounts of which each group is one hand, for they share what only one can have. `told`: who wrote down as
    their own what another has proved, and that other: it makes their account the other's hand. It moves nobody but
    whoever wrote it, so that nobody makes one of two others by writing down what is theirs.
    """
    hands: dict[UUID, UUID] = {}
    for group in same:
        together = {hands.get(one, one) for one in group}
        hands |= {one: min(together) for one in (*group, *together)}
        hands |= {one: min(together) for one, hand in hands.items() if hand in together}
    leads = _leads(hands, told)
    return {one: _end(hands.get(one, one), leads) for one in (*hands, *leads)}


def _leads(hands: Mapping[UUID, UUID], told: Iterable[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """By hand, whose it says that it is; of several the first."""
    leads: dict[UUID, UUID] = {}
    for teller, prover in told:
        one, other = hands.get(teller, teller), hands.get(prover, prover)
        if one != other:
            leads[one] = min(other, leads.get(one, other))
    return leads


def _end(hand: UUID, leads: Mapping[UUID, UUID]) -> UUID:
    """Where one hand leads by another; of hands that lead to one another in a ring the first."""
    way = [hand]
    while (further := leads.get(way[-1])) is not None:
        if further in way:
            return min(way[way.index(further) :])
        way.append(further)
    return way[-1]
