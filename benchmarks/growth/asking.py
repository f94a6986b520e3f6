"""What a circle's people offer, and what they asked for in a year: most of it is over, a little stands open."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from benchmarks.growth.people import Inhabitant
from benchmarks.growth.shape import DAY, Shape, id_at
from benchmarks.house.copying import copy_like
from benchmarks.house.geography import Place
from benchmarks.house.pools import CATEGORIES, make_pools, stand_in
from core import places
from core.crypto.keyring import VERSION
from core.crypto.vault import seal
from core.geography import measure
from core.models import Need, Offer
from matching.rules.distance import mercator
from matching.words.said import LastWord
from matching.words.vocabulary import NeedStatus, OfferStatus, PlaceKind, Urgency, VisibleTo
from services import sealed

STREETS = 40
"""So many different places of a circle are lived in."""
OPEN_DAYS, MATCHED_DAYS, WORDS_DAYS = 3.0, 6.0, 30
"""A need stands open so long, is agreed on until then, and keeps its words so long after."""


def streets(centre: Place, rng: random.Random) -> list[int]:
    """The shown cells in which a circle's people live."""
    lat, lon = centre
    return [measure.shown_at(lat + rng.gauss(0, 0.03), lon + rng.gauss(0, 0.03)) for _ in range(STREETS)]


def copy_offers(
    connection: psycopg.Connection,
    community: UUID,
    helpers: Sequence[Inhabitant],
    cells: Sequence[int],
    rng: random.Random,
    now: datetime,
) -> None:
    """A standing offer of each helper, who said lately that it holds."""
    usual = Offer(
        community_id=community,
        author_id=community,
        status=OfferStatus.ACTIVE,
        languages=["en"],
        reach_km=30.0,
        at_a_time=20,
        per_week=50,
        posted_at=now,
        expires_at=now + 180 * DAY,
        checked_in_at=now,
    )
    rows, stands = [], []
    for one in helpers:
        offer, cell = id_at(one.joined, rng), rng.choice(cells)
        categories = sorted(rng.sample(CATEGORIES, rng.choice((1, 1, 2, 3))))
        stands += [(offer, slug, cell) for slug in categories]
        rows.append(
            {
                "id": offer,
                "author_id": one.id,
                "cell": cell,
                "categories": categories,
                "posted_at": one.joined,
                "checked_in_at": now - rng.uniform(0, 50) * DAY,
            }
        )
    copy_like(connection, usual, rows)
    pools = make_pools(connection, community)
    stand_in(connection, [(offer, pools[slug], cell) for offer, slug, cell in stands])


def copy_needs(
    connection: psycopg.Connection,
    community: UUID,
    people: Sequence[Inhabitant],
    cells: Sequence[int],
    shape: Shape,
    rng: random.Random,
    now: datetime,
) -> None:
    """A year of needs, spread evenly, each of somebody else."""
    usual = Need(
        community_id=community,
        author_id=community,
        posted_by=community,
        status=NeedStatus.OPEN,
        last_word=LastWord.ASKED,
        category=CATEGORIES[0],
        language="en",
        place_kind=PlaceKind.AT_NEED,
        urgency=Urgency.SOON,
        visible_to=VisibleTo.MEMBERS,
        posted_at=now,
        expires_at=now,
    )
    middles = {cell: places.centre(cell) for cell in cells}
    points = {cell: f"({lon},{mercator(lat)})" for cell, (lat, lon) in middles.items()}

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(shape.needs_each):
            days = shape.days * (1 - (number + rng.random()) / shape.needs_each)
            cell = rng.choice(cells)
            where = {"cell": cell, "shown_pt": points[cell], "category": rng.choice(CATEGORIES)}
            yield _need(rng.choice(people), days, rng, now) | where

    copy_like(connection, usual, rows())


def _need(author: Inhabitant, days: float, rng: random.Random, now: datetime) -> dict[str, Any]:
    """One that was posted so many days ago."""
    posted = now - days * DAY
    need, closed = id_at(posted, rng), None
    status, word = NeedStatus.OPEN, LastWord.ASKED
    if days > MATCHED_DAYS:
        status = rng.choice((NeedStatus.FULFILLED,) * 7 + (NeedStatus.EXPIRED,) * 2 + (NeedStatus.WITHDRAWN,))
        word = LastWord.WITHDRAWN if status is NeedStatus.WITHDRAWN else word
        closed = posted + rng.uniform(1, 5) * DAY
    elif days > OPEN_DAYS:
        status = NeedStatus.MATCHED
    forgotten = closed is not None and now - closed > WORDS_DAYS * DAY
    title = (
        None
        if forgotten
        else seal(author.key, sealed.need_cell(need, "title"), VERSION, "Something for today")
    )
    return {
        "id": need,
        "author_id": author.id,
        "posted_by": author.id,
        "status": status,
        "last_word": word,
        "title": title,
        "posted_at": posted,
        "expires_at": posted + 14 * DAY,
        "remind_at": None if closed else posted + 13 * DAY,
        "closed_at": closed,
        "next_wave_at": now + rng.uniform(0.1, 0.5) * DAY if status is NeedStatus.OPEN else None,
        "emptied_at": closed + WORDS_DAYS * DAY if closed and forgotten else None,
    }
