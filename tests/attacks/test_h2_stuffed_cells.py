"""H2: nine false accounts counted as people: they narrowed somebody else's shown cell, and counted neighbours."""

from core import places
from core.geography import measure
from tests.support.people import Person
from tests.support.places import LANSING, SAME_SHOWN_CELL
from tests.support.world import World

HERE, NEAR = SAME_SHOWN_CELL
SHOWN = places.name(measure.shown_at(**HERE))


def nine(world: World, community: str) -> list[Person]:
    accounts = [world.person(f"False {number}") for number in range(9)]
    for account in accounts:
        account.post(f"/v1/communities/{community}/join")
    return accounts


def test_nine_false_accounts_narrow_nobodys_place_and_count_nobody(world: World) -> None:
    steward, ana = world.person("Sara"), world.person("Ana")
    community = world.community(steward, ana)["id"]
    assert ana.need(place=HERE)["cell"] == SHOWN
    accounts = nine(world, community)
    shown = [account.offer(place=HERE)["cell"] for account in accounts]
    shown += [account.need(place=HERE)["cell"] for account in accounts]
    assert shown == [SHOWN] * 18, "one's own cell is no counter"
    assert ana.need(place=HERE, category="errands")["cell"] == SHOWN


def test_a_ride_home_is_shown_by_the_same_measure(world: World) -> None:
    """Where it goes was told by one cell of the same size everywhere: in the countryside a few farms."""
    steward, ana = world.person("Sara"), world.person("Ana")
    world.community(steward, ana)
    ride = {"category": "ride", "place": LANSING}
    homes = [ana.need(**ride, to=home)["to_cell"] for home in SAME_SHOWN_CELL]
    assert homes == [SHOWN, SHOWN]
    town = ana.need(**ride, to=LANSING)["to_cell"]
    assert town == places.name(measure.shown_at(**LANSING))


def test_a_helper_may_name_an_area_in_place_of_a_home(world: World) -> None:
    steward, ben = world.person("Sara"), world.person("Ben")
    community = world.community(steward, ben)["id"]
    wide = places.name(measure.coarser(measure.shown_at(**NEAR), 5))
    offer = ben.offer(place={"cell": wide}, reach_km=30, community_id=community)
    assert offer["cell"] == wide
    moved = ben.patch(f"/v1/offers/{offer['id']}", {"place": {"cell": SHOWN}})
    assert moved["cell"] == SHOWN
