"""Anybody may found a community; a stranger's yields no address and is found by nobody until others vouch for it."""

from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.without_app import entered, said
from tests.support.world import World


def founded(world: World, stranger: Person) -> str:
    """A community that a stranger founds right where somebody lives, with an offer of theirs in it."""
    found = world.community(stranger, recognised=False, name="Free help for all")
    return str(found["id"])


def test_a_strangers_community_harvests_nothing(world: World) -> None:
    amina, stranger, accomplice = world.person("Amina"), world.person("Mal"), world.person("Vic")
    community = founded(world, stranger)
    accomplice.post(f"/v1/communities/{community}/join")
    # It stands in no search, and is nobody's default.
    assert amina.get("/v1/communities?near=42.73,-84.55")["items"] == []
    assert amina.get("/v1/communities?search=Free")["items"] == []
    assert (
        amina.refused("POST", "/v1/needs", {"category": "water", "place": LANSING})["code"]
        == "nobody_here_yet"
    )
    # Naming it does not help somebody who was not let in.
    named = {"category": "water", "place": LANSING, "community_id": community}
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


def test_strangers_who_vouch_for_one_another_open_nothing(world: World) -> None:
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


SECRETS = ("ring twice", "42.731", "-84.551", "+15175550133")
"""What only two keys open. (What to call her, a coordinator of a circle she joined may know.)"""


def test_who_was_not_let_in_meets_a_strangers_community_nowhere(world: World) -> None:
    """Lists, searches, maps, defaults, other things' answers, error bodies, and what has not changed since (304)."""
    mal, vic, amina = world.person("Mal"), world.person("Vic"), world.person("Amina")
    steward, helper = world.person("Steward"), world.person("Ben")
    here = world.community(steward, helper, name="East Lansing", place={"lat": 42.9, "lon": -84.2})["id"]
    listing = amina.call("GET", "/v1/communities")
    community = founded(world, mal)
    vic.post(f"/v1/communities/{community}/join")
    baits = [
        vic.need(community_id=community, visible_to="public", title="Free help for all", urgency="urgent"),
        vic.need(community_id=community, place=None, place_kind="remote", visible_to="public"),
    ]
    offers = [vic.offer(community_id=community), vic.offer(community_id=community, remote=True)]
    mal.put(f"/v1/communities/{community}/members/{vic.id}/vouch")
    world.tick()
    unchanged = amina.call("GET", "/v1/communities", If_None_Match=listing.headers.get("etag", "-"))
    assert unchanged.status_code == 304 or unchanged.content == listing.content
    signs = [community, "Free help", *(thing["id"] for thing in baits + offers)]
    for path in (
        "/v1/communities",
        "/v1/communities?near=42.731,-84.551",
        "/v1/communities?search=help",
        "/v1/communities?search=%25",
        "/v1/needs",
        "/v1/needs?near=42.731,-84.551",
        "/v1/needs?near=42.731,-84.551&within_km=5&category=groceries",
        "/v1/needs?urgency=urgent",
        f"/v1/needs?community={community}",
        "/v1/offers",
        f"/v1/offers?community={community}",
        "/v1/matches",
        "/v1/organisations",
        "/v1/categories",
        "/v1/about",
        "/v1/me/notifications",
        f"/v1/communities/{here}/board",
        f"/v1/communities/{here}/queue",
        f"/v1/communities/{here}/members",
        *(f"/v1/needs/{need['id']}" for need in baits),
        *(f"/v1/needs/{need['id']}/{part}" for need in baits for part in ("matches", "history")),
        *(f"/v1/offers/{offer['id']}" for offer in offers),
        *(f"/v1/communities/{community}/{part}" for part in ("board", "queue", "members", "duty")),
    ):
        for person in (amina, helper, steward):
            answer = person.call("GET", path)
            assert answer.status_code < 500, path
            seen = answer.text.replace(path, "")
            assert not [sign for sign in signs if sign in seen], f"{path} tells {person.name}: {seen[:300]}"
    nowhere = {"category": "water", "place": LANSING}
    assert amina.refused("POST", "/v1/needs", nowhere)["code"] == "nobody_here_yet"
    assert community not in amina.call("POST", "/v1/needs", nowhere).text
    for name in (community, "Free help"):
        assert name not in amina.call("POST", "/v1/offers", {"place": LANSING}).text
    reply = helper.refused("POST", f"/v1/needs/{baits[0]['id']}/responses", {})
    assert reply["code"] == "not_found"


def test_founders_learn_no_address_from_those_they_lured_in(world: World) -> None:
    """All that a steward, a coordinator and a vouched helper of it can ask for, while Amina has said no yes."""
    mal, vic = world.person("Mal"), world.person("Vic")
    amina = world.person("Amina", phone="+15175550133")
    community = founded(world, mal)
    for person in (vic, amina):
        person.post(f"/v1/communities/{community}/join")
    world.appoint(vic, community, "coordinator")
    mal.post(
        f"/v1/communities/{community}/members/{vic.id}/checks",
        {"kind": "identity", "at": f"{world.now():%Y-%m-%d}"},
    )
    need = amina.need(
        community_id=community,
        private_note="ring twice",
        share=["phone", "place"],
        criteria={"decide": "first_who_fits"},
    )
    offer = vic.offer(
        community_id=community, place={"lat": 42.735, "lon": -84.556}
    )  # what is Vic's own is no secret
    for one, other in ((mal, vic), (vic, mal)):
        one.put(f"/v1/communities/{community}/members/{other.id}/vouch")
    world.tick()
    proposed = vic.post(f"/v1/needs/{need['id']}/responses", {"offer_id": offer["id"]})
    assert proposed["status"] == "accepted"
    for verb in ("confirm", "choose", "accept"):
        for person in (mal, vic):
            person.call("POST", f"/v1/matches/{proposed['id']}/{verb}", {})
    mal.call("POST", f"/v1/communities/{community}/recognitions")
    mal.call("POST", f"/v1/communities/{community}/needs/{need['id']}/reveals", {"purpose": "to look"})
    world.tick()
    assert amina.get(f"/v1/matches/{proposed['id']}")["status"] == "accepted"
    for path in (
        f"/v1/needs/{need['id']}",
        f"/v1/needs/{need['id']}/matches",
        f"/v1/needs/{need['id']}/history",
        f"/v1/needs?community={community}&near=42.731,-84.551",
        f"/v1/matches/{proposed['id']}",
        f"/v1/matches/{proposed['id']}/contact",
        f"/v1/matches/{proposed['id']}/messages",
        "/v1/matches",
        "/v1/me/notifications",
        "/v1/me/export",
        f"/v1/offers?community={community}",
        *(f"/v1/communities/{community}/board?what={what}" for what in ("needs", "offers", "matches")),
        *(f"/v1/communities/{community}/{part}" for part in ("queue", "log", "statistics", "export.csv")),
        f"/v1/communities/{community}/people/{amina.id}",
    ):
        for person in (mal, vic):
            answer = person.call("GET", path)
            assert answer.status_code < 500, path
            found = [secret for secret in SECRETS if secret in answer.text]
            assert not found, f"{path} tells {person.name} {found}"


def test_stewards_of_strangers_communities_verify_no_organisation(world: World) -> None:
    """Two founders of two such circles are two stewards; their word would open every door to `first_who_fits`."""
    mal, vic, amina, steward = (world.person(name) for name in ("Mal", "Vic", "Amina", "Steward"))
    real = world.community(steward)["id"]
    for stranger in (mal, vic):
        founded(world, stranger)
    front = world.person("Front")
    found = front.post("/v1/organisations", {"name": "Helping Hands", "kind": "ngo"})
    for stranger in (mal, vic):
        assert "Helping Hands" not in stranger.call("GET", "/v1/organisations").text
        path = f"/v1/organisations/{found['id']}/verifications"
        assert stranger.refused("POST", path)["status"] in (403, 404)
    front.post(f"/v1/communities/{real}/join")
    inert = front.refused("POST", "/v1/offers", {"place": LANSING, "organisation_id": found["id"]})
    assert inert["errors"][0]["code"] == "organisation_not_verified"
    assert amina.need(criteria={"decide": "first_who_fits"})["status"] == "open"


def test_a_stranger_who_founds_speaks_for_no_more_people_than_anybody(world: World) -> None:
    """The many are for those who answer for a circle that others know."""
    mal = world.person("Mal")
    founded(world, mal)
    for number in range(3):
        entered(world, mal, f"Nobody {number}", is_adult=True)
    over = mal.refused("POST", "/v1/people", {"display_name": "Nobody", "consent": said(world)})
    assert (over["code"], over["most"]) == ("enough_people", 3)


def test_two_stewards_of_recognised_neighbours_recognise_a_community(world: World) -> None:
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


def test_a_community_is_dormant_when_nobody_looks_in(world: World) -> None:
    cleo, amina = world.person("Cleo"), world.person("Amina")
    community = world.community(cleo)
    world.advance(days=15)
    assert amina.get(f"/v1/communities/{community['id']}")["dormant"] is True
    assert amina.need()["progress"]["community_dormant"] is True
    assert "community_dormant" in cleo.inbox()
    world.advance(minutes=1)
    assert amina.get(f"/v1/communities/{community['id']}")["dormant"] is False
