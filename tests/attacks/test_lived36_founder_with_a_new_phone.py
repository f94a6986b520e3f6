"""A founder on a new phone could not find the own community: what one is where is in one's account."""

from tests.support.world import World


def test_a_founder_finds_a_community_that_nobody_else_does(world: World) -> None:
    founder, other = world.person("Ines"), world.person("Omar")
    contact = {"phone": "+1 517 555 0100", "hours": "9 to 12"}
    emergency = [{"label": "Emergency", "phone": "911"}]
    made = world.community(founder, recognised=False, contact=contact, emergency=emergency)
    since = {"since": made["emergency"][0]["since"]}
    assert other.get("/v1/communities")["items"] == []
    [mine] = founder.get("/v1/me")["memberships"]
    assert mine["role"] == "steward"
    assert (mine["trust"], mine["state"]) == ("new", "active")
    assert mine["since"]
    assert mine["community"] == {
        "id": made["id"],
        "slug": made["slug"],
        "name": "Lansing",
        "state": "new",
        "time_zone": "UTC",
        "contact": {"phone": "+15175550100", "email": None, "hours": "9 to 12"},
        "emergency": [line | since for line in emergency],
    }
    assert other.get("/v1/me")["memberships"] == []


def test_whom_one_acts_and_speaks_for_is_there_too(world: World) -> None:
    coordinator = world.person("Cleo")
    world.community(coordinator)
    kitchen = world.organisation(coordinator)
    consent = {"how": "phone", "at": world.now().isoformat(), "covers": ["post", "answer"]}
    mercy = coordinator.post(
        "/v1/people", {"display_name": "Mercy", "phone": "+15175550171", "consent": consent}
    )["id"]
    me = coordinator.get("/v1/me")
    assert me["organisations"] == [{"id": kitchen, "name": "Kitchen", "kind": "collective", "verified": True}]
    assert me["represents"] == [
        {"person_id": mercy, "display_name": "Mercy", "covers": ["post", "answer"], "until": None}
    ]


def test_who_was_left_or_suspended_is_said(world: World) -> None:
    steward, member = world.person("Ana"), world.person("Ben")
    community = world.community(steward, member)["id"]
    steward.patch(
        f"/v1/communities/{community}/members/{member.id}", {"state": "suspended", "reason": "he shouted"}
    )
    assert [one["state"] for one in member.get("/v1/me")["memberships"]] == ["suspended"]
