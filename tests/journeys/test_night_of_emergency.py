"""A night in which the river rises: sixty people are looked up, and in the morning one press says that it was seen."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.reveals import second_words
from tests.support.looks import LookedAt
from tests.support.people import Person
from tests.support.telling import deliveries, scalar
from tests.support.world import World


@pytest.fixture
def river(shared_world: World) -> LookedAt:
    return LookedAt(shared_world)


def asking(river: LookedAt, people: int) -> tuple[list[Person], list[str]]:
    """So many people who ask for help, and what for."""
    found = [river.world.person(f"Person {number}") for number in range(people)]
    return found, [river.need(person) for person in found]


def told(river: LookedAt, who: Person, kind: str) -> int:
    """How many lines of a kind somebody's inbox holds."""
    count = "SELECT count(*) FROM notification WHERE person_id = :who AND kind = :kind"
    return int(scalar(river.world.database, count, who=who.id, kind=kind))


def test_sixty_looks_in_a_night_and_the_second_words_in_the_morning(river: LookedAt) -> None:
    world = river.world
    authors, needs = asking(river, 10)
    river.emergency(hours=12)
    assert river.many(needs, 60) == [201] * 60
    world.tick()
    for author in authors:
        assert author.inbox().count("revealed") == 6
    assert river.queue(river.cora) == [], "nobody sees after themself"
    assert river.queue(river.sam) == ["reveal_unseen"]
    assert told(river, river.sam, "reveals_unseen") == 1, "one line of it, not thirty"
    world.advance(hours=8)
    waiting = river.sam.get(f"{river.path}/reveals?limit=50")["items"]
    assert len(waiting) == 30
    assert {one["state"] for one in waiting} == {"unseen"}
    assert all(one["purpose"] and one["need_id"] and one["allowed"] == ["agree"] for one in waiting)
    assert river.cora.refused("POST", f"{river.path}/reveals/seen", {"by": river.cora.id})["status"] == 403
    assert river.sam.post(f"{river.path}/reveals/seen", {"by": river.cora.id}) == {"seen": 30}
    assert river.sam.post(f"{river.path}/reveals/seen", {"by": river.cora.id}) == {"seen": 0}
    assert river.queue(river.sam) == []
    kinds = [line["kind"] for line in river.sam.get(f"{river.path}/log?limit=50&by={river.sam.id}")["items"]]
    assert kinds[0] == "reveals_seen"
    assert "emergency_declared" in kinds


def test_without_an_emergency_the_thirty_first_waits_for_a_second_person(river: LookedAt) -> None:
    world = river.world
    _, needs = asking(river, 4)
    assert river.many(needs, 30) == [201] * 30
    waits = river.look(needs[0], purpose="one more")
    assert (waits.status_code, waits.json()["state"], waits.json()["contact"]) == (202, "waits", None)
    assert river.look(needs[0], purpose="one more").json()["id"] == waits.json()["id"]
    assert river.look(needs[1], purpose="round 29 of the night").status_code == 200, "what is open stays so"
    world.tick()
    assert told(river, river.sam, "reveal_asked") == 1
    assert river.queue(river.sam) == ["reveal_waits"]
    agree = f"{river.path}/reveals/{waits.json()['id']}/agree"
    assert river.cora.refused("POST", agree)["code"] == "not_a_second_word"
    assert river.sam.post(agree)["state"] == "agreed"
    world.tick()
    assert "reveal_agreed" in river.cora.inbox()
    opened = river.look(needs[0], purpose="one more")
    assert (opened.status_code, opened.json()["state"]) == (201, "open")
    assert river.look(needs[0], purpose="yet another").status_code == 202
    world.advance(hours=1)
    assert river.look(needs[2], purpose="an hour later").status_code == 201


def test_who_is_the_same_hand_gives_no_second_word(river: LookedAt) -> None:
    """A coordinator whom the looker made one says nothing new, nor does a member; where nobody else is there a steward
    of a recognised neighbour does, who reads neither need nor purpose.
    """
    world = river.world
    _, needs = asking(river, 3)
    puppet, gil, member = world.person("Puppet"), world.person("Gil"), world.person("Mel")
    for person in (puppet, member):
        person.post(f"{river.path}/join")
    world.appoint(puppet, river.id, "coordinator")
    world.community(gil, name="Okemos", place={"lat": 42.72, "lon": -84.43})
    assert river.many(needs, 30, river.sam) == [201] * 30
    reveal = river.look(needs[0], river.sam, "one more").json()["id"]
    agree = f"{river.path}/reveals/{reveal}/agree"
    assert puppet.refused("POST", agree)["code"] == "not_a_second_word"
    assert member.refused("POST", agree)["status"] == 403
    assert gil.refused("POST", agree)["status"] == 404, "while there is somebody of the community"
    river.cora.post(f"{river.path}/leave")
    [line] = gil.get(f"{river.path}/reveals")["items"]
    assert (line["need_id"], line["purpose"], line["allowed"]) == (None, None, ["agree"])
    assert gil.post(agree)["state"] == "agreed"


def test_a_second_word_that_does_not_come_is_told_and_stops_what_is_beyond(river: LookedAt) -> None:
    world = river.world
    _, needs = asking(river, 4)
    sams = river.need(river.sam)
    river.emergency(hours=72)
    river.many(needs, 31)
    river.look(sams, purpose="the last")
    world.advance(hours=24)
    assert told(river, river.sam, "reveals_overdue") == 1
    assert river.many(needs, 30) == [201] * 30, "the usual thirty stay"
    assert river.look(needs[0], purpose="beyond").json()["code"] == "reveals_overdue"
    assert river.sam.post(f"{river.path}/reveals/seen", {"by": river.cora.id}) == {"seen": 1}, (
        "not of his own"
    )
    assert river.look(needs[0], purpose="beyond").json()["code"] == "reveals_overdue"
    with world.database.transaction() as session:
        one, cora = UUID(river.id), UUID(river.cora.id)
        assert second_words.seen_by_operator(session, one, cora, now=world.now()) == 1
    assert river.look(needs[0], purpose="beyond").status_code == 201


def test_what_somebody_left_unseen_who_went_is_seen_by_who_is_left(river: LookedAt) -> None:
    """But not by whom they made a coordinator."""
    world = river.world
    _, needs = asking(river, 2)
    puppet = world.person("Puppet")
    puppet.post(f"{river.path}/join")
    world.appoint(river.cora, river.id, "steward")
    river.cora.patch(f"{river.path}/members/{puppet.id}", {"role": "coordinator"})
    river.emergency(hours=2)
    river.many(needs, 31)
    river.cora.post(f"{river.path}/leave")
    seen = f"{river.path}/reveals/seen"
    assert puppet.refused("POST", seen, {"by": river.cora.id})["code"] == "not_a_second_word"
    assert river.queue(river.sam) == ["reveal_unseen"]
    assert river.sam.post(seen, {"by": river.cora.id}) == {"seen": 1}


def test_an_emergency_is_a_stewards_to_declare_and_everybodys_to_know(river: LookedAt) -> None:
    world = river.world
    path = f"{river.path}/emergency"
    long_ago = {"until": (world.now().replace(microsecond=0)).isoformat(), "reason": "the river rose"}
    assert river.cora.refused("PUT", path, long_ago)["status"] == 403
    assert river.sam.refused("PUT", path, long_ago)["errors"][0]["code"] == "in_the_past"
    too_long = {"until": (world.now() + timedelta(hours=73)).isoformat(), "reason": "the river rose"}
    assert river.sam.refused("PUT", path, too_long)["errors"][0]["code"] == "out_of_range"
    assert river.ana.get(river.path)["emergency_until"] is None
    river.emergency(hours=2)
    world.tick()
    assert "emergency_declared" in river.ana.inbox()
    assert deliveries(world, river.ana) == []
    assert river.ana.get(river.path)["emergency_until"] is not None
    river.sam.delete(path)
    river.sam.delete(path)
    world.tick()
    assert river.ana.get(river.path)["emergency_until"] is None
    assert river.ana.inbox().count("emergency_ended") == 1
