"""Contact points: a number given to be rung, and one that somebody else has proved to be theirs."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from core.models.person import ContactKind, ContactPoint
from tests.support.world import World

NUMBER = "+15175550142"


def test_a_number_that_somebody_proved_stays_theirs_whoever_tells_it(world: World) -> None:
    owner, other = world.person("Ana", proved=NUMBER), world.newcomer("Ben", phone=NUMBER)
    assert other.get("/v1/me")["proved"] == []
    again = owner.patch("/v1/me", {"phone": NUMBER})
    assert (again["phone"], again["proved"]) == (NUMBER, ["phone"]), "saying one's own number again is fine"
    assert world.person("Ana", proved=NUMBER).id == owner.id


def test_what_was_told_twice_is_told_once(world: World) -> None:
    """Telling it again is an edit and counts as one, in the first part of the ETag; nothing that is seen is new."""
    ana = world.newcomer("Ana", phone=NUMBER)
    before = ana.call("GET", "/v1/me")
    assert ana.patch("/v1/me", {"phone": NUMBER})["phone"] == NUMBER
    after = ana.call("GET", "/v1/me")
    assert after.json() == before.json()
    assert after.headers["etag"].partition("-")[2] == before.headers["etag"].partition("-")[2]
    with world.database.transaction() as session:
        told = select(col(ContactPoint.kind)).where(col(ContactPoint.person_id) == UUID(ana.id))
        assert session.scalars(told).all() == [ContactKind.PHONE]


def test_an_unproved_number_may_be_that_of_a_household(world: World) -> None:
    people = [world.person(name, phone=NUMBER) for name in ("Ana", "Ben")]
    assert [person.get("/v1/me")["phone"] for person in people] == [NUMBER, NUMBER]


def test_another_number_takes_the_place_of_the_first_and_none_takes_it_away(world: World) -> None:
    ana = world.person("Ana", phone=NUMBER)
    assert ana.patch("/v1/me", {"phone": "+15175550143"})["phone"] == "+15175550143"
    assert ana.patch("/v1/me", {"phone": None})["phone"] is None


def test_an_address_is_proved_by_its_code_and_signs_in_the_same_person(world: World) -> None:
    ana = world.person("Ana", proved="ana@example.org")
    assert ana.get("/v1/me")["email"] == "ana@example.org"
    assert world.sign_in("ana@example.org").id == ana.id
