"""M1: giving a number as one's own told whether it signs somebody in here."""

from typing import Any
from uuid import UUID

import pytest

from services.people.sign_in import code_of
from tests.support.people import Person
from tests.support.world import World

NUMBER, FREE = "+15175550142", "+15175550143"


def code(world: World, number: str) -> dict[str, str]:
    """What whoever reads the messages to this number can show."""
    answer = world.http.post("/v1/auth/codes", json={"channel": "sms", "address": number})
    challenge = answer.json()["challenge"]
    return {"challenge": challenge, "code": code_of(world.database.vault, UUID(challenge))}


def said(person: Person, number: str) -> tuple[int, dict[str, Any]]:
    answer = person.call("PATCH", "/v1/me", {"phone": number})
    return answer.status_code, {
        name: value for name, value in answer.json().items() if name not in ("id", "phone", "display_name")
    }


def test_the_answer_is_the_same_whether_or_not_it_signs_anybody_in(texting_world: World) -> None:
    world = texting_world
    world.person("Ana", proved=NUMBER)
    ben, bea = world.newcomer("Ben"), world.newcomer("Bea")
    assert said(ben, NUMBER) == said(bea, FREE)
    assert said(ben, FREE) == said(bea, NUMBER)


def test_a_code_to_it_tells_whose_it_is(texting_world: World) -> None:
    world = texting_world
    ana, ben = world.person("Ana", proved=NUMBER), world.newcomer("Ben")
    ben.patch("/v1/me", {"phone": NUMBER})
    assert ben.get("/v1/me")["proved"] == []
    wrong = code(world, NUMBER)
    wrong["code"] = f"{(int(wrong['code']) + 1) % 1_000_000:06}"
    refused = world.http.post("/v1/me/contact-points", json=wrong, headers=ben.headers)
    assert (refused.status_code, refused.json()["code"], refused.json()["tries_left"]) == (
        401,
        "wrong_code",
        4,
    )
    shown = code(world, NUMBER)
    assert ben.refused("POST", "/v1/me/contact-points", shown)["code"] == "number_in_use"
    signed_in = world.http.post("/v1/auth/sessions", json=shown).json()
    assert signed_in["person"]["id"] == ana.id, "the code is good still, and signs in there"


def test_a_number_that_was_proved_signs_in_and_one_only_told_does_not(texting_world: World) -> None:
    world = texting_world
    ben = world.person("Ben", phone=FREE)
    assert world.http.post("/v1/auth/sessions", json=code(world, FREE)).json()["person"]["id"] != ben.id
    bea = world.newcomer("Bea", phone=NUMBER)
    proved = bea.post("/v1/me/contact-points", code(world, NUMBER))
    assert (proved["phone"], proved["proved"]) == (NUMBER, ["phone"])
    again = world.http.post("/v1/auth/sessions", json=code(world, NUMBER)).json()["person"]
    assert again["id"] == bea.id


def test_a_number_proved_later_brings_what_bound_whoever_had_it(texting_world: World) -> None:
    world = texting_world
    sam, ben = world.person("Sam"), world.person("Ben", proved=NUMBER)
    circle = world.community(sam, ben)["id"]
    sam.patch(f"/v1/communities/{circle}/members/{ben.id}", {"state": "suspended", "reason": "he shouted"})
    ben.delete("/v1/me")
    back = world.person("Ben again", proved="ben@example.org")
    assert back.call("POST", f"/v1/communities/{circle}/join").status_code == 200
    offer = back.offer()["id"]
    back.post("/v1/me/contact-points", code(world, NUMBER))
    assert back.refused("POST", f"/v1/communities/{circle}/join")["code"] == "suspended"
    assert back.get(f"/v1/offers/{offer}")["status"] == "removed"


@pytest.mark.parametrize("days", [89, 91])
def test_a_number_long_unused_is_whose_it_is_now(texting_world: World, days: int) -> None:
    world = texting_world
    ana, ben = world.person("Ana", proved=NUMBER), world.newcomer("Ben")
    world.advance(days=45)
    ben.get("/v1/me")
    world.advance(days=days - 45)
    answer = ben.call("POST", "/v1/me/contact-points", code(world, NUMBER))
    assert answer.status_code == (409 if days == 89 else 200)
    assert ana.id != ben.id
