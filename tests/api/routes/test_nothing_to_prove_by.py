"""Who has nothing to show who they are by may go all the same: a day later, in which all their devices hear of it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from core.models import Identity
from core.models.person import ContactKind
from services.people import contact_points, elsewhere, proving, sign_in
from services.people.sign_in import code_of
from services.representation import take_overs
from tests.support.people import Person
from tests.support.world import World, device_for


class Nameless:
    """Somebody who came without an address, on two phones, an hour ago."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.person = world.newcomer(name, quiet_from="00:01", quiet_to="23:59")
        self.person.steps_up = None
        for which in ("one", "two"):
            device_for(self.person, f"ok-{which}-{name}")
        world.advance(hours=1)

    def rung(self) -> list[int]:
        self.world.tick()
        return [len(self.world.outbox(f"ok-{which}-{self.name}")) for which in ("one", "two")]

    def erase(self) -> int:
        return self.person.call("DELETE", "/v1/me").status_code

    def add(self, address: str) -> None:
        """Whoever holds the phone adds a mailbox of their own."""
        self.person.post("/v1/me/contact-points", self.code_to(address))

    def code_to(self, address: str) -> dict[str, str]:
        challenge = self.world.http.post("/v1/auth/codes", json={"address": address}).json()["challenge"]
        return {"challenge": challenge, "code": code_of(self.world.database.vault, UUID(challenge))}


def test_an_account_is_erased_a_day_after_it_was_asked_for(shared_world: World) -> None:
    nia = Nameless(shared_world, "nia")
    answer = nia.person.call("DELETE", "/v1/me")
    assert answer.status_code == 202
    at = answer.json()["erasure_from"]
    assert nia.rung() == [1, 1], "at any hour"
    assert nia.person.inbox().count("erasure_asked") == 1
    shared_world.advance(hours=12)
    again = nia.person.call("DELETE", "/v1/me")
    assert (again.status_code, again.json()["erasure_from"]) == (202, at), "asking again moves nothing"
    assert nia.rung() == [1, 1]
    assert nia.person.get("/v1/me")["erasure_from"] == at
    shared_world.advance(hours=12, minutes=1)
    assert nia.erase() == 204
    assert nia.person.call("GET", "/v1/me").status_code == 401


def test_the_owner_keeps_the_account(shared_world: World) -> None:
    pat = Nameless(shared_world, "pat")
    assert pat.erase() == 202
    for _ in range(2):
        pat.person.post("/v1/me/keep")
    assert pat.person.get("/v1/me")["erasure_from"] is None
    shared_world.advance(hours=25)
    assert pat.erase() == 202, "it begins anew"


def test_what_was_asked_for_long_ago_holds_no_more(shared_world: World) -> None:
    ray = Nameless(shared_world, "ray")
    assert ray.erase() == 202
    shared_world.advance(days=8, minutes=1)
    assert ray.erase() == 202


def test_an_address_that_whoever_has_the_phone_adds_proves_nothing_for_a_day(shared_world: World) -> None:
    tim = Nameless(shared_world, "tim")
    tim.add("thief@nothing.example")
    assert tim.rung() == [1, 1]
    assert tim.person.inbox().count("address_added") == 1
    assert tim.person.refused("DELETE", "/v1/me")["code"] == "step_up_needed"
    shown = tim.code_to("thief@nothing.example")
    assert tim.person.refused("POST", "/v1/auth/step-up", shown)["code"] == "address_too_new"
    answer = shared_world.http.post("/v1/auth/sessions", json=tim.code_to("thief@nothing.example")).json()
    thief = Person(shared_world.http, "?", tim.person.id, answer["access_token"], answer["refresh_token"])
    assert thief.refused("DELETE", "/v1/me")["code"] == "step_up_needed", "nor does a sign-in by it"
    shared_world.advance(hours=25)
    tim.person.post("/v1/auth/step-up", tim.code_to("thief@nothing.example"))
    assert tim.erase() == 204


def test_an_address_added_right_after_the_sign_in_proves_at_once(shared_world: World) -> None:
    uma = shared_world.newcomer("uma")
    uma.steps_up = None
    asked = shared_world.http.post("/v1/auth/codes", json={"address": "uma@nothing.example"}).json()
    code = code_of(shared_world.database.vault, UUID(asked["challenge"]))
    uma.post("/v1/me/contact-points", {"challenge": asked["challenge"], "code": code})
    shared_world.tick()
    assert "address_added" not in uma.inbox()
    assert shared_world.sign_in("uma@nothing.example").call("DELETE", "/v1/me").status_code == 204


@pytest.mark.parametrize("way", ["address", "elsewhere", "card"])
def test_who_has_something_shows_it(shared_world: World, way: str) -> None:
    vic = Nameless(shared_world, f"vic-{way}")
    assert vic.erase() == 202
    with shared_world.database.transaction() as session:
        person, now = UUID(vic.person.id), shared_world.now()
        if way == "address":
            kind, address = ContactKind.EMAIL, "vic@nothing.example"
            contact_points.add(session, person, kind, address, verified_at=now, now=now)
        elif way == "elsewhere":
            session.add(Identity(person_id=person, provider="firebase", lookup=b"vic"))
        else:
            take_overs.own_code(session, person, now=now)
    shared_world.advance(minutes=20)
    assert vic.person.refused("DELETE", "/v1/me")["code"] == "step_up_needed"


def test_a_nameless_account_elsewhere_shows_nothing(session: Session) -> None:
    """Nobody can sign in to it anew; once it has a name, they can."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for anonymous in (True, False, True):
        found = elsewhere.with_firebase(
            session, uid="x", email=None, locale="en", device_name="x", now=now, anonymous=anonymous
        )
        assert proving.has_a_way(session, found.person.id, now=now) is not anonymous


@pytest.mark.parametrize("address", ["thief@stolen.example", "+15175550191"])
def test_no_address_takes_the_place_of_a_proved_one_without_its_owner(
    shared_world: World, address: str
) -> None:
    """Else whoever has the phone for a minute would own the account a day later. Another kind may be added."""
    mine = "wil@stolen.example" if "@" in address else "+15175550190"
    wil = shared_world.person("wil", proved=mine)
    wil.steps_up = None
    shared_world.advance(minutes=20)
    kind = ContactKind.EMAIL if "@" in address else ContactKind.PHONE
    with shared_world.database.transaction() as session:
        now = shared_world.now()
        challenge = sign_in.send_code(session, kind=kind, address=address, locale="en", now=now)
    shown = {"challenge": str(challenge), "code": code_of(shared_world.database.vault, challenge)}
    assert wil.refused("POST", "/v1/me/contact-points", shown)["code"] == "step_up_needed"
    if kind is ContactKind.PHONE:
        for number in (address, None):
            refused = wil.refused("PATCH", "/v1/me", {"phone": number}, If_Match="*")
            assert refused["code"] == "step_up_needed"
        wil.patch("/v1/me", {"phone": mine})
    assert wil.get("/v1/me")[kind] == mine
    shared_world.prove_again(wil)
    assert wil.post("/v1/me/contact-points", shown)[kind] == address
