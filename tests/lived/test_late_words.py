"""lived 6, 30: what comes late changes where a need stands and both hear; what is closed on a part says how much."""

from typing import Any

import pytest

from tests.support.people import Person
from tests.support.world import World, device_for


class TwoSides:
    """Ana asks and Ben helps; Sol, who answers for the community, decides where they disagree."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sol, self.ben = world.person("Sol"), world.person("Ben")
        self.community = world.community(self.sol, self.ben)["id"]

    def agreed(self, **fields: Any) -> tuple[Person, str, str]:
        """Ana, her need and the match on it."""
        ana = self.world.person("Ana")
        for who in (ana, self.ben):  # reached by the question, so that silence is an answer
            device_for(who, f"{who.id}-phone")
        need = str(ana.need(**fields)["id"])
        match = str(self.ben.post(f"/v1/needs/{need}/responses", {})["id"])
        ana.post(f"/v1/matches/{match}/confirm")
        return ana, need, match

    def says(self, who: Person, match: str, outcome: str) -> None:
        """The other is asked at once: from then on their silence counts."""
        who.post(f"/v1/matches/{match}/report", {"outcome": outcome})
        self.world.tick()

    def decides(self, match: str, outcome: str) -> None:
        body = {"about": {"type": "match", "id": match}, "outcome": outcome, "reason": "I rang both"}
        self.sol.post(f"/v1/communities/{self.community}/decisions", body)
        self.world.tick()

    def told(self, person: Person, *things: str) -> list[str]:
        items = person.get("/v1/me/notifications?limit=50")["items"]
        return [item["kind"] for item in items if item["subject"]["id"] in things]


@pytest.fixture(scope="module")
def two_sides(shared_world: World) -> TwoSides:
    return TwoSides(shared_world)


@pytest.mark.parametrize(("urgency", "stands"), [("flexible", "open"), ("urgent", "expired")])
def test_completed_by_silence_contested_and_decided_failed(
    two_sides: TwoSides, urgency: str, stands: str
) -> None:
    ana, need, match = two_sides.agreed(urgency=urgency)
    two_sides.says(two_sides.ben, match, "helped")
    two_sides.world.advance(hours=73)
    assert ana.get(f"/v1/needs/{need}")["status"] == "fulfilled"
    two_sides.says(ana, match, "not_helped")
    assert ana.get(f"/v1/needs/{need}")["status"] == stands
    assert {"need_reopened", "still_needed"}.intersection(two_sides.told(ana, need))
    two_sides.decides(match, "failed")
    assert ana.get(f"/v1/needs/{need}")["status"] == stands
    for person in (ana, two_sides.ben):
        assert two_sides.told(person, match)[0] == "decided"


def test_decided_completed_after_its_time(two_sides: TwoSides) -> None:
    ana, need, match = two_sides.agreed(urgency="urgent")
    two_sides.says(two_sides.ben, match, "helped")
    two_sides.says(ana, match, "not_helped")
    two_sides.world.advance(hours=25)
    assert ana.get(f"/v1/needs/{need}")["status"] == "expired"
    two_sides.decides(match, "completed")
    assert ana.get(f"/v1/needs/{need}")["status"] == "fulfilled"
    assert two_sides.told(ana, match)[0] == "decided"


@pytest.mark.parametrize("word", ["withdraw", "fulfil"])
def test_what_its_author_ended_is_not_brought_back(two_sides: TwoSides, word: str) -> None:
    ana, need, match = two_sides.agreed(urgency="flexible", quantity=2)
    two_sides.says(two_sides.ben, match, "helped")
    two_sides.world.advance(hours=73)
    ended = ana.post(f"/v1/needs/{need}/{word}")["status"]
    two_sides.says(ana, match, "not_helped")
    two_sides.decides(match, "failed")
    assert ana.get(f"/v1/needs/{need}")["status"] == ended


def test_a_need_closed_on_less_than_it_asked_says_how_much(two_sides: TwoSides) -> None:
    """Never "all the help that was needed"."""
    ana, need, match = two_sides.agreed(urgency="urgent", quantity=3, category="learning")
    two_sides.world.advance(hours=25)
    two_sides.says(ana, match, "helped")
    items = ana.get("/v1/me/notifications?limit=50")["items"]
    [told] = [item["text"] for item in items if item["kind"] == "need_helped_in_part"]
    assert "1 of 3" in told
    assert closing(ana, need) == "Its time was over: 1 of 3 were given"


def test_a_history_says_on_whose_word_a_need_was_closed(two_sides: TwoSides) -> None:
    ana, need, match = two_sides.agreed()
    two_sides.says(ana, match, "helped")
    assert closing(ana, need) == "All the help that was needed has been given"
    enough, elsewhere = (two_sides.world.person("Ana") for _ in range(2))
    first, second = (str(person.need(quantity=2)["id"]) for person in (enough, elsewhere))
    enough.post(f"/v1/needs/{first}/fulfil")
    elsewhere.post(f"/v1/needs/{second}/fulfil", {"helped_elsewhere": True})
    assert closing(enough, first) == "The person who asked said that it is enough"
    assert closing(elsewhere, second) == "The person who asked said that help came another way"


def closing(person: Person, need: str) -> str:
    lines = person.get(f"/v1/needs/{need}/history?limit=50")["items"]
    return next(str(line["text"]) for line in reversed(lines) if line["kind"] == "need_fulfilled")


def test_closed_contact_promises_no_message_that_nobody_passes_on(two_sides: TwoSides) -> None:
    ana, _, match = two_sides.agreed()
    two_sides.says(ana, match, "helped")
    first = two_sides.ben.refused("GET", f"/v1/matches/{match}/contact")
    assert first["why"] == "shut", "for a week after they may still write"
    two_sides.world.advance(days=8)
    over = two_sides.ben.refused("GET", f"/v1/matches/{match}/contact")
    assert (over["code"], over["why"]) == ("contact_closed", "over")
    assert "write a message" not in over["detail"]
    two_sides.ben.refused("POST", f"/v1/matches/{match}/messages", {"text": "Hello?"})


def test_whoever_offers_two_is_not_told_that_one_is_missing(two_sides: TwoSides) -> None:
    ana = two_sides.world.person("Ana")
    need = ana.need(quantity=3)["id"]
    refused = two_sides.ben.refused("POST", f"/v1/needs/{need}/responses", {"quantity": 2})
    [error] = refused["errors"]
    assert (error["code"], error["most"]) == ("more_than_you_bring", 1)
