"""The hard rules over columns: the same answers as `rulebook`, for hundreds of thousands of pairs at once.

A round looks at every need of a region and everybody who could help with it. One rule after the other, each is
said once more here for numpy, and held equal to its original by a property test. Left out is `time_to_help`: hours
and days away do not fit in a column. So whoever is not refused here is not yet allowed: `rules.refused` has the
last word on every pair that is chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.categories import WITHOUT_SPECIAL_RISK
from matching.distance import EARTH_KM
from matching.languages import spoken
from matching.rulebook import FETCHED_WITHIN_KM, is_remote, standing
from matching.values import Need, Offer
from matching.vocabulary import CostKind, PlaceKind, Unit, WhoHelps

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_NEVER = float("inf")


class Vocabulary:
    """Sets of words as rows of flags, one column a word. Words that nobody wants need no column."""

    def __init__(self, wanted: Iterable[Iterable[str]]) -> None:
        self._column = {word: i for i, word in enumerate(sorted(set(chain.from_iterable(wanted))))}
        self._rows: dict[frozenset[str], Flags] = {}

    def rows(self, sets: Iterable[frozenset[str]]) -> Flags:
        """One row a set; equal sets share the work."""
        found = [self._rows.get(words) if words in self._rows else self._row(words) for words in sets]
        return np.array(found, np.bool_).reshape(len(found), len(self._column))

    def _row(self, words: frozenset[str]) -> Flags:
        row = np.zeros(len(self._column), np.bool_)
        row[[self._column[word] for word in words if word in self._column]] = True
        self._rows[words] = row
        return row


@dataclass(frozen=True, slots=True, eq=False)
class Needs:
    """Needs as columns, in the order given. Distances are kilometres, money as it was said."""

    lat: Floats
    lon: Floats
    remote: Flags
    comes: Flags
    over: Flags
    too_far: Floats
    trust: Ints
    by_people: Flags
    by_organisations: Flags
    allies: Flags
    minor: Flags
    too_few: Flags
    counted: Flags
    repaid: Floats
    gift: Floats

    @classmethod
    def of(cls, needs: Sequence[Need], now: datetime) -> Self:
        place = np.array([(n.point.lat, n.point.lon) if n.point else (np.nan, np.nan) for n in needs])
        lat, lon = place.reshape(-1, 2).T
        return cls(
            lat=lat,
            lon=lon,
            remote=_flags(is_remote(n) for n in needs),
            comes=_flags(n.place_kind is not PlaceKind.AT_OFFER for n in needs),
            over=_flags(n.expires_at <= now for n in needs),
            too_far=_floats(_limit(n) for n in needs),
            trust=_ints(max(n.criteria.min_trust.rank, n.risk.min_trust.rank) for n in needs),
            by_people=_flags(n.criteria.by is WhoHelps.INDIVIDUALS for n in needs),
            by_organisations=_flags(n.criteria.by is WhoHelps.ORGANISATIONS for n in needs),
            allies=_flags(n.criteria.allies for n in needs),
            minor=_flags(n.author_is_minor for n in needs),
            too_few=_flags(n.at_least < n.risk.at_least for n in needs),
            counted=_flags(n.unit is not Unit.HELPER for n in needs),
            repaid=_floats(n.cost.up_to if n.cost.kind is CostKind.REPAID else 0.0 for n in needs),
            gift=_floats(n.cost.up_to if n.cost.kind is CostKind.GIFT else 0.0 for n in needs),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Offers as columns, in the order given."""

    lat: Floats
    lon: Floats
    reach: Floats
    remote: Flags
    out: Flags
    trust: Ints
    organisation: Flags
    verified: Flags
    allied: Flags
    empty: Flags
    advance: Floats
    gift: Floats

    @classmethod
    def of(cls, offers: Sequence[Offer], now: datetime) -> Self:
        place = np.array([(o.point.lat, o.point.lon) if o.point else (np.nan, np.nan) for o in offers])
        lat, lon = place.reshape(-1, 2).T
        return cls(
            lat=lat,
            lon=lon,
            reach=_floats(o.reach_km for o in offers),
            remote=_flags(o.remote for o in offers),
            out=_flags(_cannot_now(o, now) for o in offers),
            trust=_ints(standing(o).rank for o in offers),
            organisation=_flags(o.organisation_id is not None for o in offers),
            verified=_flags(o.organisation_id is not None and o.organisation_verified for o in offers),
            allied=_flags(o.allied for o in offers),
            empty=_flags(o.stock is not None and o.stock < 1 for o in offers),
            advance=_floats(o.money.advance_up_to for o in offers),
            gift=_floats(o.money.gift_up_to for o in offers),
        )


class Crowd:
    """Who needs help and who offers some, side by side: what the rules compare, as rows of flags and codes."""

    def __init__(self, needs: Sequence[Need], offers: Sequence[Offer], *, now: datetime) -> None:
        self.needs, self.offers = Needs.of(needs, now), Offers.of(offers, now)
        self._wanted, self._offered = side_by_side(
            [frozenset((n.category,)) for n in needs], [o.categories or WITHOUT_SPECIAL_RISK for o in offers]
        )
        self._special = _flags(n.risk.is_special for n in needs)
        self._anything = _flags(not o.categories for o in offers)
        self._tongues, self._spoken = side_by_side(
            [voices(n.criteria.languages) for n in needs], [voices(o.languages) for o in offers]
        )
        self._involved, self._cannot = side_by_side([n.involves for n in needs], [o.cannot for o in offers])
        self._required, self._has = side_by_side([n.requires for n in needs], [o.has for o in offers])
        self._unwanted, self._kind = side_by_side(
            [n.criteria.not_kinds for n in needs], [_one(o.organisation_kind) for o in offers]
        )
        self._currency, self._their_currency = _codes(
            [n.cost.currency for n in needs], [o.money.currency for o in offers]
        )
        self._excluded, self._names = side_by_side(
            [_texts(n.criteria.exclude) for n in needs], [_names(o) for o in offers]
        )
        self._authors, self._helpers = _codes([n.author_id for n in needs], [o.helper_id for o in offers])
        self._for, self._organisations = _codes(
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
        """Which pairs the rules forbid, time left out. `between`: what speaks against them in `Pair`."""
        no = self._by_standing(src, dst) | self._by_words(src, dst) | self._by_money(src, dst)
        no |= self._by_place(src, dst) | self._own(src, dst)
        return no if between is None else no | between

    def _by_standing(self, src: Ints, dst: Ints) -> Flags:
        """What they are and allow: over, paused or full; trust; people or organisations; allies; minors."""
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
        far = (km > n.too_far[src]) | np.isnan(km) | (n.comes[src] & (km > o.reach[dst]))
        return np.where(n.remote[src], ~o.remote[dst], far)

    def _own(self, src: Ints, dst: Ints) -> Flags:
        """One's own need, or one's own organisation's. Ids of people and of organisations never meet."""
        by_person: Flags = self._authors[src] == self._helpers[dst]
        by_organisation: Flags = (self._for[src] >= 0) & (self._for[src] == self._organisations[dst])
        return by_person | by_organisation


def _cannot_now(offer: Offer, now: datetime) -> bool:
    """What is so whoever needs help: over, paused, full, not grown up, not verified."""
    return (
        (offer.ends_at is not None and offer.ends_at <= now)
        or offer.paused
        or not offer.is_adult
        or (offer.organisation_id is not None and not offer.organisation_verified)
        or offer.holding >= offer.at_a_time
        or offer.yes_in_week >= offer.per_week
    )


def _limit(need: Need) -> float:
    if need.criteria.max_distance_km is not None:
        return need.criteria.max_distance_km
    return FETCHED_WITHIN_KM if need.place_kind is PlaceKind.AT_OFFER else _NEVER


def side_by_side(wanted: Sequence[frozenset[str]], there: Sequence[frozenset[str]]) -> tuple[Flags, Flags]:
    """The words of needs and of offers as flags, in the same columns."""
    words = Vocabulary(wanted)
    return words.rows(wanted), words.rows(there)


def shares(wanted: Flags, there: Flags, src: Ints, dst: Ints) -> Flags:
    """Whether some word of the need's is among the offer's; eight words at a time."""
    some = np.zeros(len(src), np.bool_)
    ours, theirs = np.packbits(wanted, axis=1), np.packbits(there, axis=1)
    for column in range(ours.shape[1]):
        some |= (ours[src, column] & theirs[dst, column]) != 0
    return some


def _codes(wanted: Sequence[object], there: Sequence[object]) -> tuple[Ints, Ints]:
    """Equal things get equal numbers; None is -1 on both sides."""
    number: dict[object, int] = {None: -1}
    for thing in chain(wanted, there):
        number.setdefault(thing, len(number))
    return _ints(number[thing] for thing in wanted), _ints(number[thing] for thing in there)


@lru_cache(maxsize=4096)
def voices(tags: frozenset[str]) -> frozenset[str]:
    """Languages as they are spoken."""
    return frozenset(spoken(tag) for tag in tags)


def _one(word: str | None) -> frozenset[str]:
    return frozenset() if word is None else frozenset((word,))


def _texts(ids: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(who) for who in ids)


def _names(offer: Offer) -> frozenset[str]:
    return _texts(who for who in (offer.helper_id, offer.organisation_id) if who is not None)


def _flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, np.bool_)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64)
