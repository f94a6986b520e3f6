"""H6: one list by fit cost 24 seconds of everybody's time, and one look at candidates read 4,000 offers."""

from datetime import time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from core import places
from core.database.db import Address
from core.source import System
from doors.deps import PAIRS
from matching.words.tasks import Weekday
from matching.words.values import Slot, Window
from services.asking.choosing import READ_AT_A_TIME, READING
from services.needs.browsing import LOOKED_AT
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.rows import a_need, an_offer, many_offers
from tests.support.world import World

HERE = places.cell_of(**LANSING)
TUESDAYS = (Slot(Weekday.TUE, time(9), time(12)),)


class CrowdedTown:
    """Ben helps, Ana needs; more needs and offers than one call may look at are written straight into the tables."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ben, self.ana = world.person("Ben"), world.person("Ana")
        self.id = UUID(world.community(world.person("Sara"), self.ben, self.ana)["id"])

    def needs(self, count: int, **fields: Any) -> set[str]:
        with self.world.database.transaction() as session:
            return {str(self._need(session, **fields)) for _ in range(count)}

    def _need(self, session: Session, **fields: Any) -> UUID:
        author = UUID(self.ana.id)
        return a_need(session, self.id, author, self.world.now(), cell=HERE, next_wave_at=None, **fields).id

    def offers_of(self, person: Person, count: int, **fields: Any) -> None:
        with self.world.database.transaction() as session:
            for _ in range(count):
                an_offer(session, self.id, HERE, self.world.now(), author=UUID(person.id), **fields)

    def offers_of_others(self, count: int) -> None:
        with self.world.database.transaction() as session:
            many_offers(session, self.id, [HERE] * count, self.world.now())

    def pages_by_fit(self, person: Person) -> list[dict[str, Any]]:
        pages, more = [], ""
        while True:
            page = person.get(f"/v1/needs?order=fit&limit=50{more}")
            pages.append(page)
            if page["next"] is None:
                return pages
            more = f"&cursor={page['next']}"


@pytest.fixture
def town(world: World) -> CrowdedTown:
    return CrowdedTown(world)


def ids(pages: list[dict[str, Any]]) -> list[str]:
    return [need["id"] for page in pages for need in page["items"]]


def test_the_nearest_come_first_and_the_rest_behind_them(town: CrowdedTown) -> None:
    """No call looks at more than some hundred needs; whoever reads on comes to all of them, each once."""
    town.offers_of(town.ben, 1)
    needs = town.needs(LOOKED_AT + 20)
    pages = town.pages_by_fit(town.ben)
    assert sorted(ids(pages)) == sorted(needs)
    assert pages[0]["cut"] is True
    assert "cut" not in pages[-1]


def test_hours_that_never_fit_cost_no_look_of_their_own(town: CrowdedTown) -> None:
    """Forty offers on the wrong day before the one that fits, for every need: all of them are sifted out at once."""
    count = PAIRS // 40 + 10
    soon = town.world.now() + timedelta(days=1)
    needs = town.needs(count, windows=(Window(soon, soon + timedelta(hours=2)),))
    town.offers_of(town.ben, 40, availability=TUESDAYS)
    town.offers_of(town.ben, 1)
    pages = town.pages_by_fit(town.ben)
    assert sorted(ids(pages)) == sorted(needs)
    assert "cut" not in pages[0]


def test_candidates_are_looked_for_among_the_nearest(town: CrowdedTown) -> None:
    """Hundreds who do not speak the language: the answer is shorter, and says so."""
    town.offers_of_others(PAIRS // READING + READ_AT_A_TIME)
    need = town.ana.need(criteria={"languages": ["sw"]})
    assert need["progress"]["outlook"] == "few", "not all were looked at, so nobody says that there is nobody"
    seen = town.ana.get(f"/v1/needs/{need['id']}/matches")
    assert (seen["candidates"], seen["cut"]) == ([], True)


class SlowMachine(System):
    """One on which an hour has gone by whenever somebody looks."""

    def __init__(self) -> None:
        self._hours = count()

    def seconds(self) -> float:
        return 3600.0 * next(self._hours)


def test_a_slow_moment_leaves_no_sample_of_nobody(address: Address, tmp_path: Path) -> None:
    """The day's sample is kept: what was looked at for it is never nothing."""
    with World(address, tmp_path, source=SlowMachine()) as world:
        town = CrowdedTown(world)
        offer = town.ben.offer(community_id=str(town.id))["id"]
        need = town.ana.need(community_id=str(town.id))["id"]
        for _ in range(2):
            seen = town.ana.get(f"/v1/needs/{need}/matches")
            assert [one["offer_id"] for one in seen["candidates"]] == [offer]
            assert "cut" not in seen
        assert [one["id"] for one in town.ben.get("/v1/needs?order=fit")["items"]] == [need]


def test_who_is_looked_at_to_the_end_is_told_so(town: CrowdedTown) -> None:
    town.offers_of_others(3)
    need = town.ana.need(criteria={"languages": ["sw"]})
    assert need["progress"]["outlook"] == "nobody"
    assert "cut" not in town.ana.get(f"/v1/needs/{need['id']}/matches")
