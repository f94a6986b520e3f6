"""H5: one account wrote as much as it liked. Now standing says how much, in plain words; asking for help when it is
urgent is never refused.
"""

from typing import Any

import httpx
import pytest

from matching.rules.ceilings import TABLE, Column
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

NEW, USUAL, KNOWN = (TABLE[column] for column in Column)


class Flood:
    """A recognised community with Sara, its steward, Ana, who has been here for long, and Mallory, who came today."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.ana = world.person("Sara"), world.person("Ana")
        self.id: str = world.community(self.sara, self.ana)["id"]
        self.mallory = world.newcomer("Mallory", proved="mallory@example.org")
        self.mallory.post(f"/v1/communities/{self.id}/join")

    def try_need(self, who: Person, **fields: Any) -> httpx.Response:
        return who.call("POST", "/v1/needs", {"category": "groceries", "place": LANSING} | fields)


@pytest.fixture
def flooded(keep: Keep) -> Flood:
    return keep(Flood)


def outcome(response: httpx.Response) -> tuple[int, str | None]:
    return response.status_code, response.json().get("code")


def posted(flooded: Flood, who: Person) -> int:
    """How many needs somebody gets open before they are refused."""
    for many in range(40):
        response = flooded.try_need(who)
        if response.status_code != 201:
            assert outcome(response) == (409, "enough_open_needs")
            assert str(response.json()["most"]) in response.json()["detail"]
            return many
    return 40


def test_open_needs_by_standing(flooded: Flood) -> None:
    assert posted(flooded, flooded.mallory) == NEW.open_needs
    assert posted(flooded, flooded.ana) == USUAL.open_needs
    flooded.world.advance(minutes=2)
    assert posted(flooded, flooded.sara) == KNOWN.open_needs


def test_who_is_somebody_only_where_nobody_recognised_it_is_nobody(flooded: Flood) -> None:
    """Anybody can found a community, be its steward and vouch there."""
    mallory = flooded.mallory
    flooded.world.community(mallory, recognised=False, name="Mine", place={"lat": -33.9, "lon": 151.2})
    assert posted(flooded, mallory) == NEW.open_needs


def test_what_is_urgent_is_always_posted_and_says_plainly_that_nobody_is_rung_again(flooded: Flood) -> None:
    mallory, world = flooded.mallory, flooded.world
    posted(flooded, mallory)
    first = mallory.need(urgency="urgent")
    assert "notices" not in first
    second = mallory.need(urgency="urgent")
    assert second["notices"] == ["nobody_rung_again"]
    assert "second time" in second["notice"]
    assert second["emergency"] is not None
    world.advance(minutes=20)
    rung = [entry["kind"] for entry in flooded.sara.get("/v1/me/notifications")["items"]]
    assert rung.count("ring") == 1
    queued = [
        entry["id"] for entry in flooded.sara.get(f"/v1/communities/{flooded.id}/queue?limit=50")["items"]
    ]
    assert {first["id"], second["id"]} <= set(queued), "both stand in the queue"


def test_raising_it_afterwards_rings_nobody_more(flooded: Flood) -> None:
    plain, _ = flooded.mallory.need(), flooded.mallory.need(urgency="urgent")
    raised = flooded.mallory.patch(f"/v1/needs/{plain['id']}", {"urgency": "urgent"})
    assert raised["notices"] == ["nobody_rung_again"]


def test_taking_back_and_posting_again_rings_nobody_more(flooded: Flood) -> None:
    first = flooded.mallory.need(urgency="urgent")
    flooded.mallory.post(f"/v1/needs/{first['id']}/withdraw")
    assert flooded.mallory.need(urgency="urgent")["notices"] == ["nobody_rung_again"]
    flooded.world.advance(hours=25)
    assert "notices" not in flooded.mallory.need(urgency="urgent")


def test_open_offers_by_standing(flooded: Flood) -> None:
    for _ in range(NEW.open_offers):
        flooded.mallory.offer()
    assert flooded.mallory.refused("POST", "/v1/offers", {"place": LANSING})["code"] == "enough_open_offers"
    for _ in range(USUAL.open_offers):
        offer = flooded.ana.offer()
    assert flooded.ana.refused("POST", "/v1/offers", {"place": LANSING})["code"] == "enough_open_offers"
    flooded.ana.post(f"/v1/offers/{offer['id']}/withdraw")
    flooded.ana.offer()
    flooded.world.advance(minutes=1)
    assert flooded.ana.refused("POST", f"/v1/offers/{offer['id']}/renew")["code"] == "enough_open_offers"


def test_open_yes_es_by_standing(flooded: Flood) -> None:
    needs = [flooded.ana.need() for _ in range(NEW.open_yes_es + 1)]
    answers = [
        flooded.mallory.call("POST", f"/v1/needs/{need['id']}/responses", {"message": "pay first"})
        for need in needs
    ]
    assert [outcome(answer)[0] for answer in answers] == [201] * NEW.open_yes_es + [409]
    assert outcome(answers[-1])[1] == "enough_yes_es"
    flooded.mallory.post(f"/v1/matches/{answers[0].json()['id']}/take-back")
    assert flooded.mallory.call("POST", f"/v1/needs/{needs[-1]['id']}/responses", {}).status_code == 201


def test_few_messages_before_both_said_yes_and_so_many_an_hour(flooded: Flood) -> None:
    mallory, ana, world = flooded.mallory, flooded.ana, flooded.world
    need = ana.need()
    match = mallory.post(f"/v1/needs/{need['id']}/responses", {})
    path = f"/v1/matches/{match['id']}/messages"
    sent = [
        mallory.call("POST", path, {"text": "you will regret this"})
        for _ in range(NEW.messages_before_yes + 1)
    ]
    assert [outcome(one)[0] for one in sent] == [201] * NEW.messages_before_yes + [409]
    assert outcome(sent[-1])[1] == "messages_after_yes"
    ana.post(f"/v1/matches/{match['id']}/confirm")
    for more in range(NEW.messages_an_hour - NEW.messages_before_yes):
        if more % 10 == 0:
            world.advance(minutes=1)
        mallory.post(path, {"text": "where is the door?"})
    world.advance(minutes=1)
    refused = mallory.call("POST", path, {"text": "where?"})
    assert outcome(refused) == (429, "too_many")
    wait = int(refused.headers["Retry-After"])
    assert 50 * 60 < wait <= 60 * 60
    assert "minutes" in refused.json()["detail"]
    world.advance(seconds=wait)
    mallory.post(path, {"text": "found it"})


def test_writes_a_minute_with_headers_and_a_sentence_that_says_how_long(flooded: Flood) -> None:
    mallory, world = flooded.mallory, flooded.world
    world.advance(minutes=2)
    answers = [mallory.call("PATCH", "/v1/me", {"languages": ["en"]}) for _ in range(NEW.writes_a_minute + 3)]
    statuses = [answer.status_code for answer in answers]
    assert statuses[: NEW.writes_a_minute] == [200] * NEW.writes_a_minute
    assert 429 in statuses
    first, last = answers[0], answers[statuses.index(429)]
    assert first.headers["RateLimit-Policy"] == f'"writes";q={NEW.writes_a_minute};w=60'
    assert first.headers["RateLimit"].startswith(f'"writes";r={NEW.writes_a_minute - 1};t=')
    assert last.headers["RateLimit"].startswith('"writes";r=0;t=')
    assert last.json()["code"] == "too_many"
    assert f"{last.headers['Retry-After']} second" in last.json()["detail"]
    assert "RateLimit" not in mallory.call("GET", "/v1/me").headers, "reading costs nothing, and says nothing"


def test_refused_calls_count_and_the_repeated_ones(flooded: Flood) -> None:
    mallory, world = flooded.mallory, flooded.world
    world.advance(minutes=2)
    statuses = [mallory.call("POST", "/v1/needs", {"category": 1}).status_code for _ in range(30)]
    assert set(statuses) == {422, 429}
    assert mallory.call("GET", "/v1/me").status_code == 200


def test_stewards_double_the_table_for_three_days_with_a_reason(flooded: Flood) -> None:
    path = f"/v1/communities/{flooded.id}/limits"
    assert flooded.ana.refused("PUT", path, {"reason": "me"})["code"] == "not_yours_to_do"
    flooded.sara.put(path, {"reason": "the river rose"})
    assert posted(flooded, flooded.mallory) == 2 * NEW.open_needs
    page = flooded.ana.get(f"/v1/communities/{flooded.id}/policy")
    assert page["limits_doubled_until"] is not None
    assert page["history"][0]["reason"] == "the river rose"
    flooded.world.advance(hours=73)
    assert outcome(flooded.try_need(flooded.mallory)) == (409, "enough_open_needs")


def test_nobody_doubles_them_where_nobody_recognised_the_community(flooded: Flood) -> None:
    mine = flooded.world.community(
        flooded.mallory, recognised=False, name="Mine", place={"lat": -33.9, "lon": 151.2}
    )
    answer = flooded.mallory.refused("PUT", f"/v1/communities/{mine['id']}/limits", {"reason": "me"})
    assert answer["code"] == "not_recognised_yet"


def test_whom_somebody_speaks_for_stands_in_their_own_column(flooded: Flood) -> None:
    """Ana, who has been here for long, asks for her neighbour, who was written down just now."""
    consent = {"how": "phone", "at": flooded.world.now().isoformat()}
    elder = flooded.ana.post("/v1/people", {"display_name": "Rosa", "consent": consent})["id"]
    made = [flooded.try_need(flooded.ana, on_behalf_of=elder) for _ in range(NEW.open_needs + 1)]
    assert [outcome(one)[0] for one in made] == [201] * NEW.open_needs + [409]
    assert flooded.try_need(flooded.ana).status_code == 201, "Ana's own are counted apart"
