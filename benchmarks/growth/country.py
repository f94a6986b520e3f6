"""A country of circles in a database of its own, copied in: what it holds, and with which ids its people call."""

import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlmodel import Session

from benchmarks.growth import asking, history, people
from benchmarks.growth.shape import DAY, Shape
from benchmarks.house.copying import owner, plain_url
from benchmarks.house.database import BenchDatabase
from core.audit import sealing
from core.crypto.keyring import vault
from core.crypto.vault import Vault
from core.models import Community, CommunitySlug
from matching.words.vocabulary import CommunityState, JoinPolicy
from services.access import tokens

_APART = 0.3
"""Degrees between two circles' middles."""
_ACROSS = 40
"""So many circles in a row."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country, when it was made, and how long that took. `seconds` without what began the server."""

    bench: BenchDatabase
    shape: Shape
    made_at: datetime
    seconds: float

    def token(self, sign_in: UUID) -> str:
        """An access token of this sign-in."""
        expires = int((self.made_at + timedelta(days=1)).timestamp())
        with self.bench.database.session() as session:
            return tokens.access(vault(session), sign_in, expiry=expires, generation=1)

    def cookie(self, sign_in: UUID) -> str:
        """What the browser of this sign-in keeps."""
        with self.bench.database.session() as session:
            return tokens.browser(vault(session), sign_in, generation=1)

    def ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of a query, by a connection of its own."""
        with psycopg.connect(plain_url(self.bench.address.owner_url), autocommit=True) as connection:
            return connection.execute(query, values or None).fetchall()


def build(bench: BenchDatabase, shape: Shape, *, seed: int = 1) -> Country:
    """Fills an empty database. Nothing in it is due now."""
    began, now, rng = time.perf_counter(), datetime.now(UTC), random.Random(seed)
    with bench.database.transaction() as session:
        secret = vault(session)
        circles = [_circle(session, number, now - 2 * shape.days * DAY) for number in range(shape.circles)]
    with owner(bench) as connection:
        for number, circle in enumerate(circles):
            _fill(connection, secret, circle, _middle(number), shape, rng, now)
        _say(shape, "people, offers and needs", began)
        history.make(connection, asked=shape.asked, now=now)
    _say(shape, "a year of history", began)
    _seal_all(bench, now)
    with psycopg.connect(plain_url(bench.address.owner_url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    _say(shape, "sealed, vacuumed", began)
    return Country(bench, shape, now, time.perf_counter() - began)


def _say(shape: Shape, what: str, began: float) -> None:
    print(f"  {shape.people:,}: {what}, {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)


def _middle(number: int) -> tuple[float, float]:
    return 35.0 + number // _ACROSS * _APART, -110.0 + number % _ACROSS * _APART


def _circle(session: Session, number: int, now: datetime) -> UUID:
    lat, lon = _middle(number)
    community = Community(
        name=f"Circle {number}",
        slug=f"circle-{number}",
        state=CommunityState.RECOGNISED,
        lat=lat,
        lon=lon,
        reach_km=15,
        languages=["en"],
        time_zone="UTC",
        join_policy=JoinPolicy.OPEN,
        created_at=now,
    )
    session.add(community)
    session.flush()
    session.add(CommunitySlug(slug=community.slug, community_id=community.id))
    return community.id


def _fill(
    connection: psycopg.Connection,
    secret: Vault,
    community: UUID,
    middle: tuple[float, float],
    shape: Shape,
    rng: random.Random,
    now: datetime,
) -> None:
    """One circle. Whoever helps asks for nothing, so that a phone rings for one reason at a time."""
    all_of_it = people.draw(secret, shape, rng, now)
    people.copy_people(connection, secret, community, all_of_it, shape, rng, now)
    helpers, others = _parted(all_of_it, shape)
    cells = asking.streets(middle, rng)
    asking.copy_offers(connection, community, helpers, cells, rng, now)
    asking.copy_needs(connection, community, others, cells, shape, rng, now)


def _parted(
    all_of_it: Sequence[people.Inhabitant], shape: Shape
) -> tuple[Sequence[people.Inhabitant], Sequence[people.Inhabitant]]:
    """Who helps, and who asks; the first three answer for the circle."""
    return all_of_it[3 : 3 + shape.helpers_each], all_of_it[3 + shape.helpers_each :]


def _seal_all(bench: BenchDatabase, now: datetime) -> None:
    """The record, as the worker would have sealed it by now."""
    done = 1
    while done:
        with bench.database.transaction() as session:
            done = sealing.seal(session, now=now)
