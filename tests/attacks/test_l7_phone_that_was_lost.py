"""L7: no "end all sign-ins", and a lost phone went on ringing. Now a device ends with its sign-in."""

import itertools
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest

from services.access import callers
from services.people import sign_in
from tests.support.people import Person
from tests.support.telling import announce, change, deliveries, scalar, tell
from tests.support.world import World, device_for


class TwoPhones:
    """Ana is signed in on two phones, the one in her hand and the one she lost, and both ring for her."""

    numbers = itertools.count(1)

    def __init__(self, world: World) -> None:
        self.made = next(self.numbers)
        self.world = world
        self.here = world.person("Ana")
        with world.database.transaction() as session:
            row = sign_in.start_session(
                session, world.row(self.here), device_name="Old phone", now=world.now()
            )
        self.lost = Person(world.http, "Ana", self.here.id, row.access_token, row.refresh_token)
        self.lost_id = str(row.session_id)
        for which, phone in (("here", self.here), ("lost", self.lost)):
            device_for(phone, f"ok-{which}-{self.made}")

    def ring(self) -> list[str]:
        """Which phones ring when something is told now."""
        before = self._rung()
        tell(self.world, self.here)
        self.world.tick()
        return sorted(self._rung() - before)

    def _rung(self) -> Counter[str]:
        return Counter({name: len(self.world.outbox(f"ok-{name}-{self.made}")) for name in ("here", "lost")})


def by_id(two: TwoPhones) -> None:
    two.here.delete(f"/v1/auth/sessions/{two.lost_id}")


def all_others(two: TwoPhones) -> None:
    two.here.delete("/v1/auth/sessions/others")


def signed_out(two: TwoPhones) -> None:
    two.lost.delete("/v1/auth/sessions/current")


def copied(two: TwoPhones) -> None:
    """Its refresh token was used by somebody else, and then by its owner."""
    trade = {"refresh_token": two.lost.refresh_token}
    answer = two.world.http.post("/v1/auth/refresh", json=trade).json()
    thief = {"Authorization": f"Bearer {answer['access_token']}"}
    assert two.world.http.get("/v1/me", headers=thief).status_code == 200
    assert two.world.http.post("/v1/auth/refresh", json=trade).status_code == 401


def over(two: TwoPhones) -> None:
    """Nobody opened it for ninety days, and yet it is there."""
    change(
        two.world.database,
        "UPDATE auth_session SET expires_at = :at WHERE id = CAST(:id AS uuid)",
        at=two.world.now(),
        id=two.lost_id,
    )


@pytest.mark.parametrize("end", [by_id, all_others, signed_out, copied, over])
def test_a_phone_rings_no_more_once_its_sign_in_is_over(
    shared_world: World, end: Callable[[TwoPhones], None]
) -> None:
    two = TwoPhones(shared_world)
    assert two.ring() == ["here", "lost"]
    end(two)
    assert two.ring() == ["here"]
    assert len(two.here.get("/v1/me/devices")["items"]) == 1


def test_what_was_on_its_way_does_not_arrive_there_either(shared_world: World) -> None:
    two = TwoPhones(shared_world)
    tell(shared_world, two.here)
    announce(shared_world)
    all_others(two)
    shared_world.tick()
    assert sorted((sent.status, sent.code) for sent in deliveries(shared_world, two.here)) == [
        ("failed", "no_address"),
        ("sent", None),
    ]
    assert shared_world.outbox(f"ok-lost-{two.made}") == []


def test_all_sign_ins_end_at_once_and_nobody_elses(shared_world: World) -> None:
    two, ben = TwoPhones(shared_world), shared_world.person("Ben")
    two.here.delete("/v1/auth/sessions/all")
    for phone in (two.here, two.lost):
        assert phone.call("GET", "/v1/me").json()["code"] == "signed_out"
    assert ben.get("/v1/auth/sessions")["items"][0]["current"]
    assert two.ring() == []


def test_all_others_end_and_this_one_goes_on(shared_world: World) -> None:
    two = TwoPhones(shared_world)
    named = {item["device_name"]: item["current"] for item in two.here.get("/v1/auth/sessions")["items"]}
    assert named == {"test": True, "Old phone": False}
    two.here.delete("/v1/auth/sessions/others")
    assert [item["device_name"] for item in two.here.get("/v1/auth/sessions")["items"]] == ["test"]


def test_who_signs_in_again_on_it_is_told_there_again(shared_world: World) -> None:
    two = TwoPhones(shared_world)
    installation = device_for(two.lost, "ok-again")
    all_others(two)
    with shared_world.database.transaction() as session:
        again = sign_in.start_session(
            session, shared_world.row(two.here), device_name="x", now=shared_world.now()
        )
        caller = callers.by_access_token(session, again.access_token, shared_world.now())
    assert caller.person_id == UUID(two.here.id)
    phone = Person(shared_world.http, "Ana", two.here.id, again.access_token, again.refresh_token)
    assert phone.call("GET", f"/v1/me/devices/{installation}").status_code == 404
    phone.put(f"/v1/me/devices/{installation}", {"address": "ok-again"})
    tell(shared_world, two.here)
    shared_world.tick()
    assert len(shared_world.outbox("ok-again")) == 1


def test_where_no_phone_is_left_it_goes_by_letter(shared_world: World) -> None:
    two = TwoPhones(shared_world)
    address = f"ana-{two.made}@example.org"
    shared_world.prove(two.here, address)
    two.here.delete("/v1/auth/sessions/all")
    tell(shared_world, two.here)
    shared_world.tick()
    assert [item["channel"] for item in shared_world.outbox(address)] == ["email"]


def test_a_device_from_before_rings_until_it_is_registered_anew(shared_world: World) -> None:
    two = TwoPhones(shared_world)
    change(shared_world.database, "UPDATE device SET session_id = NULL")
    all_others(two)
    assert two.ring() == ["here", "lost"]


def test_what_an_app_calls_its_device_stands_nowhere_in_clear(shared_world: World) -> None:
    TwoPhones(shared_world)
    named = "SELECT count(*) FROM auth_session WHERE position('Old phone'::bytea IN device_name) > 0"
    assert scalar(shared_world.database, named) == 0
    assert (
        scalar(shared_world.database, "SELECT count(*) FROM auth_session WHERE device_name IS NOT NULL") > 0
    )
