"""C1: whoever a concern is about came back to the same need, and got the address a second time."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

FIRST = {"decide": "first_who_fits"}


class Town:
    """Ana asks in a community that Sam answers for and Cora coordinates; Ben is a helper whom people vouched for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sam, self.cora = world.person("Sam"), world.person("Cora")
        self.ana, self.ben = world.person("Ana", phone="+15175550101"), world.person("Ben")
        self.id: str = world.community(self.sam, self.cora, self.ana, self.ben)["id"]
        world.appoint(self.cora, self.id, "coordinator")
        world.vouch_for(self.ben, self.id)
        world.advance(days=2)

    def agreed(self, **fields: Any) -> tuple[str, str]:
        """A need of Ana's under `first_who_fits` which Ben answered: its id, and the confirmed match's."""
        need = self.ana.need(criteria=FIRST, share=["phone", "place"], **fields)["id"]
        match = self.ben.post(f"/v1/needs/{need}/responses")
        assert match["status"] == "confirmed"
        assert self.ben.get(f"/v1/matches/{match['id']}/contact")["place"]
        return need, match["id"]

    def concern(self, match: str, who: Person | None = None) -> None:
        body = {"outcome": "not_helped", "concern": True, "note": "he shouted at me"}
        answer = (who or self.ana).post(f"/v1/matches/{match}/report", body)
        assert answer["status"] == "cancelled"

    def decide(self, who: Person, match: str, outcome: str) -> Any:
        body = {"about": {"type": "match", "id": match}, "outcome": outcome, "reason": "I spoke with both"}
        return who.call("POST", f"/v1/communities/{self.id}/decisions", body)

    def queue(self, who: Person) -> list[str]:
        return [entry["why"] for entry in who.get(f"/v1/communities/{self.id}/queue")["items"]]


@pytest.fixture
def town(world: World) -> Town:
    return Town(world)


def test_the_accused_does_not_answer_again_and_reads_nothing_any_more(town: Town) -> None:
    need, match = town.agreed()
    town.concern(match)
    assert town.ben.call("GET", f"/v1/needs/{need}").status_code == 404
    assert town.ben.call("POST", f"/v1/needs/{need}/responses").status_code == 404
    assert town.ben.call("GET", f"/v1/matches/{match}/contact").status_code >= 400
    wrote = town.ben.call("POST", f"/v1/matches/{match}/messages", {"text": "you will regret this"})
    assert wrote.status_code >= 400
    assert town.ben.call("GET", f"/v1/matches/{match}/messages").status_code >= 400
    town.world.tick()
    assert [m["id"] for m in town.ana.get("/v1/matches")["items"] if m["status"] != "cancelled"] == []


def test_what_else_the_two_had_agreed_ends_too(town: Town) -> None:
    _, first = town.agreed()
    _, second = town.agreed(category="errands")
    town.concern(first)
    assert town.ben.call("GET", f"/v1/matches/{second}/contact").status_code >= 400


def test_nobody_gets_a_key_in_advance_from_whoever_raised_it_and_they_are_told(town: Town) -> None:
    need, match = town.agreed()
    other = town.ana.need(criteria=FIRST, category="errands")["id"]
    town.concern(match)
    for each in (need, other):
        assert town.ana.get(f"/v1/needs/{each}")["criteria"]["decide"] == "i_choose"
    town.world.tick()
    assert town.ana.inbox().count("you_choose_now") == 2


def test_the_accused_opens_no_place_by_themself_until_a_human_has_looked(town: Town) -> None:
    eve = town.world.person("Eve")
    eve.post(f"/v1/communities/{town.id}/join")

    def answered() -> str:
        need = eve.need(criteria=FIRST)["id"]
        match = town.ben.post(f"/v1/needs/{need}/responses")
        eve.post(f"/v1/needs/{need}/withdraw")
        return str(match["status"])

    _, match = town.agreed()
    assert answered() == "confirmed"
    town.concern(match)
    assert answered() == "accepted"
    assert town.queue(town.cora) == ["concern"]
    assert town.decide(town.cora, match, "concern_renewed").status_code == 200
    town.world.advance(days=13, hours=23)
    assert answered() == "accepted"
    assert town.queue(town.cora).count("concern") == 1
    assert town.decide(town.cora, match, "concern_closed").status_code == 200
    assert answered() == "confirmed"
    assert "concern" not in town.queue(town.cora)
    need = town.ana.need(criteria=FIRST)["id"]
    assert town.ben.call("POST", f"/v1/needs/{need}/responses").status_code == 404, "the two stay apart"


def test_without_a_human_it_ends_after_fourteen_days(town: Town) -> None:
    eve = town.world.person("Eve")
    eve.post(f"/v1/communities/{town.id}/join")
    _, match = town.agreed()
    town.concern(match)
    town.world.advance(days=14, minutes=1)
    need = eve.need(criteria=FIRST)["id"]
    assert town.ben.post(f"/v1/needs/{need}/responses")["status"] == "confirmed"


def test_nobody_judges_their_own_matter(town: Town) -> None:
    _, match = town.agreed()
    town.concern(match)
    town.world.appoint(town.ana, town.id, "coordinator")
    assert town.decide(town.ana, match, "concern_closed").status_code == 403
    town.world.appoint(town.ben, town.id, "coordinator")
    assert town.decide(town.ben, match, "concern_closed").status_code in (403, 404)


def test_who_spoke_for_them_is_kept_apart_too_and_may_lift_it(town: Town) -> None:
    at = town.world.now().isoformat()
    consent = {"how": "phone", "at": at, "covers": ["post", "answer", "report"]}
    otto = town.cora.post("/v1/people", {"display_name": "Otto", "languages": ["en"], "consent": consent})[
        "id"
    ]
    spoken = {"how": "phone", "at": at}
    need = town.cora.need(on_behalf_of=otto, criteria=FIRST)["id"]
    match = town.ben.post(f"/v1/needs/{need}/responses")["id"]
    body = {"outcome": "not_helped", "concern": True, "spoken": spoken}
    town.cora.post(f"/v1/matches/{match}/report", body)
    coras = town.cora.need()["id"]
    assert town.ben.call("POST", f"/v1/needs/{coras}/responses").status_code == 404
    blocks = town.cora.get("/v1/blocks")["items"]
    assert len(blocks) == 2
    for block in blocks:
        town.cora.delete(f"/v1/blocks/{block['id']}")
    assert town.ben.post(f"/v1/needs/{coras}/responses")["status"] == "accepted"
    again = town.ben.call("POST", f"/v1/needs/{need}/responses")
    assert again.status_code == 409, "for that need it stays a no"


def test_the_organisation_they_acted_for_is_kept_away_as_well(town: Town) -> None:
    gil = town.world.person("Gil")
    gil.post(f"/v1/communities/{town.id}/join")
    kitchen = town.world.organisation(town.ben, gil)
    gils = gil.offer(organisation_id=kitchen)["id"]
    bens = town.ben.offer(organisation_id=kitchen)["id"]
    need = town.ana.need(criteria=FIRST)["id"]
    match = town.ben.post(f"/v1/needs/{need}/responses", {"offer_id": bens})
    assert match["status"] == "confirmed"
    town.concern(match["id"])
    again = gil.call("POST", f"/v1/needs/{need}/responses", {"offer_id": gils})
    assert again.status_code == 409
    assert "block" not in again.text


@pytest.mark.parametrize("first", [True, False])
def test_whom_the_author_called_off_does_not_answer_that_need_again(town: Town, first: bool) -> None:
    need, match = town.agreed()
    town.ana.post(f"/v1/matches/{match}/cancel")
    offer = town.ben.offer(place=LANSING)["id"]
    again = town.ben.call("POST", f"/v1/needs/{need}/responses", {"offer_id": offer} if first else {})
    assert (again.status_code, again.json()["code"]) == (409, "not_eligible")
    assert "said_no" not in again.text


def test_who_called_off_themself_is_not_asked_again_and_may_answer(town: Town) -> None:
    """Ill today, well on Thursday."""
    offer = town.ben.offer()["id"]
    need = town.ana.need()["id"]
    town.world.tick()
    match = town.ben.match_on(need)["id"]
    town.ben.post(f"/v1/matches/{match}/accept")
    town.ana.post(f"/v1/matches/{match}/confirm")
    town.ben.post(f"/v1/matches/{match}/cancel", {"reason": "I am ill"})
    town.world.advance(hours=30)
    assert [m["status"] for m in town.ben.get("/v1/matches")["items"]] == ["cancelled"]
    assert town.ana.call("POST", f"/v1/needs/{need}/invitations", {"offer_id": offer}).status_code == 409
    assert town.ben.post(f"/v1/needs/{need}/responses", {"offer_id": offer})["status"] == "accepted"
