"""The operator ends sign-ins: of somebody whose phone or mailbox is in other hands, or of everybody at once."""

import pytest

from tests.support.operator import as_operator_of, run
from tests.support.people import Person
from tests.support.world import World


def is_in(person: Person) -> bool:
    """By the token that they have, and without asking for another."""
    status = person.http.get("/v1/me", headers=person.headers).status_code
    assert status in (200, 401)
    return status == 200


def test_all_of_somebodys_sign_ins_are_over_at_once(world: World) -> None:
    ana, ben = world.sign_in("ana@example.org"), world.sign_in("ben@example.org")
    elsewhere = world.sign_in("ana@example.org")
    assert ana.id == elsewhere.id
    assert "2 sign-ins ended" in as_operator_of(world, "signout", "Ana@example.org")
    assert (is_in(ana), is_in(elsewhere), is_in(ben)) == (False, False, True)
    refreshed = world.http.post("/v1/auth/refresh", json={"refresh_token": ana.refresh_token})
    assert refreshed.json()["code"] == "signed_out"
    assert world.sign_in("ana@example.org").id == ana.id, "the account is theirs as ever"


def test_everybody_is_signed_out(world: World) -> None:
    people = [world.sign_in(f"{name}@example.org") for name in ("ana", "ben", "cleo")]
    assert "3 sign-ins ended" in as_operator_of(world, "signout", "--everybody")
    assert [is_in(person) for person in people] == [False] * 3


def test_an_address_of_nobody_signs_nobody_out(world: World) -> None:
    ana = world.sign_in("ana@example.org")
    assert "Nobody is signed in so" in as_operator_of(world, "signout", "eve@example.org")
    assert is_in(ana)


@pytest.mark.parametrize("said", [(), ("ana@example.org", "--everybody")])
def test_who_is_meant_has_to_be_said(said: tuple[str, ...]) -> None:
    done = run("signout", *said, env="development")
    assert (done.returncode, "Say whose" in done.stdout) == (2, True)
