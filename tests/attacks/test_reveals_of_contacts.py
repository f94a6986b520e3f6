"""Places and contacts are looked at for a purpose, by who answers for the community, never behind one's back."""

import json

import pytest
from sqlalchemy import text

from tests.support.looks import PLACE, PURPOSE, SECRETS, LookedAt
from tests.support.people import Person
from tests.support.telling import change, deliveries, scalar
from tests.support.without_app import entered
from tests.support.world import World, device_for


@pytest.fixture(scope="module")
def looked_at(shared_world: World) -> LookedAt:
    return LookedAt(shared_world)


@pytest.fixture
def asking_ana(looked_at: LookedAt) -> Person:
    """Somebody new in the circle who can be rung, with a number of her own."""
    person = looked_at.world.person("Ana")
    person.post(f"{looked_at.path}/join")
    person.patch("/v1/me", {"phone": SECRETS["phone"]})
    return person


def test_a_look_is_told_to_whose_contact_it_is_and_to_no_screen(
    looked_at: LookedAt, asking_ana: Person
) -> None:
    device_for(asking_ana, f"ok-{asking_ana.id}")
    need = looked_at.need(asking_ana)
    answer = looked_at.look(need)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "private, no-store")
    seen = answer.json()
    assert seen["state"] == "open"
    assert seen["contact"]["place"] == PLACE
    assert seen["contact"]["phone"] == SECRETS["phone"], "also where helpers are not to have it"
    assert (seen["contact"]["address"], seen["contact"]["private_note"]) == (
        SECRETS["address"],
        SECRETS["private_note"],
    )
    looked_at.world.tick()
    [told] = [n for n in asking_ana.get("/v1/me/notifications")["items"] if n["kind"] == "revealed"]
    who = {"display_name": "Cora", "role": "coordinator", "purpose": PURPOSE}
    assert told["look"] == who
    [line] = asking_ana.get("/v1/me/access-log")["items"]
    assert (line["need_id"], line["match_id"], line["by"], line["look"]) == (need, None, "coordinator", who)
    history = asking_ana.get(f"/v1/needs/{need}/history")["items"]
    [entry] = [one for one in history if one["kind"] == "need_revealed"]
    assert (entry["who"], entry["reason"]) == ("coordinator", PURPOSE)
    assert [sent for sent in deliveries(looked_at.world, asking_ana) if sent.kind == "revealed"] == []


def test_the_same_purpose_is_the_same_look_for_a_quarter_of_an_hour(
    looked_at: LookedAt, asking_ana: Person
) -> None:
    need = looked_at.need(asking_ana)
    first, again = looked_at.look(need), looked_at.look(need)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert len(asking_ana.get("/v1/me/access-log")["items"]) == 1
    assert looked_at.look(need, purpose="another reason").status_code == 201
    looked_at.world.advance(minutes=15)
    assert looked_at.look(need).status_code == 201
    assert len(asking_ana.get("/v1/me/access-log")["items"]) == 3


def test_what_was_opened_is_stored_for_no_repetition(looked_at: LookedAt, asking_ana: Person) -> None:
    need = looked_at.need(asking_ana)
    for _ in range(2):
        looked_at.look(need, Idempotency_Key="the same")
    with looked_at.world.database.transaction() as session:
        kept = text("SELECT count(*) FROM idempotent_answer WHERE person_id = :me")
        assert session.execute(kept, {"me": looked_at.cora.id}).scalar_one() == 0


def test_a_place_that_helpers_are_not_to_see_is_not_seen(looked_at: LookedAt, asking_ana: Person) -> None:
    need = looked_at.need(asking_ana, share=["phone"])
    opened = looked_at.look(need).json()["contact"]
    assert (opened["place"], opened["address"], opened["phone"]) == (None, None, SECRETS["phone"])


def test_a_phone_left_lying_looks_at_nothing(looked_at: LookedAt, asking_ana: Person) -> None:
    """Whoever looks has shown who they are; that holds from one look to the next, a quarter of an hour each."""
    world, need, dan = looked_at.world, looked_at.need(asking_ana), looked_at.world.person("Dan")
    dan.post(f"{looked_at.path}/join")
    world.appoint(dan, looked_at.id, "coordinator")
    dan.steps_up = None
    for minutes in (14, 14, 16):
        assert looked_at.look(need, dan, f"at {world.now():%H:%M}").status_code == 201
        world.advance(minutes=minutes)
    assert looked_at.look(need, dan).json()["code"] == "step_up_needed"
    world.prove_again(dan)
    assert looked_at.look(need, dan).status_code == 201


def test_only_who_answers_for_this_community_looks(looked_at: LookedAt, asking_ana: Person) -> None:
    need, world = looked_at.need(asking_ana), looked_at.world
    stranger, member, elsewhere = (world.person(name) for name in ("Mal", "Mel", "Els"))
    member.post(f"{looked_at.path}/join")
    other = world.community(elsewhere, name="Far", place={"lat": -33.9, "lon": 151.2})["id"]
    for who, status in ((stranger, 404), (elsewhere, 404), (member, 403), (asking_ana, 403)):
        assert looked_at.look(need, who).status_code == status, who.name
    wrong = f"/v1/communities/{other}/needs/{need}/reveals"
    assert elsewhere.call("POST", wrong, {"purpose": "to look"}).status_code == 404
    for purpose in ("", "ab", "x" * 201, None):
        path = f"{looked_at.path}/needs/{need}/reveals"
        assert looked_at.cora.call("POST", path, {"purpose": purpose}).status_code == 422
    assert asking_ana.get("/v1/me/access-log")["items"] == []


def test_a_circle_that_strangers_founded_opens_nothing(looked_at: LookedAt) -> None:
    world = looked_at.world
    mal, victim = world.person("Mal"), world.person("Vic")
    found = world.community(mal, recognised=False, name="Free help")["id"]
    victim.post(f"/v1/communities/{found}/join")
    need = victim.need(community_id=found, private_note=SECRETS["private_note"], share=["phone", "place"])
    path = f"/v1/communities/{found}"
    refused = mal.refused("POST", f"{path}/needs/{need['id']}/reveals", {"purpose": "to help"})
    assert refused["code"] == "not_recognised_yet"
    body = {"until": world.now().isoformat(), "reason": "the river rose"}
    assert mal.refused("PUT", f"{path}/emergency", body)["code"] == "not_recognised_yet"
    assert victim.get("/v1/me/access-log")["items"] == []


def test_a_suspended_coordinator_looks_at_nothing_from_the_next_call_on(looked_at: LookedAt) -> None:
    world, need = looked_at.world, looked_at.need()
    dan = world.person("Dan")
    dan.post(f"{looked_at.path}/join")
    world.appoint(dan, looked_at.id, "coordinator")
    assert looked_at.look(need, dan).status_code == 201
    suspends = {"state": "suspended", "reason": "he looks at too much"}
    looked_at.sam.patch(f"{looked_at.path}/members/{dan.id}", suspends)
    assert looked_at.look(need, dan).status_code == 404


def test_who_was_refused_or_helps_gets_no_further_by_a_role(looked_at: LookedAt, asking_ana: Person) -> None:
    """Also who shares a mailbox, a household or a phone with whoever asked, and who keeps away from them."""
    world, need = looked_at.world, looked_at.need(asking_ana)
    dan = world.person("Dan")
    dan.post(f"{looked_at.path}/join")
    match = dan.post(f"/v1/needs/{need}/responses", {})
    asking_ana.post(f"/v1/matches/{match['id']}/refuse")
    world.appoint(dan, looked_at.id, "coordinator")
    assert looked_at.look(need, dan).json()["code"] == "not_in_own_matter"
    own = looked_at.need(looked_at.cora)
    assert looked_at.look(own).json()["code"] == "not_in_own_matter"
    shared = "INSERT INTO household_mark (person_id, lookup) VALUES (:one, 'x'), (:other, 'x')"
    change(world.database, shared, one=looked_at.cora.id, other=asking_ana.id)
    assert looked_at.look(need).json()["code"] == "not_in_own_matter"
    change(world.database, "DELETE FROM household_mark WHERE lookup = 'x'")
    assert looked_at.look(need).status_code == 201
    asking_ana.post("/v1/blocks", {"about": {"type": "match", "id": match["id"]}})
    assert looked_at.look(need, dan).status_code == 404
    asking_ana.put("/v1/me/hide")
    assert looked_at.look(need, looked_at.sam).status_code == 404


def test_what_is_over_is_shut_and_who_left_is_gone(looked_at: LookedAt, asking_ana: Person) -> None:
    need, other = looked_at.need(asking_ana), looked_at.need(asking_ana)
    asking_ana.post(f"/v1/needs/{need}/withdraw")
    assert looked_at.look(need).json()["code"] == "need_is_over"
    asking_ana.delete("/v1/me")
    assert looked_at.look(other).status_code == 404


def test_whom_one_speaks_for_counts_for_nothing(looked_at: LookedAt) -> None:
    world = looked_at.world
    vera = world.person("Vera")
    vera.post(f"{looked_at.path}/join")
    world.appoint(vera, looked_at.id, "coordinator")
    rosa = entered(world, vera, "Rosa", phone="+15175550188")
    need = looked_at.need(vera, on_behalf_of=rosa["id"])
    assert looked_at.look(need, vera).status_code == 201
    assert looked_at.look(need, looked_at.cora).status_code == 201
    world.tick()
    [told] = [n for n in vera.get("/v1/me/notifications")["items"] if n.get("look")]
    assert (told["kind"], told["look"]["display_name"]) == ("about_somebody", "Cora"), "not of her own look"
    later = "SELECT count(*) FROM notification WHERE id = :told AND digest_at IS NOT NULL"
    assert scalar(world.database, later, told=told["id"]) == 0, "nor will a digest have it"
    with world.database.transaction() as session:
        ways = "SELECT way FROM reveal WHERE about_id = :rosa ORDER BY asked_at"
        assert list(session.scalars(text(ways), {"rosa": rosa["id"]})) == ["speaks_for", "alone"]


def test_a_purpose_is_read_by_whom_it_concerns_and_goes_with_them(
    looked_at: LookedAt, asking_ana: Person
) -> None:
    """No event holds a word of it, no member reads it; once she has left nobody can."""
    need = looked_at.need(asking_ana)
    looked_at.look(need)
    member = looked_at.world.person("Mel")
    member.post(f"{looked_at.path}/join")
    for path in (f"/v1/needs/{need}/history", f"/v1/needs/{need}", "/v1/me/notifications"):
        assert PURPOSE not in member.call("GET", path).text
    assert PURPOSE in looked_at.sam.call("GET", f"{looked_at.path}/log").text
    with looked_at.world.database.transaction() as session:
        payloads = session.scalars(text("SELECT payload FROM event WHERE need_id = :need"), {"need": need})
        assert "CANARY" not in json.dumps(list(payloads))
    asking_ana.delete("/v1/me")
    lines = looked_at.sam.get(f"{looked_at.path}/log")["items"]
    assert [line["reason"] for line in lines if line["need_id"] == need] == [None]
