"""How deliveries fare on good and bad days: a real FCM server, a clock moved by hand."""

import asyncio
import itertools
import random
from datetime import datetime, time, timedelta

import pytest

from core.database.db import Database
from core.events import EventKind
from core.models.notification import ChannelName
from notifications.channels.base import Channel, Outcome, Verdict
from notifications.channels.retry import CHANNEL_PAUSE, MAX_ATTEMPTS
from notifications.send.delivery import LONGEST_TRY, PATIENCE_S, Dispatch
from notifications.send.leases import LEASE
from tests.servers.fcm import FcmServer
from tests.support.parcels import Gate
from tests.support.people import Person
from tests.support.telling import announce, change, deliveries, happen, last, scalar, tell
from tests.support.world import World, device_for

_numbers = itertools.count(1)


def reached_at(world: World, behaviour: str, **about: str) -> Person:
    """Somebody named as the address of their device is; its first word decides how their pushes fare."""
    person = world.person(f"{behaviour}-{next(_numbers)}", **about)
    device_for(person, person.name)
    return person


def arrived_at(slow_fcm: FcmServer, person: Person) -> list[str]:
    """The ids of the messages that came to this person's device."""
    return [push["data"]["message_id"] for push in slow_fcm.received if push["address"] == person.name]


def until_due(world: World, person: Person) -> None:
    """Moves the clock to just after this person's delivery is due again."""
    wait = last(world, person).due_at - world.now()
    world.advance(seconds=wait.total_seconds() + 1)


class TestAnswers:
    def test_taken_is_sent_once(self, impatient_world: World, slow_fcm: FcmServer) -> None:
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        impatient_world.tick()
        impatient_world.advance(hours=3)
        sent = last(impatient_world, anna)
        assert (sent.status, sent.attempts) == ("sent", 1)
        assert arrived_at(slow_fcm, anna) == [sent.message_id]

    def test_unregistered_drops_the_device_and_nothing_is_sent_there_again(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = reached_at(impatient_world, "unregistered")
        tell(impatient_world, anna)
        impatient_world.tick()
        assert anna.get("/v1/me/devices")["items"] == []
        assert (last(impatient_world, anna).status, last(impatient_world, anna).code) == (
            "failed",
            "UNREGISTERED",
        )
        tell(impatient_world, anna)
        impatient_world.advance(minutes=5)
        assert slow_fcm.tries[anna.name] == 1
        assert anna.inbox() == ["role_changed", "role_changed"], "the inbox is the truth"

    def test_an_address_registered_meanwhile_outlives_the_old_ones_end(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = impatient_world.person("anna")
        installation = device_for(anna, "unregistered-old")
        tell(impatient_world, anna)
        gate = Gate(Outcome(Verdict.DROP_ADDRESS, "UNREGISTERED"))
        with by(impatient_world, gate) as rounds:
            announce(impatient_world)
            rounds.go(impatient_world.now())
            anna.put(f"/v1/me/devices/{installation}", {"address": "ok-new"})
            rounds.open_gate(impatient_world.now())
        assert len(anna.get("/v1/me/devices")["items"]) == 1
        tell(impatient_world, anna)
        impatient_world.tick()
        assert slow_fcm.accepted["ok-new"] == 1

    def test_too_many_waits_as_long_as_it_is_told_to(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = reached_at(impatient_world, "quota1")
        tell(impatient_world, anna)
        before = impatient_world.now()
        impatient_world.tick()
        impatient_world.advance(minutes=50)
        assert slow_fcm.tries[anna.name] == 1
        assert last(impatient_world, anna).due_at >= before + timedelta(hours=1)
        until_due(impatient_world, anna)
        assert (last(impatient_world, anna).status, slow_fcm.tries[anna.name]) == ("sent", 2)

    @pytest.mark.parametrize("behaviour", ["quota1", "busy1"])
    def test_when_it_asks_for_less_nobodys_message_goes_there(
        self, impatient_world: World, slow_fcm: FcmServer, behaviour: str
    ) -> None:
        anna, ben = reached_at(impatient_world, behaviour), reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        impatient_world.tick()
        tell(impatient_world, ben)
        impatient_world.advance(minutes=50)
        assert (slow_fcm.tries[anna.name], slow_fcm.tries[ben.name]) == (1, 0)
        until_due(impatient_world, anna)
        assert (last(impatient_world, anna).status, last(impatient_world, ben).status) == ("sent", "sent")

    def test_trouble_at_the_other_side_is_tried_again_and_given_up_in_the_end(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = reached_at(impatient_world, "internal")
        tell(impatient_world, anna)
        impatient_world.tick()
        while last(impatient_world, anna).status == "pending":
            until_due(impatient_world, anna)
        assert (last(impatient_world, anna).status, last(impatient_world, anna).code) == (
            "failed",
            "INTERNAL",
        )
        assert slow_fcm.tries[anna.name] == MAX_ATTEMPTS

    @pytest.mark.parametrize("lost", ["cut", "hang"])
    def test_an_answer_that_never_came_is_tried_exactly_once_more(
        self, impatient_world: World, slow_fcm: FcmServer, lost: str
    ) -> None:
        anna = reached_at(impatient_world, lost)
        tell(impatient_world, anna)
        before = impatient_world.now()
        impatient_world.tick()
        assert (last(impatient_world, anna).status, slow_fcm.tries[anna.name]) == ("pending", 1)
        assert last(impatient_world, anna).due_at >= before + timedelta(seconds=10)
        until_due(impatient_world, anna)
        impatient_world.advance(days=1)
        assert (last(impatient_world, anna).status, slow_fcm.tries[anna.name]) == ("failed", 2)
        assert set(arrived_at(slow_fcm, anna)) == {last(impatient_world, anna).message_id}, (
            "the phone can tell a double"
        )

    def test_what_surely_never_left_does_not_use_up_that_one_more(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = impatient_world.person("anna")
        installation = device_for(anna, "unavailable-anna")
        tell(impatient_world, anna)
        impatient_world.tick()
        anna.put(f"/v1/me/devices/{installation}", {"address": "cut1-anna"})
        until_due(impatient_world, anna)
        assert last(impatient_world, anna).status == "pending", (
            "the second try, but the first that was ambiguous"
        )
        until_due(impatient_world, anna)
        assert (last(impatient_world, anna).status, slow_fcm.tries["cut1-anna"]) == ("sent", 2)

    def test_an_ambiguous_try_is_remembered_across_clear_ones(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = impatient_world.person("anna")
        installation = device_for(anna, "cut-anna")
        tell(impatient_world, anna)
        impatient_world.tick()
        for address in ("unavailable-anna", "cut-again"):
            anna.put(f"/v1/me/devices/{installation}", {"address": address})
            until_due(impatient_world, anna)
        assert (last(impatient_world, anna).status, slow_fcm.tries["cut-again"]) == ("failed", 1)

    def test_a_refused_channel_rests_for_everybody_and_then_goes_on(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna, ben = reached_at(impatient_world, "forbidden1"), reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        impatient_world.tick()
        tell(impatient_world, ben)
        impatient_world.advance(seconds=CHANNEL_PAUSE.total_seconds() - 60)
        assert (slow_fcm.tries[anna.name], slow_fcm.tries[ben.name]) == (1, 0)
        assert (last(impatient_world, ben).status, last(impatient_world, ben).attempts) == ("pending", 0)
        impatient_world.advance(minutes=2)
        assert slow_fcm.accepted[ben.name] == 1
        until_due(impatient_world, anna)
        assert last(impatient_world, anna).status == "sent"

    def test_one_bad_address_holds_up_nobody(self, impatient_world: World, slow_fcm: FcmServer) -> None:
        everybody = [reached_at(impatient_world, behaviour) for behaviour in ("hang", "ok", "cut", "ok")]
        tell(impatient_world, *everybody)
        impatient_world.tick()
        assert [last(impatient_world, person).status for person in everybody] == [
            "pending",
            "sent",
            "pending",
            "sent",
        ]


class TestBeforeItLeaves:
    def test_a_proposal_answered_meanwhile_does_not_ring(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        cora, ana = impatient_world.person("cora"), impatient_world.person("ana")
        ben = reached_at(impatient_world, "ok", quiet_from="00:00", quiet_to="23:59")
        here = {"community_id": impatient_world.community(cora, ana, ben)["id"]}
        offer = ben.offer(**here)
        need = ana.need(criteria={"decide": "ask_me_first"}, **here)
        match = ana.invite(need["id"], offer["id"])
        impatient_world.tick()
        assert last(impatient_world, ben)[:3] == ("invitation", "push", "pending")
        ben.post(f"/v1/matches/{match['id']}/accept")
        impatient_world.advance(days=1)
        assert last(impatient_world, ben)[:4] == ("invitation", "push", "superseded", "no_longer_true")
        assert slow_fcm.tries[ben.name] == 0

    def test_what_was_read_in_the_inbox_does_not_ring(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        announce(impatient_world)
        anna.post("/v1/me/notifications/read", {"all": True})
        impatient_world.tick()
        assert (last(impatient_world, anna).status, slow_fcm.tries[anna.name]) == ("superseded", 0)

    def test_what_comes_too_late_stays(self, impatient_world: World, slow_fcm: FcmServer) -> None:
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        announce(impatient_world)
        impatient_world.advance(days=3)
        assert (last(impatient_world, anna).status, slow_fcm.tries[anna.name]) == ("expired", 0)

    def test_what_was_switched_off_meanwhile_stays(self, impatient_world: World, slow_fcm: FcmServer) -> None:
        ben = reached_at(impatient_world, "ok")
        happen(impatient_world, EventKind.ORGANISATION_INVITED, ("person", ben.id), for_id=ben.id)
        announce(impatient_world)
        assert last(impatient_world, ben)[:3] == ("organisation_invites", "push", "pending")
        ben.patch("/v1/me/notification-settings", {"kinds": {"organisation_invites": False}})
        impatient_world.tick()
        assert (last(impatient_world, ben).code, slow_fcm.tries[ben.name]) == ("switched_off", 0)

    def test_a_night_that_came_meanwhile_is_kept(self, impatient_world: World, slow_fcm: FcmServer) -> None:
        """A worker that was away, or a retry, must not ring at three in the morning."""
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        announce(impatient_world)
        now = impatient_world.now()
        start, end = now - timedelta(hours=1), now + timedelta(hours=5)
        anna.patch("/v1/me", {"quiet_from": f"{start:%H:%M}", "quiet_to": f"{end:%H:%M}"})
        impatient_world.tick()
        waiting = last(impatient_world, anna)
        assert (waiting.status, waiting.attempts, slow_fcm.tries[anna.name]) == ("pending", 0, 0)
        assert waiting.due_at.time() == time(end.hour, end.minute)
        impatient_world.advance(hours=6)
        assert last(impatient_world, anna).status == "sent"

    def test_who_is_hiding_hears_nothing(self, impatient_world: World, slow_fcm: FcmServer) -> None:
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        announce(impatient_world)
        anna.put("/v1/me/hide")
        impatient_world.tick()
        assert (last(impatient_world, anna).code, slow_fcm.tries[anna.name]) == ("not_to_be_told", 0)

    def test_one_that_cannot_be_made_holds_up_nobody(
        self, impatient_world: World, slow_fcm: FcmServer
    ) -> None:
        anna, ben = reached_at(impatient_world, "ok"), reached_at(impatient_world, "ok")
        tell(impatient_world, anna, ben)
        announce(impatient_world)
        change(
            impatient_world.database,
            "UPDATE notification SET kind = 'nonsense' WHERE person_id = :p",
            p=anna.id,
        )
        impatient_world.tick()
        assert (last(impatient_world, anna).status, last(impatient_world, anna).code) == (
            "pending",
            "StopIteration",
        )
        assert last(impatient_world, ben).status == "sent"
        impatient_world.advance(days=3)
        assert last(impatient_world, anna).status == "expired"


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
    def test_a_dead_workers_lease_is_taken_up_and_its_late_word_changes_nothing(
        self, impatient_world: World
    ) -> None:
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna)
        announce(impatient_world)
        now = impatient_world.now()
        slow, quick = Gate(Outcome(Verdict.RETRY, "late")), Gate(Outcome(Verdict.DONE))
        quick.open.set()
        with by(impatient_world, slow) as first, by(impatient_world, quick) as second:
            first.go(now)
            assert second.go(now + LEASE - timedelta(seconds=1)) == 0, "still the first one's"
            second.go(now + LEASE)
            assert (last(impatient_world, anna).status, last(impatient_world, anna).attempts) == ("sent", 2)
            first.open_gate(now + LEASE + timedelta(seconds=1))
        assert (last(impatient_world, anna).status, last(impatient_world, anna).code) == ("sent", None)
        assert [p.message_id for p in slow.tried] == [p.message_id for p in quick.tried]

    def test_a_slow_answer_holds_up_nothing_but_its_place(self, impatient_world: World) -> None:
        anna, ben = reached_at(impatient_world, "ok"), reached_at(impatient_world, "ok")
        gate = Gate(Outcome(Verdict.DONE))
        with by(impatient_world, gate) as worker:
            for person in (anna, ben):
                tell(impatient_world, person)
                announce(impatient_world)
                worker.go(impatient_world.now())
            assert len(gate.tried) == 2, "the second left while the first was on its way"
            worker.open_gate(impatient_world.now())
        assert [last(impatient_world, person).status for person in (anna, ben)] == ["sent", "sent"]

    def test_side_by_side_they_send_each_once(self, impatient_world: World) -> None:
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, *[anna] * 40)
        announce(impatient_world)
        gates = [Gate(Outcome(Verdict.DONE)) for _ in range(2)]
        with by(impatient_world, gates[0]) as first, by(impatient_world, gates[1]) as second:
            now = impatient_world.now()
            for worker in (first, second):
                worker.go(now)
            for worker in (first, second):
                worker.open_gate(now)
        tried = [parcel.message_id for gate in gates for parcel in gate.tried]
        assert sorted(tried) == sorted({sent.message_id for sent in deliveries(impatient_world, anna)})

    def test_a_claim_under_way_keeps_no_other_waiting(self, impatient_world: World) -> None:
        """SKIP LOCKED: the second takes what the first has not."""
        anna = reached_at(impatient_world, "ok")
        tell(impatient_world, anna, anna)
        announce(impatient_world)
        first = deliveries(impatient_world, anna)[0]
        gate = Gate(Outcome(Verdict.DONE))
        gate.open.set()
        with impatient_world.database.transaction() as session, by(impatient_world, gate) as worker:
            session.connection().exec_driver_sql(
                "SELECT 1 FROM delivery WHERE id = %s FOR UPDATE", (first.message_id,)
            )
            worker.go(impatient_world.now())
            assert [parcel.message_id for parcel in gate.tried] == [
                deliveries(impatient_world, anna)[1].message_id
            ]

    def test_nothing_is_left_leased(self, impatient_world: World) -> None:
        tell(impatient_world, *[reached_at(impatient_world, "ok") for _ in range(3)])
        impatient_world.tick()
        assert scalar(impatient_world.database, "SELECT count(*) FROM delivery WHERE status = 'leased'") == 0
