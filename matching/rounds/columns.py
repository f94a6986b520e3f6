"""Needs and offers as columns for numpy: what the rules compare, for thousands at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Self

import numpy as np

from matching.rounds.arrays import Flags, Floats, Ints
from matching.rules.holding import is_full, week_is_full
from matching.rules.rulebook import FETCHED_WITHIN_KM, is_remote, standing
from matching.words.tasks import CostKind
from matching.words.values import Need, Offer, Point
from matching.words.vocabulary import PlaceKind, Unit, WhoHelps

_NEVER = float("inf")
_NOWHERE = (np.nan, np.nan, np.nan)


class Vocabulary:
    """Sets of words as rows of flags, one column a word. Words that nobody wants need no column."""

    def __init__(self, wanted: Iterable[Iterable[str]]) -> None:
        self._column = {word: i for i, word in enumerate(sorted(set(chain.from_iterable(wanted))))}
        self._rows: dict[frozenset[str], Flags] = {}

    def rows(self, sets: Iterable[frozenset[str]]) -> Flags:
        """One row a set; equal sets share the work."""
        rows = [self._rows.get(words) if words in self._rows else self._row(words) for words in sets]
        return np.array(rows, np.bool_).reshape(len(rows), len(self._column))

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
    radius: Floats
    remote: Flags
    comes: Flags
    over: Flags
    any_time: Flags
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
        lat, lon, radius = _places(n.point for n in needs)
        return cls(
            lat=lat,
            lon=lon,
            radius=radius,
            remote=flags(is_remote(n) for n in needs),
            comes=flags(n.place_kind is not PlaceKind.AT_OFFER for n in needs),
            over=flags(n.expires_at <= now for n in needs),
            any_time=flags(not n.windows for n in needs),
            too_far=floats(_limit(n) for n in needs),
            trust=ints(max(n.criteria.min_trust.rank, n.risk.min_trust.rank) for n in needs),
            by_people=flags(n.criteria.by is WhoHelps.INDIVIDUALS for n in needs),
            by_organisations=flags(n.criteria.by is WhoHelps.ORGANISATIONS for n in needs),
            allies=flags(n.criteria.allies for n in needs),
            minor=flags(n.author_is_minor for n in needs),
            too_few=flags(n.at_least < n.risk.at_least for n in needs),
            counted=flags(n.unit is not Unit.HELPER for n in needs),
            repaid=floats((n.cost.up_to or 0.0) if n.cost.kind is CostKind.REPAID else 0.0 for n in needs),
            gift=floats((n.cost.up_to or 0.0) if n.cost.kind is CostKind.GIFT else 0.0 for n in needs),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """Offers as columns, in the order given."""

    lat: Floats
    lon: Floats
    radius: Floats
    reach: Floats
    remote: Flags
    out: Flags
    full: Flags
    trust: Ints
    organisation: Flags
    verified: Flags
    allied: Flags
    empty: Flags
    advance: Floats
    gift: Floats

    @classmethod
    def of(cls, offers: Sequence[Offer], now: datetime) -> Self:
        lat, lon, radius = _places(o.point for o in offers)
        return cls(
            lat=lat,
            lon=lon,
            radius=radius,
            reach=floats(o.reach_km for o in offers),
            remote=flags(o.remote for o in offers),
            out=flags(_cannot_now(o, now) for o in offers),
            full=flags(is_full(o, now) or week_is_full(o, now) for o in offers),
            trust=ints(standing(o).rank for o in offers),
            organisation=flags(o.organisation_id is not None for o in offers),
            verified=flags(o.organisation_id is not None and o.organisation_verified for o in offers),
            allied=flags(o.allied for o in offers),
            empty=flags(o.stock is not None and o.stock < 1 for o in offers),
            advance=floats(o.money.advance_up_to for o in offers),
            gift=floats(o.money.gift_up_to for o in offers),
        )


def side_by_side(wanted: Sequence[frozenset[str]], there: Sequence[frozenset[str]]) -> tuple[Flags, Flags]:
    """The words of needs and of offers as flags, in the same columns."""
    words = Vocabulary(wanted)
    return words.rows(wanted), words.rows(there)


def codes(wanted: Sequence[object], there: Sequence[object]) -> tuple[Ints, Ints]:
    """Equal things get equal numbers; None is -1 on both sides."""
    number: dict[object, int] = {None: -1}
    for thing in chain(wanted, there):
        number.setdefault(thing, len(number))
    return ints(number[thing] for thing in wanted), ints(number[thing] for thing in there)


def _places(points: Iterable[Point | None]) -> tuple[Floats, Floats, Floats]:
    """Latitudes, longitudes and radii; not a number for those who are nowhere in particular."""
    known = [(point.lat, point.lon, point.radius_km) if point else _NOWHERE for point in points]
    lat, lon, radius = np.array(known).reshape(-1, 3).T
    return lat, lon, radius


def _cannot_now(offer: Offer, now: datetime) -> bool:
    """Whether this offer fits no need at all: it is over or paused, its helper no adult or not verified."""
    return (
        (offer.ends_at is not None and offer.ends_at <= now)
        or offer.paused
        or not offer.is_adult
        or (offer.organisation_id is not None and not offer.organisation_verified)
    )


def _limit(need: Need) -> float:
    if need.criteria.max_distance_km is not None:
        return need.criteria.max_distance_km
    return FETCHED_WITHIN_KM if need.place_kind is PlaceKind.AT_OFFER else _NEVER


def flags(values: Iterable[bool]) -> Flags:
    return np.fromiter(values, np.bool_)


def ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float64)
