"""Reports, and what humans decided, on pages."""

from uuid import uuid4

import pytest

from tests.support.browsers import surfing_as
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.world import World


@pytest.fixture(scope="module")
def in_cleos(shared_world: World) -> CleosCommunity:
    return CleosCommunity(shared_world)


def test_something_is_reported_and_its_accused_learns_nothing(
    shared_world: World, in_cleos: CleosCommunity
) -> None:
    author = in_cleos.member("Anna")
    need = author.need(title="Groceries", visible_to="members")
    with surfing_as(shared_world, in_cleos.ben) as ben, surfing_as(shared_world, author) as anna:
        before = (anna.open("/me/inbox").text, anna.open("/decisions").text)
        page = ben.open("/reports/new", type="need", id=need["id"])
        missing = ben.send(page, "report", text="It is a shop.")
        assert "#kind" in missing.hrefs
        done = ben.send(missing, "report", ticked=[("kind", "fake")])
        assert done.path == "/reports"
        assert "Nobody has looked yet" in done.text
        shared_world.tick()
        assert (anna.open("/me/inbox").text, anna.open("/decisions").text) == before


@pytest.mark.parametrize("type", ["need", "match", "person", "offer", "message", "planet"])
def test_what_one_may_not_know_of_cannot_be_reported(
    shared_world: World, in_cleos: CleosCommunity, type: str
) -> None:
    with surfing_as(shared_world, in_cleos.ben) as surfer:
        pages = [surfer.open("/reports/new", type=type, id=id) for id in (str(uuid4()), "no id")]
    assert {page.status for page in pages} == {404}
    assert len({page.response.text for page in pages}) == 1


class TestDecisions:
    def suspended(self, in_cleos: CleosCommunity, name: str) -> Person:
        person = in_cleos.member(name)
        path = f"/v1/communities/{in_cleos.id}/members/{person.id}"
        in_cleos.cleo.patch(path, {"state": "suspended", "reason": "Rude at the door."})
        return person

    def test_whom_it_concerns_reads_why_and_says_once_that_it_was_wrong(
        self, shared_world: World, in_cleos: CleosCommunity
    ) -> None:
        with surfing_as(shared_world, self.suspended(in_cleos, "Sven")) as surfer:
            page = surfer.open("/decisions")
            assert "Rude at the door." in page.text
            empty = surfer.send(page, "appeal")
            assert empty.status == 422
            done = surfer.send(empty, "appeal", text="I was not there.")
            assert "Somebody who had no part in it looks again" in done.text
            assert "appeal" not in done.does
            fields = dict(page.form("appeal").fields)
            again = surfer.post("/decisions", [*fields.items(), ("text", "Again."), ("do", "appeal")])
            assert again.status_code == 409

    def test_anothers_is_not_there(self, shared_world: World, in_cleos: CleosCommunity) -> None:
        with surfing_as(shared_world, self.suspended(in_cleos, "Sara")) as surfer:
            theirs = dict(surfer.open("/decisions").form("appeal").fields)["decision"]
        mine = self.suspended(in_cleos, "Mira")
        with surfing_as(shared_world, mine) as surfer:
            page = surfer.open("/decisions")
            assert surfer.send(page, "appeal", decision=theirs, text="Not mine.").status == 404

    def test_the_suspended_one_is_told_so_on_the_circles_page(
        self, shared_world: World, in_cleos: CleosCommunity
    ) -> None:
        with surfing_as(shared_world, self.suspended(in_cleos, "Kurt")) as surfer:
            page = surfer.open(f"/c/{in_cleos.id}")
            assert "You cannot help here for now" in page.text
            assert {"join", "leave"}.isdisjoint(page.does)
            assert surfer.open(f"/c/{in_cleos.id}/members").status == 404
