"""Taking somebody in on the phone: one call from hello to a need that asks, a card to print, and nothing by halves."""

from typing import Any

import pytest

from tests.services.neighbours.circle import CircleOfHelpers
from tests.support.places import LANSING
from tests.support.telling import scalar
from tests.support.without_app import said, signed_in_by
from tests.support.world import World

OLGAS = "+15175550143"


class Desk(CircleOfHelpers):
    """Somebody phones Dora."""

    def olga(self, **fields: Any) -> dict[str, Any]:
        return {"display_name": "Olga", "phone": OLGAS, "consent": said(self.world)} | fields

    def take_in(self, **body: Any) -> dict[str, Any]:
        return dict(self.dora.post(f"{self.path}/intakes", body))

    def check(self, phone: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dora.post(f"{self.path}/intakes/check", {"phone": phone})[
            "same_number"
        ]
        return found


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_one_step_from_the_call_to_a_need_that_asks(desk: Desk) -> None:
    taken = desk.take_in(
        person=desk.olga(), need={"category": "groceries", "place": LANSING, "title": "Bread"}
    )
    desk.world.tick()
    need = desk.dora.get(f"/v1/needs/{taken['need_id']}")
    assert (need["status"], need["title"], need["community_id"]) == ("open", "Bread", desk.id)
    assert desk.ben.match_on(taken["need_id"])["status"] == "proposed"
    assert [one["id"] for one in desk.dora.get("/v1/people")["items"]] == [taken["person"]["id"]]


def test_the_card_lets_them_take_everything_over(desk: Desk) -> None:
    taken = desk.take_in(person=desk.olga(), need={"category": "groceries", "place": LANSING})
    herself = signed_in_by(desk.world, taken["card"]["code"], "Olga")
    assert herself.id == taken["person"]["id"]
    assert [one["id"] for one in herself.get("/v1/needs?mine=true")["items"]] == [taken["need_id"]]


def test_a_helper_is_taken_in_as_well_and_belongs_to_the_circle(desk: Desk) -> None:
    offer = {"place": LANSING, "categories": ["groceries"]}
    taken = desk.take_in(person=desk.olga(is_adult=True), offer=offer, card=False)
    assert (taken["need_id"], taken["card"]) == (None, None)
    [found] = desk.dora.get(f"{desk.path}/people?q=olga")["items"]
    assert (found["state"], found["represented"]) == ("active", True)


def test_the_same_number_is_warned_of_while_it_is_typed(desk: Desk) -> None:
    assert desk.check(OLGAS) == []
    taken = desk.take_in(person=desk.olga())
    [known] = desk.check("(517) 555-0143")
    assert (known["person"]["person_id"], known["spoken_for"]) == (taken["person"]["id"], True)
    [seen] = desk.cora.post(f"{desk.path}/intakes/check", {"phone": OLGAS})["same_number"]
    assert (seen["person"]["display_name"], seen["spoken_for"]) == ("Olga", False)


def test_what_may_be_asked_for_already_is_said_while_it_is_told(desk: Desk) -> None:
    first = desk.take_in(person=desk.olga(), need={"category": "water", "place": LANSING, "title": "Water"})
    body = {"phone": OLGAS, "category": "water", "place": LANSING}
    [alike] = desk.dora.post(f"{desk.path}/intakes/check", body)["possible_doubles"]
    assert (alike["need_id"], alike["why"]) == (first["need_id"], "same_household")
    body["category"] = "errands"
    assert desk.dora.post(f"{desk.path}/intakes/check", body)["possible_doubles"] == []


def test_somebody_known_is_taken_in_again_without_a_second_entry(desk: Desk) -> None:
    first = desk.take_in(person=desk.olga())["person"]["id"]
    again = desk.take_in(person_id=first, need={"category": "water", "place": LANSING}, card=False)
    assert again["person"]["id"] == first
    assert desk.dora.get(f"/v1/needs/{again['need_id']}")["status"] == "open"


def test_nobody_takes_in_for_somebody_whom_they_do_not_speak_for(desk: Desk) -> None:
    first = desk.take_in(person=desk.olga())["person"]["id"]
    body = {"person_id": first, "need": {"category": "water", "place": LANSING}}
    assert desk.cora.refused("POST", f"{desk.path}/intakes", body)["status"] == 404


def test_a_call_that_was_asked_for_is_done_with_it(desk: Desk) -> None:
    asked = {"phone": OLGAS, "language": "en"}
    assert desk.world.http.post(f"{desk.path}/call-requests", json=asked).status_code == 202
    desk.world.tick()
    [call] = [one["id"] for one in desk.dora.get(f"{desk.path}/queue")["items"] if one["why"] == "call_me"]
    desk.dora.post(f"{desk.path}/call-requests/{call}/claim")
    desk.take_in(person=desk.olga(call_request=call))
    assert [one for one in desk.dora.get(f"{desk.path}/queue")["items"] if one["why"] == "call_me"] == []


def test_what_fails_leaves_nothing_behind(desk: Desk) -> None:
    """A need that cannot be posted: no person stands there without it."""
    people = scalar(desk.world.database, "SELECT count(*) FROM person")
    for body in (
        {"person": desk.olga(), "need": {"category": "groceries"}},
        {
            "person": desk.olga(),
            "need": {"category": "water", "place": LANSING},
            "offer": {"place": LANSING},
        },
        {"need": {"category": "water", "place": LANSING}},
    ):
        assert desk.dora.refused("POST", f"{desk.path}/intakes", body)["status"] == 422
    assert scalar(desk.world.database, "SELECT count(*) FROM person") == people


def test_a_repeated_call_takes_nobody_in_twice(desk: Desk) -> None:
    body = {"person": desk.olga(), "need": {"category": "groceries", "place": LANSING}}
    first, second = (
        desk.dora.post(f"{desk.path}/intakes", body, Idempotency_Key="one-evening") for _ in range(2)
    )
    assert first == second


def test_any_coordinator_of_the_circle_ends_it_by_a_call(desk: Desk) -> None:
    """Without a need of theirs, and by another than who wrote them down."""
    olga = desk.take_in(person=desk.olga())["person"]["id"]
    desk.cora.delete(f"/v1/people/{olga}")
    assert desk.check(OLGAS) == []
