"""Somebody without app, account or mailbox leaves a number; a coordinator calls, and helps from there on."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.calling import Circle
from tests.support.telling import scalar
from tests.support.world import World

AMINA = "+1 517 555 0161"
EVERYTHING: dict[str, Any] = {"name": "Amina", "language": "sw", "about": "groceries"}


@pytest.fixture(scope="module")
def calling_circle(shared_world: World) -> Circle:
    return Circle(shared_world)


def rows(calling_circle: Circle, table: str = "call_request") -> int:
    counted = f"SELECT count(*) FROM {table} WHERE community_id = :id"
    return int(scalar(calling_circle.world.database, counted, id=calling_circle.id))


def test_from_a_number_to_a_person_who_is_helped(calling_circle: Circle) -> None:
    answer = calling_circle.try_ask("(517) 555-0161", 1, **EVERYTHING)
    assert (answer.status_code, answer.json()) == (202, {"emergency": []})
    assert answer.headers["cache-control"].startswith("private, no-store")
    calling_circle.world.tick()
    [call] = calling_circle.waiting()
    [entry] = [
        one for one in calling_circle.cora.get(f"{calling_circle.path}/queue")["items"] if one["id"] == call
    ]
    assert entry["type"] == "call_request"
    assert entry["answers"] == ["claim", "finish", "nobody_asked"]
    assert "needs_a_human" in calling_circle.cora.inbox(), "told, and not by a ring"
    opened = calling_circle.claim(call)
    assert {name: opened[name] for name in ("phone", "name", "language", "about", "urgent")} == {
        "phone": "+15175550161",
        "urgent": False,
        **EVERYTHING,
    }
    assert calling_circle.cora.get(f"{calling_circle.path}/queue")["items"][0]["held"]["by_me"] is True
    said = {"how": "phone", "at": f"{calling_circle.world.now():%Y-%m-%dT%H:%M:%SZ}"}
    body = {"display_name": "Amina", "phone": "+15175550161", "consent": said, "call_request": call}
    in_person = body | {"consent": said | {"how": "in_person"}}
    refused = calling_circle.cora.refused("POST", "/v1/people", in_person)
    assert refused["errors"][0]["pointer"] == "/consent/how"
    amina = calling_circle.cora.post("/v1/people", body)["id"]
    calling_circle.cora.need(on_behalf_of=amina, community_id=calling_circle.id)
    assert calling_circle.waiting() == []
    kinds = [line["kind"] for line in calling_circle.cora.get(f"{calling_circle.path}/log")["items"]]
    assert kinds[:2] == ["call_done", "call_claimed"], "acts that the log tells"
    again = calling_circle.cora.refused("POST", "/v1/people", body)
    assert again["errors"][0] == again["errors"][0] | {"pointer": "/call_request", "code": "not_your_call"}


def test_all_of_it_is_gone_a_week_after_it_ended(calling_circle: Circle) -> None:
    call = calling_circle.ask("+15175550162")
    calling_circle.claim(call)
    calling_circle.end(call, "finish")
    calling_circle.end(call, "finish")  # harmless to repeat
    calling_circle.world.advance(days=6, hours=23)
    assert rows(calling_circle) == 2
    calling_circle.world.advance(hours=2)
    assert rows(calling_circle) == 0
    assert (
        calling_circle.cora.refused("POST", f"{calling_circle.path}/call-requests/{call}/claim")["status"]
        == 404
    )


def test_what_nobody_answers_is_deleted_after_two_weeks(calling_circle: Circle) -> None:
    calling_circle.ask("+15175550163")
    calling_circle.world.advance(days=13, hours=23)
    assert len(calling_circle.waiting()) == rows(calling_circle) == 1
    calling_circle.world.advance(hours=2)
    assert rows(calling_circle) == 0


def test_a_number_whose_owner_asked_for_no_call_is_left_alone_for_thirty_days(calling_circle: Circle) -> None:
    call = calling_circle.ask("+15175550164")
    calling_circle.claim(call)
    calling_circle.end(call, "nobody-asked")
    told = calling_circle.try_ask("+15175550164", 2, urgent=False)
    other = calling_circle.try_ask("+15175550165", 2, urgent=False)
    assert (told.status_code, told.content) == (other.status_code, other.content), "told to nobody"
    calling_circle.world.tick()
    [waits] = calling_circle.waiting()
    assert calling_circle.claim(waits)["phone"] == "+15175550165"
    assert rows(calling_circle, "call_shut") == 1
    calling_circle.end(waits, "finish")
    calling_circle.world.advance(days=30, hours=1)
    assert rows(calling_circle, "call_shut") == 0
    assert calling_circle.claim(calling_circle.ask("+15175550164", 2))["phone"] == "+15175550164"


def test_an_urgent_one_names_emergency_lines_and_rings_once(calling_circle: Circle) -> None:
    """By day, where nobody is on duty, all who answer for the circle; in their place, while somebody is, those."""
    answer = calling_circle.try_ask("+15175550166", 3, urgent=True)
    assert [line["phone"] for line in answer.json()["emergency"]] == ["911", "112"]
    calling_circle.world.tick()
    assert calling_circle.rings() == 1
    assert "call_urgent" in calling_circle.cora.inbox()
    assert "call_urgent" in calling_circle.sara.inbox()
    assert "call_urgent" not in calling_circle.mia.inbox()
    calling_circle.try_ask("+15175550166", 3, urgent=True)
    calling_circle.world.advance(minutes=10)
    assert calling_circle.rings() == 1


def test_one_that_becomes_urgent_rings_then(calling_circle: Circle) -> None:
    before = calling_circle.rings()
    call = calling_circle.ask("+15175550167", 3)
    assert calling_circle.rings() == before
    assert calling_circle.ask("+15175550167", 4, urgent=True) == "", "the same request"
    assert calling_circle.rings() == before + 1
    assert calling_circle.claim(call)["urgent"] is True


def test_who_is_on_duty_is_rung_alone(calling_circle: Circle) -> None:
    before = (
        calling_circle.sara.inbox().count("call_urgent"),
        calling_circle.cora.inbox().count("call_urgent"),
    )
    calling_circle.duty(until=f"{calling_circle.world.now() + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}")
    calling_circle.ask("+15175550168", 4, urgent=True)
    after = calling_circle.sara.inbox().count("call_urgent"), calling_circle.cora.inbox().count("call_urgent")
    assert after == (before[0], before[1] + 1)
    calling_circle.cora.delete(f"{calling_circle.path}/duty")


def test_a_circle_that_nobody_recognised_takes_calls_and_rings_its_own(shared_world: World) -> None:
    founder = shared_world.person("Fay")
    new = shared_world.community(founder, recognised=False, name="Haslett")["id"]
    body = {"phone": "+15175550169", "language": "en", "urgent": True}
    answer = shared_world.http.post(f"/v1/communities/{new}/call-requests", json=body)
    assert answer.status_code == 202
    shared_world.tick()
    assert founder.inbox().count("call_urgent") == 1
    told = "SELECT count(*) FROM notification n JOIN event e ON e.id = n.event_id WHERE e.community_id = :id"
    assert scalar(shared_world.database, f"{told} AND n.person_id <> :f", id=new, f=founder.id) == 0


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("911", "number_not_usual"),
        ("+1 900 555 1234", "number_not_usual"),
        ("+1 800 555 1234", "number_not_usual"),
        ("+254 722 000101", "number_elsewhere"),
        ("+1 416 555 0123", "number_elsewhere"),
        ("+44 845 123 4567", "number_elsewhere"),
        ("5175550", "not_a_phone_number"),
        ("call me maybe", "not_a_phone_number"),
    ],
)
def test_what_is_no_usual_number_of_the_circles_country_is_refused(
    calling_circle: Circle, phone: str, code: str
) -> None:
    problem = calling_circle.try_ask(phone, 5).json()
    assert problem["status"] == 422
    assert [(error["pointer"], error["code"]) for error in problem["errors"]] == [("/phone", code)]
