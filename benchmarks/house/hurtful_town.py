"""A town made to hurt: everybody has a part, as in the tests, and around them is more than any call should look at."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import SecretStr
from sqlmodel import Session

from benchmarks.house.community import copy_helpers
from benchmarks.house.copying import owner
from benchmarks.house.database import BenchDatabase
from benchmarks.house.geography import Geography
from benchmarks.house.needs import copy_needs
from benchmarks.house.offers import copy_offers
from benchmarks.house.pools import CATEGORIES
from core.crypto.keyring import Keyring, keyring
from core.ids import new_id
from core.models import Person as PersonRow
from matching.words.tasks import Weekday
from matching.words.values import Slot
from services.people import sign_in
from tests.api.matrix import ROWS, Row
from tests.support import full_community as full
from tests.support.full_community import ROLES
from tests.support.people import Person
from tests.support.places import LANSING, LANSING_CELL
from tests.support.rows import a_member, an_offer, many_offers
from tests.support.undoable import sign_in_for_a_day
from tests.support.world import World

AUTHORS = 200
NOBODY_SPEAKS = "sw"
"""No offer of the crowded cell is in it, so a need that asks for it is looked for through all of them."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything."""

    needs: int = 100_000
    offers: int = 20_000
    in_a_cell: int = 4_000
    own_offers: int = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call of somebody's."""

    role: str
    method: str
    path: str
    body: Any = None

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def takes_leave(self) -> bool:
        """Whether whoever calls is not there any more afterwards: nobody does that twice."""
        return self.path.endswith("/leave") or (self.method, self.path) == ("DELETE", "/v1/me")


@dataclass(frozen=True, slots=True)
class HurtfulTown:
    world: World
    people: dict[str, Person]
    ids: dict[str, str]

    def sign_ins(self, role: str, count: int) -> list[str]:
        """Access tokens of so many more sign-ins of one person."""
        with self.world.database.transaction() as session:
            person = session.get_one(PersonRow, UUID(self.people[role].id))
            now = self.world.now()
            return [
                sign_in.start_session(session, person, device_name="crowd", now=now).access_token
                for _ in range(count)
            ]

    def filled(self, call: Call) -> Call:
        """The call with the names of things put in."""
        path, body = full.filled(call.path, self.ids), full.filled(call.body, self.ids)
        return Call(call.role, call.method, path, body)


_ASKING_MUCH = {
    "category": "groceries",
    "place": LANSING,
    "criteria": {"languages": [NOBODY_SPEAKS]},
    "visible_to": "public",
}
_NEAR = f"near={LANSING['lat']},{LANSING['lon']}"
DEAR = (
    Call("member", "GET", "/v1/needs?order=fit&limit=50"),
    Call("member", "GET", "/v1/needs?limit=50"),
    Call("member", "GET", f"/v1/needs?{_NEAR}&limit=50"),
    Call("member", "GET", f"/v1/needs?{_NEAR}&within_km=500&category=errands&limit=50"),
    Call("member", "GET", "/v1/needs?urgency=urgent&limit=50"),
    Call("member", "GET", "/v1/offers?limit=50"),
    Call("author", "GET", "/v1/needs/{asks_much}/matches?limit=50"),
    Call("coordinator", "GET", "/v1/needs/{asks_much}/matches?limit=50"),
    Call("coordinator", "GET", "/v1/communities/{community}/queue?limit=50"),
    Call("coordinator", "GET", "/v1/communities/{community}/board?limit=50"),
    Call("coordinator", "GET", "/v1/communities/{community}/members?limit=50"),
    Call("author", "POST", "/v1/needs", _ASKING_MUCH),
)
"""Beside each route once: the questions that look through most."""

_LAST = ("/withdraw", "/hide", "/auth/sessions/{session}")


def calls() -> list[Call]:
    """Each route once, by somebody for whom it is meant, and what is dearest; what ends most comes last."""
    return [*DEAR, *sorted(map(_of, ROWS), key=_least_done_first)]


def _of(row: Row) -> Call:
    may = [role for role in reversed(ROLES) if row.statuses[role] < 400]
    call = Call(next(iter(may), "member"), row.method, row.path, row.body)
    return replace(call, role="willing") if call.takes_leave else call  # who is needed no more


def _least_done_first(call: Call) -> tuple[bool, bool, bool]:
    return call.takes_leave, call.path.endswith(_LAST), call.method != "GET"


@contextmanager
def hurtful_town(bench: BenchDatabase, size: Size) -> Iterator[HurtfulTown]:
    """Fills an empty database."""
    with (
        tempfile.TemporaryDirectory(prefix="minka-bench-") as folder,
        World(
            bench.address, Path(folder), master_key=SecretStr(bench.master_key), keys=Path(bench.keys)
        ) as world,
    ):
        people, ids = full.people_and_things(world)
        ids["asks_much"] = people["author"].post("/v1/needs", _ASKING_MUCH)["id"]
        sign_in_for_a_day(world, people.values())
        _fill(bench, world, UUID(ids["community"]), UUID(people["member"].id), size)
        yield HurtfulTown(world, people, ids)


def _fill(bench: BenchDatabase, world: World, community: UUID, member: UUID, size: Size) -> None:
    rng, now, geography = random.Random(11), world.now(), Geography(centre=(LANSING["lat"], LANSING["lon"]))
    with bench.database.transaction() as session:
        authors = [a_member(session, community, now) for _ in range(AUTHORS)]
        ring = _ring(session, authors)
        many_offers(session, community, [LANSING_CELL] * size.in_a_cell, now)
        for number in range(size.own_offers):
            wrong_hour = Slot(list(Weekday)[number % 7], time(3, number % 60), time(4, number % 60))
            kinds = rng.sample(CATEGORIES, 3)
            an_offer(
                session, community, LANSING_CELL, now, member, categories=kinds, availability=(wrong_hour,)
            )
    towns = geography.draw_towns(rng)
    with owner(bench) as connection:
        helpers = [new_id() for _ in range(size.offers)]
        copy_helpers(connection, helpers, community, now)
        homes = dict(zip(helpers, geography.draw_homes(size.offers, towns, rng), strict=True))
        copy_offers(connection, community, homes, rng, now)
        where = geography.draw_homes(size.needs, towns, rng)
        copy_needs(connection, ring, community, authors, where, rng, now)
        connection.execute("ANALYZE")


def _ring(session: Session, authors: Sequence[UUID]) -> Keyring:
    ring = keyring(session)
    ring.fetch(authors)
    return ring
