"""Ten past two at night: an urgent need, nobody awake, and the truth about it."""

from datetime import UTC, datetime, timedelta

from tests.support.people import Person
from tests.support.world import World, device_for


def until_two_at_night(world: World) -> None:
    """Moves the clock to 02:10 UTC, which is where these people live."""
    now = world.now()
    night = datetime(now.year, now.month, now.day, 2, 10, tzinfo=UTC) + timedelta(days=1)
    world.advance(seconds=(night - now).total_seconds())


def asleep(world: World, name: str) -> Person:
    """Somebody with the usual quiet hours, on UTC."""
    return world.person(name, quiet_from="22:00", quiet_to="08:00", time_zone="UTC")


def rung(world: World, address: str) -> list[str]:
    return [item["subject"] for item in world.outbox(address)]


def test_nobody_on_duty_tells_the_author_and_rings_all_coordinators(world: World) -> None:
    cleo, omar, amina = asleep(world, "Cleo"), asleep(world, "Omar"), asleep(world, "Amina")
    ben = asleep(world, "Ben")
    community = world.community(cleo, omar, ben, emergency=[{"label": "Ambulance", "phone": "911"}])
    world.appoint(omar, community["id"], "coordinator")
    for person, address in ((cleo, "ok-cleo"), (omar, "ok-omar"), (amina, "ok-amina"), (ben, "ok-ben")):
        device_for(person, address)
    until_two_at_night(world)
    need = amina.need(urgency="urgent")
    assert need["progress"]["outlook"] == "nobody"
    assert need["progress"]["on_duty"] is False
    assert [(line["label"], line["phone"]) for line in need["emergency"]] == [("Ambulance", "911")]
    world.tick()
    world.advance(minutes=16)
    assert "nobody_on_duty" in amina.inbox()
    assert "Nobody has said yes yet" in rung(world, "ok-amina")
    for address in ("ok-cleo", "ok-omar"):
        assert "Somebody needs you now" in rung(world, address)
    assert rung(world, "ok-ben") == [], "a member who coordinates nothing sleeps on"


def test_only_those_on_duty_are_rung(world: World) -> None:
    cleo, omar, amina = asleep(world, "Cleo"), asleep(world, "Omar"), asleep(world, "Amina")
    community = world.community(cleo, omar)
    world.appoint(omar, community["id"], "coordinator")
    device_for(cleo, "ok-cleo")
    device_for(omar, "ok-omar")
    until_two_at_night(world)
    until = (world.now() + timedelta(hours=8)).isoformat()
    omar.put(f"/v1/communities/{community['id']}/duty", {"until": until})
    need = amina.need(urgency="urgent")
    assert need["progress"]["on_duty"] is True
    world.advance(minutes=16)
    assert "Somebody needs you now" in rung(world, "ok-omar")
    assert "Somebody needs you now" not in rung(world, "ok-cleo")
    assert "nobody_on_duty" not in amina.inbox()
    queue = omar.get(f"/v1/communities/{community['id']}/queue")["items"]
    assert [entry["id"] for entry in queue] == [need["id"]]


def test_who_was_on_duty_is_so_no_more_when_their_time_is_over(world: World) -> None:
    """By the clock of this house, which may be ahead of the database's."""
    cleo, amina = asleep(world, "Cleo"), asleep(world, "Amina")
    community = world.community(cleo)
    until = (world.now() + timedelta(hours=1)).isoformat()
    cleo.put(f"/v1/communities/{community['id']}/duty", {"until": until})
    need = amina.need()
    assert need["progress"]["on_duty"] is True
    world.advance(hours=2)
    assert amina.get(f"/v1/needs/{need['id']}")["progress"]["on_duty"] is False


def test_a_yes_in_time_rings_nobody(world: World) -> None:
    cleo, ben, amina = asleep(world, "Cleo"), world.person("Ben", urgent_welcome=True), asleep(world, "Amina")
    world.community(cleo, ben)
    device_for(cleo, "ok-cleo")
    ben.offer()
    until_two_at_night(world)
    need = amina.need(urgency="urgent")
    world.tick()
    ben.post(f"/v1/matches/{ben.match_on(need['id'])['id']}/accept")
    world.advance(minutes=20)
    assert rung(world, "ok-cleo") == []


def test_a_risk_rule_that_leaves_nobody_says_so_at_once(world: World) -> None:
    cleo, ben, amina = world.person("Cleo"), world.person("Ben"), world.person("Amina")
    community = world.community(cleo, ben)
    ben.offer(categories=["childcare"])
    need = amina.need(category="childcare")
    assert need["progress"]["outlook"] == "nobody"
    world.tick()
    assert amina.get(f"/v1/needs/{need['id']}")["progress"]["next"]["step"] == "coordinator"
    assert "nobody_yet" in amina.inbox()
    queue = cleo.get(f"/v1/communities/{community['id']}/queue")["items"]
    assert [entry["why"] for entry in queue] == ["nobody_left"]


def test_duty_is_for_coordinators_and_ends(world: World) -> None:
    cleo, ben = world.person("Cleo"), world.person("Ben")
    duty = f"/v1/communities/{world.community(cleo, ben)['id']}/duty"
    until = (world.now() + timedelta(hours=2)).isoformat()
    assert ben.refused("PUT", duty, {"until": until})["status"] == 403
    cleo.put(duty, {"until": until})
    assert [item["person_id"] for item in ben.get(duty)["items"]] == [cleo.id]
    world.advance(hours=3)
    assert ben.get(duty)["items"] == []
    cleo.put(duty, {"until": (world.now() + timedelta(hours=2)).isoformat()})
    cleo.delete(duty)
    assert ben.get(duty)["items"] == []
    past = cleo.refused("PUT", duty, {"until": "2020-01-01T00:00:00Z"})
    assert past["errors"][0]["code"] == "in_the_past"
