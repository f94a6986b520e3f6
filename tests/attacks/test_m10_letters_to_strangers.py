"""M10: any member had letters sent to any number of strangers, under a name that was a link or a number; and whoever
was written down did not hear of it.
"""

from typing import Any
from uuid import uuid4

import pytest

from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.kept import Keep
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
        self._house = uuid4().hex[:8]

    def enter(self, by: Person, name: str, how: str = "phone", **fields: Any) -> Any:
        consent = {"how": how, "at": self.world.now().isoformat()}
        body = {"display_name": name, "consent": consent, "languages": ["en"]}
        return by.post("/v1/people", body | {"email": self.mailbox(name)} | fields)

    def mailbox(self, name: str) -> str:
        return f"{name.lower()}-{self._house}@example.org"

    def letters(self, name: str) -> list[Any]:
        self.world.tick()
        return list(self.world.outbox(self.mailbox(name)))

    def ask(self, by: Person, person: str) -> Any:
        """Has the question sent who may speak for somebody."""
        return by.call("POST", f"/v1/people/{person}/links", {"purpose": "consent"})


@pytest.fixture
def written_to(keep: Keep) -> Strangers:
    return keep(Strangers)


def test_whoever_is_written_down_is_told_once_by_whom_and_ends_it_there(written_to: Strangers) -> None:
    rosa = written_to.enter(written_to.mal, "Rosa")
    [letter] = written_to.letters("Rosa")
    assert letter["subject"] == TOLD
    assert "Mal" not in letter["text"], "the name stands on the page, not in what others may read"
    written_to.mal.patch(f"/v1/people/{rosa['id']}", {"languages": ["en", "es"]})
    assert len(written_to.letters("Rosa")) == 1
    page = pages.get(written_to.world.http, pages.link_in(letter["text"]))
    assert "Mal" in page.text
    pages.press(written_to.world.http, page, "no")
    assert written_to.mal.get("/v1/people")["items"] == []


def test_whom_one_asks_by_a_link_hears_of_it_by_that(written_to: Strangers) -> None:
    rosa = written_to.enter(written_to.mal, "Rosa", how="link")
    assert written_to.letters("Rosa") == []
    assert written_to.ask(written_to.mal, rosa["id"]).status_code == 202
    assert [one["subject"] for one in written_to.letters("Rosa")] == [
        say("notification.consent_asked.title", "en")
    ]


def test_a_member_has_three_strangers_written_to_a_month(written_to: Strangers) -> None:
    rosa = written_to.enter(written_to.mal, "Rosa")["id"]
    path = f"/v1/people/{rosa}"
    for number in range(2):
        written_to.mal.patch(path, {"email": written_to.mailbox(f"stranger{number}")})
    tag = written_to.mal.call("GET", path).headers["etag"]
    refused = written_to.mal.refused("PATCH", path, {"email": written_to.mailbox("fourth")}, If_Match=tag)
    assert (refused["status"], refused["code"], refused["most"]) == (409, "enough_letters", 3)
    assert written_to.mal.get(path)["email"] == written_to.mailbox("stranger1"), "nothing is half-done"
    assert written_to.ask(written_to.mal, rosa).status_code == 202, (
        "to the same one it is no further stranger"
    )
    asked = written_to.enter(written_to.mal, "Otto", how="link")["id"]
    assert written_to.ask(written_to.mal, asked).json()["code"] == "enough_letters"
    written_to.world.advance(days=31)
    assert written_to.ask(written_to.mal, asked).status_code == 202


def test_a_coordinator_as_many_as_they_may_speak_for(written_to: Strangers) -> None:
    for number in range(5):
        written_to.enter(written_to.cora, f"Guest{number}")
    assert len(written_to.letters("Guest4")) == 1


def test_a_name_that_is_a_link_stands_on_no_page_for_strangers(written_to: Strangers) -> None:
    written_to.mal.patch("/v1/me", {"display_name": LINK})
    written_to.enter(written_to.mal, "Rosa")
    [letter] = written_to.letters("Rosa")
    page = pages.get(written_to.world.http, pages.link_in(letter["text"]))
    assert "bit.ly" not in page.response.text
    assert say("page.consent.name_withheld", "en") in page.text


def test_a_community_of_such_a_name_is_not_named_to_strangers(written_to: Strangers) -> None:
    need = written_to.mal.need(community_id=written_to.id)["id"]
    change(
        written_to.world.database,
        "UPDATE community SET name = :name WHERE id = :id",
        name=LINK,
        id=written_to.id,
    )
    shared = written_to.mal.post(f"/v1/needs/{need}/share-links")
    page = pages.get(written_to.world.http, pages.link_in(shared["url"]))
    for shown in (shared["text"], page.response.text):
        assert "bit.ly" not in shown
        assert say("page.a_community", "en") in shown


def test_nothing_goes_where_it_is_not_safe_when_it_ends_either(written_to: Strangers) -> None:
    ben = written_to.world.person("Ben")
    ben.post(f"/v1/communities/{written_to.id}/join")
    rosa = written_to.enter(written_to.mal, "Rosa", safe_to_write=False)["id"]
    need = written_to.mal.need(on_behalf_of=rosa, community_id=written_to.id)["id"]
    match = ben.post(f"/v1/needs/{need}/responses", {})["id"]
    spoken = {"how": "phone", "at": written_to.world.now().isoformat()}
    written_to.mal.post(f"/v1/matches/{match}/confirm", {"spoken": spoken})
    written_to.mal.delete(f"/v1/people/{rosa}")
    assert written_to.letters("Rosa") == []
    assert "cancelled" in ben.inbox()


def test_nothing_goes_where_it_is_not_safe_and_coordinators_are_told(written_to: Strangers) -> None:
    rosa = written_to.enter(written_to.mal, "Rosa", safe_to_write=False)
    assert rosa["safe_to_write"] is False
    written_to.mal.need(on_behalf_of=rosa["id"])
    assert written_to.ask(written_to.mal, rosa["id"]).json()["code"] == "not_safe_to_write"
    assert written_to.letters("Rosa") == []
    assert "person_not_told" in written_to.cora.inbox()
    [told] = [
        one for one in written_to.cora.get("/v1/me/notifications")["items"] if "not_told" in one["kind"]
    ]
    link = pages.link_for(written_to.world, LinkPurpose.NOTICE, written_to.cora, told["id"])
    assert "Mal" in pages.get(written_to.world.http, link).text
    written_to.mal.patch(f"/v1/people/{rosa['id']}", {"safe_to_write": True})
    assert [one["subject"] for one in written_to.letters("Rosa")] == [TOLD]
