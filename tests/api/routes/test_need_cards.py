"""The card of a need: one look tells a coordinator all they decide by, and nothing that is only a helper's own."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World


class Desk:
    """A circle with a coordinator, somebody who asks, and helpers who can and who cannot."""

    def __init__(self, world: World, *, recognised: bool = True) -> None:
        self.world = world
        self.ana, self.cora, self.carl = (world.person(name) for name in ("Ana", "Cora", "Carl"))
        self.ben, self.dan, self.eve = (world.person(name) for name in ("Ben", "Dan", "Eve"))
        people = (self.ana, self.cora, self.carl, self.ben, self.dan, self.eve)
        self.steward = world.person("Sara")
        self.id = world.community(self.steward, *people, recognised=recognised)["id"]
        for one in (self.cora, self.carl):
            world.appoint(one, self.id, "coordinator")
        self.path = f"/v1/communities/{self.id}"

    def card(self, need: str, by: Person | None = None) -> Any:
        return (by or self.cora).get(f"{self.path}/needs/{need}/card")

    def propose(self, need: str, offer: str) -> Any:
        body = {"need_id": need, "offer_id": offer, "reason": "a neighbour of hers"}
        return self.cora.post(f"{self.path}/matches", body)


@pytest.fixture
def card_desk(keep: Keep) -> Desk:
    return keep(Desk)


def test_a_helper_who_could_is_named_with_level_load_and_last_answer_and_asked_in_two_requests(
    card_desk: Desk,
) -> None:
    offer = card_desk.ben.offer()["id"]
    earlier = card_desk.eve.need(category="groceries")["id"]
    card_desk.ben.post(f"/v1/needs/{earlier}/responses", {"offer_id": offer})
    need = card_desk.ana.need()["id"]
    [candidate] = card_desk.card(need)["candidates"]
    assert candidate["may_be_asked"]
    assert candidate["helper"] == {
        "person_id": card_desk.ben.id,
        "offer_id": offer,
        "display_name": "Ben",
        "organisation": None,
        "trust": "new",
        "load": 1,
        "last_answer": {"answer": "yes", "on": f"{card_desk.world.now():%Y-%m-%d}"},
    }
    match = card_desk.propose(need, offer)
    [person] = card_desk.card(need)["people"]
    assert (person["match_id"], person["display_name"], person["status"]) == (match["id"], "Ben", "proposed")


def test_who_is_kept_away_by_the_author_or_the_category_is_named_and_nobody_else(card_desk: Desk) -> None:
    card_desk.ben.offer(languages=["sw"])
    card_desk.dan.offer(cannot=["stairs"])
    card_desk.eve.offer(cannot=["stairs"])
    need = card_desk.ana.need(criteria={"languages": ["en"]}, involves=["stairs"])["id"]
    card = card_desk.card(need)
    assert card["candidates"] == []
    told = {one["reason"]["code"]: (one["how_many"], one["names"]) for one in card["refused"]}
    assert told == {"no_shared_language": (1, ["Ben"]), "not_available": (2, [])}
    assert "Dan" not in json.dumps(card)
    assert "stairs" not in json.dumps(card["refused"])


def test_why_nobody_was_asked_is_read_in_one_request(card_desk: Desk) -> None:
    need = card_desk.ana.need()["id"]
    card_desk.world.tick()
    card = card_desk.card(need)
    assert card["nobody"]["why"][0]["code"] == "nobody_now"
    assert card["need"]["progress"]["asked"] == 0


def test_somebody_may_be_asked_again_after_silence_and_never_after_a_no(card_desk: Desk) -> None:
    offer = card_desk.ben.offer()["id"]
    need = card_desk.ana.need(urgency="flexible")["id"]
    first = card_desk.propose(need, offer)["id"]
    card_desk.world.advance(seconds=11)
    card_desk.world.advance(days=2)
    assert card_desk.ben.get(f"/v1/matches/{first}")["status"] == "lapsed"
    [candidate] = card_desk.card(need)["candidates"]
    assert candidate["helper"]["display_name"] == "Ben"
    again = card_desk.propose(need, offer)["id"]
    card_desk.ben.post(f"/v1/matches/{again}/decline")
    card = card_desk.card(need)
    assert card["candidates"] == []
    assert [(one["reason"]["code"], one["names"]) for one in card["refused"]] == [("not_available", [])]
    body = {"need_id": need, "offer_id": offer, "reason": "please"}
    assert card_desk.cora.refused("POST", f"{card_desk.path}/matches", body)["code"] == "not_eligible"


def test_whoever_keeps_away_from_the_coordinator_is_on_no_card(card_desk: Desk) -> None:
    offer = card_desk.ben.offer()["id"]
    need = card_desk.ana.need()["id"]
    match = card_desk.ben.post(f"/v1/needs/{need}/responses", {"offer_id": offer})["id"]
    card_desk.ana.post(f"/v1/matches/{match}/confirm")
    card_desk.ben.post("/v1/blocks", {"about": {"type": "need", "id": card_desk.cora.need()["id"]}})
    card = card_desk.card(need)
    assert card["people"] == []
    assert "Ben" not in json.dumps(card)
    assert "Ben" in json.dumps(card_desk.card(need, card_desk.carl))
    other = card_desk.eve.need()["id"]
    seen = [len(card_desk.card(other, one)["candidates"]) for one in (card_desk.cora, card_desk.carl)]
    assert seen == [0, 1], "nor among those who could help"


def test_ones_own_need_and_that_of_somebody_near_have_no_card(card_desk: Desk) -> None:
    own = card_desk.cora.need()["id"]
    assert card_desk.cora.refused("GET", f"{card_desk.path}/needs/{own}/card")["code"] == "not_found"
    need = card_desk.ana.need()["id"]
    card_desk.cora.post(f"/v1/needs/{need}/responses", {"offer_id": card_desk.cora.offer()["id"]})
    assert card_desk.cora.refused("GET", f"{card_desk.path}/needs/{need}/card")["code"] == "not_found"
    body = {"outcome": "reached"}
    assert card_desk.cora.refused("POST", f"{card_desk.path}/needs/{need}/calls", body)["code"] == "not_found"
    assert card_desk.card(need, card_desk.carl)["author"]["display_name"] == "Ana"


def test_of_a_reveal_the_card_says_whether_it_may_be_and_each_one_renews_the_proof(card_desk: Desk) -> None:
    need = card_desk.ana.need()["id"]
    assert card_desk.card(need)["reveal"] == {"may": True, "why_not": None, "proves_first": False}
    card_desk.world.advance(minutes=14)
    card_desk.cora.post(f"{card_desk.path}/needs/{need}/reveals", {"purpose": "to ask how she is"})
    card_desk.world.advance(minutes=14)
    assert not card_desk.card(need)["reveal"]["proves_first"]
    card_desk.cora.post(f"{card_desk.path}/needs/{need}/reveals", {"purpose": "to ask once more"})
    card_desk.world.advance(minutes=16)
    assert card_desk.card(need)["reveal"]["proves_first"]


def test_to_phone_its_author_takes_two_requests_and_both_read_what_came_of_it(card_desk: Desk) -> None:
    need = card_desk.ana.need()["id"]
    card_desk.cora.post(f"{card_desk.path}/needs/{need}/reveals", {"purpose": "nobody can come before noon"})
    line = card_desk.cora.post(
        f"{card_desk.path}/needs/{need}/calls", {"outcome": "nobody_answered", "note": "the line was busy"}
    )
    assert (line["by_name"], line["outcome"], line["note"]) == (
        "Cora",
        "nobody_answered",
        "the line was busy",
    )
    assert [call["outcome"] for call in card_desk.card(need, card_desk.carl)["calls"]] == ["nobody_answered"]
    [read] = [
        one for one in card_desk.ana.get(f"/v1/needs/{need}/history")["items"] if "reached" in one["kind"]
    ]
    assert (read["kind"], read["who"], read["reason"]) == (
        "author_not_reached",
        "coordinator",
        "the line was busy",
    )


def test_in_a_circle_nobody_recognised_there_is_no_reveal_but_the_own_numbers_of_whom_one_speaks_for(
    world: World,
) -> None:
    card_desk = Desk(world, recognised=False)
    agreed = {"how": "phone", "at": (world.now() - timedelta(hours=1)).isoformat()}
    rosa = card_desk.cora.post(
        "/v1/people", {"display_name": "Tía Rosa", "consent": agreed, "phone": "+15175550177"}
    )
    world.prove_again(card_desk.cora)
    need = card_desk.cora.need(on_behalf_of=rosa["id"], community_id=card_desk.id)["id"]
    own = card_desk.card(need)
    assert own["author"]["phone"] == "+15175550177"
    assert own["author"]["spoken_for_by"] == ["Cora"]
    assert own["reveal"]["may"] is False
    assert own["reveal"]["why_not"]["code"] == "not_recognised_yet"
    other = card_desk.card(need, card_desk.carl)
    assert "phone" not in other["author"]
    assert "5550177" not in json.dumps(other)


def test_whoever_speaks_for_its_author_sees_the_days_sample_by_name_and_nothing_of_who_cannot(
    card_desk: Desk,
) -> None:
    card_desk.ben.offer()
    card_desk.dan.offer(languages=["sw"])
    agreed = {"how": "phone", "at": (card_desk.world.now() - timedelta(hours=1)).isoformat()}
    rosa = card_desk.cora.post("/v1/people", {"display_name": "Tía Rosa", "consent": agreed})
    need = card_desk.cora.need(on_behalf_of=rosa["id"], criteria={"languages": ["en"]})["id"]
    card = card_desk.card(need)
    assert [one["helper"]["display_name"] for one in card["candidates"]] == ["Ben"]
    assert card["refused"] == []
    assert {"hide", "remove", "duplicate"}.isdisjoint(card["allowed"])
    assert {"note", "call", "follow_up"} <= set(card["allowed"])
    card_desk.cora.patch(f"{card_desk.path}/needs/{need}", {"note": "she likes rye bread"})


def test_a_need_that_may_be_asked_for_twice_is_named(card_desk: Desk) -> None:
    first = card_desk.ana.need(title="Bread and milk")["id"]
    card_desk.world.advance(hours=1, minutes=1)
    again = card_desk.ana.need(title="Milk and bread")["id"]
    other = card_desk.eve.need(title="Soup")["id"]
    doubles = {one["need_id"]: one["why"] for one in card_desk.card(again)["doubles"]}
    assert doubles == {first: "same_person", other: "same_kind_and_place"}
    body = {"duplicate_of": first, "reason": "the same bread"}
    answer = card_desk.cora.call("PATCH", f"{card_desk.path}/needs/{again}", body)
    assert 'rel="take-back"' in answer.headers["link"]
    assert card_desk.card(again)["doubles"] == []
    assert [one["need_id"] for one in card_desk.card(other)["doubles"]] == [first]
    card_desk.cora.patch(f"{card_desk.path}/needs/{other}", {"told_apart": True, "reason": "two kitchens"})
    assert card_desk.card(other)["doubles"] == []


def test_the_history_reads_as_a_case_file_with_names(card_desk: Desk) -> None:
    need = card_desk.ana.need()["id"]
    card_desk.cora.patch(f"{card_desk.path}/needs/{need}", {"note": "rang her"})
    lines = [
        (line["kind"], line["by_name"], line["reason"])
        for line in card_desk.card(need, card_desk.carl)["history"]
    ]
    assert lines == [("need_posted", "Ana", None), ("need_noted", "Cora", "rang her")]
    assert "can read it" in card_desk.card(need)["about_notes"]


def test_what_one_did_is_taken_back_where_the_answer_says(card_desk: Desk) -> None:
    need = card_desk.ana.need()["id"]
    answer = card_desk.cora.call(
        "PATCH", f"{card_desk.path}/needs/{need}", {"hidden": True, "reason": "spam"}, Idempotency_Key="a key"
    )
    where = answer.headers["link"].split(">")[0].removeprefix("<")
    [act] = card_desk.cora.get(f"{card_desk.path}/acts")["items"]
    assert (act["kind"], where) == ("hide", f"{card_desk.path}/acts/{act['id']}/take-back")
    assert card_desk.carl.get(f"{card_desk.path}/acts")["items"] == []
    card_desk.cora.post(where)
    assert card_desk.card(need)["need"].get("hidden") is False
    card_desk.world.advance(minutes=5)
    assert set(card_desk.ana.inbox()) <= {"nobody_yet"}
    read = {one["kind"] for one in card_desk.ana.get(f"/v1/needs/{need}/history")["items"]}
    assert read <= {"need_posted", "need_unanswered"}
    log = [line["kind"] for line in card_desk.steward.get(f"{card_desk.path}/log")["items"]]
    assert log[:2] == ["act_taken_back", "need_hidden"]
