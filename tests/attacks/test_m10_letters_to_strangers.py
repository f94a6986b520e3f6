"""M10: any member had letters sent to any number of strangers, under a name that was a link or a number; and whoever
was written down did not hear of it.
"""

from typing import Any

import pytest

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.people import Person
from tests.support.telling import change
from tests.support.world import World
from texts.catalogue import say

TOLD = say("notification.written_down.title", "en")
LINK = "Minka help bit.ly/x 0712 345 678"


class Strangers:
    """Mal is a member and Cora coordinates; both may write down whom they like."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.mal, self.cora = world.person("Sara"), world.person("Mal"), world.person("Cora")
        self.id = world.community(self.sara, self.mal, self.cora)["id"]
        world.appoint(self.cora, self.id, "coordinator")

    def enter(self, by: Person, name: str, how: str = "phone", **fields: Any) -> Any:
        consent = {"how": how, "at": self.world.now().isoformat()}
        body = {"display_name": name, "consent": consent, "languages": ["en"]}
        return by.post("/v1/people", body | {"email": f"{name.lower()}@example.org"} | fields)

    def letters(self, name: str) -> list[Any]:
        self.world.tick()
        return list(self.world.outbox(f"{name.lower()}@example.org"))

    def ask(self, by: Person, person: str) -> Any:
        """Has the question sent who may speak for somebody."""
        return by.call("POST", f"/v1/people/{person}/links", {"purpose": "consent"})


@pytest.fixture
def strangers(world: World) -> Strangers:
    return Strangers(world)


def test_whoever_is_written_down_is_told_once_by_whom_and_ends_it_there(strangers: Strangers) -> None:
    rosa = strangers.enter(strangers.mal, "Rosa")
    [letter] = strangers.letters("Rosa")
    assert letter["subject"] == TOLD
    assert "Mal" not in letter["text"], "the name stands on the page, not in what others may read"
    strangers.mal.patch(f"/v1/people/{rosa['id']}", {"languages": ["en", "es"]})
    assert len(strangers.letters("Rosa")) == 1
    page = pages.get(strangers.world.http, pages.link_in(letter["text"]))
    assert "Mal" in page.text
    pages.press(strangers.world.http, page, "no")
    assert strangers.mal.get("/v1/people")["items"] == []


def test_whom_one_asks_by_a_link_hears_of_it_by_that(strangers: Strangers) -> None:
    rosa = strangers.enter(strangers.mal, "Rosa", how="link")
    assert strangers.letters("Rosa") == []
    assert strangers.ask(strangers.mal, rosa["id"]).status_code == 202
    assert [one["subject"] for one in strangers.letters("Rosa")] == [
        say("notification.consent_asked.title", "en")
    ]


def test_a_member_has_three_strangers_written_to_a_month(strangers: Strangers) -> None:
    rosa = strangers.enter(strangers.mal, "Rosa")["id"]
    path = f"/v1/people/{rosa}"
    for number in range(2):
        strangers.mal.patch(path, {"email": f"stranger{number}@example.org"})
    tag = strangers.mal.call("GET", path).headers["etag"]
    refused = strangers.mal.refused("PATCH", path, {"email": "fourth@example.org"}, If_Match=tag)
    assert (refused["status"], refused["code"], refused["most"]) == (409, "enough_letters", 3)
    assert strangers.mal.get(path)["email"] == "stranger1@example.org", "nothing is half-done"
    assert strangers.ask(strangers.mal, rosa).status_code == 202, "to the same one it is no further stranger"
    asked = strangers.enter(strangers.mal, "Otto", how="link")["id"]
    assert strangers.ask(strangers.mal, asked).json()["code"] == "enough_letters"
    strangers.world.advance(days=31)
    assert strangers.ask(strangers.mal, asked).status_code == 202


def test_a_coordinator_as_many_as_they_may_speak_for(strangers: Strangers) -> None:
    for number in range(5):
        strangers.enter(strangers.cora, f"Guest{number}")
    assert len(strangers.letters("Guest4")) == 1


def test_a_name_that_is_a_link_stands_on_no_page_for_strangers(strangers: Strangers) -> None:
    strangers.mal.patch("/v1/me", {"display_name": LINK})
    strangers.enter(strangers.mal, "Rosa")
    [letter] = strangers.letters("Rosa")
    page = pages.get(strangers.world.http, pages.link_in(letter["text"]))
    assert "bit.ly" not in page.response.text
    assert say("page.consent.name_withheld", "en") in page.text


def test_a_community_of_such_a_name_is_not_named_to_strangers(strangers: Strangers) -> None:
    need = strangers.mal.need(community_id=strangers.id)["id"]
    change(strangers.world.database, "UPDATE community SET name = :name", name=LINK)
    shared = strangers.mal.post(f"/v1/needs/{need}/share-links")
    page = pages.get(strangers.world.http, pages.link_in(shared["url"]))
    for shown in (shared["text"], page.response.text):
        assert "bit.ly" not in shown
        assert say("page.a_community", "en") in shown


def test_nothing_goes_where_it_is_not_safe_and_coordinators_are_told(strangers: Strangers) -> None:
    rosa = strangers.enter(strangers.mal, "Rosa", safe_to_write=False)
    assert rosa["safe_to_write"] is False
    strangers.mal.need(on_behalf_of=rosa["id"])
    assert strangers.ask(strangers.mal, rosa["id"]).json()["code"] == "not_safe_to_write"
    assert strangers.letters("Rosa") == []
    assert "person_not_told" in strangers.cora.inbox()
    [told] = [one for one in strangers.cora.get("/v1/me/notifications")["items"] if "not_told" in one["kind"]]
    link = pages.link_for(strangers.world, LinkPurpose.NOTICE, strangers.cora, told["id"])
    assert "Mal" in pages.get(strangers.world.http, link).text
    strangers.mal.patch(f"/v1/people/{rosa['id']}", {"safe_to_write": True})
    assert [one["subject"] for one in strangers.letters("Rosa")] == [TOLD]
