"""Taking somebody in on the phone: one call from hello to a need that asks, a card to print, and nothing by halves."""

from typing import Any

import pytest

from tests.services.neighbours.circle import CircleOfHelpers
from tests.support.kept import Keep
from tests.support.places import LANSING
from tests.support.telling import scalar
from tests.support.without_app import said, signed_in_by

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
def seat(keep: Keep) -> Desk:
    return keep(Desk)


def test_one_step_from_the_call_to_a_need_that_asks(seat: Desk) -> None:
    taken = seat.take_in(
        person=seat.olga(), need={"category": "groceries", "place": LANSING, "title": "Bread"}
    )
    seat.world.tick()
    need = seat.dora.get(f"/v1/needs/{taken['need_id']}")
    assert (need["status"], need["title"], need["community_id"]) == ("open", "Bread", seat.id)
    assert seat.ben.match_on(taken["need_id"])["status"] == "proposed"
    assert [one["id"] for one in seat.dora.get("/v1/people")["items"]] == [taken["person"]["id"]]


def test_the_card_lets_them_take_everything_over(seat: Desk) -> None:
    taken = seat.take_in(person=seat.olga(), need={"category": "groceries", "place": LANSING})
    herself = signed_in_by(seat.world, taken["card"]["code"], "Olga")
    assert herself.id == taken["person"]["id"]
    assert [one["id"] for one in herself.get("/v1/needs?mine=true")["items"]] == [taken["need_id"]]


def test_a_helper_is_taken_in_as_well_and_belongs_to_the_circle(seat: Desk) -> None:
    offer = {"place": LANSING, "categories": ["groceries"]}
    taken = seat.take_in(person=seat.olga(is_adult=True), offer=offer, card=False)
    assert (taken["need_id"], taken["card"]) == (None, None)
    [found] = seat.dora.get(f"{seat.path}/people?q=olga")["items"]
    assert (found["state"], found["represented"]) == ("active", True)


def test_the_same_number_is_warned_of_while_it_is_typed(seat: Desk) -> None:
    assert seat.check(OLGAS) == []
    taken = seat.take_in(person=seat.olga())
    [known] = seat.check("(517) 555-0143")
    assert (known["person"]["person_id"], known["spoken_for"]) == (taken["person"]["id"], True)
    [seen] = seat.cora.post(f"{seat.path}/intakes/check", {"phone": OLGAS})["same_number"]
    assert (seen["person"]["display_name"], seen["spoken_for"]) == ("Olga", False)


def test_what_may_be_asked_for_already_is_said_while_it_is_told(seat: Desk) -> None:
    first = seat.take_in(person=seat.olga(), need={"category": "water", "place": LANSING, "title": "Water"})
    body = {"phone": OLGAS, "category": "water", "place": LANSING}
    [alike] = seat.dora.post(f"{seat.path}/intakes/check", body)["possible_doubles"]
    assert (alike["need_id"], alike["why"]) == (first["need_id"], "same_household")
    body["category"] = "errands"
    assert seat.dora.post(f"{seat.path}/intakes/check", body)["possible_doubles"] == []


def test_somebody_known_is_taken_in_again_without_a_second_entry(seat: Desk) -> None:
    first = seat.take_in(person=seat.olga())["person"]["id"]
    again = seat.take_in(person_id=first, need={"category": "water", "place": LANSING}, card=False)
    assert again["person"]["id"] == first
    assert seat.dora.get(f"/v1/needs/{again['need_id']}")["status"] == "open"


def test_nobody_takes_in_for_somebody_whom_they_do_not_speak_for(seat: Desk) -> None:
    first = seat.take_in(person=seat.olga())["person"]["id"]
    body = {"person_id": first, "need": {"category": "water", "place": LANSING}}
    assert seat.cora.refused("POST", f"{seat.path}/intakes", body)["status"] == 404


def test_a_call_that_was_asked_for_is_done_with_it(seat: Desk) -> None:
    asked = {"phone": OLGAS, "language": "en"}
    assert seat.world.http.post(f"{seat.path}/call-requests", json=asked).status_code == 202
    seat.world.tick()
    [call] = [one["id"] for one in seat.dora.get(f"{seat.path}/queue")["items"] if one["why"] == "call_me"]
    seat.dora.post(f"{seat.path}/call-requests/{call}/claim")
    seat.take_in(person=seat.olga(call_request=call))
    assert [one for one in seat.dora.get(f"{seat.path}/queue")["items"] if one["why"] == "call_me"] == []


def test_what_fails_leaves_nothing_behind(seat: Desk) -> None:
    """A need that cannot be posted: no person stands there without it."""
    people = scalar(seat.world.database, "SELECT count(*) FROM person")
    for body in (
        {"person": seat.olga(), "need": {"category": "groceries"}},
        {
            "person": seat.olga(),
            "need": {"category": "water", "place": LANSING},
            "offer": {"place": LANSING},
        },
        {"need": {"category": "water", "place": LANSING}},
    ):
        assert seat.dora.refused("POST", f"{seat.path}/intakes", body)["status"] == 422
    assert scalar(seat.world.database, "SELECT count(*) FROM person") == people


def test_a_repeated_call_takes_nobody_in_twice(seat: Desk) -> None:
    body = {"person": seat.olga(), "need": {"category": "groceries", "place": LANSING}}
    first, second = (
        seat.dora.post(f"{seat.path}/intakes", body, Idempotency_Key="one-evening") for _ in range(2)
    )
    assert first == second


def test_any_coordinator_of_the_circle_ends_it_by_a_call(seat: Desk) -> None:
    """Without a need of theirs, and by another than who wrote them down."""
    olga = seat.take_in(person=seat.olga())["person"]["id"]
    seat.cora.delete(f"/v1/people/{olga}")
    assert seat.check(OLGAS) == []
