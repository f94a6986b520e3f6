"""A steward had suspended somebody for what was reported; a coordinator, their friend, let them back with one call."""

from tests.support.judged_community import JudgedCommunity
from tests.support.people import Person
from tests.support.world import World


def test_nobody_lets_back_whom_somebody_suspended_who_answers_for_more(shared_world: World) -> None:
    shared_world.advance(days=1)
    court = JudgedCommunity(shared_world)

    def lets_back(who: Person) -> int:
        return who.call("PATCH", f"{court.path}/members/{court.ben.id}", {"state": "active"}).status_code

    court.suspends(court.sam, court.ben)
    assert lets_back(court.cora) == 403
    assert [one["state"] for one in court.ben.get("/v1/me")["memberships"]] == ["suspended"]
    assert lets_back(court.sara) == 200
    court.suspends(court.cora, court.ben)
    assert lets_back(court.carl) == 200
