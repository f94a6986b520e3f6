"""`GET /v1/needs?order=fit`: what suits one's own offers best comes first, and the popular step back."""

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World


class BrowsingPeople:
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
def browsing_people(keep: Keep) -> BrowsingPeople:
    return keep(BrowsingPeople)


def test_what_suits_best_comes_first(browsing_people: BrowsingPeople) -> None:
    flexible = browsing_people.author.need(urgency="flexible")["id"]
    urgent = browsing_people.author.need(urgency="urgent")["id"]
    soon = browsing_people.author.need()["id"]
    assert browsing_people.fit() == [urgent, soon, flexible]
    listed = [need["id"] for need in browsing_people.helper.get("/v1/needs")["items"]]
    assert listed == [flexible, urgent, soon], "the usual list stays as it is"


def test_a_need_somebody_answered_steps_back(browsing_people: BrowsingPeople) -> None:
    popular = browsing_people.author.need()["id"]
    overlooked = browsing_people.author.need()["id"]
    assert browsing_people.fit() == [popular, overlooked]
    browsing_people.say_yes(popular)
    assert browsing_people.fit() == [overlooked, popular]


def test_only_what_the_caller_could_help_with_is_listed(browsing_people: BrowsingPeople) -> None:
    rides = browsing_people.author.need(category="ride")["id"]
    browsing_people.author.need(category="repair")
    browsing_people.author.need(criteria={"min_trust": "checked"})
    browsing_people.author.need(visible_to="asked", criteria={"decide": "ask_me_first"})
    own = browsing_people.helper.need()["id"]
    declined = browsing_people.author.need()["id"]
    browsing_people.world.tick()
    for match in browsing_people.helper.get("/v1/matches")["items"]:
        if match["need_id"] == declined:
            browsing_people.helper.post(f"/v1/matches/{match['id']}/decline")
    found = browsing_people.fit()
    assert own not in found
    assert set(found) <= {rides, declined}


def test_after_a_no_a_need_is_not_shown_again(browsing_people: BrowsingPeople) -> None:
    need = browsing_people.author.need()["id"]
    assert browsing_people.fit() == [need]
    match = browsing_people.helper.post(f"/v1/needs/{need}/responses", {"offer_id": browsing_people.offer})
    assert browsing_people.fit() == [], "they have answered it"
    browsing_people.helper.post(f"/v1/matches/{match['id']}/take-back")
    assert browsing_people.fit() == []


def test_a_block_hides_needs_here_too(browsing_people: BrowsingPeople) -> None:
    need = browsing_people.author.need()["id"]
    browsing_people.helper.post("/v1/blocks", {"about": {"type": "need", "id": need}})
    assert browsing_people.fit() == []


def test_without_an_offer_there_is_nothing_to_fit(browsing_people: BrowsingPeople) -> None:
    browsing_people.author.need(visible_to="public")
    assert browsing_people.fit(by=browsing_people.other) == []
    assert browsing_people.fit(by=browsing_people.world.person("Olu")) == []


def test_pages_of_what_fits_hold_everything_once(browsing_people: BrowsingPeople) -> None:
    needs = {browsing_people.author.need()["id"] for _ in range(5)}
    seen: list[str] = []
    more = ""
    while True:
        page = browsing_people.helper.get(f"/v1/needs?order=fit&limit=2{more}")
        seen += [need["id"] for need in page["items"]]
        if page["next"] is None:
            break
        more = f"&cursor={page['next']}"
    assert len(seen) == 5
    assert set(seen) == needs
    assert browsing_people.helper.refused("GET", f"/v1/needs?limit=2{more}")["status"] == 422, (
        "a cursor of another list"
    )


def test_filters_narrow_the_list(browsing_people: BrowsingPeople) -> None:
    ride = browsing_people.author.need(category="ride")["id"]
    groceries = browsing_people.author.need()["id"]
    assert browsing_people.fit("&category=ride") == [ride]
    assert browsing_people.fit(f"&community={browsing_people.id}&category=groceries") == [groceries]


def test_nearest_needs_a_place(browsing_people: BrowsingPeople) -> None:
    problem = browsing_people.helper.refused("GET", "/v1/needs?order=nearest")
    assert [(error["parameter"], error["code"]) for error in problem["errors"]] == [("near", "missing")]
    need = browsing_people.author.need()["id"]
    assert browsing_people.helper.get("/v1/needs?order=nearest&near=42.7,-84.5")["items"][0]["id"] == need
    oldest = browsing_people.helper.get("/v1/needs?order=oldest&near=42.7,-84.5")["items"]
    assert oldest[0]["distance_band"]
    assert browsing_people.helper.refused("GET", "/v1/needs?order=loudest")["status"] == 422
