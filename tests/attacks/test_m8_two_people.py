"""M8: one person with two accounts, or an organisation that said "two", stood for the two people a rule asks for."""

import pytest

from tests.support.people import Person
from tests.support.world import World


class Sitting:
    """Ana needs somebody for her child; the rule of her circle asks for two checked people."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana = world.person("Ana")
        self.helpers = [
            world.person("Ben", phone="+15175550111"),
            world.person("Ben again", phone="+15175550111"),
            world.person("Dan", phone="+15175550112"),
        ]
        self.id: str = world.community(world.person("Soledad"), self.ana, *self.helpers)["id"]

    def asked(self) -> str:
        fields = {"category": "learning", "at_least": 2, "quantity": 2, "share": ["place"]}
        return str(self.ana.need(**fields)["id"])

    def says_yes(self, helper: Person, need: str, **fields: object) -> str:
        return str(helper.post(f"/v1/needs/{need}/responses", fields)["id"])

    def opens(self, helper: Person, match: str) -> bool:
        return helper.call("GET", f"/v1/matches/{match}/contact").status_code == 200


@pytest.fixture
def sitting(world: World) -> Sitting:
    return Sitting(world)


def test_two_accounts_with_one_phone_are_one_person(sitting: Sitting) -> None:
    need, (ben, again, dan) = sitting.asked(), sitting.helpers
    first, second = sitting.says_yes(ben, need), sitting.says_yes(again, need)
    third = sitting.says_yes(dan, need)
    sitting.ana.post(f"/v1/matches/{first}/confirm")
    problem = sitting.ana.refused("POST", f"/v1/matches/{second}/confirm")
    assert (problem["code"], problem["reason"]) == ("not_eligible", "not_available")
    assert not sitting.opens(ben, first)
    sitting.ana.post(f"/v1/matches/{third}/confirm")
    assert sitting.opens(ben, first)
    assert sitting.opens(dan, third)


def test_two_of_one_house_open_nothing_where_there_is_room_for_more(sitting: Sitting) -> None:
    """Of four who may come two may live together; contact waits for somebody else."""
    ben, again, dan = sitting.helpers
    need = sitting.ana.need(category="learning", at_least=2, quantity=4)["id"]
    matches = [sitting.says_yes(helper, need) for helper in (ben, again)]
    for match in matches:
        sitting.ana.post(f"/v1/matches/{match}/confirm")
    assert not sitting.opens(ben, matches[0])
    third = sitting.says_yes(dan, need)
    sitting.ana.post(f"/v1/matches/{third}/confirm")
    assert sitting.opens(again, matches[1])


def test_an_organisation_counts_as_the_people_it_names(sitting: Sitting) -> None:
    world, ben, dan = sitting.world, sitting.helpers[0], sitting.helpers[2]
    kitchen = world.organisation(ben, dan)
    capacity = {"at_a_time": 5, "per_week": 50, "up_to": 5}
    offer = ben.offer(organisation_id=kitchen, community_id=sitting.id, capacity=capacity)["id"]
    need = sitting.asked()
    path = f"/v1/needs/{need}/responses"
    problem = ben.refused("POST", path, {"offer_id": offer, "quantity": 2})
    assert problem["code"] == "name_who_comes"
    wrong = ben.refused("POST", path, {"offer_id": offer, "people": [ben.id, sitting.helpers[1].id]})
    assert [error["code"] for error in wrong["errors"]] == ["not_of_your_organisation"]
    match = ben.post(path, {"offer_id": offer, "people": [ben.id, dan.id]})
    assert match["quantity"] == 2
    sitting.ana.post(f"/v1/matches/{match['id']}/confirm")
    assert sitting.opens(ben, match["id"])
    assert sitting.ana.get(f"/v1/matches/{match['id']}/contact")["people"] == ["Ben", "Dan"]


def test_two_of_one_organisation_who_answer_by_themselves_are_one(sitting: Sitting) -> None:
    ben, dan = sitting.helpers[0], sitting.helpers[2]
    sitting.world.organisation(ben, dan)
    need = sitting.asked()
    matches = [sitting.says_yes(helper, need) for helper in (ben, dan)]
    sitting.ana.post(f"/v1/matches/{matches[0]}/confirm")
    assert sitting.ana.refused("POST", f"/v1/matches/{matches[1]}/confirm")["code"] == "not_eligible"
