"""The hard rules over columns: the same answers as `rulebook`, for hundreds of thousands of pairs at once.

A round looks at every need of a region and everybody who could help with it. One rule after the other, each is
said once more here for numpy, and held equal to its original by a property test. Since things change meanwhile,
`rules.refused` has the last word on every pair that is chosen.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import numpy as np

from matching.rounds.arrays import Flags, Floats, Ints
from matching.rounds.columns import Needs, Offers, codes, flags, side_by_side
from matching.rounds.vector_times import FreeTimes
from matching.rules.distance import EARTH_KM, least_reach
from matching.rules.languages import spoken
from matching.words.categories import WITHOUT_SPECIAL_RISK
from matching.words.values import Need, Offer


class Crowd:
    """Who needs help and who offers some, side by side: what the rules compare, as rows of flags and codes."""

    def __init__(self, needs: Sequence[Need], offers: Sequence[Offer], *, now: datetime) -> None:
        self.needs, self.offers = Needs.of(needs, now), Offers.of(offers, now)
        self._times = FreeTimes(needs, offers, now)
        self._wanted, self._offered = side_by_side(
            [frozenset((n.category,)) for n in needs], [o.categories or WITHOUT_SPECIAL_RISK for o in offers]
        )
        self._special = flags(n.risk.is_special for n in needs)
        self._anything = flags(not o.categories for o in offers)
        self._tongues, self._spoken = side_by_side(
            [voices(n.criteria.languages) for n in needs], [voices(o.languages) for o in offers]
        )
        self._involved, self._cannot = side_by_side([n.involves for n in needs], [o.cannot for o in offers])
        self._required, self._has = side_by_side([n.requires for n in needs], [o.has for o in offers])
        self._unwanted, self._kind = side_by_side(
            [frozenset(n.criteria.not_kinds) for n in needs], [_one(o.organisation_kind) for o in offers]
        )
        self._currency, self._their_currency = codes(
            [n.cost.currency for n in needs], [o.money.currency for o in offers]
        )
        self._excluded, self._names = side_by_side(
            [_texts(n.criteria.exclude) for n in needs], [_names(o) for o in offers]
        )
        self._authors, self._helpers = codes([n.author_id for n in needs], [o.helper_id for o in offers])
        self._for, self._organisations = codes(
            [n.organisation_id for n in needs], [o.organisation_id for o in offers]
        )

    def km(self, src: Ints, dst: Ints) -> Floats:
        """Great-circle kilometres of pairs, as `distance.km`; not a number where one is nowhere in particular."""
        a, b = self.needs, self.offers
        lat_a, lat_b = np.radians(a.lat)[src], np.radians(b.lat)[dst]
        up = np.sin((lat_b - lat_a) / 2) ** 2
        across = np.sin((np.radians(b.lon)[dst] - np.radians(a.lon)[src]) / 2) ** 2
        half_chord = np.sqrt(up + np.cos(lat_a) * np.cos(lat_b) * across)
        return np.where(a.remote[src], np.nan, 2 * EARTH_KM * np.arcsin(np.minimum(1.0, half_chord)))

    def refused(self, src: Ints, dst: Ints, *, between: Flags | None = None) -> Flags:
        """Which pairs the rules forbid. `between`: what speaks against them in `Pair`."""
        no = self._by_standing(src, dst) | self._by_words(src, dst) | self._by_money(src, dst)
        no |= self._by_place(src, dst) | self._own(src, dst)
        no |= self.needs.any_time[src] & self.offers.full[dst]
        if between is not None:
            no |= between
        no[~no] = self._times.refused(src[~no], dst[~no])
        return no

    def _by_standing(self, src: Ints, dst: Ints) -> Flags:
        """What they are and allow: over or paused; trust; people or organisations; allies; minors."""
        n, o = self.needs, self.offers
        no: Flags = n.over[src] | n.too_few[src] | o.out[dst] | (n.trust[src] > o.trust[dst])
        no |= np.where(o.organisation[dst], n.by_people[src], n.by_organisations[src])
        no |= (o.allied[dst] & ~n.allies[src]) | (n.minor[src] & ~o.verified[dst])
        return no | (n.counted[src] & o.empty[dst])

    def _by_words(self, src: Ints, dst: Ints) -> Flags:
        """Category, languages, tasks, kinds of organisations, and whom the beneficiary left out."""
        no = ~shares(self._wanted, self._offered, src, dst) | (self._anything[dst] & self._special[src])
        asks: Flags = np.any(self._tongues, axis=1)
        no |= asks[src] & ~shares(self._tongues, self._spoken, src, dst)
        no |= shares(self._involved, self._cannot, src, dst) | shares(self._required, ~self._has, src, dst)
        no |= shares(self._unwanted, self._kind, src, dst)
        return no | shares(self._excluded, self._names, src, dst)

    def _by_money(self, src: Ints, dst: Ints) -> Flags:
        n, o = self.needs, self.offers
        costs = (n.repaid[src] > 0) | (n.gift[src] > 0)
        enough = (n.repaid[src] <= o.advance[dst]) & (n.gift[src] <= o.gift[dst])
        other: Flags = self._currency[src] != self._their_currency[dst]
        return costs & (other | ~enough)

    def _by_place(self, src: Ints, dst: Ints) -> Flags:
        n, o, km = self.needs, self.offers, self.km(src, dst)
        wanted = least_reach(km, n.radius[src], o.radius[dst])
        far = (km > n.too_far[src]) | np.isnan(km) | (n.comes[src] & (o.reach[dst] < wanted))
        return np.where(n.remote[src], ~o.remote[dst], far)

    def _own(self, src: Ints, dst: Ints) -> Flags:
        """One's own need, or one's own organisation's. Ids of people and of organisations never meet."""
        by_person: Flags = self._authors[src] == self._helpers[dst]
        by_organisation: Flags = (self._for[src] >= 0) & (self._for[src] == self._organisations[dst])
        return by_person | by_organisation


def shares(wanted: Flags, there: Flags, src: Ints, dst: Ints) -> Flags:
    """Whether some word of the need's is among the offer's; eight words at a time."""
    some = np.zeros(len(src), np.bool_)
    ours, theirs = np.packbits(wanted, axis=1), np.packbits(there, axis=1)
    for column in range(ours.shape[1]):
        some |= (ours[src, column] & theirs[dst, column]) != 0
    return some


@lru_cache(maxsize=4096)
def voices(tags: Iterable[str]) -> frozenset[str]:
    """Languages as they are spoken."""
    return frozenset(spoken(tag) for tag in tags)


def _one(word: str | None) -> frozenset[str]:
    return frozenset() if word is None else frozenset((word,))


def _texts(ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(who) for who in ids)


def _names(offer: Offer) -> frozenset[str]:
    return _texts(who for who in (offer.helper_id, offer.organisation_id) if who is not None)
