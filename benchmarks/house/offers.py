"""Offers copied into a benchmark's community, and put where candidates are searched for."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.house.copying import copy_like
from benchmarks.house.geography import Place
from benchmarks.house.pools import CATEGORIES, make_pools, stand_in
from core.geography import measure
from core.ids import new_id
from core.models import Offer
from matching.words.vocabulary import OfferStatus

LANGUAGES = ("en", "es", "ar", "sw")


@dataclass(frozen=True, slots=True)
class CopiedOffer:
    """An offer, and whose it is."""

    id: UUID
    author_id: UUID


def copy_offers(
    connection: psycopg.Connection,
    community: UUID,
    homes: Mapping[UUID, Place],
    rng: random.Random,
    now: datetime,
) -> list[CopiedOffer]:
    """An offer of each helper, at their home."""
    usual = Offer(
        community_id=community,
        author_id=community,  # each names its own
        status=OfferStatus.ACTIVE,
        at_a_time=2,
        per_week=4,
        posted_at=now,
        expires_at=now + timedelta(days=180),
        checked_in_at=now,
    )
    rows = [_row(helper, home, rng) for helper, home in homes.items()]
    copy_like(connection, usual, rows)
    pools = make_pools(connection, community)
    stand_in(
        connection,
        [(offer["id"], pools[slug], offer["cell"]) for offer in rows for slug in offer["categories"]],
    )
    return [CopiedOffer(offer["id"], offer["author_id"]) for offer in rows]


def _row(helper: UUID, home: Place, rng: random.Random) -> dict[str, Any]:
    return {
        "id": new_id(),
        "author_id": helper,
        "categories": sorted(rng.sample(CATEGORIES, rng.choice((1, 1, 2, 3)))),
        "cell": measure.shown_at(*home),
        "languages": _spoken(rng),
        "reach_km": rng.choice((3.0, 5.0, 10.0, 20.0)),
        "cannot": rng.choice(([], [], [], ["stairs"])),
    }


def _spoken(rng: random.Random) -> list[str]:
    return ["en"] if rng.random() < 0.7 else ["en", rng.choice(LANGUAGES[1:])]
