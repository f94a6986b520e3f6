"""A phone number on a flyer: a coordinator writes down what people say, and each is helped with the same two keys."""

from typing import Any

import pytest

from tests.support.people import PLACE, Person
from tests.support.world import World


def said(world: World, how: str = "phone") -> dict[str, Any]:
    return {"how": how, "at": world.now().isoformat()}


def entered(world: World, by: Person, name: str, **fields: Any) -> dict[str, Any]:
    """Somebody whom `by` writes down, with a consent by phone."""
    consent = said(world) | fields.pop("consent", {})
    return dict(by.post("/v1/people", {"display_name": name, "consent": consent} | fields))


@pytest.fixture
def circle(world: World) -> tuple[Person, Person, str]:
    """A coordinator, a helper, and the community's id."""
    cleo, ben = world.person("Cleo"), world.person("Ben")
    community = world.community(cleo, ben)
    ben.offer()
    return cleo, ben, community["id"]


def test_three_people_by_phone(world: World, circle: tuple[Person, Person, str]) -> None:
    cleo, ben, _ = circle
    for name in ("Mercy", "Halima", "Joe"):
        person = entered(world, cleo, name)
        need = cleo.need(on_behalf_of=person["id"])
        assert need["status"] == "open"
        world.tick()
        match = ben.match_on(need["id"])
        ben.post(f"/v1/matches/{match['id']}/accept")
        unsaid = cleo.refused("POST", f"/v1/matches/{match['id']}/confirm", {})
        assert unsaid["errors"][0]["code"] == "spoken_needed"
        confirmed = cleo.post(f"/v1/matches/{match['id']}/confirm", {"spoken": said(world)})
        assert confirmed["status"] == "confirmed"
        contact = ben.get(f"/v1/matches/{match['id']}/contact")
        assert contact["person"]["display_name"] == name
        assert contact["place"] == PLACE
        report = {"outcome": "helped", "spoken": said(world)}
        done = cleo.post(f"/v1/matches/{match['id']}/report", report)
        assert done["status"] == "completed"
        world.advance(days=1)


def test_both_are_named_where_one_speaks_for_another(
    world: World, circle: tuple[Person, Person, str]
) -> None:
    cleo, ben, _ = circle
    mercy = entered(world, cleo, "Mercy")
    need = cleo.need(on_behalf_of=mercy["id"])
    world.tick()
    match = ben.match_on(need["id"])
    ben.post(f"/v1/matches/{match['id']}/accept")
    cleo.post(f"/v1/matches/{match['id']}/confirm", {"spoken": said(world, "in_person")})
    with world.database.transaction() as session:
        from sqlalchemy import text

        row = session.execute(text("SELECT actor_id, for_id FROM event WHERE kind = 'match_confirmed'")).one()
        spoken = session.execute(text("SELECT beneficiary_spoken FROM match")).scalar_one()
    assert (str(row.actor_id), str(row.for_id)) == (cleo.id, mercy["id"])
    assert spoken["how"] == "in_person"


def test_silence_completes_nothing_for_somebody_who_is_spoken_for(
    world: World, circle: tuple[Person, Person, str]
) -> None:
    cleo, ben, _ = circle
    need = cleo.need(on_behalf_of=entered(world, cleo, "Mercy")["id"])
    world.tick()
    match = ben.match_on(need["id"])
    ben.post(f"/v1/matches/{match['id']}/accept")
    cleo.post(f"/v1/matches/{match['id']}/confirm", {"spoken": said(world)})
    ben.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped"})
    world.advance(days=5)
    assert cleo.get(f"/v1/matches/{match['id']}")["status"] == "confirmed"


def test_one_takes_over_by_card(world: World, circle: tuple[Person, Person, str]) -> None:
    cleo, _, _ = circle
    mercy = entered(world, cleo, "Mercy")
    need = cleo.need(on_behalf_of=mercy["id"])
    card = cleo.post(f"/v1/people/{mercy['id']}/takeover-codes", {"card": True})["code"]
    answer = world.http.post("/v1/auth/sessions", json={"card": card.lower(), "device_name": "phone"})
    assert answer.status_code == 201, answer.text
    signed_in = answer.json()
    assert signed_in["person"]["id"] == mercy["id"]
    herself = Person(world.http, "Mercy", mercy["id"], signed_in["access_token"], signed_in["refresh_token"])
    assert herself.get(f"/v1/needs/{need['id']}")["allowed"]
    assert cleo.refused("GET", f"/v1/people/{mercy['id']}")["code"] == "not_found"
    assert cleo.refused("POST", f"/v1/needs/{need['id']}/withdraw")["status"] == 403
    again = world.http.post("/v1/auth/sessions", json={"card": card})
    assert (again.status_code, again.json()["code"]) == (401, "card_not_valid")


def test_one_ends_it_by_a_call_to_any_coordinator(world: World, circle: tuple[Person, Person, str]) -> None:
    cleo, ben, community = circle
    other = world.person("Omar")
    other.post(f"/v1/communities/{community}/join")
    world.make(other, community, "coordinator")
    mercy = entered(world, cleo, "Mercy")
    need = cleo.need(on_behalf_of=mercy["id"])
    assert ben.refused("DELETE", f"/v1/people/{mercy['id']}")["status"] == 404
    other.delete(f"/v1/people/{mercy['id']}")
    assert other.get(f"/v1/needs/{need['id']}")["status"] == "withdrawn"
    assert (
        cleo.refused("POST", "/v1/needs", {"category": "water", "place": PLACE, "on_behalf_of": mercy["id"]})[
            "code"
        ]
        == "consent_does_not_cover"
    )


@pytest.mark.parametrize("covers", [["post"], ["post", "report"]])
def test_no_key_turns_without_a_consent_that_covers_it(
    world: World, circle: tuple[Person, Person, str], covers: list[str]
) -> None:
    cleo, ben, _ = circle
    mercy = entered(world, cleo, "Mercy", consent={"covers": covers})
    need = cleo.need(on_behalf_of=mercy["id"])
    world.tick()
    match = ben.match_on(need["id"])
    ben.post(f"/v1/matches/{match['id']}/accept")
    refused = cleo.refused("POST", f"/v1/matches/{match['id']}/confirm", {"spoken": said(world)})
    assert refused["code"] == "consent_does_not_cover"


def test_a_consent_ends_at_its_time(world: World, circle: tuple[Person, Person, str]) -> None:
    cleo, _, _ = circle
    mercy = entered(world, cleo, "Mercy", consent={"until": "2100-01-01T00:00:00Z"})
    with world.database.transaction() as session:
        from sqlalchemy import text

        session.execute(text("UPDATE representation SET until = now() - interval '1 day'"))
    body = {"category": "water", "place": PLACE, "on_behalf_of": mercy["id"]}
    assert cleo.refused("POST", "/v1/needs", body)["code"] == "consent_does_not_cover"


def test_nobody_holds_both_keys(world: World, circle: tuple[Person, Person, str]) -> None:
    """Not the representative's own offer, nor that of somebody else they speak for, nor of their household."""
    cleo, _, community = circle
    mercy = entered(world, cleo, "Mercy", is_adult=True)
    helper = entered(world, cleo, "Juma", is_adult=True)
    own = cleo.offer()
    spoken_for = cleo.offer(on_behalf_of=helper["id"])
    shared = world.person("Sam")
    cleo.patch("/v1/me", {"phone": "+15175550100"})
    shared.patch("/v1/me", {"phone": "+15175550100"})
    shared.post(f"/v1/communities/{community}/join")
    household = shared.offer()
    need = cleo.need(on_behalf_of=mercy["id"])
    for offer in (own, spoken_for, household):
        body = {"offer_id": offer["id"], "spoken": said(world)}
        assert cleo.refused("POST", f"/v1/needs/{need['id']}/invitations", body)["code"] == "own_need"
    assert (
        cleo.refused("POST", f"/v1/needs/{need['id']}/responses", {"offer_id": own["id"]})["code"]
        == "own_need"
    )


def test_a_link_is_asked_before_anything_opens(world: World, circle: tuple[Person, Person, str]) -> None:
    from uuid import UUID

    from services import representation

    cleo, _, _ = circle
    mercy = entered(world, cleo, "Mercy", consent={"how": "link"}, email="mercy@example.org")
    need = cleo.need(on_behalf_of=mercy["id"])
    assert need["status"] == "pending"
    world.tick()
    assert cleo.get(f"/v1/needs/{need['id']}/matches")["items"] == []
    with world.database.transaction() as session:
        representation.give_consent(session, UUID(mercy["id"]), now=world.now())
    assert cleo.get(f"/v1/needs/{need['id']}")["status"] == "open"


def test_members_speak_for_three_at_most(world: World, circle: tuple[Person, Person, str]) -> None:
    _, ben, _ = circle
    for number in range(3):
        entered(world, ben, f"Person {number}")
    over = ben.refused("POST", "/v1/people", {"display_name": "Fourth", "consent": said(world)})
    assert over["code"] == "enough_people"


def test_a_helper_without_the_app(world: World, circle: tuple[Person, Person, str]) -> None:
    """Their yes is spoken too, and stands like anybody's."""
    cleo, _, _ = circle
    amina = world.person("Amina")
    juma = entered(world, cleo, "Juma", is_adult=True)
    offer = cleo.offer(on_behalf_of=juma["id"])
    need = amina.need()
    invited = amina.post(f"/v1/needs/{need['id']}/invitations", {"offer_id": offer["id"]})
    cleo.post(f"/v1/matches/{invited['id']}/accept", {"spoken": said(world)})
    assert amina.get(f"/v1/matches/{invited['id']}")["status"] == "confirmed"
    assert amina.get(f"/v1/matches/{invited['id']}/contact")["person"]["display_name"] == "Juma"
