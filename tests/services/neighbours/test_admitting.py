"""Letting people in, or not: exactly those who were seen waiting, each with a reason they read, and all or nobody."""

from typing import Any

import pytest

from tests.services.neighbours.circle import CircleOfHelpers
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World

WHY = "we do not know you yet"


class CircleWithWaiting(CircleOfHelpers):
    """The same, where whoever joins waits to be let in; three do."""

    def __init__(self, world: World) -> None:
        super().__init__(world, join_policy="open")
        self.cora.patch(self.path, {"join_policy": "approval"})
        self.waiting = [world.person(name, proved=f"{name}@example.org") for name in ("gil", "hana", "ida")]
        for person in self.waiting:
            person.post(f"{self.path}/join")

    def bulk(self, do: str, *people: Person, expected: int | None = None, **more: Any) -> dict[str, Any]:
        body = {"do": do, "people": [one.id for one in people], "expected": expected or len(people)} | more
        answer = self.dora.call("POST", f"{self.path}/members/bulk", body)
        return dict(answer.json())

    def states(self) -> list[str]:
        there = {one["person_id"]: one["state"] for one in self.cora.get(f"{self.path}/members")["items"]}
        return [there.get(person.id, "gone") for person in self.waiting]


@pytest.fixture
def door(keep: Keep) -> CircleWithWaiting:
    return keep(CircleWithWaiting)


def test_several_are_let_in_at_once(door: CircleWithWaiting) -> None:
    done = door.bulk("admit", *door.waiting)
    assert [one["state"] for one in done["items"]] == ["active"] * 3
    assert door.states() == ["active"] * 3


def test_nobody_is_let_in_where_not_as_many_wait_as_were_seen(door: CircleWithWaiting) -> None:
    """Another coordinator was faster with one; somebody is named twice; somebody waits for nothing."""
    gil, hana, ida = door.waiting
    door.cora.patch(f"{door.path}/members/{gil.id}", {"state": "active"})
    for refused in (
        door.bulk("admit", gil, hana, ida),
        door.bulk("admit", hana, hana, expected=2),
        door.bulk("admit", hana, door.ben),
        door.bulk("refuse", hana, door.ben, reason=WHY),
        door.bulk("admit", hana, ida, expected=3),
    ):
        assert (refused["status"], refused["code"]) == (409, "not_as_many")
    assert door.states() == ["active", "pending", "pending"]


def test_who_is_not_let_in_reads_why_and_may_ask_again_in_a_week(door: CircleWithWaiting) -> None:
    gil, hana, _ = door.waiting
    door.bulk("refuse", gil, hana, reason=WHY)
    door.world.advance(minutes=1)
    assert door.states() == ["gone", "gone", "pending"]
    assert "not_admitted" in gil.inbox()
    [decision] = gil.get("/v1/decisions")["items"]
    assert (decision["outcome"], decision["reason"], decision["appeal_until"]) == ("not_admitted", WHY, None)
    assert gil.refused("POST", f"{door.path}/join")["code"] == "ask_again_later"
    door.world.advance(days=7)
    assert gil.post(f"{door.path}/join")["state"] == "pending"


def test_who_was_not_let_in_comes_in_by_an_invitation(door: CircleWithWaiting) -> None:
    gil = door.waiting[0]
    door.bulk("refuse", gil, reason=WHY)
    word = door.cora.post(f"{door.path}/invitations")["invitation"]
    assert gil.post(f"{door.path}/join", {"invitation": word})["state"] == "active"


def test_nobody_is_turned_away_without_a_reason(door: CircleWithWaiting) -> None:
    refused = door.bulk("refuse", *door.waiting)
    assert (refused["status"], refused["errors"][0]["code"]) == (422, "reason_needed")
    assert door.states() == ["pending"] * 3


def test_the_letter_opens_a_page_that_says_why(door: CircleWithWaiting) -> None:
    door.bulk("refuse", door.waiting[0], reason=WHY)
    door.world.advance(minutes=1)
    [mail] = [one for one in door.world.outbox("gil@example.org") if one["subject"] == "Your wish to join"]
    link = next(word for word in mail["text"].split() if "/l/" in word)
    page = door.world.http.get("/l/" + link.rpartition("/l/")[2]).text
    assert WHY in page


def test_who_was_turned_away_leaves_no_mark_of_their_name(door: CircleWithWaiting) -> None:
    assert [one["display_name"] for one in door.dora.get(f"{door.path}/people?q=gil")["items"]] == ["gil"]
    door.bulk("refuse", door.waiting[0], reason=WHY)
    assert door.dora.get(f"{door.path}/people?q=gil")["items"] == []
