"""A yes that waits is told again, stands in the queue, and ends with its need in words that say so (lived 4)."""

from datetime import timedelta

import pytest

from tests.support.people import Person
from tests.support.telling import deliveries
from tests.support.world import World


class Waiting:
    """Ana asked, Ben said yes, and she does not answer. Sara coordinates."""

    def __init__(self, world: World, urgency: str) -> None:
        self.world = world
        self.sara, self.ana, self.ben = (world.person(name) for name in ("Sara", "Ana", "Ben"))
        world.prove(self.ana, f"ana-{self.ana.id}@example.org")
        world.prove(self.ben, f"ben-{self.ben.id}@example.org")
        self.community = world.community(self.sara, self.ana, self.ben)["id"]
        world.vouch_for(self.ben, self.community)
        self.need = self.ana.need(urgency=urgency, community_id=self.community)["id"]
        self.match = self.ben.post(f"/v1/needs/{self.need}/responses", {})["id"]
        world.tick()

    def told(self, person: Person, *kinds: str) -> list[str]:
        return [kind for kind in reversed(person.inbox()) if kind in kinds]

    def letters(self, person: Person) -> list[str]:
        return [sent.kind for sent in deliveries(self.world, person) if sent.status == "sent"]

    def queue(self) -> list[str]:
        entries = self.sara.get(f"/v1/communities/{self.community}/queue")["items"]
        return [entry["why"] for entry in entries if entry["id"] == self.match]


WORDS = ("yes", "yes_waits", "yes_still_waits")


def test_a_yes_is_told_again_after_four_hours_and_a_day_and_three(shared_world: World) -> None:
    waiting = Waiting(shared_world, "flexible")
    told = []
    for hours in (3, 1, 19, 1, 47, 1):
        shared_world.advance(hours=hours, minutes=1)
        told.append(len(waiting.told(waiting.ana, *WORDS)))
    assert told == [1, 2, 2, 3, 3, 4]
    assert waiting.letters(waiting.ana).count("yes_waits") == 1, "by itself once, then in her digest"
    assert "yes_still_waits" not in waiting.letters(waiting.ana)
    subjects = [row["subject"] for row in shared_world.outbox(f"ana-{waiting.ana.id}@example.org")]
    assert subjects.count("What waits for you") >= 1


def test_after_a_day_a_coordinator_finds_it_and_the_helper_is_free(shared_world: World) -> None:
    waiting = Waiting(shared_world, "flexible")
    shared_world.advance(hours=23)
    assert (waiting.queue(), waiting.told(waiting.ben, "your_yes_waits")) == ([], [])
    shared_world.advance(hours=2)
    assert waiting.queue() == ["yes_waits"]
    assert waiting.told(waiting.ben, "your_yes_waits") == ["your_yes_waits"]
    shared_world.advance(days=10)
    assert waiting.told(waiting.ben, "your_yes_waits") == ["your_yes_waits"], "once"
    taken_back = waiting.ben.post(f"/v1/matches/{waiting.match}/decline", {})
    assert taken_back["status"] == "declined"
    assert waiting.queue() == []


def test_a_yes_to_what_is_urgent_is_told_again_after_twenty_minutes_and_an_hour(shared_world: World) -> None:
    waiting = Waiting(shared_world, "urgent")
    told = []
    for minutes in (19, 2, 38, 2):
        shared_world.advance(minutes=minutes)
        told.append(len(waiting.told(waiting.ana, *WORDS)))
    assert told == [1, 2, 2, 3]
    assert waiting.queue() == ["yes_waits"]
    assert "yes_still_waits" in waiting.letters(waiting.ana), "what is urgent waits for no digest"


@pytest.mark.parametrize("urgency", ["soon"])
def test_what_ended_because_the_need_ended_says_so_to_both(shared_world: World, urgency: str) -> None:
    waiting = Waiting(shared_world, urgency)
    shared_world.advance(seconds=timedelta(days=7, hours=1).total_seconds())
    assert waiting.ana.get(f"/v1/needs/{waiting.need}")["status"] == "expired"
    assert waiting.told(waiting.ben, "need_over", "no_longer_needed", "declined") == ["need_over"]
    assert waiting.told(waiting.ana, "ended_with_need", "declined") == ["ended_with_need"]
