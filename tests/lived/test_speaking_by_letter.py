"""lived 5, 23: whoever speaks for somebody says that person's word on the page that their letter leads to."""

import pytest

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.people import Person
from tests.support.telling import change
from tests.support.without_app import entered, hands
from tests.support.world import World
from texts.catalogue import say


class SpokenFor:
    """Cleo wrote down what Halima needs; Ben has said yes."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cleo, self.ben = world.person("Cleo"), world.person("Ben")
        community = world.community(self.cleo, self.ben, name=f"For {world.now():%H%M%S}")["id"]
        person = entered(world, self.cleo, "Halima", phone="+15550100177")
        self.halima = Person(world.http, "Halima", person["id"], "", "")
        need = self.cleo.need(on_behalf_of=self.halima.id, community_id=community)["id"]
        self.match = self.ben.post(f"/v1/needs/{need}/responses")["id"]
        self.link = pages.link_for(world, LinkPurpose.MATCH, self.cleo, self.match)

    @property
    def page(self) -> pages.Shown:
        return pages.get(self.world.http, self.link)

    @property
    def status(self) -> str:
        return str(self.ben.get(f"/v1/matches/{self.match}")["status"])


@pytest.fixture
def spoken(shared_world: World) -> SpokenFor:
    return SpokenFor(shared_world)


def test_a_yes_is_passed_on_once_they_were_asked(spoken: SpokenFor) -> None:
    page = spoken.page
    assert {"Halima", "Ben"} <= set(page.text.splitlines())
    assert "tel:+15550100177" in page.hrefs
    assert pages.press(spoken.world.http, page, "yes").status == 422
    assert spoken.status == "accepted", "nobody's key turns unasked"
    assert pages.press(spoken.world.http, page, "yes", asked_yes="yes").status == 200
    assert spoken.status == "confirmed"
    names = {spoken.cleo.id: "Cleo", spoken.halima.id: "Halima", spoken.ben.id: "Ben"}
    assert hands(spoken.world, spoken.match, names)[-1] == ("match_confirmed", "Cleo", "Halima")


def test_how_it_went_is_passed_on(spoken: SpokenFor) -> None:
    http = spoken.world.http
    pages.press(http, spoken.page, "yes", asked_yes="yes")
    assert pages.press(http, spoken.page, "helped").status == 422
    pages.press(http, spoken.page, "helped", asked_report="yes")
    found = spoken.ben.get(f"/v1/matches/{spoken.match}")
    assert (found["status"], found["completed_by"]) == ("completed", "representative")


def test_a_hand_too_near_the_other_side_reads_whom_to_ring(spoken: SpokenFor) -> None:
    """The letter asks for a word that this hand cannot say: the page names who can, in place of the button."""
    for person in (spoken.ben, spoken.cleo):
        person.patch("/v1/me", {"phone": "+15550100144"})
    page = spoken.page
    assert "yes" not in page.buttons
    assert say("problem.another_hand_needed.detail", "en") in page.text
    assert page.buttons["no"] == say("page.answer.not_them", "en"), "their no is passed on by anybody"


def test_whoever_speaks_for_them_no_more_reads_nothing(spoken: SpokenFor) -> None:
    database = spoken.world.database
    change(database, "UPDATE representation SET ended_at = now() WHERE person_id = :p", p=spoken.halima.id)
    page = spoken.page
    assert page.status in (403, 404)
    assert "Halima" not in page.text
