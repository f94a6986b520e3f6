"""The main job, as two people live it: a need is posted, a helper is rung, both say yes, it is done, all is shut."""

import json

from tests.servers.fcm import FcmServer
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World, device_for

NOTE = "ring twice, I am slow on the stairs"


def why_no_contact(person: Person, match: str) -> str | None:
    """The reason that somebody is given who asks for a contact that is closed."""
    refused = person.refused("GET", f"/v1/matches/{match}/contact")
    assert refused["code"] == "contact_closed"
    why: str | None = refused.get("why")
    return why


def test_from_posted_to_done(pushing_world: World, fcm: FcmServer) -> None:  # noqa: PLR0915 - a story is as long as it is
    steward = pushing_world.person("Soledad")
    ben = pushing_world.person("Ben", phone="+15175550143")
    pushing_world.community(steward, ben)
    ben.offer(categories=["groceries"], share=["phone"])
    device_for(ben, "ok-ben")
    ana = pushing_world.sign_in("ana@example.org")
    ana.patch("/v1/me", {"display_name": "Ana", "phone": "+15175550142"})

    # Two fields make a need; the rest is in her own words.
    need = ana.need(title="Milk and bread", private_note=NOTE, share=["phone", "place"])
    assert (need["status"], need["progress"]["outlook"], need["quantity"]) == ("open", "few", 1)
    path = f"/v1/needs/{need['id']}"

    # Ben's phone rings, and the push says nothing about Ana.
    pushing_world.tick()
    [push] = fcm.received
    assert push["address"] == "ok-ben"
    match = ben.match_on(need["id"])
    assert match["id"] in json.dumps(push["message"])
    for private in ("Ana", "Milk", NOTE, "+1517", need["id"], str(LANSING["lat"])):
        assert private not in json.dumps(push["message"])
    assert ben.inbox() == ["proposal"]

    # He sees what is needed and roughly where; not who, not the door.
    seen = ben.get(path)
    assert seen["title"] == "Milk and bread"
    assert not {"display_name", "private_note", "share"} & seen.keys()
    assert match["allowed"] == ["accept", "decline"]
    assert why_no_contact(ben, match["id"]) == "no_yes"

    # He says yes: that is one key. Nothing opens yet, on either side.
    said_yes = ben.post(f"/v1/matches/{match['id']}/accept")
    assert (said_yes["status"], said_yes["keys"]["beneficiary"]) == ("accepted", None)
    assert why_no_contact(ben, match["id"]) is None
    pushing_world.tick()
    assert "yes" in ana.inbox()
    assert "ana@example.org" in {letter["address"] for letter in pushing_world.outbox("ana@example.org")}
    [waiting] = ana.get(f"{path}/matches")["items"]
    assert waiting["helper"]["display_name"] == "Ben"

    # She says yes: both keys have turned.
    agreed = ana.post(f"/v1/matches/{match['id']}/confirm")
    assert agreed["status"] == "confirmed"
    assert ana.get(path)["status"] == "matched"
    contact = ben.get(f"/v1/matches/{match['id']}/contact")
    assert contact["person"]["display_name"] == "Ana"
    assert (contact["phone"], contact["email"]) == ("+15175550142", None)
    assert contact["place"] == LANSING
    assert contact["private_note"] == NOTE
    assert ana.get(f"/v1/matches/{match['id']}/contact")["phone"] == "+15175550143"
    pushing_world.tick()
    assert [line["match_id"] for line in ana.get("/v1/me/access-log")["items"]] == [match["id"]]
    assert "confirmed_helper" in ben.inbox()

    # They arrange the rest without either's number.
    ben.post(f"/v1/matches/{match['id']}/messages", {"text": "With you at five"})
    [message] = ana.get(f"/v1/matches/{match['id']}/messages")["items"]
    assert (message["text"], message["mine"]) == ("With you at five", False)

    # Done. She says so, and it is shut within the same call.
    done = ana.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped", "thanks": "You are kind"})
    assert (done["status"], done["completed_by"]) == ("completed", "person")
    assert ana.get(path)["status"] == "fulfilled"
    assert ben.get(f"/v1/matches/{match['id']}")["thanks"] == "You are kind"
    assert why_no_contact(ben, match["id"]) == "shut"
    assert why_no_contact(ana, match["id"]) == "shut"

    # Her history tells all of it, also who looked.
    told = [(line["who"], line["kind"]) for line in ana.get(f"{path}/history")["items"]]
    assert told == [
        ("author", "need_posted"),
        ("system", "match_proposed"),
        ("helper", "match_accepted"),
        ("author", "match_confirmed"),
        ("helper", "contact_read"),
        ("author", "contact_read"),
        ("helper", "message_sent"),
        ("author", "match_reported"),
        ("author", "match_completed"),
        ("author", "need_fulfilled"),
    ]


def test_a_push_that_was_answered_meanwhile_does_not_ring(pushing_world: World, fcm: FcmServer) -> None:
    """Two devices: on one he says no before the other could ring for the same thing."""
    ben = pushing_world.person("Ben", quiet_from="00:00", quiet_to="23:59", time_zone="UTC")
    pushing_world.community(pushing_world.person("Soledad"), ben)
    ben.offer(categories=["groceries"])
    device_for(ben, "ok-ben")
    ana = pushing_world.person("Ana")
    need = ana.need()
    pushing_world.tick()
    assert fcm.received == [], "these are his quiet hours"
    ben.post(f"/v1/matches/{ben.match_on(need['id'])['id']}/decline")
    pushing_world.advance(hours=24)
    assert [push["address"] for push in fcm.received] == []


def test_an_address_that_fcm_gave_up_is_forgotten(pushing_world: World, fcm: FcmServer) -> None:
    ben = pushing_world.person("Ben")
    pushing_world.community(pushing_world.person("Soledad"), ben)
    ben.offer(categories=["groceries"])
    device_for(ben, "unregistered-ben")
    pushing_world.person("Ana").need()
    pushing_world.tick()
    assert [push["address"] for push in fcm.received] == ["unregistered-ben"]
    assert ben.get("/v1/me/devices")["items"] == []
    assert ben.inbox() == ["proposal"], "the inbox is the truth, whether or not a push arrived"
