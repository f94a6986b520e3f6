"""Help that takes its time: nobody comes, the need ends, it is renewed, and the help comes from elsewhere."""

from tests.support.people import Person
from tests.support.world import World


def test_from_expired_to_done_late(world: World) -> None:
    steward, ana = world.person("Soledad"), world.person("Ana")
    community = world.community(steward)
    need = ana.need(title="A shelf to put up", category="repair", urgency="soon")
    path = f"/v1/needs/{need['id']}"

    # Honest from the start: nobody can be asked, so a coordinator is told.
    assert need["progress"]["outlook"] == "nobody"
    world.tick()
    assert "nobody_yet" in ana.inbox()
    assert queued(steward, community["id"]) == [("nobody_left", need["id"])]

    # Before it ends she is reminded, once; then it ends.
    world.advance(days=5, hours=7)
    assert ana.inbox().count("need_expiring") == 1
    world.advance(days=1, hours=17)
    assert ana.get(path)["status"] == "expired"
    assert ana.inbox()[0] == "still_needed"
    assert queued(steward, community["id"]) == []

    # Whoever comes now is told kindly that it is over; outsiders find nothing at all.
    ben = world.person("Ben")
    ben.post(f"/v1/communities/{community['id']}/join")
    assert ben.refused("POST", f"{path}/responses", {})["code"] == "not_found"

    # She still needs it. Renewing gives it a life as long as its first.
    offer = ben.offer(categories=["repair"])
    renewed = ana.post(f"{path}/renew")
    assert renewed["status"] == "open"
    assert renewed["expires_at"] > need["expires_at"]
    world.tick()
    assert ben.match_on(need["id"])["status"] == "proposed"

    # Ben does not answer; that lapses by itself, and it ends a second time.
    first = ben.match_on(need["id"])["id"]
    world.advance(hours=12)
    match = ben.get(f"/v1/matches/{first}")
    assert (match["status"], match["allowed"]) == ("lapsed", [])
    late = ben.refused("POST", f"/v1/matches/{first}/accept")
    assert (late["status"], late["current"]) == (409, "lapsed")
    world.advance(days=6)
    world.advance(days=1)
    assert ana.get(path)["status"] == "expired"
    assert ben.get(f"/v1/offers/{offer['id']}")["status"] == "active"

    # Meanwhile a neighbour has put it up. She says so, late.
    assert ana.refused("POST", f"{path}/fulfil", {"helped_elsewhere": False})["status"] == 409
    done = ana.post(f"{path}/fulfil", {"helped_elsewhere": True})
    assert (done["status"], done["helped_elsewhere"], done["allowed"]) == ("fulfilled", True, [])
    assert ana.post(f"{path}/fulfil", {"helped_elsewhere": True})["version"] == done["version"]
    assert ana.refused("POST", f"{path}/renew")["current"] == "fulfilled"
    kinds = [line["kind"] for line in ana.get(f"{path}/history")["items"]]
    assert [kind for kind in kinds if kind.startswith("need_") and kind != "need_unanswered"] == [
        "need_posted",
        "need_expiring",
        "need_expired",
        "need_renewed",
        "need_expiring",
        "need_expired",
        "need_fulfilled",
    ]


def test_truth_does_not_wait_for_the_clock_job(world: World) -> None:
    """The sweep has not run, and still nobody can say yes to what is over."""
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Soledad"), ben)
    ben.offer(categories=["groceries"])
    need = ana.need(urgency="urgent")
    world.tick()
    match = ben.match_on(need["id"])
    step = {"advance_seconds": 24 * 3600 + 1}
    assert world.http.post("/dev/clock", json=step).status_code == 200
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "open", "no job has run"
    assert ben.refused("POST", f"/v1/matches/{match['id']}/accept")["status"] == 409
    world.tick()
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "expired"


def test_what_is_agreed_does_not_expire(world: World) -> None:
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Soledad"), ben)
    need = ana.need(urgency="urgent")
    match = ben.post(f"/v1/needs/{need['id']}/responses", {})
    ana.post(f"/v1/matches/{match['id']}/confirm")
    world.advance(hours=25)
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "matched"
    assert ana.post(f"/v1/matches/{match['id']}/report", {"outcome": "helped"})["status"] == "completed"
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "fulfilled"


def test_a_yes_stands_as_long_as_the_need(world: World) -> None:
    """It does not lapse; when the need ends unconfirmed, the helper hears that it is over, and that they are free."""
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(world.person("Soledad"), ben)
    need = ana.need(urgency="soon")
    match = ben.post(f"/v1/needs/{need['id']}/responses", {})
    world.advance(days=6)
    assert ben.get(f"/v1/matches/{match['id']}")["status"] == "accepted"
    world.advance(days=2)
    assert ben.get(f"/v1/matches/{match['id']}")["status"] == "withdrawn"
    assert ben.inbox()[0] == "need_over"


def queued(steward: Person, community_id: str) -> list[tuple[str, str]]:
    entries = steward.get(f"/v1/communities/{community_id}/queue")["items"]
    return [(entry["why"], entry["id"]) for entry in entries]
