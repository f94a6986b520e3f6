"""A letter outlives the mailbox that it went to: whoever reads that one now must not act for who had it before."""

import pytest

from tests.support import pages
from tests.support.people import Person
from tests.support.world import World

OLD, NEW = "ana-and-him@example.org", "ana-alone@example.org"


class Leaving:
    """Ana asks for help by a mailbox that somebody else can read, too."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana, self.ben = world.person("Ana", proved=OLD), world.person("Ben")
        world.community(world.person("Cora"), self.ana, self.ben)
        self.need: str = self.ana.need()["id"]
        self.match: str = self.ben.post(f"/v1/needs/{self.need}/responses")["id"]
        world.tick()

    def link(self, address: str) -> str:
        return pages.link_in(self.world.outbox(address)[0]["text"])

    def status(self, link: str) -> int:
        return pages.get(self.world.http, link).status

    def cancelled_by(self, helper: Person) -> None:
        helper.post(f"/v1/matches/{self.match}/cancel", {"reason": "ill"})
        self.world.tick()


@pytest.fixture
def leaving(world: World) -> Leaving:
    return Leaving(world)


def test_what_went_to_an_address_opens_nothing_once_it_is_let_go(leaving: Leaving) -> None:
    link = leaving.link(OLD)
    assert leaving.status(link) == 200
    leaving.world.prove(leaving.ana, NEW)
    assert leaving.status(link) == 404
    assert leaving.world.http.post(link, data={"do": "yes"}).status_code == 404
    assert leaving.ana.get(f"/v1/matches/{leaving.match}")["status"] == "accepted"


def test_what_goes_to_the_new_one_opens_as_ever(leaving: Leaving) -> None:
    leaving.world.prove(leaving.ana, NEW)
    leaving.ana.post(f"/v1/matches/{leaving.match}/confirm")
    leaving.cancelled_by(leaving.ben)
    assert leaving.status(leaving.link(NEW)) == 200


def test_a_number_that_was_only_told_ends_no_link(leaving: Leaving) -> None:
    link = leaving.link(OLD)
    leaving.ana.patch("/v1/me", {"phone": "+15175550199"})
    leaving.ana.patch("/v1/me", {"phone": "+15175550198"})
    assert leaving.status(link) == 200
