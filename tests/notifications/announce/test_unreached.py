"""Messages that cannot leave have an end, and somebody without the app who was not told is phoned by whoever speaks."""

import asyncio
import random
from datetime import timedelta
from typing import Any

import pytest

from core.models.notification import ChannelName
from notifications.channels.base import Channel, Outcome, Verdict
from notifications.send.delivery import Dispatch
from notifications.send.outcomes import LONGEST_REST
from tests.support.parcels import open_gate
from tests.support.people import Person
from tests.support.telling import announce, change, deliveries, last, scalar, tell
from tests.support.world import World, device_for

JUMA = "+15550100188"


class CleoAndJuma:
    """Cleo coordinates and speaks for Juma, who helps; Ana asks."""

    def __init__(self, world: World, **contact: str) -> None:
        self.world = world
        self.cleo, self.ana = world.person("Cleo"), world.person("Ana")
        device_for(self.cleo, "ok-cleo")
        self.community = world.community(self.cleo, self.ana)["id"]
        consent = {"how": "phone", "at": world.now().isoformat()}
        entry = {"display_name": "Juma", "is_adult": True, "consent": consent} | contact
        self.juma = Person(world.http, "Juma", self.cleo.post("/v1/people", entry)["id"], "", "")
        change(world.database, "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00'")
        change(world.database, "DELETE FROM event_todo")  # that he was written down is told elsewhere
        self.offer = self.cleo.offer(on_behalf_of=self.juma.id)["id"]

    def ask(self) -> None:
        need = self.ana.need(criteria={"decide": "ask_me_first"}, community_id=self.community)
        self.ana.invite(need["id"], self.offer)
        announce(self.world)

    def told(self) -> list[dict[str, Any]]:
        items = self.cleo.get("/v1/me/notifications")["items"]
        return [one for one in items if one["kind"] == "please_phone"]


def go_round(world: World, channels: dict[ChannelName, Channel], rounds: int = 1) -> None:
    """What a worker with these channels alone does."""

    async def run() -> None:
        dispatch = Dispatch(world.database, channels, patience_s=0.2)
        for _ in range(rounds):
            await dispatch.round(now=world.now(), rng=random.Random(1))

    asyncio.run(run())


def test_a_text_where_no_gateway_is_has_an_end_and_a_call_is_asked_for(world: World) -> None:
    people = CleoAndJuma(world, phone=JUMA)
    people.ask()
    go_round(world, {ChannelName.PUSH: open_gate(Outcome(Verdict.DONE))})
    assert (last(world, people.juma).channel, last(world, people.juma).status) == ("sms", "skipped")
    assert last(world, people.juma).code == "no_channel"
    announce(world)
    [asked] = people.told()
    assert asked["subject"] == {"type": "person", "id": people.juma.id}
    assert asked["link"] == f"{world.settings.public_url}/my"
    go_round(world, {ChannelName.PUSH: open_gate(Outcome(Verdict.DONE))})
    announce(world)
    assert len(people.told()) == 1, "once"


def test_nothing_is_skipped_before_its_time(world: World) -> None:
    people = CleoAndJuma(world, phone=JUMA)
    people.ask()
    change(
        world.database,
        "UPDATE delivery SET due_at = :at WHERE channel = 'sms'",
        at=world.now() + timedelta(hours=1),
    )
    go_round(world, {ChannelName.PUSH: open_gate(Outcome(Verdict.DONE))})
    assert last(world, people.juma).status == "pending"


def test_whoever_has_no_contact_point_is_asked_by_whoever_speaks_for_them(world: World) -> None:
    people = CleoAndJuma(world)
    people.ask()
    announce(world)
    assert deliveries(world, people.juma) == []
    assert people.told() == [], "not twice for one word"
    assert people.cleo.inbox().count("for_somebody") == 1


@pytest.mark.parametrize("budget", [0, 5])
def test_a_spent_budget_is_a_call_to_make(world: World, budget: int) -> None:
    people = CleoAndJuma(world, phone=JUMA)
    turned = {"dials": {"sms_per_month": budget}, "reason": "we are few"}
    people.cleo.patch(f"/v1/communities/{people.community}/policy", turned)
    people.ask()
    world.tick()
    assert last(world, people.juma).status == ("sent" if budget else "failed")
    assert len(people.told()) == (0 if budget else 1)


def test_a_text_that_arrived_asks_for_no_call(world: World) -> None:
    people = CleoAndJuma(world, phone=JUMA)
    people.ask()
    world.tick()
    assert last(world, people.juma).status == "sent"
    assert people.told() == []


def test_somebody_who_speaks_for_themselves_is_nobodys_call(world: World) -> None:
    people = CleoAndJuma(world, phone=JUMA)
    change(world.database, "UPDATE person SET represented = false WHERE id = :id", id=people.juma.id)
    people.ask()
    announce(world)
    assert scalar(world.database, "SELECT count(*) FROM event WHERE kind = 'not_reached'") == 0


class TestAChannelThatAsksForLess:
    """A 429 or 503 with Retry-After: nobody's message goes there before that, not only this one."""

    def test_it_rests_as_long_as_it_asks_and_then_goes_on(self, world: World) -> None:
        ana, ben = world.person("Ana"), world.person("Ben")
        for person in (ana, ben):
            device_for(person, f"ok-{person.name}")
        busy = open_gate(Outcome(Verdict.RETRY, "HTTP_429", timedelta(minutes=30), whole_channel=True))
        tell(world, ana)
        announce(world)
        go_round(world, {ChannelName.PUSH: busy})
        tell(world, ben)
        announce(world)
        free = open_gate(Outcome(Verdict.DONE))
        go_round(world, {ChannelName.PUSH: free})
        assert (len(busy.tried), free.tried) == (1, [])
        assert (last(world, ben).status, last(world, ben).attempts) == ("pending", 0)
        change(world.database, "UPDATE channel_rest SET until = :at", at=world.now() - timedelta(seconds=1))
        go_round(world, {ChannelName.PUSH: free})
        assert last(world, ben).status == "sent"

    def test_what_concerns_one_message_rests_no_channel(self, world: World) -> None:
        ana = world.person("Ana")
        device_for(ana, "ok-ana")
        tell(world, ana)
        announce(world)
        one = Outcome(Verdict.RETRY, "THIRD_PARTY_AUTH_ERROR", timedelta(minutes=30))
        go_round(world, {ChannelName.PUSH: open_gate(one)})
        assert scalar(world.database, "SELECT count(*) FROM channel_rest") == 0

    def test_nobody_silences_a_channel_for_good(self, world: World) -> None:
        ana = world.person("Ana")
        device_for(ana, "ok-ana")
        tell(world, ana)
        announce(world)
        for_ever = Outcome(Verdict.RETRY, "HTTP_503", timedelta(days=9999), whole_channel=True)
        go_round(world, {ChannelName.PUSH: open_gate(for_ever)})
        until = scalar(world.database, "SELECT until FROM channel_rest WHERE channel = 'push'")
        assert until - world.now() <= LONGEST_REST
