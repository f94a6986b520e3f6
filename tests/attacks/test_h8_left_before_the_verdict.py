"""H8: whoever was reported left before anybody had judged them, and came back as if nothing had been.

Where that was wrong they are let back as what they are by their own will, and no more.
"""

import pytest

from tests.support.judged_community import JudgedCommunity
from tests.support.kept import Keep
from tests.support.people import Person


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
def verdicts(keep: Keep) -> Court:
    return keep(Court)


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


def states(person: Person) -> list[str]:
    return [one["state"] for one in person.get("/v1/me")["memberships"]]


def test_who_left_before_a_verdict_that_was_wrong_is_no_member_and_may_come_back(verdicts: Court) -> None:
    case = verdicts.reported(verdicts.ben)
    verdicts.ben.post(f"{verdicts.path}/leave")
    decision = verdicts.decided(verdicts.cora, "case", case, "suspended")
    appeal = verdicts.appeals(verdicts.ben, decision)
    verdicts.decided(verdicts.carl, "appeal", appeal, "overturned", "it was somebody else")
    verdicts.world.tick()
    assert states(verdicts.ben) == []
    told = verdicts.ben.inbox()
    assert "may_return" in told
    assert "admitted" not in told[: told.index("suspended")]
    verdicts.ben.post(f"{verdicts.path}/join")
    assert states(verdicts.ben) == ["active"]


def test_who_leaves_while_suspended_is_let_back_as_no_member(verdicts: Court) -> None:
    verdicts.suspends(verdicts.cora, verdicts.ben)
    verdicts.ben.post(f"{verdicts.path}/leave")
    assert states(verdicts.ben) == ["suspended"], "nobody gets rid of it by leaving"
    let_back = verdicts.cora.patch(f"{verdicts.path}/members/{verdicts.ben.id}", {"state": "active"})
    assert let_back["state"] == "left"
    assert states(verdicts.ben) == []


def test_a_suspension_that_was_wrong_makes_no_member_of_who_came_back(verdicts: Court) -> None:
    """Their new account never joined: the suspension had found it."""
    address = "ben-who-never-joined@example.org"
    verdicts.world.prove(verdicts.ben, address)
    verdicts.suspends(verdicts.cora, verdicts.ben)
    verdicts.ben.delete("/v1/me")
    verdicts.world.tick()
    again = verdicts.world.sign_in(address)
    assert states(again) == ["suspended"]
    verdicts.sam.patch(f"{verdicts.path}/members/{again.id}", {"state": "active"})
    assert states(again) == []
