"""Needs and offers that differ from the usual ones in a few things, by a seed."""

import random
from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings

from matching.words.tasks import CostKind, Involves, Requires, Weekday
from matching.words.values import Away, Cost, Criteria, Money, Need, Offer, Point, RiskRule, Slot, Window
from matching.words.vocabulary import OrganisationKind, PlaceKind, TrustLevel, Unit, Urgency, WhoHelps
from tests.matching.builders import NOW, a_need, an_offer

PEOPLE = [UUID(int=100 + i) for i in range(6)]
ORGANISATIONS = [UUID(int=200 + i) for i in range(4)]
TAGS = ["en", "pt-BR", "pt", "sw", "zh-yue"]
CATEGORIES = ["groceries", "ride", "childcare", "medicine_pickup"]
RADII = (1.2, 3.3, 8.9)
"""Of cells as places are shown: 5, 34 and 249 km²."""
SMALL = settings(max_examples=12, deadline=None)


def some(rng: random.Random, words: Any, most: int = 2) -> frozenset[Any]:
    return frozenset(rng.sample(list(words), rng.randint(0, most)))


def near(rng: random.Random) -> Point | None:
    lat, lon = 42.73 + rng.uniform(-0.2, 0.2), -84.55 + rng.uniform(-0.2, 0.2)
    return None if rng.random() < 0.1 else Point(lat, lon, rng.choice(RADII))


def odd_need(rng: random.Random, number: int) -> Need:
    """A need that differs from the usual one in a few things."""
    kind = rng.choice(list(CostKind))
    trust = rng.choice(list(TrustLevel))
    changes: dict[str, Any] = {
        "expires_at": NOW + timedelta(hours=rng.choice((0, 1, 50))),
        "point": near(rng),
        "place_kind": rng.choice(list(PlaceKind)),
        "author_id": rng.choice(PEOPLE),
        "organisation_id": rng.choice([*ORGANISATIONS, None]),
        "author_is_minor": rng.random() < 0.5,
        "category": rng.choice(CATEGORIES),
        "windows": stretches(rng),
        "minutes": rng.choice((None, 5, 45, 240)),
        "risk": RiskRule(trust, rng.choice((1, 2))),
        "at_least": rng.choice((1, 2)),
        "unit": rng.choice((Unit.HELPER, Unit.ITEM)),
        "urgency": rng.choice(list(Urgency)),
        "language": rng.choice(TAGS),
        "involves": some(rng, Involves),
        "requires": some(rng, Requires),
        "cost": Cost(kind, rng.choice((0, 10, 30)), rng.choice(("USD", "KES", None))),
        "posted_at": NOW - timedelta(hours=rng.randint(0, 400)),
        "criteria": Criteria(
            min_trust=rng.choice(list(TrustLevel)),
            languages=tuple(some(rng, TAGS)),
            by=rng.choice(list(WhoHelps)),
            not_kinds=tuple(some(rng, OrganisationKind)),
            max_distance_km=rng.choice((None, 3, 12)),
            allies=rng.random() < 0.5,
            exclude=tuple(some(rng, [*PEOPLE, *ORGANISATIONS])),
        ),
    }
    return a_need(id=UUID(int=number + 1), **chosen(rng, changes))


def stretches(rng: random.Random) -> tuple[Window, ...]:
    """Some stretches of time within a day before and four days after now, in no order."""
    starts = [NOW + timedelta(minutes=30 * rng.randint(-48, 192)) for _ in range(rng.randint(1, 3))]
    return tuple(Window(at, at + timedelta(minutes=30 * rng.randint(1, 30))) for at in starts)


def _slot(rng: random.Random) -> Slot:
    return Slot(rng.choice(list(Weekday)), time(rng.randrange(24)), time(rng.randrange(24), 30))


def odd_offer(rng: random.Random, number: int) -> Offer:
    organisation: dict[str, Any] = {
        "organisation_kind": rng.choice(list(OrganisationKind)),
        "organisation_verified": rng.random() < 0.6,
        "organisation_id": rng.choice(ORGANISATIONS),
    }
    changes: dict[str, Any] = {
        "helper_id": rng.choice(PEOPLE),
        "categories": some(rng, CATEGORIES),
        "point": near(rng),
        "languages": some(rng, TAGS),
        "reach_km": rng.choice((0.5, 5, 12)),
        "remote": rng.random() < 0.5,
        "at_a_time": rng.choice((1, 2)),
        "per_week": rng.choice((1, 3)),
        "has": some(rng, Requires, 5),
        "cannot": some(rng, Involves, 4),
        "money": Money(rng.choice((0, 10, 50)), rng.choice((0, 10, 50)), rng.choice(("USD", None))),
        "stock": rng.choice((None, 0, 4)),
        "trust": rng.choice(list(TrustLevel)),
        "is_adult": rng.random() < 0.5,
        "allied": rng.random() < 0.5,
        "paused": rng.random() < 0.3,
        "ends_at": rng.choice((None, NOW, NOW + timedelta(days=2))),
        "time_zone": rng.choice(("UTC", "America/Detroit", "Asia/Kathmandu")),
        "availability": tuple(_slot(rng) for _ in range(rng.choice((1, 4)))),
        "away": (Away(NOW.date(), NOW.date() + timedelta(days=rng.choice((0, 8)))),),
        "busy": stretches(rng),
        "held": (*stretches(rng), Window(NOW, NOW + timedelta(hours=rng.choice((1, 90))))),
        "promised_at": (NOW, *(w.start for w in stretches(rng))),
        "alpha": rng.uniform(1, 4),
        "asked_in_week": rng.choice((0.0, 1.7)),
        "recent_load": rng.choice((0.0, 2.1)),
    }
    made = an_offer(id=UUID(int=1000 + number), **chosen(rng, changes))
    if rng.random() < 0.3:
        made = replace(made, helper_id=organisation["organisation_id"], **organisation)
    return made


def chosen(rng: random.Random, changes: dict[str, Any]) -> dict[str, Any]:
    """Few of them: where everything is odd, every pair is refused and nothing is learned."""
    return {name: changes[name] for name in rng.sample(sorted(changes), rng.randint(0, 4))}
