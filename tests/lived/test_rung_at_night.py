"""Who is rung at night: what decides an urgent match, at any hour; and nothing else (lived 2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.world import World, device_for

ASLEEP = {"quiet_from": "22:00", "quiet_to": "08:00", "time_zone": "America/Detroit"}
LOCAL = ZoneInfo("America/Detroit")


@dataclass
class Night:
    """A circle at night: an author and two helpers in bed, each with a phone that tells what rang."""

    world: World
    ana: Person
    ben: Person
    cleo: Person
    community: str

    def rang(self, person: Person) -> list[str]:
        """What rang this person since nine in the evening, oldest first."""
        since = self.bedtime.isoformat()
        found = [row for row in self.world.outbox(f"ok-{person.id}") if row["at"] >= since]
        return [row["subject"] for row in reversed(found)]

    def begin(self) -> None:
        """Moves the clock to half past two of the next night."""
        now = self.world.now().astimezone(LOCAL)
        night = datetime(now.year, now.month, now.day, 2, 30, tzinfo=LOCAL) + timedelta(days=1)
        self.bedtime = night - timedelta(hours=5, minutes=30)
        self.world.advance(seconds=(night - now).total_seconds())

    def need(self, **fields: Any) -> str:
        decide = {"criteria": {"decide": "i_choose"}, "community_id": self.community}
        return str(self.ana.need(**({"urgency": "urgent"} | decide | fields))["id"])

    def yes(self, helper: Person, need: str) -> str:
        match = helper.post(f"/v1/needs/{need}/responses", {})["id"]
        self.world.tick()
        return str(match)


@pytest.fixture
def night(keep: Keep) -> Night:
    return keep(_night)


def _night(world: World) -> Night:
    people = [world.person(name, **ASLEEP) for name in ("Ana", "Ben", "Cleo")]
    for person in people:
        device_for(person, f"ok-{person.id}")
    steward = world.person("Sara")
    community = world.community(steward, *people)["id"]
    for helper in people[1:]:
        world.vouch_for(helper, community)
    world.tick()
    ana, ben, cleo = people
    found = Night(world, ana, ben, cleo, community)
    found.begin()
    return found


def test_a_yes_to_what_is_urgent_is_heard_at_once_and_so_is_the_answer(night: Night) -> None:
    need = night.need()
    match = night.yes(night.ben, need)
    assert night.rang(night.ana) == ["A helper said yes"]
    night.ana.post(f"/v1/matches/{match}/confirm")
    night.world.tick()
    assert night.rang(night.ben) == ["It is agreed"]
    night.ben.post(f"/v1/matches/{match}/cancel", {"reason": "The car does not start"})
    night.world.tick()
    heard = ["A helper said yes", "A change of plan", "Nobody has said yes yet"]
    assert night.rang(night.ana) == heard, "and nobody else is left to ask"


def test_a_yes_taken_back_rings(night: Night) -> None:
    match = night.yes(night.ben, night.need())
    night.ben.post(f"/v1/matches/{match}/decline", {})
    night.world.tick()
    assert night.rang(night.ana)[:2] == ["A helper said yes", "Not this time"]


def test_what_is_not_urgent_waits_for_the_morning(night: Night) -> None:
    night.yes(night.ben, night.need(urgency="soon"))
    assert night.rang(night.ana) == []
    assert "yes" in night.ana.inbox(), "the inbox has it at once"
    night.world.advance(hours=6)
    assert night.rang(night.ana) == ["A helper said yes"]


def test_two_yeses_in_an_hour_ring_once(night: Night) -> None:
    need = night.need(quantity=2, unit="helper")
    night.yes(night.ben, need)
    night.yes(night.cleo, need)
    assert night.rang(night.ana) == ["A helper said yes"]
    assert night.ana.inbox().count("yes") == 2


def test_raising_the_urgency_after_a_yes_does_not_wake_whoever_said_it(night: Night) -> None:
    need = night.need(urgency="soon")
    match = night.yes(night.ben, need)
    night.ana.patch(f"/v1/needs/{need}", {"urgency": "urgent"})
    night.ana.post(f"/v1/matches/{match}/confirm")
    night.world.tick()
    assert night.rang(night.ben) == []
    assert "confirmed_helper" in night.ben.inbox()


def test_a_message_rings_only_whoever_is_awake_in_that_match(night: Night) -> None:
    match = night.yes(night.ben, night.need())
    night.ana.post(f"/v1/matches/{match}/messages", {"text": "Are you on your way?"})
    night.world.tick()
    assert night.rang(night.ben) == ["A new message"], "he said yes a moment ago"
    night.ben.get(f"/v1/matches/{match}/messages")
    night.world.advance(hours=3)
    night.ana.post(f"/v1/matches/{match}/messages", {"text": "Good night then"})
    night.world.tick()
    assert night.rang(night.ben) == ["A new message"]


def test_not_at_night_ends_the_ringing_and_not_the_yes(night: Night) -> None:
    night.ana.patch("/v1/me/notification-settings", {"kinds": {"at_night": False}})
    match = night.yes(night.ben, night.need())
    assert night.rang(night.ana) == []
    assert night.ana.get(f"/v1/matches/{match}")["status"] == "accepted"
    night.world.advance(hours=6)
    assert night.rang(night.ana) == ["A helper said yes"]


def test_an_invitation_rings_nobody_at_night_also_who_welcomes_what_is_urgent(night: Night) -> None:
    night.ben.patch("/v1/me", {"urgent_welcome": True})
    offer = night.ben.offer(community_id=night.community)["id"]
    need = night.need(criteria={"decide": "ask_me_first"})
    night.ana.invite(need, offer)
    night.world.tick()
    assert night.rang(night.ben) == []
    assert "invitation" in night.ben.inbox()


def test_a_no_to_an_invitation_wakes_nobody(night: Night) -> None:
    offer = night.ben.offer(community_id=night.community)["id"]
    match = night.ana.invite(night.need(criteria={"decide": "ask_me_first"}), offer)["id"]
    night.ben.post(f"/v1/matches/{match}/decline", {})
    night.world.tick()
    assert "declined" in night.ana.inbox()
    assert "Not this time" not in night.rang(night.ana)
