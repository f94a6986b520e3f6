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
def verdicts(shared_world: World) -> Court:
    shared_world.advance(days=1)
    return Court(shared_world)


def test_who_leaves_before_the_verdict_is_suspended_all_the_same(verdicts: Court) -> None:
    case = verdicts.reported(verdicts.ben)
    verdicts.ben.post(f"{verdicts.path}/leave")
    decision = verdicts.decided(verdicts.cora, "case", case, "suspended", "he threatened somebody")
    verdicts.world.tick()
    verdicts.ben.call("POST", f"{verdicts.path}/join")
    assert [one["state"] for one in verdicts.ben.get("/v1/me")["memberships"]] == ["suspended"]
    assert verdicts.ben.get(f"/v1/decisions/{decision}")["reason"] == "he threatened somebody"


def test_who_erases_themself_comes_back_suspended(verdicts: Court) -> None:
    address = "ben-who-went@example.org"
    verdicts.world.prove(verdicts.ben, address)
    case = verdicts.reported(verdicts.ben)
    verdicts.ben.delete("/v1/me")
    verdicts.decided(verdicts.cora, "case", case, "suspended")
    verdicts.world.tick()
    again = verdicts.world.sign_in(address)
    assert again.id != verdicts.ben.id
    assert [one["state"] for one in again.get("/v1/me")["memberships"]] == ["suspended"]
