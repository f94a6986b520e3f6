"""How deliveries fare on good and bad days: a real FCM server, a clock moved by hand."""

import asyncio
import itertools
import random
from datetime import datetime, time, timedelta

import pytest

from core.database.db import Database
from core.models.notification import ChannelName
from notifications.channels.base import Channel, Outcome, Parcel, Verdict
from notifications.channels.retry import CHANNEL_PAUSE, MAX_ATTEMPTS
from notifications.send.delivery import LONGEST_TRY, PATIENCE_S, Dispatch
from notifications.send.leases import LEASE
from tests.servers.fcm import FcmServer
from tests.support.people import Person
from tests.support.telling import announce, change, deliveries, last, scalar, tell
from tests.support.world import World, device_for

_numbers = itertools.count(1)


def reached_at(world: World, behaviour: str, **about: str) -> Person:
    """Somebody named as the address of their device is; its first word decides how their pushes fare."""
    person = world.person(f"{behaviour}-{next(_numbers)}", **about)
    device_for(person, person.name)
    return person


def arrived_at(fcm: FcmServer, person: Person) -> list[str]:
    """The ids of the messages that came to this person's device."""
    return [push["data"]["message_id"] for push in fcm.received if push["address"] == person.name]


def until_due(world: World, person: Person) -> None:
    """Moves the clock to just after this person's delivery is due again."""
    wait = last(world, person).due_at - world.now()
    world.advance(seconds=wait.total_seconds() + 1)


class TestAnswers:
    def test_taken_is_sent_once(self, house: World, fcm: FcmServer) -> None:
        anna = reached_at(house, "ok")
        tell(house, anna)
        house.tick()
        house.advance(hours=3)
        sent = last(house, anna)
        assert (sent.status, sent.attempts) == ("sent", 1)
        assert arrived_at(fcm, anna) == [sent.message_id]

    def test_unregistered_drops_the_device_and_nothing_is_sent_there_again(
        self, house: World, fcm: FcmServer
    ) -> None:
        anna = reached_at(house, "unregistered")
        tell(house, anna)
        house.tick()
        assert anna.get("/v1/me/devices")["items"] == []
        assert (last(house, anna).status, last(house, anna).code) == ("failed", "UNREGISTERED")
        tell(house, anna)
        house.advance(minutes=5)
        assert fcm.tries[anna.name] == 1
        assert anna.inbox() == ["role_changed", "role_changed"], "the inbox is the truth"

    def test_an_address_registered_meanwhile_outlives_the_old_ones_end(
        self, house: World, fcm: FcmServer
    ) -> None:
        anna = house.person("anna")
        installation = device_for(anna, "unregistered-old")
        tell(house, anna)
        gate = Gate(Outcome(Verdict.DROP_ADDRESS, "UNREGISTERED"))
        with by(house, gate) as rounds:
            announce(house)
            rounds.go(house.now())
            anna.put(f"/v1/me/devices/{installation}", {"address": "ok-new"})
            rounds.open_gate(house.now())
        assert len(anna.get("/v1/me/devices")["items"]) == 1
        tell(house, anna)
        house.tick()
        assert fcm.accepted["ok-new"] == 1

    def test_too_many_waits_as_long_as_it_is_told_to(self, house: World, fcm: FcmServer) -> None:
        anna = reached_at(house, "quota1")
        tell(house, anna)
        before = house.now()
        house.tick()
        house.advance(minutes=50)
        assert fcm.tries[anna.name] == 1
        assert last(house, anna).due_at >= before + timedelta(hours=1)
        until_due(house, anna)
        assert (last(house, anna).status, fcm.tries[anna.name]) == ("sent", 2)

    @pytest.mark.parametrize("behaviour", ["quota1", "busy1"])
    def test_when_it_asks_for_less_nobodys_message_goes_there(
        self, house: World, fcm: FcmServer, behaviour: str
    ) -> None:
        anna, ben = reached_at(house, behaviour), reached_at(house, "ok")
        tell(house, anna)
        house.tick()
        tell(house, ben)
        house.advance(minutes=50)
        assert (fcm.tries[anna.name], fcm.tries[ben.name]) == (1, 0)
        until_due(house, anna)
        assert (last(house, anna).status, last(house, ben).status) == ("sent", "sent")

    def test_trouble_at_the_other_side_is_tried_again_and_given_up_in_the_end(
        self, house: World, fcm: FcmServer
    ) -> None:
        anna = reached_at(house, "internal")
        tell(house, anna)
        house.tick()
        while last(house, anna).status == "pending":
            until_due(house, anna)
        assert (last(house, anna).status, last(house, anna).code) == ("failed", "INTERNAL")
        assert fcm.tries[anna.name] == MAX_ATTEMPTS

    @pytest.mark.parametrize("lost", ["cut", "hang"])
    def test_an_answer_that_never_came_is_tried_exactly_once_more(
        self, house: World, fcm: FcmServer, lost: str
    ) -> None:
        anna = reached_at(house, lost)
        tell(house, anna)
        before = house.now()
        house.tick()
        assert (last(house, anna).status, fcm.tries[anna.name]) == ("pending", 1)
        assert last(house, anna).due_at >= before + timedelta(seconds=10)
        until_due(house, anna)
        house.advance(days=1)
        assert (last(house, anna).status, fcm.tries[anna.name]) == ("failed", 2)
        assert set(arrived_at(fcm, anna)) == {last(house, anna).message_id}, "the phone can tell a double"

    def test_what_surely_never_left_does_not_use_up_that_one_more(self, house: World, fcm: FcmServer) -> None:
        anna = house.person("anna")
        installation = device_for(anna, "unavailable-anna")
        tell(house, anna)
        house.tick()
        anna.put(f"/v1/me/devices/{installation}", {"address": "cut1-anna"})
        until_due(house, anna)
        assert last(house, anna).status == "pending", "the second try, but the first that was ambiguous"
        until_due(house, anna)
        assert (last(house, anna).status, fcm.tries["cut1-anna"]) == ("sent", 2)

    def test_an_ambiguous_try_is_remembered_across_clear_ones(self, house: World, fcm: FcmServer) -> None:
        anna = house.person("anna")
        installation = device_for(anna, "cut-anna")
        tell(house, anna)
        house.tick()
        for address in ("unavailable-anna", "cut-again"):
            anna.put(f"/v1/me/devices/{installation}", {"address": address})
            until_due(house, anna)
        assert (last(house, anna).status, fcm.tries["cut-again"]) == ("failed", 1)

    def test_a_refused_channel_rests_for_everybody_and_then_goes_on(
        self, house: World, fcm: FcmServer
    ) -> None:
        anna, ben = reached_at(house, "forbidden1"), reached_at(house, "ok")
        tell(house, anna)
        house.tick()
        tell(house, ben)
        house.advance(seconds=CHANNEL_PAUSE.total_seconds() - 60)
        assert (fcm.tries[anna.name], fcm.tries[ben.name]) == (1, 0)
        assert (last(house, ben).status, last(house, ben).attempts) == ("pending", 0)
        house.advance(minutes=2)
        assert fcm.accepted[ben.name] == 1
        until_due(house, anna)
        assert last(house, anna).status == "sent"

    def test_one_bad_address_holds_up_nobody(self, house: World, fcm: FcmServer) -> None:
        everybody = [reached_at(house, behaviour) for behaviour in ("hang", "ok", "cut", "ok")]
        tell(house, *everybody)
        house.tick()
        assert [last(house, person).status for person in everybody] == ["pending", "sent", "pending", "sent"]


class TestBeforeItLeaves:
    def test_a_proposal_answered_meanwhile_does_not_ring(self, house: World, fcm: FcmServer) -> None:
        cora, ana = house.person("cora"), house.person("ana")
        ben = reached_at(house, "ok", quiet_from="00:00", quiet_to="23:59")
        here = {"community_id": house.community(cora, ana, ben)["id"]}
        offer = ben.offer(**here)
        need = ana.need(criteria={"decide": "ask_me_first"}, **here)
        match = ana.post(f"/v1/needs/{need['id']}/invitations", {"offer_id": offer["id"]})
        house.tick()
        assert last(house, ben)[:3] == ("invitation", "push", "pending")
        ben.post(f"/v1/matches/{match['id']}/accept")
        house.advance(days=1)
        assert last(house, ben)[:4] == ("invitation", "push", "superseded", "no_longer_true")
        assert fcm.tries[ben.name] == 0

    def test_what_was_read_in_the_inbox_does_not_ring(self, house: World, fcm: FcmServer) -> None:
        anna = reached_at(house, "ok")
        tell(house, anna)
        announce(house)
        anna.post("/v1/me/notifications/read", {"all": True})
        house.tick()
        assert (last(house, anna).status, fcm.tries[anna.name]) == ("superseded", 0)

    def test_what_comes_too_late_stays(self, house: World, fcm: FcmServer) -> None:
        anna = reached_at(house, "ok")
        tell(house, anna)
        announce(house)
        house.advance(days=3)
        assert (last(house, anna).status, fcm.tries[anna.name]) == ("expired", 0)

    def test_what_was_switched_off_meanwhile_stays(self, house: World, fcm: FcmServer) -> None:
        cora, ben = house.person("cora"), reached_at(house, "ok")
        community = house.community(cora, join_policy="approval")
        ben.post(f"/v1/communities/{community['id']}/join")
        cora.patch(f"/v1/communities/{community['id']}/members/{ben.id}", {"state": "active"})
        announce(house)
        assert last(house, ben)[:3] == ("admitted", "push", "pending")
        ben.patch("/v1/me/notification-settings", {"kinds": {"admitted": False}})
        house.tick()
        assert (last(house, ben).code, fcm.tries[ben.name]) == ("switched_off", 0)

    def test_a_night_that_came_meanwhile_is_kept(self, house: World, fcm: FcmServer) -> None:
        """A worker that was away, or a retry, must not ring at three in the morning."""
        anna = reached_at(house, "ok")
        tell(house, anna)
        announce(house)
        now = house.now()
        start, end = now - timedelta(hours=1), now + timedelta(hours=5)
        anna.patch("/v1/me", {"quiet_from": f"{start:%H:%M}", "quiet_to": f"{end:%H:%M}"})
        house.tick()
        waiting = last(house, anna)
        assert (waiting.status, waiting.attempts, fcm.tries[anna.name]) == ("pending", 0, 0)
        assert waiting.due_at.time() == time(end.hour, end.minute)
        house.advance(hours=6)
        assert last(house, anna).status == "sent"

    def test_who_is_hiding_hears_nothing(self, house: World, fcm: FcmServer) -> None:
        anna = reached_at(house, "ok")
        tell(house, anna)
        announce(house)
        anna.put("/v1/me/hide")
        house.tick()
        assert (last(house, anna).code, fcm.tries[anna.name]) == ("not_to_be_told", 0)

    def test_one_that_cannot_be_made_holds_up_nobody(self, house: World, fcm: FcmServer) -> None:
        anna, ben = reached_at(house, "ok"), reached_at(house, "ok")
        tell(house, anna, ben)
        announce(house)
        change(house.database, "UPDATE notification SET kind = 'nonsense' WHERE person_id = :p", p=anna.id)
        house.tick()
        assert (last(house, anna).status, last(house, anna).code) == ("pending", "StopIteration")
        assert last(house, ben).status == "sent"
        house.advance(days=3)
        assert last(house, anna).status == "expired"


class Gate:
    """A channel that answers when it is told to."""

    name = "gate"

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.tried: list[Parcel] = []
        self.open = asyncio.Event()

    async def send(self, parcel: Parcel) -> Outcome:
        self.tried.append(parcel)
        await self.open.wait()
        return self.outcome

    async def aclose(self) -> None:
        """Nothing is open."""


class Rounds:
    """One worker's delivery, a round at a time, by the clock it is handed."""

    def __init__(self, database: Database, channel: Gate) -> None:
        self.gate = channel
        self._runner = asyncio.Runner()
        channels: dict[ChannelName, Channel] = {ChannelName.PUSH: channel}
        self._dispatch = Dispatch(database, channels, patience_s=0.05)

    def go(self, now: datetime) -> int:
        return self._runner.run(self._dispatch.round(now=now, rng=random.Random(1)))

    def open_gate(self, now: datetime) -> None:
        self.gate.open.set()
        self._runner.run(self._dispatch.drain(now=now, rng=random.Random(1)))

    def __enter__(self) -> "Rounds":
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.close()


def by(world: World, channel: Gate) -> Rounds:
    return Rounds(world.database, channel)


def test_a_try_ends_before_its_lease_does() -> None:
    """Or another worker would send what is still on its way."""
    assert LONGEST_TRY + timedelta(seconds=PATIENCE_S) < LEASE


class TestTwoWorkers:
    def test_a_dead_workers_lease_is_taken_up_and_its_late_word_changes_nothing(self, house: World) -> None:
        anna = reached_at(house, "ok")
        tell(house, anna)
        announce(house)
        now = house.now()
        slow, quick = Gate(Outcome(Verdict.RETRY, "late")), Gate(Outcome(Verdict.DONE))
        quick.open.set()
        with by(house, slow) as first, by(house, quick) as second:
            first.go(now)
            assert second.go(now + LEASE - timedelta(seconds=1)) == 0, "still the first one's"
            second.go(now + LEASE)
            assert (last(house, anna).status, last(house, anna).attempts) == ("sent", 2)
            first.open_gate(now + LEASE + timedelta(seconds=1))
        assert (last(house, anna).status, last(house, anna).code) == ("sent", None)
        assert [p.message_id for p in slow.tried] == [p.message_id for p in quick.tried]

    def test_a_slow_answer_holds_up_nothing_but_its_place(self, house: World) -> None:
        anna, ben = reached_at(house, "ok"), reached_at(house, "ok")
        gate = Gate(Outcome(Verdict.DONE))
        with by(house, gate) as worker:
            for person in (anna, ben):
                tell(house, person)
                announce(house)
                worker.go(house.now())
            assert len(gate.tried) == 2, "the second left while the first was on its way"
            worker.open_gate(house.now())
        assert [last(house, person).status for person in (anna, ben)] == ["sent", "sent"]

    def test_side_by_side_they_send_each_once(self, house: World) -> None:
        anna = reached_at(house, "ok")
        tell(house, *[anna] * 40)
        announce(house)
        gates = [Gate(Outcome(Verdict.DONE)) for _ in range(2)]
        with by(house, gates[0]) as first, by(house, gates[1]) as second:
            now = house.now()
            for worker in (first, second):
                worker.go(now)
            for worker in (first, second):
                worker.open_gate(now)
        tried = [parcel.message_id for gate in gates for parcel in gate.tried]
        assert sorted(tried) == sorted({sent.message_id for sent in deliveries(house, anna)})

    def test_a_claim_under_way_keeps_no_other_waiting(self, house: World) -> None:
        """SKIP LOCKED: the second takes what the first has not."""
        anna = reached_at(house, "ok")
        tell(house, anna, anna)
        announce(house)
        first = deliveries(house, anna)[0]
        gate = Gate(Outcome(Verdict.DONE))
        gate.open.set()
        with house.database.transaction() as session, by(house, gate) as worker:
            session.connection().exec_driver_sql(
                "SELECT 1 FROM delivery WHERE id = %s FOR UPDATE", (first.message_id,)
            )
            worker.go(house.now())
            assert [parcel.message_id for parcel in gate.tried] == [deliveries(house, anna)[1].message_id]

    def test_nothing_is_left_leased(self, house: World) -> None:
        tell(house, *[reached_at(house, "ok") for _ in range(3)])
        house.tick()
        assert scalar(house.database, "SELECT count(*) FROM delivery WHERE status = 'leased'") == 0
