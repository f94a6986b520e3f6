"""Who is told of what: the main journey as a table, and what keeps a message from being made."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from core.crypto.vault import Vault
from core.database.db import Database
from core.events import EventKind
from core.models.person import ContactKind
from notifications.announce import outbox
from services.people import contact_points
from tests.support.people import Person
from tests.support.telling import (
    allow_again,
    announce,
    change,
    deliveries,
    forbid,
    happen,
    last,
    scalar,
    tell,
)
from tests.support.world import World, device_for


@dataclass
class JourneyPeople:
    """The people of the journey, and what is under way between them."""

    world: World
    ana: Person = field(init=False)
    ben: Person = field(init=False)
    cleo: Person = field(init=False)
    cora: Person = field(init=False)
    seen: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = ("ana", "ben", "cleo", "cora")
        self.ana, self.ben, self.cleo, self.cora = (
            self.world.person(name, asks_a_day=5, asks_a_week=10) for name in names
        )
        self.community = self.world.community(self.cora, self.ana)["id"]
        for helper in (self.ben, self.cleo):
            helper.post(f"/v1/communities/{self.community}/join")
        self.offers = {helper.name: helper.offer()["id"] for helper in (self.ben, self.cleo)}
        self.world.tick()
        self.news()

    def news(self) -> dict[str, list[str]]:
        """What each has been told since the last look."""
        found = {}
        for person in (self.ana, self.ben, self.cleo, self.cora):
            inbox = person.inbox()
            fresh = inbox[: len(inbox) - self.seen.get(person.name, 0)]
            self.seen[person.name] = len(inbox)
            if fresh:
                found[person.name] = sorted(fresh)
        return found

    def post(self, decide: str = "ask_me_first", **fields: Any) -> None:
        self.need = self.ana.need(criteria={"decide": decide}, **fields)["id"]
        self.nobody_asks()

    def nobody_asks(self) -> None:
        """The engine asks nobody: here people do."""
        change(self.world.database, "UPDATE need SET next_wave_at = NULL")

    def invite(self, helper: Person) -> None:
        self.ana.invite(self.need, self.offers[helper.name])

    def propose(self, helper: Person) -> None:
        pair = {"need_id": self.need, "offer_id": self.offers[helper.name], "reason": "You live next door"}
        self.cora.post(f"/v1/communities/{self.community}/matches", pair)

    def move(self, by: Person, move: str, with_: Person | None = None, body: Any = None) -> None:
        """A move on the match between the need and `with_` (or whoever moves)."""
        match = (with_ or by).match_on(self.need)
        by.post(f"/v1/matches/{match['id']}/{move}", body)

    def suspend(self, person: Person) -> None:
        self.member(person, state="suspended", reason="he shouted")

    def member(self, person: Person, **change: str) -> None:
        self.cora.patch(f"/v1/communities/{self.community}/members/{person.id}", change)


Move = Callable[[JourneyPeople], object]
NOBODY: dict[str, list[str]] = {}

JOURNEY: list[tuple[str, Move, dict[str, list[str]]]] = [
    # One need, one helper, all goes well.
    ("a need is posted", lambda t: t.post(), NOBODY),
    ("Ana invites Ben", lambda t: t.invite(t.ben), {"ben": ["invitation"]}),
    ("once more", lambda t: t.invite(t.ben), NOBODY),
    ("Ben says yes", lambda t: t.move(t.ben, "accept"), {"ana": ["confirmed_beneficiary"]}),
    ("once more", lambda t: t.move(t.ben, "accept"), NOBODY),
    ("Ben writes", lambda t: t.move(t.ben, "messages", body={"text": "At six?"}), {"ana": ["message"]}),
    ("Ana writes", lambda t: t.move(t.ana, "messages", t.ben, {"text": "Yes"}), {"ben": ["message"]}),
    (
        "it is done",
        lambda t: t.move(t.ana, "report", t.ben, {"outcome": "helped"}),
        {"ben": ["completed", "reported"]},
    ),
    # Two are asked by a coordinator, one is needed.
    ("a second need", lambda t: t.post("i_choose"), NOBODY),
    ("Cora proposes Ben", lambda t: t.propose(t.ben), {"ben": ["proposal"]}),
    ("Cora proposes Cleo", lambda t: t.propose(t.cleo), {"cleo": ["proposal"]}),
    ("Cleo says yes", lambda t: t.move(t.cleo, "accept"), {"ana": ["yes"]}),
    ("Ben says yes", lambda t: t.move(t.ben, "accept"), {"ana": ["yes"]}),
    (
        "Ana confirms Ben",
        lambda t: t.move(t.ana, "confirm", t.ben),
        {"ben": ["confirmed_helper"], "cleo": ["no_longer_needed"]},
    ),
    (
        "Ben cannot come",
        lambda t: t.move(t.ben, "cancel", body={"reason": "A cold"}),
        {"ana": ["cancelled", "need_reopened"]},
    ),
    ("Ana invites Cleo", lambda t: t.invite(t.cleo), {"cleo": ["invitation"]}),
    ("Cleo says no", lambda t: t.move(t.cleo, "decline"), {"ana": ["declined"]}),
    # Nobody waits for an answer to a proposal: a no to it is nobody's news.
    ("a third need", lambda t: t.post("i_choose"), NOBODY),
    ("Cora proposes Ben", lambda t: t.propose(t.ben), {"ben": ["proposal"]}),
    ("Ben says no", lambda t: t.move(t.ben, "decline"), NOBODY),
    ("Ana invites Cleo", lambda t: t.invite(t.cleo), {"cleo": ["invitation"]}),
    ("Ana takes it back", lambda t: t.move(t.ana, "take-back", t.cleo), {"cleo": ["already_answered"]}),
    # What was agreed is called off by whoever asked for it.
    ("a fourth need", lambda t: t.post(), NOBODY),
    ("Ana invites Ben", lambda t: t.invite(t.ben), {"ben": ["invitation"]}),
    ("Ben says yes", lambda t: t.move(t.ben, "accept"), {"ana": ["confirmed_beneficiary"]}),
    ("Ana withdraws it", lambda t: t.ana.post(f"/v1/needs/{t.need}/withdraw"), {"ben": ["cancelled"]}),
    # The two disagree: the coordinator hears of it.
    ("a fifth need", lambda t: t.post(), NOBODY),
    ("Ana invites Ben", lambda t: t.invite(t.ben), {"ben": ["invitation"]}),
    ("Ben says yes", lambda t: t.move(t.ben, "accept"), {"ana": ["confirmed_beneficiary"]}),
    (
        "he says it worked",
        lambda t: t.move(t.ben, "report", body={"outcome": "helped"}),
        {"ana": ["reported"]},
    ),
    (
        "she says it did not",
        lambda t: t.move(t.ana, "report", t.ben, {"outcome": "not_helped"}),
        {"ben": ["disputed", "reported"], "cora": ["needs_a_human"]},
    ),
    # What people do in a community.
    ("Cleo leaves", lambda t: t.cleo.post(f"/v1/communities/{t.community}/leave"), NOBODY),
    ("Ben becomes coordinator", lambda t: t.member(t.ben, role="coordinator"), {"ben": ["role_changed"]}),
    ("and is suspended", lambda t: t.suspend(t.ben), {"ben": ["suspended", "you_may_appeal"]}),
]


def test_the_journey_tells_whom_it_concerns_and_never_who_did_it(world: World) -> None:
    people = JourneyPeople(world)
    for name, move, expected in JOURNEY:
        move(people)
        people.nobody_asks()
        world.advance(seconds=10)
        assert people.news() == expected, name


def test_time_tells_its_own(world: World) -> None:
    people = JourneyPeople(world)
    people.post()
    told = []
    for _ in range(16):
        world.advance(hours=12)
        told += [row[0] for row in _inbox_rows(world, people.ana)]
        change(world.database, "DELETE FROM notification WHERE person_id = :p", p=people.ana.id)
    assert told == ["need_expiring", "need_expiring", "still_needed"], "and then silence"


def _inbox_rows(world: World, person: Person) -> list[tuple[str]]:
    with world.database.transaction() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT kind FROM notification WHERE person_id = %s ORDER BY id", (person.id,)
        )
        return [(row.kind,) for row in rows]


class TestOnce:
    def test_an_event_that_comes_up_again_is_not_told_again(self, world: World) -> None:
        anna = world.person("anna")
        device_for(anna, "ok-anna")
        event = happen(world, EventKind.ROLE_CHANGED, ("person", anna.id))
        announce(world)
        change(
            world.database,
            "INSERT INTO event_todo (event_id, at) SELECT id, at FROM event WHERE id = :e",
            e=event,
        )
        assert announce(world) == 1
        assert (anna.inbox(), len(deliveries(world, anna))) == (["role_changed"], 1)
        assert scalar(world.database, "SELECT count(*) FROM delivery") == 1
        assert scalar(world.database, "SELECT count(*) FROM event_todo") == 0

    def test_workers_side_by_side_tell_each_thing_once(self, world: World) -> None:
        anna = world.person("anna")
        device_for(anna, "ok-anna")
        world.tick()
        tell(world, *[anna] * 500)
        now, failed = world.now(), []
        start = threading.Barrier(4)

        def work() -> None:
            database = Database(
                world.address.app_url, Vault(bytes(32)), pool_size=1, statement_timeout_ms=20_000
            )
            start.wait()
            try:
                while True:
                    with database.transaction() as session:
                        if not outbox.announce(session, now=now):
                            return
            except Exception as error:
                failed.append(error)
            finally:
                database.close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failed
        count = "SELECT count(*) FROM notification WHERE person_id = :p"
        assert scalar(world.database, count, p=anna.id) == 500
        assert len(deliveries(world, anna)) == 500
        assert scalar(world.database, "SELECT count(*) FROM event_todo") == 0

    def test_two_at_the_same_event_tell_of_it_once_also_where_the_first_gives_up(self, world: World) -> None:
        """No constraint keeps the second line away: whoever claims an event takes it out of the others' reach."""
        anna = world.person("anna")
        device_for(anna, "ok-anna")
        world.tick()
        tell(world, anna)
        now, lines = world.now(), "SELECT count(*) FROM notification"
        with world.database.session() as first:
            assert outbox.announce(first, now=now) == 1
            assert announce(world) == 0
            first.rollback()
        assert scalar(world.database, lines) == 0
        with world.database.session() as first:
            assert outbox.announce(first, now=now) == 1
            assert announce(world) == 0
            first.commit()
        assert announce(world) == 0
        assert (scalar(world.database, lines), len(deliveries(world, anna))) == (1, 1)

    def test_one_at_work_keeps_no_other_waiting(self, world: World) -> None:
        anna = world.person("anna")
        world.tick()
        tell(world, anna, anna)
        with world.database.transaction() as session:
            first = session.connection().exec_driver_sql(
                "SELECT event_id FROM event_todo ORDER BY event_id LIMIT 1 FOR UPDATE"
            )
            assert first.scalar_one()
            assert announce(world) == 1

    def test_one_whose_clock_was_read_earlier_takes_nothing_back(self, world: World) -> None:
        """Two workers are never at the same moment: what the one has just put out does not wait for a morning."""
        anna, now = world.person("anna"), world.now()
        device_for(anna, "ok-anna")
        world.tick()
        for moment in (now + timedelta(seconds=1), now):
            tell(world, anna)
            assert announce(world, moment) == 1
        assert [sent.status for sent in deliveries(world, anna)] == ["pending", "pending"]

    def test_of_two_that_wait_for_the_morning_only_the_newer_is_told(self, world: World) -> None:
        anna = world.person("anna", quiet_from="00:00", quiet_to="23:59")
        device_for(anna, "ok-anna")
        world.tick()
        for _ in range(2):
            tell(world, anna)
            assert announce(world) == 1
        assert [sent.status for sent in deliveries(world, anna)] == ["superseded", "pending"]

    def test_an_event_that_cannot_be_told_holds_up_nobody(
        self, world: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        anna, ben = world.person("anna"), world.person("ben")
        world.tick()
        forbid(world, "INSERT ON notification", f"NEW.person_id = '{ben.id}'")
        happen(world, EventKind.MATCH_PROPOSED, ("match", str(uuid4())))
        tell(world, ben, anna)
        world.tick()
        assert anna.inbox() == ["role_changed"]
        assert "could not be announced" in caplog.text
        assert scalar(world.database, "SELECT count(*) FROM event_todo") == 2, "kept for a second look"
        assert announce(world) == 0
        assert announce(world, world.now() + timedelta(hours=2)) == 2

    def test_a_bad_minute_of_the_database_puts_no_event_aside(self, world: World) -> None:
        """Its disk was full: what happened meanwhile is told as soon as there is room, not an hour later."""
        anna = world.person("anna")
        world.tick()
        forbid(world, "INSERT ON notification", "true", sqlstate="53100")
        tell(world, anna)
        with pytest.raises(DBAPIError):
            announce(world)
        assert scalar(world.database, "SELECT count(*) FROM event_todo WHERE tried_at IS NULL") == 1
        allow_again(world, "notification")
        assert announce(world) == 1
        assert anna.inbox() == ["role_changed"]


class TestWhoHearsNothing:
    def test_a_kind_that_is_switched_off_stays_in_the_inbox(self, world: World) -> None:
        people = JourneyPeople(world)
        device_for(people.ben, "ok-ben")
        people.ben.patch("/v1/me/notification-settings", {"kinds": {"invitation": False}})
        people.post()
        people.invite(people.ben)
        world.tick()
        assert (people.ben.inbox(), deliveries(world, people.ben)) == (["invitation"], [])

    def test_what_must_be_heard_cannot_be_switched_off(self, world: World) -> None:
        anna = world.person("anna")
        problem = anna.refused("PATCH", "/v1/me/notification-settings", {"kinds": {"cancelled": False}})
        assert problem["errors"][0]["pointer"] == "/kinds/cancelled"

    def test_who_is_hiding_finds_it_in_the_inbox(self, world: World) -> None:
        anna = world.person("anna")
        device_for(anna, "ok-anna")
        anna.put("/v1/me/hide")
        tell(world, anna)
        world.tick()
        assert (anna.inbox(), deliveries(world, anna)) == (["role_changed"], [])

    def test_who_is_gone_is_told_nothing(self, world: World) -> None:
        anna = world.person("anna")
        tell(world, anna)
        anna.delete("/v1/me")
        world.tick()
        assert (
            scalar(world.database, "SELECT count(*) FROM notification WHERE person_id = :p", p=anna.id) == 0
        )


NIGHT_IN_LANSING = datetime(2026, 7, 2, 3, 30, tzinfo=UTC)
"""Half past eleven in the evening there, half past six in Nairobi, nine in Kolkata."""

ASLEEP: list[tuple[str, dict[str, Any], str, datetime]] = [
    ("asleep", {}, "soon", datetime(2026, 7, 2, 12, 0, tzinfo=UTC)),
    ("not welcome", {}, "urgent", datetime(2026, 7, 2, 12, 0, tzinfo=UTC)),
    ("welcome", {"urgent_welcome": True}, "urgent", NIGHT_IN_LANSING),
    ("not urgent", {"urgent_welcome": True}, "soon", datetime(2026, 7, 2, 12, 0, tzinfo=UTC)),
    ("still asleep", {"time_zone": "Africa/Nairobi"}, "soon", datetime(2026, 7, 2, 5, 0, tzinfo=UTC)),
    ("awake", {"time_zone": "Asia/Kolkata"}, "soon", NIGHT_IN_LANSING),
    ("works at night", {"quiet_from": "08:00", "quiet_to": "17:00"}, "soon", NIGHT_IN_LANSING),
    ("never quiet", {"quiet_from": "00:00", "quiet_to": "00:00"}, "soon", NIGHT_IN_LANSING),
]


def test_quiet_hours_are_the_persons_own(world: World) -> None:
    people = JourneyPeople(world)
    device_for(people.ben, "ok-ben")
    people.post()
    people.invite(people.ben)
    match = people.ben.match_on(people.need)["id"]
    lansing = {
        "time_zone": "America/Detroit",
        "quiet_from": "22:00",
        "quiet_to": "08:00",
        "urgent_welcome": False,
    }
    for name, about, urgency, due in ASLEEP:
        people.ben.patch("/v1/me", lansing | about)
        change(world.database, "UPDATE need SET urgency = :u", u=urgency)
        happen(world, EventKind.MATCH_PROPOSED, ("match", match), need_id=people.need)
        announce(world, NIGHT_IN_LANSING)
        assert last(world, people.ben).due_at == due, name


class TestWhere:
    def test_each_device_rings_and_an_idle_one_does_not(self, world: World) -> None:
        anna = world.person("anna")
        for n in range(3):
            device_for(anna, f"ok-{n}")
        change(
            world.database,
            "UPDATE device SET seen_at = :at WHERE id = (SELECT min(CAST(id AS text)) FROM device)::uuid",
            at=world.now() - outbox.IDLE_DEVICE - timedelta(minutes=1),
        )
        tell(world, anna)
        world.tick()
        assert [sent.status for sent in deliveries(world, anna)] == ["sent", "sent"]

    def test_without_a_device_it_goes_by_mail_to_a_proven_address(self, world: World) -> None:
        anna, ben = world.sign_in("anna@example.org"), world.person("ben", quiet_from="00:00")
        anna.patch("/v1/me", {"quiet_from": "00:00", "quiet_to": "00:00"})
        with world.database.transaction() as session:
            contact_points.add(
                session,
                world.row(ben).id,
                ContactKind.EMAIL,
                "ben@example.org",
                verified_at=None,
                now=world.now(),
            )
        tell(world, anna, ben)
        world.tick()
        assert [(sent.channel, sent.status) for sent in deliveries(world, anna)] == [("email", "sent")]
        assert world.outbox("anna@example.org")[0]["channel"] == "email"
        assert deliveries(world, ben) == []

    def test_a_device_spares_the_mail(self, world: World) -> None:
        anna = world.sign_in("anna@example.org")
        anna.patch("/v1/me", {"quiet_from": "00:00", "quiet_to": "00:00"})
        device_for(anna, "ok-anna")
        tell(world, anna)
        world.tick()
        assert [sent.channel for sent in deliveries(world, anna)] == ["push"]

    def test_a_silent_word_goes_only_where_it_takes_the_place_of_one(self, world: World) -> None:
        """Somebody who slept through the proposal is not woken to hear that it is gone."""
        people = JourneyPeople(world)
        device_for(people.ben, "ok-ben")
        device_for(people.cleo, "ok-cleo")
        night = {"quiet_from": "00:00", "quiet_to": "23:59"}
        people.cleo.patch("/v1/me", night)
        people.post("i_choose")
        people.propose(people.ben)
        people.propose(people.cleo)
        world.advance(seconds=10)
        people.ben.patch("/v1/me", night)
        people.ana.post(f"/v1/needs/{people.need}/withdraw")
        world.tick()
        told = [(sent.kind, sent.status) for sent in deliveries(world, people.ben)]
        assert told == [("proposal", "sent"), ("already_answered", "sent")]
        assert [sent.kind for sent in deliveries(world, people.cleo)] == ["proposal"]
        world.advance(hours=24)
        assert last(world, people.cleo).status == "superseded"
