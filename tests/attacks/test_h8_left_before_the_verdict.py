"""H8: whoever was reported left before anybody had judged them, and came back as if nothing had been."""

import pytest

from tests.support.judged_community import JudgedCommunity
from tests.support.people import Person
from tests.support.world import World


class Court(JudgedCommunity):
    """The same, with cases about whoever helped Ana."""

    def reported(self, helper: Person) -> str:
        need = self.ana.need(community_id=self.id)["id"]
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        self.ana.post(f"/v1/matches/{match}/confirm")
        self.ana.post("/v1/reports", {"about": {"type": "match", "id": match}, "kind": "harassment"})
        found = self.sam.get(f"{self.path}/queue")["items"]
        return str(next(entry["case_id"] for entry in found if entry["why"] == "report"))


@pytest.fixture
def court(shared_world: World) -> Court:
    shared_world.advance(days=1)
    return Court(shared_world)


def test_who_leaves_before_the_verdict_is_suspended_all_the_same(court: Court) -> None:
    case = court.reported(court.ben)
    court.ben.post(f"{court.path}/leave")
    decision = court.decided(court.cora, "case", case, "suspended", "he threatened somebody")
    court.world.tick()
    court.ben.call("POST", f"{court.path}/join")
    assert [one["state"] for one in court.ben.get("/v1/me")["memberships"]] == ["suspended"]
    assert court.ben.get(f"/v1/decisions/{decision}")["reason"] == "he threatened somebody"


def test_who_erases_themself_comes_back_suspended(court: Court) -> None:
    address = "ben-who-went@example.org"
    court.world.prove(court.ben, address)
    case = court.reported(court.ben)
    court.ben.delete("/v1/me")
    court.decided(court.cora, "case", case, "suspended")
    court.world.tick()
    again = court.world.sign_in(address)
    assert again.id != court.ben.id
    assert [one["state"] for one in again.get("/v1/me")["memberships"]] == ["suspended"]
