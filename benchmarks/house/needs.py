"""Needs copied into a benchmark's community: open, due for their first wave, posted a minute apart."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import psycopg

from benchmarks.house.copying import copy_like
from benchmarks.house.geography import Place
from benchmarks.house.pools import CATEGORIES
from core import places
from core.crypto.keyring import Keyring
from core.crypto.vault import Cell
from core.ids import new_id
from core.models import Need
from matching.rules.distance import mercator
from matching.words.vocabulary import NeedStatus, PlaceKind, Urgency, VisibleTo


def copy_needs(
    connection: psycopg.Connection,
    ring: Keyring,
    community: UUID,
    authors: Sequence[UUID],
    where: Sequence[Place],
    rng: random.Random,
    now: datetime,
) -> None:
    """A need at each place of `where`, the last one posted a minute ago; `ring` holds the authors' keys."""
    usual = Need(
        quantity=1,
        community_id=community,
        author_id=authors[0],
        posted_by=authors[0],
        status=NeedStatus.OPEN,
        category=CATEGORIES[0],
        language="en",
        place_kind=PlaceKind.AT_NEED,
        urgency=Urgency.SOON,
        visible_to=VisibleTo.MEMBERS,
        posted_at=now,
        expires_at=now + timedelta(days=7),
    )

    def rows() -> Iterator[dict[str, Any]]:
        for number, place in enumerate(where):
            author, posted = rng.choice(authors), now - timedelta(minutes=len(where) - number)
            own = {"author_id": author, "posted_by": author, "posted_at": posted, "next_wave_at": posted}
            yield own | _title(ring, author, number) | _at(place) | _asked_for(rng, now)

    copy_like(connection, usual, rows())


def _title(ring: Keyring, author: UUID, number: int) -> dict[str, Any]:
    need = new_id()
    return {"id": need, "title": ring.seal(author, Cell("need", need, "title"), f"Something, {number}")}


def _at(place: Place) -> dict[str, Any]:
    cell = places.cell_of(*place)
    lat, lon = places.centre(cell)
    return {"cell": cell, "shown_cell": places.name(cell), "shown_pt": f"({lon},{mercator(lat)})"}


def _asked_for(rng: random.Random, now: datetime) -> dict[str, Any]:
    return {
        "category": rng.choice(CATEGORIES),
        "windows": _windows(rng, now),
        "urgency": rng.choice(("soon", "soon", "flexible")),
        "involves": rng.choice(([], [], [], ["stairs"])),
        "criteria": '{"languages": ["en"]}' if rng.random() < 0.1 else "{}",
    }


def _windows(rng: random.Random, now: datetime) -> str:
    if rng.random() < 0.8:
        return "[]"
    start = now + timedelta(hours=rng.randint(4, 120))
    return orjson.dumps(
        [{"from": start.isoformat(), "to": (start + timedelta(hours=2)).isoformat()}]
    ).decode()
