"""M2: whoever wrote down a number that they know read whose it is: the one helper who was now "too close"."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.without_app import entered, said

BENS = "+15175550100"
FIRST = {"decide": "first_who_fits"}


class Numbers(CleosCommunity):
    """Ben, who can be rung at BENS, and Kim help; Rita speaks for Mercy; Cleo coordinates, and June helps by phone."""

    def __init__(self, community: CleosCommunity) -> None:
        self.__dict__.update(community.__dict__)
        self.ben.patch("/v1/me", {"phone": BENS})
        self.kim, self.rita = self.member("Kim"), self.member("Rita")
        self.kim.offer()
        self.june = entered(self.world, self.cleo, "June", is_adult=True, phone="+15175550101")
        self.cleo.offer(on_behalf_of=self.june["id"])

    def candidates(self, need: str) -> list[str]:
        found = self.rita.get(f"/v1/needs/{need}/matches")
        return sorted(candidate["offer_id"] for candidate in found["candidates"])

    def mercys_need(self, **fields: Any) -> str:
        who = fields.pop("who", None) or entered(self.world, self.rita, "Mercy")
        return str(self.rita.need(on_behalf_of=who["id"], **fields)["id"])

    def said_by(self, who: Person, move: str, match: str) -> Mapping[str, Any]:
        return dict(who.call("POST", f"/v1/matches/{match}/{move}", {"spoken": said(self.world)}).json())


@pytest.fixture
def numbers(cleos_community: CleosCommunity) -> Numbers:
    return Numbers(cleos_community)


def test_a_number_that_was_written_down_names_no_helper(numbers: Numbers) -> None:
    before = numbers.candidates(numbers.mercys_need())
    assert len(before) == 3
    numbers.rita.patch("/v1/me", {"phone": BENS})
    assert numbers.candidates(numbers.mercys_need()) == before


def test_nor_one_of_somebody_whom_one_speaks_for(numbers: Numbers) -> None:
    """June has no app: her number was written down, and so is the one that is guessed for Mercy."""
    before = numbers.candidates(numbers.mercys_need())
    mercy = entered(numbers.world, numbers.rita, "Mercy", phone="+15175550101")
    assert numbers.candidates(numbers.mercys_need(who=mercy)) == before


def test_nor_does_answering_in_somebodys_name_name_an_author(numbers: Numbers) -> None:
    """Joe's yes, said by Rita, was refused for the one need whose author had the number."""
    ana = numbers.world.person("Ana", phone="+15175550102")
    joe = entered(numbers.world, numbers.rita, "Joe", is_adult=True)
    offer = numbers.rita.offer(on_behalf_of=joe["id"])["id"]
    numbers.rita.patch("/v1/me", {"phone": "+15175550102"})
    answer = {"offer_id": offer, "spoken": said(numbers.world)}
    match = numbers.rita.post(f"/v1/needs/{ana.need()['id']}/responses", answer)
    assert match["status"] == "accepted"
    again = numbers.rita.post(f"/v1/needs/{ana.need(criteria=FIRST)['id']}/responses", answer)
    assert again["status"] == "accepted", "and it never opens a place by itself"


def test_a_proved_number_keeps_a_household_apart_after_a_week_and_says_no_more_of_it(
    numbers: Numbers,
) -> None:
    rose = numbers.world.person("Rose")
    numbers.world.prove(rose, BENS)
    rose.post(f"/v1/communities/{numbers.id}/join")
    mercy = entered(numbers.world, rose, "Mercy")

    def told() -> bool:
        need = rose.need(on_behalf_of=mercy["id"])["id"]
        candidates = rose.get(f"/v1/needs/{need}/matches")["candidates"]
        rose.post(f"/v1/needs/{need}/withdraw")
        return numbers.offer["id"] in {candidate["offer_id"] for candidate in candidates}

    assert told()
    numbers.world.advance(days=6, hours=23)
    assert told()
    numbers.world.advance(hours=2)
    assert not told()
    need = rose.need(on_behalf_of=mercy["id"])["id"]
    invitation = {"offer_id": numbers.offer["id"], "spoken": said(numbers.world)}
    assert rose.refused("POST", f"/v1/needs/{need}/invitations", invitation)["code"] == "not_found"


@pytest.mark.parametrize("how", ["invited", "answered", "ahead"])
def test_two_keys_of_one_household_want_a_coordinators_ear(numbers: Numbers, how: str) -> None:
    """What was only written down keeps nobody from helping, and no hand turns the second key on its own side."""
    numbers.rita.patch("/v1/me", {"phone": BENS})
    need = numbers.mercys_need(criteria=FIRST if how == "ahead" else {})
    if how == "invited":
        assert numbers.offer["id"] in numbers.candidates(need)
        body = {"offer_id": numbers.offer["id"], "spoken": said(numbers.world)}
        invited = numbers.rita.post(f"/v1/needs/{need}/invitations", body)
        assert invited["status"] == "invited", "an invitation tells nothing either"
        match = numbers.ben.post(f"/v1/matches/{invited['id']}/accept")
    else:
        match = numbers.ben_says_yes(need)
    assert match["status"] == "accepted"
    assert numbers.ben.call("GET", f"/v1/matches/{match['id']}/contact").status_code == 409
    path = f"/v1/matches/{match['id']}"
    assert {"confirm", "choose"}.isdisjoint(numbers.rita.get(path)["allowed"]), "what will be refused"
    assert "confirm" in numbers.cleo.get(path)["allowed"], "whose it is to pass on"
    assert numbers.said_by(numbers.rita, "confirm", match["id"])["code"] == "another_hand_needed"
    assert numbers.said_by(numbers.kim, "confirm", match["id"])["status"] == 404
    assert numbers.said_by(numbers.cleo, "confirm", match["id"])["status"] == "confirmed"
    assert numbers.ben.get(f"/v1/matches/{match['id']}/contact")


def test_a_coordinator_says_nobody_elses_yes(numbers: Numbers) -> None:
    match = numbers.ben_says_yes(numbers.mercys_need())
    path = f"/v1/matches/{match['id']}"
    assert ["confirm" in who.get(path)["allowed"] for who in (numbers.rita, numbers.cleo)] == [True, False]
    assert numbers.said_by(numbers.cleo, "confirm", match["id"])["status"] == 403
    assert numbers.said_by(numbers.rita, "confirm", match["id"])["status"] == "confirmed"
