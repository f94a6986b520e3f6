"""H10: nobody could close a concern about the only steward, and the last steward could not go. The operator is told."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from core.database.db import Address
from core.errors import NotFound
from services.oversight import cases
from tests.support.concerned_community import ConcernedCommunity
from tests.support.judged_community import JudgedCommunity
from tests.support.world import World
from texts.catalogue import say

OPERATOR = "operator@example.org"


@pytest.fixture
def told_world(address: Address, tmp_path: Path) -> Iterator[World]:
    """A whole Minka whose operator has a mailbox."""
    with World(address, tmp_path, operator_mail=OPERATOR) as made:
        yield made


@pytest.fixture
def concerned_steward(told_world: World) -> ConcernedCommunity:
    return ConcernedCommunity(told_world)


def letters(world: World) -> list[str]:
    world.tick()
    return [item["subject"] for item in world.outbox(OPERATOR)]


def test_a_concern_about_the_only_steward_is_heard_and_closed(concerned_steward: ConcernedCommunity) -> None:
    world = concerned_steward.world
    world.appoint(concerned_steward.ben, concerned_steward.id, "steward")
    concerned_steward.sam.patch(
        f"/v1/communities/{concerned_steward.id}/members/{concerned_steward.sam.id}", {"role": "member"}
    )
    _, match = concerned_steward.agreed()
    concerned_steward.concern(match)
    for who in (concerned_steward.ben, concerned_steward.cora):
        assert "concern" not in concerned_steward.queue(who)
        assert concerned_steward.decide(who, match, "concern_closed").status_code in (403, 404)
    assert letters(world) == ["Minka: a concern in Lansing is yours to hear"]
    with world.database.transaction() as session:
        [case] = cases.waiting(session)
        read = cases.read(session, case.concern.id)
        assert (read.note, str(read.concern.about_id)) == ("he shouted at me", concerned_steward.ben.id)
        cases.decide(session, case.concern.id, "closed", reason="I rang both", now=world.now())
    with world.database.transaction() as session:
        assert cases.waiting(session) == []
    log = concerned_steward.ben.call("GET", f"/v1/communities/{concerned_steward.id}/log").text
    assert "concern_closed" not in log, "who judges from outside judges one of those who read it"
    assert "concern_unheard" not in concerned_steward.ana.call("GET", "/v1/matches").text


def test_a_concern_that_somebody_there_hears_is_none_of_the_operators(
    concerned_steward: ConcernedCommunity,
) -> None:
    _, match = concerned_steward.agreed()
    concerned_steward.concern(match)
    assert letters(concerned_steward.world) == []
    with concerned_steward.world.database.transaction() as session:
        assert cases.waiting(session) == []
        with pytest.raises(NotFound):
            cases.read(session, UUID(match))


def test_the_operator_hears_of_changes_that_wait_and_of_no_others(told_world: World) -> None:
    """Of a new steward at once; of what two of a community settle among themselves never."""
    sam, cora, ben = (told_world.person(name) for name in ("Sam", "Cora", "Ben"))
    here = told_world.community(sam, cora, ben)["id"]
    path = f"/v1/communities/{here}"
    told_world.appoint(cora, here, "steward")
    sam.post(f"{path}/members/{ben.id}/checks", {"kind": "identity", "at": f"{told_world.now():%Y-%m-%d}"})
    assert letters(told_world) == []
    sam.patch(f"{path}/members/{ben.id}", {"role": "steward"})
    assert letters(told_world) == ["Minka: a change waits in Lansing"]
    [letter] = told_world.outbox(OPERATOR)
    [change] = [one for one in sam.get(path)["pending_changes"] if one["kind"] == "steward"]
    assert f"manage.py communities object {change['id']}" in letter["text"]
    assert "Ben" not in letter["text"], "of people it says nothing"


def test_a_letter_that_is_no_longer_true_does_not_leave(told_world: World) -> None:
    sam, ben = told_world.person("Sam"), told_world.person("Ben")
    path = f"/v1/communities/{told_world.community(sam, ben)['id']}"
    sam.patch(f"{path}/members/{ben.id}", {"role": "steward"})
    [change] = sam.get(path)["pending_changes"]
    sam.post(f"{path}/changes/{change['id']}/object")
    assert letters(told_world) == []


def test_the_operator_hears_that_the_last_steward_left(told_world: World) -> None:
    sam, ana = told_world.person("Sam"), told_world.person("Ana")
    here = told_world.community(sam, ana)["id"]
    sam.delete("/v1/me")
    assert letters(told_world) == ["Minka: Lansing has no steward"]
    assert here in told_world.outbox(OPERATOR)[0]["text"]


def test_the_operator_is_written_to_in_their_own_language(address: Address, tmp_path: Path) -> None:
    with World(address, tmp_path, operator_mail=OPERATOR, operator_language="sw") as world:
        sam = world.person("Sam")
        world.community(sam)
        sam.delete("/v1/me")
        assert letters(world) == [say("mail.operator.alone.subject", "sw", community="Lansing")]


REPORTED, CONCERN, APPEAL = (
    f"Minka: {what} in Lansing is yours to hear" for what in ("something reported", "a concern", "an appeal")
)


@pytest.mark.parametrize("way", ["keeping away", "leaving"])
def test_the_operator_hears_of_what_becomes_theirs_later(told_world: World, way: str) -> None:
    """Somebody there could hear all three, until they were kept away, or gone; each is told once."""
    court = JudgedCommunity(told_world)
    judges = (court.sam, court.sara, court.cora, court.carl)
    matches = []
    for _ in range(2):
        need = court.ana.need(community_id=court.id)["id"]
        matches.append(court.ben.post(f"/v1/needs/{need}/responses", {})["id"])
        court.ana.post(f"/v1/matches/{matches[-1]}/confirm")
    first, second = matches
    court.ana.post("/v1/reports", {"about": {"type": "match", "id": first}, "kind": "harassment"})
    court.ana.post(f"/v1/matches/{second}/report", {"outcome": "not_helped", "concern": True})
    _, decision = court.removed(court.cora)
    court.appeals(court.ana, decision)
    assert letters(told_world) == []
    if way == "leaving":
        suspended = {"state": "suspended", "reason": "he reads what is not his"}
        court.sam.patch(f"{court.path}/members/{court.carl.id}", suspended)
    for judge in judges[:-1]:
        if way == "keeping away":
            about = judge.need(community_id=court.id)["id"]
            court.ana.post("/v1/blocks", {"about": {"type": "need", "id": about}})
        else:
            judge.delete("/v1/me")
    mine = [subject for subject in letters(told_world) if subject.endswith("yours to hear")]
    assert sorted(mine) == sorted([REPORTED, CONCERN, APPEAL])
    again = {"about": {"type": "match", "id": first}, "kind": "fake"}
    court.ana.post("/v1/reports", again)
    assert letters(told_world).count(REPORTED) == 1
    court.ana.post("/v1/reports", again | {"kind": "child_at_risk"})
    assert letters(told_world).count(REPORTED) == 2, "of what cannot wait they hear again"
