"""Anybody may found a community; a stranger's yields no address and is found by nobody until others vouch for it."""

from tests.support.people import PLACE, Person
from tests.support.world import World


def founded(world: World, stranger: Person) -> str:
    """A community that a stranger founds right where somebody lives, with an offer of theirs in it."""
    found = world.community(stranger, recognised=False, name="Free help for all")
    return str(found["id"])


def test_it_harvests_nothing(world: World) -> None:
    amina, stranger, accomplice = world.person("Amina"), world.person("Mal"), world.person("Vic")
    community = founded(world, stranger)
    accomplice.post(f"/v1/communities/{community}/join")
    # It stands in no search, and is nobody's default.
    assert amina.get("/v1/communities?near=42.73,-84.55")["items"] == []
    assert amina.get("/v1/communities?search=Free")["items"] == []
    assert (
        amina.refused("POST", "/v1/needs", {"category": "water", "place": PLACE})["code"] == "nobody_here_yet"
    )
    # Naming it does not help somebody who was not let in.
    named = {"category": "water", "place": PLACE, "community_id": community}
    assert amina.refused("POST", "/v1/needs", named)["errors"][0]["code"] == "unknown_community"
    # Even a member's need opens neither place nor contact without their own key.
    amina.post(f"/v1/communities/{community}/join")
    need = amina.need(
        community_id=community, private_note="ring twice", criteria={"decide": "first_who_fits"}
    )
    offer = accomplice.offer(community_id=community)
    match = accomplice.post(f"/v1/needs/{need['id']}/responses", {"offer_id": offer["id"]})
    assert match["status"] == "accepted"
    assert accomplice.refused("GET", f"/v1/matches/{match['id']}/contact")["code"] == "contact_closed"
    for path in (f"/v1/needs/{need['id']}", f"/v1/communities/{community}/board"):
        seen = stranger.call("GET", path).text
        assert "ring twice" not in seen
        assert "42.731" not in seen


def test_vouching_for_one_another_does_not_open_it(world: World) -> None:
    """A level given within a new community counts for nothing towards places."""
    amina, stranger, accomplice = world.person("Amina"), world.person("Mal"), world.person("Vic")
    community = founded(world, stranger)
    for person in (accomplice, amina):
        person.post(f"/v1/communities/{community}/join")
    stranger.put(f"/v1/communities/{community}/members/{accomplice.id}/vouch")
    need = amina.need(community_id=community, criteria={"decide": "first_who_fits"})
    offer = accomplice.offer(community_id=community)
    match = accomplice.post(f"/v1/needs/{need['id']}/responses", {"offer_id": offer["id"]})
    assert match["status"] == "accepted"
    assert accomplice.refused("GET", f"/v1/matches/{match['id']}/contact")["code"] == "contact_closed"


def test_two_stewards_of_recognised_neighbours_recognise_it(world: World) -> None:
    one, two, founder, member = (world.person(name) for name in ("One", "Two", "Fay", "Mel"))
    world.community(one)
    world.community(two, name="East Lansing")
    community = founded(world, founder)
    recognitions = f"/v1/communities/{community}/recognitions"
    assert member.refused("POST", recognitions)["status"] == 403
    assert founder.refused("POST", recognitions)["status"] == 403
    one.post(recognitions)
    again = one.post(recognitions)
    assert again["state"] == "new"
    assert two.post(recognitions)["state"] == "recognised"
    assert member.get("/v1/communities?search=Free")["items"][0]["id"] == community


def test_it_sleeps_when_nobody_looks_in(world: World) -> None:
    cleo, amina = world.person("Cleo"), world.person("Amina")
    community = world.community(cleo)
    world.advance(days=15)
    assert amina.get(f"/v1/communities/{community['id']}")["dormant"] is True
    assert amina.need()["progress"]["community_dormant"] is True
    assert "community_dormant" in cleo.inbox()
    world.advance(minutes=1)
    assert amina.get(f"/v1/communities/{community['id']}")["dormant"] is False
