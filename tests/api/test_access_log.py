"""The access log: who looked at one's contact, by the part they play."""

import pytest

from tests.support.people import Person
from tests.support.world import World


@pytest.fixture
def confirmed(world: World) -> tuple[Person, Person, str]:
    """An author, a helper, and the id of the match that both have said yes to."""
    steward, ana, ben = (world.person(name) for name in ("Soledad", "Ana", "Ben"))
    world.community(steward, ana, ben)
    ben.offer(categories=["groceries"])
    need = ana.need()["id"]
    world.tick()
    match = ben.match_on(need)["id"]
    ben.post(f"/v1/matches/{match}/accept")
    ana.post(f"/v1/matches/{match}/confirm")
    return ana, ben, match


def test_the_helper_reads_that_the_beneficiary_looked(confirmed: tuple[Person, Person, str]) -> None:
    ana, ben, match = confirmed
    ana.get(f"/v1/matches/{match}/contact")
    [line] = ben.get("/v1/me/access-log")["items"]
    assert (line["match_id"], line["by"]) == (match, "beneficiary")
    assert ana.get("/v1/me/access-log")["items"] == []


def test_the_beneficiary_reads_that_the_helper_looked(confirmed: tuple[Person, Person, str]) -> None:
    ana, ben, match = confirmed
    ben.get(f"/v1/matches/{match}/contact")
    [line] = ana.get("/v1/me/access-log")["items"]
    assert (line["match_id"], line["by"]) == (match, "helper")
    assert ben.get("/v1/me/access-log")["items"] == []
