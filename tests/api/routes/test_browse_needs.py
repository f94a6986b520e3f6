"""`GET /v1/needs?order=fit`: what suits one's own offers best comes first, and the popular step back."""

import pytest

from tests.support.people import Person
from tests.support.world import World


class House:
    """A helper with an offer, and two who need something."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.steward, self.helper = world.person("Sara"), world.person("Ben")
        self.author, self.other = world.person("Ana"), world.person("Kim")
        self.id: str = world.community(self.steward, self.helper, self.other)["id"]
        self.offer = self.helper.offer(categories=["groceries", "ride"])["id"]

    def fit(self, more: str = "", by: Person | None = None) -> list[str]:
        page = (by or self.helper).get(f"/v1/needs?order=fit{more}")
        return [need["id"] for need in page["items"]]

    def say_yes(self, need: str) -> None:
        self.other.post(f"/v1/needs/{need}/responses", {})


@pytest.fixture
def house(world: World) -> House:
    return House(world)


def test_what_suits_best_comes_first(house: House) -> None:
    flexible = house.author.need(urgency="flexible")["id"]
    urgent = house.author.need(urgency="urgent")["id"]
    soon = house.author.need()["id"]
    assert house.fit() == [urgent, soon, flexible]
    listed = [need["id"] for need in house.helper.get("/v1/needs")["items"]]
    assert listed == [flexible, urgent, soon], "the usual list stays as it is"


def test_a_need_somebody_answered_steps_back(house: House) -> None:
    popular = house.author.need()["id"]
    overlooked = house.author.need()["id"]
    assert house.fit() == [popular, overlooked]
    house.say_yes(popular)
    assert house.fit() == [overlooked, popular]


def test_only_what_the_caller_could_help_with_is_listed(house: House) -> None:
    rides = house.author.need(category="ride")["id"]
    house.author.need(category="repair")
    house.author.need(criteria={"min_trust": "checked"})
    house.author.need(visible_to="asked", criteria={"decide": "ask_me_first"})
    own = house.helper.need()["id"]
    declined = house.author.need()["id"]
    house.world.tick()
    for match in house.helper.get("/v1/matches")["items"]:
        if match["need_id"] == declined:
            house.helper.post(f"/v1/matches/{match['id']}/decline")
    found = house.fit()
    assert own not in found
    assert set(found) <= {rides, declined}


def test_after_a_no_a_need_is_not_shown_again(house: House) -> None:
    need = house.author.need()["id"]
    assert house.fit() == [need]
    match = house.helper.post(f"/v1/needs/{need}/responses", {"offer_id": house.offer})
    assert house.fit() == [], "they have answered it"
    house.helper.post(f"/v1/matches/{match['id']}/take-back")
    assert house.fit() == []


def test_a_block_hides_needs_here_too(house: House) -> None:
    need = house.author.need()["id"]
    house.helper.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    assert house.fit() == []


def test_without_an_offer_there_is_nothing_to_fit(house: House) -> None:
    house.author.need(visible_to="public")
    assert house.fit(by=house.other) == []
    assert house.fit(by=house.world.person("Olu")) == []


def test_pages_hold_everything_once(house: House) -> None:
    needs = {house.author.need()["id"] for _ in range(5)}
    seen: list[str] = []
    more = ""
    while True:
        page = house.helper.get(f"/v1/needs?order=fit&limit=2{more}")
        seen += [need["id"] for need in page["items"]]
        if page["next"] is None:
            break
        more = f"&cursor={page['next']}"
    assert len(seen) == 5
    assert set(seen) == needs
    assert house.helper.refused("GET", f"/v1/needs?limit=2{more}")["status"] == 422, (
        "a cursor of another list"
    )


def test_filters_narrow_it(house: House) -> None:
    ride = house.author.need(category="ride")["id"]
    groceries = house.author.need()["id"]
    assert house.fit("&category=ride") == [ride]
    assert house.fit(f"&community={house.id}&category=groceries") == [groceries]


def test_nearest_needs_a_place(house: House) -> None:
    problem = house.helper.refused("GET", "/v1/needs?order=nearest")
    assert [(error["parameter"], error["code"]) for error in problem["errors"]] == [("near", "missing")]
    need = house.author.need()["id"]
    assert house.helper.get("/v1/needs?order=nearest&near=42.7,-84.5")["items"][0]["id"] == need
    oldest = house.helper.get("/v1/needs?order=oldest&near=42.7,-84.5")["items"]
    assert oldest[0]["distance_band"]
    assert house.helper.refused("GET", "/v1/needs?order=loudest")["status"] == 422
