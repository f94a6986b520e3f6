"""The search for candidates: the nearest first, everybody in turn, nobody forgotten behind a crowd."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session

from core import places
from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.models import Need
from matching.asking.candidates import Candidate
from matching.rules.distance import km
from matching.words.values import Criteria, Point
from services.asking import choosing
from services.matches import eligibility
from services.places import search, supply, walk
from services.places.search import Wanted
from tests.support.at_once import at_once, somebody_waits
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_need, a_person, an_offer, many_offers
from tests.support.world import World

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
K = 20


@pytest.fixture
def databases(address: Address) -> Iterator[Callable[[int], Database]]:
    made: list[Database] = []

    def database(size: int) -> Database:
        made.append(Database(address.app_url, Vault(bytes(32)), pool_size=size, statement_timeout_ms=20_000))
        return made[-1]

    yield database
    for one in made:
        one.close()


def centre(cell: int) -> Point:
    return Point(*places.centre(cell))


def nearest(session: Session, community: UUID, cell: int, k: int = K) -> list[UUID]:
    return list(islice(search.near(session, [community], "groceries", centre(cell)), k))


def around(lat: float, lon: float, spread: float, count: int, rng: random.Random) -> list[int]:
    return [places.cell_of(lat + rng.gauss(0, spread), lon + rng.gauss(0, spread)) for _ in range(count)]


@pytest.mark.parametrize("many", [5_000, pytest.param(20_000, marks=pytest.mark.long)])
def test_recall_against_brute_force_over_cells(session: Session, community: UUID, many: int) -> None:
    """Offers in towns and far countryside, from the equator to beyond the polar circle."""
    rng = random.Random(20)
    towns = [(0.3, 32.6), (42.73, -84.55), (52.5, 13.4), (69.6, 18.9)]
    cells = [cell for lat, lon in towns for cell in around(lat, lon, 0.15, many * 3 // 20, rng)]
    cells += [places.cell_of(rng.uniform(-56, 74), rng.uniform(-180, 180)) for _ in range(many * 2 // 5)]
    offers = many_offers(session, community, cells, NOW)
    here = dict(zip(offers, cells, strict=True))
    points = {cell: centre(cell) for cell in set(cells)}

    found = asked = 0
    for start in rng.sample(cells, 40) + around(47, 5, 3, 10, rng):
        away = {cell: km(centre(start), point) for cell, point in points.items()}
        limit = sorted(away[cell] for cell in cells)[K - 1]
        got = nearest(session, community, start)
        assert len(set(got)) == K
        found += sum(away[here[offer]] <= limit + 1e-9 for offer in got)
        asked += K
    assert found / asked >= 0.999


def test_nearest_cell_first_and_least_recently_asked_within(session: Session, community: UUID) -> None:
    near_by = places.cell_of(42.80, -84.55)
    far_off = places.cell_of(43.20, -84.55)
    offers = many_offers(
        session, community, [far_off, LANSING_CELL, near_by, LANSING_CELL, LANSING_CELL], NOW
    )
    supply.mark_asked(session, [offers[1]], NOW)
    supply.mark_asked(session, [offers[3]], NOW - timedelta(hours=1))
    assert nearest(session, community, LANSING_CELL) == [
        offers[4],
        offers[3],
        offers[1],
        offers[2],
        offers[0],
    ]


def test_there_is_no_edge_beyond_which_nobody_is_found(session: Session, community: UUID) -> None:
    [offer] = many_offers(session, community, [places.cell_of(-33.9, 151.2)], NOW)
    assert nearest(session, community, places.cell_of(64.1, -21.9)) == [offer]


def test_other_communities_and_categories_lie_apart(session: Session, community: UUID) -> None:
    neighbours = a_community(session, NOW)
    many_offers(session, neighbours, [LANSING_CELL] * 3, NOW)
    many_offers(session, community, [LANSING_CELL] * 3, NOW, category="ride")
    assert nearest(session, community, LANSING_CELL) == []
    [mine] = many_offers(session, community, [places.cell_of(0, 179.9)], NOW)
    assert nearest(session, community, LANSING_CELL) == [mine]


def test_in_a_crowded_cell_everybody_has_a_turn_before_anybody_has_two(
    session: Session, community: UUID
) -> None:
    offers = many_offers(session, community, [LANSING_CELL] * 150, NOW)
    turns: list[UUID] = []
    for minute in range(15):
        turn = nearest(session, community, LANSING_CELL, k=10)
        supply.mark_asked(session, turn, NOW + timedelta(minutes=minute))
        turns += turn
    assert sorted(turns) == sorted(offers)


def test_one_cell_is_read_to_its_end(session: Session, community: UUID) -> None:
    offers = many_offers(session, community, [LANSING_CELL] * (3 * walk.PAGE + 1), NOW)
    supply.mark_asked(session, offers[:100], NOW)
    got = nearest(session, community, LANSING_CELL, k=10_000)
    assert sorted(got) == sorted(offers)
    assert set(got[-100:]) == set(offers[:100])


def test_many_cells_are_read_to_the_last(session: Session, community: UUID) -> None:
    cells = around(42.7, -84.5, 0.5, 3 * walk.PAGE + 1, random.Random(3))
    offers = many_offers(session, community, cells, NOW)
    got = nearest(session, community, LANSING_CELL, k=10_000)
    assert sorted(got) == sorted(offers)


def test_across_the_date_line_neighbours_are_neighbours(session: Session, community: UUID) -> None:
    """Taveuni and Vanua Levu lie on both sides of it; Suva, on this side, is farther."""
    east, west, suva = (places.cell_of(-16.8, lon) for lon in (-179.95, 179.95, 178.4))
    offers = many_offers(session, community, [suva, east, west], NOW)
    assert nearest(session, community, west) == [offers[2], offers[1], offers[0]]
    assert nearest(session, community, east) == [offers[1], offers[2], offers[0]]


def test_far_north_the_nearest_come_first_and_at_the_pole_nobody_is_lost(
    session: Session, community: UUID
) -> None:
    rng = random.Random(78)
    cells = [places.cell_of(rng.uniform(76, 80), rng.uniform(-180, 180)) for _ in range(300)]
    offers = dict(zip(many_offers(session, community, cells, NOW), cells, strict=True))
    longyearbyen = places.cell_of(78.22, 15.65)
    away = sorted(km(centre(longyearbyen), centre(cell)) for cell in cells)
    first, *_ = nearest(session, community, longyearbyen)
    assert km(centre(longyearbyen), centre(offers[first])) == pytest.approx(away[0])
    for pole in (90, -90):
        got = nearest(session, community, places.cell_of(pole, 0), k=1000)
        assert sorted(got) == sorted(offers)


@pytest.mark.parametrize("lat", [42.73, 0.3, 62.5])
def test_for_many_places_at_once_the_search_finds_as_near_as_for_each(
    session: Session, community: UUID, lat: float
) -> None:
    wanted, where = _many_wanted(session, community, lat, -84.55)
    found = search.near_each(session, community, wanted)
    for (category, point, most), some in zip(wanted, found, strict=True):
        each = list(islice(search.near(session, [community], category, point), most))
        away = [km(point, centre(where[offer])) for offer in each]
        assert [km(point, centre(where[UUID(offer)])) for offer in some] == pytest.approx(away, rel=0.02)
        assert len(set(some)) == len(some)
    assert {len(some) for some in found} >= {0, 5, 40}


@pytest.mark.parametrize(("lat", "lon"), [(-16.8, 179.95), (-16.8, -179.95), (78.22, 15.65)])
def test_where_the_map_has_a_seam_many_places_are_searched_as_each_is(
    session: Session, community: UUID, lat: float, lon: float
) -> None:
    wanted, _ = _many_wanted(session, community, lat, lon)
    found = search.near_each(session, community, wanted)
    assert found == [
        [str(offer) for offer in islice(search.near(session, [community], category, point), most)]
        for category, point, most in wanted
    ]
    assert {len(some) for some in found} >= {0, 5, 40}


def _many_wanted(
    session: Session, community: UUID, lat: float, lon: float
) -> tuple[list[Wanted], dict[UUID, int]]:
    """Places around one at which help of three kinds is wanted; and the cell of every offer there is."""
    rng = random.Random(5)
    cells = [places.cell_of(lat + rng.gauss(0, 0.2), _east(lon + rng.gauss(0, 0.3))) for _ in range(150)]
    offers = many_offers(session, community, cells, NOW)
    supply.mark_asked(session, rng.sample(offers, 50), NOW)
    rides = many_offers(session, community, cells[:40], NOW, category="ride")
    kinds = [("groceries", 5), ("ride", 40), ("repair", 90), ("groceries", 90)]
    wanted = [Wanted(category, centre(cell), most) for cell in cells[:8] for category, most in kinds]
    return wanted, dict(zip(offers + rides, cells + cells[:40], strict=True))


def _east(lon: float) -> float:
    return (lon + 180) % 360 - 180


def test_who_helps_from_afar_is_found_from_anywhere(session: Session, community: UUID) -> None:
    offers = [an_offer(session, community, None, NOW).id for _ in range(3)]
    many = an_offer(session, community, LANSING_CELL, NOW, remote=True).id
    assert sorted(search.near(session, [community], "groceries", None)) == sorted([*offers, many])
    assert nearest(session, community, LANSING_CELL) == [many]


def test_a_crowd_that_does_not_fit_starves_nobody_behind_it(session: Session, community: UUID) -> None:
    """Thirty-five who speak the language, asked lately and farther away, behind five hundred who do not."""
    farther = places.cell_of(42.80, -84.55)
    many_offers(session, community, [LANSING_CELL] * 500, NOW)
    fitting = [an_offer(session, community, farther, NOW, languages=["sw"]) for _ in range(35)]
    supply.mark_asked(session, [offer.id for offer in fitting], NOW)
    need = a_need(
        session,
        community,
        a_person(session, NOW),
        NOW,
        cell=LANSING_CELL,
        criteria=Criteria(languages=("sw",)),
    )
    found = _shortlist(session, need, k=35)
    assert {candidate.offer.id for candidate in found} == {offer.id for offer in fitting}


def _shortlist(session: Session, need: Need, k: int) -> tuple[Candidate, ...]:
    value = eligibility.needed(session, need)
    return choosing.shortlist(session, need, value, k=k, now=NOW).chosen


def _seen(world: World, offer: str) -> set[str]:
    """The categories in which the search sees an offer, each in a cell that it knows."""
    with world.database.transaction() as session:
        return set(
            session.execute(
                text("""
                    SELECT p.category FROM supply s JOIN pool p ON p.id = s.pool_id
                      JOIN offer o ON o.id = s.offer_id AND o.cell = s.cell
                      JOIN supply_cell c ON c.pool_id = s.pool_id AND c.cell = s.cell
                     WHERE s.offer_id = :offer"""),
                {"offer": offer},
            ).scalars()
        )


def test_the_search_keeps_in_step_with_an_offer(world: World) -> None:
    helper = world.person("Ben")
    world.community(helper)
    offer = helper.offer(categories=["groceries", "ride"])["id"]
    path = f"/v1/offers/{offer}"
    assert _seen(world, offer) == {"groceries", "ride"}
    helper.patch(path, {"categories": ["ride", "pet_care"]})
    assert _seen(world, offer) == {"ride", "pet_care"}
    helper.patch(path, {"place": {"lat": 42.80, "lon": -84.55}})
    assert _seen(world, offer) == {"ride", "pet_care"}
    helper.post(f"{path}/pause", {})
    assert _seen(world, offer) == set()
    helper.post(f"{path}/resume")
    assert _seen(world, offer) == {"ride", "pet_care"}
    other = helper.offer(categories=["ride"])["id"]
    helper.post(f"/v1/offers/{other}/withdraw")
    assert _seen(world, other) == set()
    world.advance(days=181)
    assert _seen(world, offer) == set()
    with world.database.transaction() as session:
        supply.sweep(session)
        assert session.execute(text("SELECT count(*) FROM supply_cell")).scalar_one() == 0


def test_an_edited_offer_keeps_its_turn(session: Session, community: UUID) -> None:
    """Nobody jumps the queue by touching their offer."""
    first, second = (an_offer(session, community, LANSING_CELL, NOW) for _ in range(2))
    first.last_asked_at = NOW
    supply.keep(session, first)
    assert nearest(session, community, LANSING_CELL) == [second.id, first.id]


def test_the_first_two_offers_of_a_category_at_once_are_both_found(
    databases: Callable[[int], Database],
) -> None:
    """The second waits for the first's new pool, and must then see it."""
    database = databases(3)
    with database.transaction() as session:
        community = a_community(session, NOW)

    def post() -> UUID:
        with database.transaction() as session:
            return an_offer(session, community, LANSING_CELL, NOW).id

    with database.session() as early, ThreadPoolExecutor(1) as pool:
        one = an_offer(early, community, LANSING_CELL, NOW).id
        posting = pool.submit(post)
        while not posting.done() and not somebody_waits(database):
            pass
        early.commit()
        other = posting.result()
    with database.transaction() as session:
        assert sorted(nearest(session, community, LANSING_CELL)) == sorted([one, other])


def test_a_sweep_takes_no_cell_from_under_a_new_offer(databases: Callable[[int], Database]) -> None:
    database = databases(6)
    with database.transaction() as session:
        community = a_community(session, NOW)
        a_person(session, NOW)

    def come_and_go(seed: int) -> list[bool]:
        rng = random.Random(seed)
        return [_posted_is_found(database, community, rng) for _ in range(60)]

    def sweep() -> list[bool]:
        for _ in range(150):
            with database.transaction() as session:
                supply.sweep(session)
        return []

    hands: list[Callable[[], list[bool]]] = [partial(come_and_go, seed) for seed in range(4)]
    for found in at_once([*hands, sweep]):
        assert all(found)


def _posted_is_found(database: Database, community: UUID, rng: random.Random) -> bool:
    """Posts an offer in one of a few cells, looks for it, and takes it back."""
    cell = places.cell_of(42.731 + rng.randrange(3) / 10, -84.551)
    with database.transaction() as session:
        offer = an_offer(session, community, cell, NOW)
    with database.transaction() as session:
        found = offer.id in search.near(session, [community], "groceries", centre(cell))
    with database.transaction() as session:
        session.execute(text("DELETE FROM supply WHERE offer_id = :offer"), {"offer": offer.id})
    return found
