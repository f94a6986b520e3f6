"""A phone left lying: what cannot be undone, and who gives roles, wants proof of who one is that is minutes old."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from services.people.sign_in import code_of
from services.representation import take_overs
from tests.support.people import Person
from tests.support.world import World

NEEDED = (403, "step_up_needed")


class LeftLying:
    """People who signed in twenty minutes ago, and step up only where a test has them do so."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sam, self.ben = self.person("sam"), self.person("ben")
        self.community: str = world.community(self.sam, self.ben)["id"]
        self.role = f"/v1/communities/{self.community}/members/{self.ben.id}"
        world.advance(minutes=20)

    def person(self, name: str) -> Person:
        person = self.world.person(name, proved=f"{name}@left-lying.example")
        person.steps_up = None
        return person

    def code_to(self, address: str) -> dict[str, str]:
        """The challenge and code that somebody who reads this mailbox shows."""
        challenge = self.world.http.post("/v1/auth/codes", json={"address": address}).json()["challenge"]
        return {"challenge": challenge, "code": code_of(self.world.database.vault, UUID(challenge))}


@pytest.fixture(scope="module")
def left_lying(shared_world: World) -> LeftLying:
    return LeftLying(shared_world)


def answered(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, str(response.json()["code"])


def shown_once(person: Person, body: dict[str, str]) -> httpx.Response:
    """An answer to this proof; a refusal is not taken for an old token, and the proof not shown again."""
    person.get("/v1/me")
    return person.http.post("/v1/auth/step-up", json=body, headers=person.headers)


def edited(person: Person, path: str, body: Any) -> httpx.Response:
    return person.call("PATCH", path, body, If_Match="*")


def test_nobody_is_erased_by_a_phone_left_lying(left_lying: LeftLying) -> None:
    ana = left_lying.person("ana")
    left_lying.world.advance(minutes=16)
    need = ana.need()["id"]
    assert answered(ana.call("DELETE", "/v1/me")) == NEEDED
    assert ana.get(f"/v1/needs/{need}")["status"] == "open", "nothing of it was done"
    until = ana.post("/v1/auth/step-up", left_lying.code_to("ana@left-lying.example"))["until"]
    assert ana.get("/v1/home")["as_of"] < until
    left_lying.world.advance(minutes=14)
    assert ana.call("DELETE", "/v1/me").status_code == 204


def test_a_role_is_given_and_taken_by_whoever_has_just_shown_who_they_are(left_lying: LeftLying) -> None:
    sam, ben, path = left_lying.sam, left_lying.ben, left_lying.role
    for role in ("coordinator", "steward"):
        assert answered(edited(sam, path, {"role": role})) == NEEDED
    assert answered(edited(ben, path, {"role": "coordinator"})) == (403, "not_yours_to_do")
    assert edited(sam, path, {"state": "active"}).status_code == 200, (
        "what is no role wants no more than before"
    )
    sam.post("/v1/auth/step-up", left_lying.code_to("sam@left-lying.example"))
    assert edited(sam, path, {"role": "coordinator"}).json()["role"] == "coordinator"
    left_lying.world.advance(minutes=16)
    assert answered(edited(sam, path, {"role": "member"})) == NEEDED


def test_only_ones_own_address_steps_one_up(left_lying: LeftLying) -> None:
    """Whoever has the phone reads a mailbox of their own: that proves nothing, and is counted as a guess."""
    cleo, thief = left_lying.person("cleo"), left_lying.person("thief")
    left_lying.world.advance(minutes=16)
    for address in ("thief@left-lying.example", "nobody@left-lying.example"):
        shown = left_lying.code_to(address)
        answer = shown_once(cleo, shown)
        assert (*answered(answer), answer.json()["tries_left"]) == (401, "wrong_code", 4)
    assert answered(cleo.call("DELETE", "/v1/me")) == NEEDED
    assert answered(thief.call("DELETE", "/v1/me")) == NEEDED
    shown = left_lying.code_to("cleo@left-lying.example")
    assert shown_once(cleo, shown | {"code": "none00"}).status_code == 422
    assert shown_once(cleo, shown).status_code == 200
    assert answered(shown_once(cleo, shown)) == (401, "code_expired")


def test_the_other_devices_of_somebody_are_not_stepped_up_with_one(left_lying: LeftLying) -> None:
    dora = left_lying.person("dora")
    laptop = left_lying.world.sign_in("dora@left-lying.example")
    left_lying.world.advance(minutes=16)
    laptop.post("/v1/auth/step-up", left_lying.code_to("dora@left-lying.example"))
    assert answered(dora.call("DELETE", "/v1/me")) == NEEDED
    assert laptop.call("DELETE", "/v1/me").status_code == 204


def test_a_card_steps_up_whose_it_is_and_once(left_lying: LeftLying) -> None:
    eve, other = left_lying.person("eve"), left_lying.person("other")
    left_lying.world.advance(minutes=16)
    with left_lying.world.database.transaction() as session:
        word, _ = take_overs.own_code(session, UUID(eve.id), now=left_lying.world.now())
    assert answered(shown_once(other, {"card": word})) == (401, "card_not_valid")
    assert shown_once(eve, {"card": word}).status_code == 200
    assert answered(shown_once(eve, {"card": word})) == (401, "card_not_valid")
    assert eve.call("DELETE", "/v1/me").status_code == 204


@pytest.mark.parametrize(
    "body", [{}, {"code": "123456"}, {"challenge": str(UUID(int=4))}, {"card": "x" * 9, "id_token": "y" * 30}]
)
def test_one_way_at_a_time(left_lying: LeftLying, body: dict[str, str]) -> None:
    assert left_lying.sam.refused("POST", "/v1/auth/step-up", body)["code"] == "invalid"


def test_an_address_that_is_shown_again_is_in_use(left_lying: LeftLying) -> None:
    """Also where somebody signed in by another: it would count as somebody else's after ninety days."""
    world, address = left_lying.world, "fay@left-lying.example"
    fay = world.person("fay", proved="+15175550177")
    world.prove(fay, address)
    fay.steps_up = None
    for _ in range(2):
        world.advance(days=80)
        fay.post("/v1/auth/step-up", left_lying.code_to(address))
