"""What time does: each job does what is due, leaves what is not, and does no harm when it runs again."""

import random
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock, places
from scheduler.jobs import JOBS, with_rounds
from scheduler.round_process import RoundProcess
from scheduler.worker import run_until_idle
from services.access import moves as match_moves
from services.asking.rounds import regions
from services.people import sign_in
from tests.services.supply_of import a_community, a_need, a_person, many_offers
from tests.support.people import Person
from tests.support.telling import announce, change, forbid, scalar, tell
from tests.support.world import World, device_for

RUN = {job.name: job.run for job in JOBS}
A_SECOND = timedelta(seconds=1)
BY_HER_CHOICE = {"decide": "ask_me_first"}


@pytest.fixture
def town(world: World) -> "Town":
    return Town(world)


class Town:
    """Somebody with needs and somebody with an offer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana = world.person("ana")
        self.ben = world.person("ben", asks_a_day=5, asks_a_week=10)
        self.community = world.community(world.person("cora"), self.ana, self.ben)["id"]
        self.offer = self.ben.offer()["id"]
        self.world.tick()
        self.need = ""

    def post(self, **fields: Any) -> None:
        self.need = self.ana.need(**{"criteria": BY_HER_CHOICE} | fields)["id"]

    def invite(self) -> None:
        self.ana.post(f"/v1/needs/{self.need}/invitations", {"offer_id": self.offer})

    def confirm(self) -> None:
        self.invite()
        self.ben.post(f"/v1/matches/{self.match}/accept")

    @property
    def match(self) -> str:
        return str(self.ben.match_on(self.need)["id"])

    def run(self, job: str, now: datetime) -> int:
        return RUN[job](self.world.database, now, random.Random(1))

    def status(self, noun: str, id: str) -> str:
        return str(scalar(self.world.database, f"SELECT status FROM {noun} WHERE id = :id", id=id))


def events(kind: str) -> str:
    return f"SELECT count(*) FROM event WHERE kind = '{kind}'"


@dataclass(frozen=True)
class Case:
    """A job: how a row comes to be due, how long after, and what its being done is counted by."""

    make: Callable[[Town], object]
    after: timedelta | Callable[[datetime], timedelta]
    done: str

    def due_after(self, moment: datetime) -> timedelta:
        """How long after it was made; what is due at an hour of the day is so from any moment of it."""
        return self.after if isinstance(self.after, timedelta) else self.after(moment)


def _asked_to_check_in(town: Town) -> None:
    town.run("check_in_on_offers", town.world.now() + timedelta(days=60))


def _pause(town: Town) -> None:
    until = town.world.now() + timedelta(days=2)
    town.ben.post(f"/v1/offers/{town.offer}/pause", {"until": until.isoformat()})


def _invited(town: Town) -> None:
    town.post()
    town.invite()


def _confirmed(town: Town) -> None:
    town.post()
    town.confirm()


def _confirmed_for_tomorrow(town: Town) -> None:
    """Agreed for ten the next morning, where everybody's clock shows UTC."""
    ten = town.world.now().replace(hour=10) + timedelta(days=1)
    window = {"from": ten.isoformat(), "to": (ten + timedelta(hours=2)).isoformat()}
    town.post(when={"kind": "windows", "windows": [window]})
    town.confirm()


def _urgent(town: Town) -> None:
    town.post(urgency="urgent")


CASES = {
    "expire_needs": Case(Town.post, timedelta(days=7), events("need_expired")),
    "expire_offers": Case(lambda t: None, timedelta(days=180), events("offer_expired")),
    "resume_offers": Case(_pause, timedelta(days=2), events("offer_resumed")),
    "check_in_on_offers": Case(lambda t: None, timedelta(days=60), events("offer_check_in")),
    "pause_silent_offers": Case(_asked_to_check_in, timedelta(days=67), events("offer_paused")),
    "lapse_matches": Case(_invited, timedelta(hours=24), events("match_lapsed")),
    "open_waves": Case(lambda t: t.post(criteria={}), timedelta(), events("match_proposed")),
    "settle_matches": Case(_confirmed, timedelta(days=3), events("report_asked")),
    "close_contacts": Case(_confirmed, timedelta(days=14), events("contact_closed")),
    "ring_for_urgent": Case(_urgent, timedelta(minutes=15), events("coordinators_rung")),
    "watch_communities": Case(lambda t: None, timedelta(days=14), events("community_dormant")),
    "remind_of_times": Case(
        _confirmed_for_tomorrow,
        lambda now: now.replace(hour=18, minute=0, second=0, microsecond=0) - now,
        events("match_tomorrow") + " AND for_id = (SELECT author_id FROM need)",
    ),
    "remind_of_needs": Case(Town.post, timedelta(days=5.25), events("need_expiring")),
}
"""The jobs over rows. What is counted happens exactly once."""


def test_every_job_over_rows_has_its_case() -> None:
    assert set(CASES) | {"announce", "purge"} == {job.name for job in JOBS}


@pytest.mark.parametrize("name", CASES)
def test_a_job_does_what_is_due_and_once(town: Town, name: str) -> None:
    """Not before its time; once, though four workers are at it; and nothing more when it runs again."""
    case, database = CASES[name], town.world.database
    before = town.world.now()
    case.make(town)
    town.run(name, before + case.due_after(before) - A_SECOND)
    assert scalar(database, case.done) == 0, "not due yet"
    made = town.world.now()
    due, start = made + case.due_after(made) + A_SECOND, threading.Barrier(4)

    def work() -> None:
        start.wait()
        town.run(name, due)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scalar(database, case.done) == 1
    assert town.run(name, due + A_SECOND) == 0
    assert scalar(database, case.done) == 1, "harmless to run twice"


def test_after_a_day_away_everything_overdue_is_done_once(town: Town) -> None:
    """One worker starts again; what fell due meanwhile is done by the time it is idle, and nothing twice."""
    town.post()
    town.confirm()
    town.post(urgency="urgent")
    town.post()
    town.invite()
    town.world.tick()
    change(town.world.database, "DELETE FROM event_todo")
    seen = scalar(town.world.database, "SELECT max(id) FROM event")
    due = town.world.now() + timedelta(hours=24, minutes=1)
    for _ in range(2):
        run_until_idle(town.world.database, JOBS, lambda: due, random.Random(1))
    fresh = town.world.database
    kinds = "SELECT string_agg(kind, ' ' ORDER BY kind) FROM event WHERE id > :seen"
    assert scalar(fresh, kinds, seen=seen) == "match_lapsed need_expired"
    assert scalar(fresh, "SELECT count(*) FROM event_todo") == 0


class TestExpiry:
    def test_truth_does_not_wait_for_the_sweep(self, town: Town) -> None:
        town.post(urgency="urgent")
        town.invite()
        match = town.match
        with town.world.database.transaction() as session:
            clock.advance(session, timedelta(hours=24))
        ben = signed_in_again(town.world, town.ben)
        problem = ben.refused("POST", f"/v1/matches/{match}/accept")
        assert (problem["status"], problem["code"]) == (409, "need_is_over")
        assert town.status("need", town.need) == "open", "the sweep has not been"
        town.world.tick()
        assert town.status("need", town.need) == "expired"

    def test_a_proposal_past_its_time_cannot_be_accepted_either(self, town: Town) -> None:
        town.post()
        town.invite()
        match = town.match
        change(town.world.database, "UPDATE match SET reply_by = :at", at=town.world.now())
        problem = town.ben.refused("POST", f"/v1/matches/{match}/accept")
        assert (problem["status"], problem["current"], problem["allowed"]) == (409, "lapsed", [])
        town.world.tick()
        after = town.ben.refused("POST", f"/v1/matches/{match}/accept")
        assert after["code"] == problem["code"], "the sweep changes nothing of the answer"

    def test_what_is_agreed_does_not_expire(self, town: Town) -> None:
        town.post()
        town.confirm()
        town.run("expire_needs", town.world.now() + timedelta(days=8))
        assert (town.status("need", town.need), town.status("match", town.match)) == ("matched", "confirmed")

    def test_partly_covered_closes_on_what_it_has(self, town: Town) -> None:
        town.post(quantity=3)
        town.confirm()
        town.run("expire_needs", town.world.now() + timedelta(days=8))
        assert (town.status("need", town.need), town.status("match", town.match)) == ("matched", "confirmed")

    def test_too_few_to_begin_cancels_what_was_agreed(self, town: Town) -> None:
        town.post(quantity=3, at_least=2)
        town.confirm()
        town.run("expire_needs", town.world.now() + timedelta(days=8))
        assert (town.status("need", town.need), town.status("match", town.match)) == ("expired", "cancelled")

    def test_who_stood_in_a_proposal_is_released(self, town: Town) -> None:
        town.post(urgency="urgent")
        town.invite()
        match = town.match
        town.run("expire_needs", town.world.now() + timedelta(hours=25))
        assert (town.status("need", town.need), town.status("match", match)) == ("expired", "withdrawn")

    def test_a_renewed_need_lives_and_is_reminded_of_its_new_end(self, town: Town) -> None:
        town.post()
        now = town.world.now()
        town.run("expire_needs", now + timedelta(days=8))
        town.ana.post(f"/v1/needs/{town.need}/renew")
        town.run("expire_needs", now + timedelta(days=6))
        assert town.status("need", town.need) == "open"
        assert town.run("remind_of_needs", now + timedelta(days=5)) == 0
        assert town.run("remind_of_needs", now + timedelta(days=5.5)) == 1
        assert town.run("remind_of_needs", now + timedelta(days=5.9)) == 0
        assert town.run("remind_of_needs", now + timedelta(days=6.5)) == 1
        assert town.run("remind_of_needs", now + timedelta(days=6.9)) == 0

    def test_an_urgent_need_is_reminded_of_once(self, town: Town) -> None:
        town.post(urgency="urgent")
        now = town.world.now()
        ran = [town.run("remind_of_needs", now + timedelta(hours=hours)) for hours in (17, 19, 21, 23)]
        assert ran == [0, 1, 0, 0]


class TestLapse:
    def test_only_hours_in_which_one_may_be_rung_count(self, town: Town) -> None:
        """A day of invitation, eight quiet hours a day: it stands for more than one night."""
        now = town.world.now()
        quiet = {
            "quiet_from": f"{now + timedelta(hours=2):%H:%M}",
            "quiet_to": f"{now + timedelta(hours=10):%H:%M}",
        }
        town.ben.patch("/v1/me", quiet | {"time_zone": "UTC"})
        town.post()
        town.invite()
        stands = datetime.fromisoformat(town.ben.match_on(town.need)["reply_by"]) - now
        assert timedelta(hours=39, minutes=58) < stands < timedelta(hours=40, minutes=2)
        town.run("lapse_matches", now + timedelta(hours=39))
        assert town.status("match", town.match) == "invited"
        town.run("lapse_matches", now + timedelta(hours=41))
        assert town.status("match", town.match) == "lapsed"

    def test_who_welcomes_the_urgent_has_no_night_for_it(self, town: Town) -> None:
        now = town.world.now()
        quiet = {
            "quiet_from": f"{now - timedelta(hours=1):%H:%M}",
            "quiet_to": f"{now + timedelta(hours=7):%H:%M}",
        }
        town.ben.patch("/v1/me", quiet | {"time_zone": "UTC", "urgent_welcome": True})
        town.post(urgency="urgent", criteria={})
        town.world.tick()
        stands = datetime.fromisoformat(town.ben.match_on(town.need)["reply_by"]) - now
        assert stands < timedelta(hours=1, minutes=1)

    def test_a_yes_does_not_lapse(self, town: Town) -> None:
        town.post()
        match = town.ben.post(f"/v1/needs/{town.need}/responses")["id"]
        town.run("lapse_matches", town.world.now() + timedelta(days=6))
        assert town.status("match", match) == "accepted"

    def test_what_lapses_is_what_waits_for_an_answer(self) -> None:
        assert set(match_moves.ASKED) == {"proposed", "invited"}


class TestCheckIn:
    @pytest.mark.parametrize("answer", ["renew", "edit"])
    def test_an_answer_keeps_the_offer_going(self, town: Town, answer: str) -> None:
        town.world.advance(days=61)
        ben = signed_in_again(town.world, town.ben)
        assert ben.inbox() == ["offer_check_in"]
        if answer == "renew":
            ben.post(f"/v1/offers/{town.offer}/renew")
        else:
            ben.patch(f"/v1/offers/{town.offer}", {"reach_km": 3})
        town.world.advance(days=30)
        assert town.status("offer", town.offer) == "active"
        town.world.advance(days=31)
        assert signed_in_again(town.world, town.ben).inbox() == ["offer_check_in"] * 2

    def test_silence_pauses_it_and_says_so_and_one_tap_brings_it_back(self, town: Town) -> None:
        town.world.advance(days=61)
        town.world.advance(days=8)
        ben = signed_in_again(town.world, town.ben)
        assert ben.inbox() == ["offer_paused", "offer_check_in"]
        assert ben.get(f"/v1/offers/{town.offer}")["status"] == "paused"
        ben.post(f"/v1/offers/{town.offer}/renew")
        town.world.advance(days=20)
        assert town.status("offer", town.offer) == "active"
        assert signed_in_again(town.world, town.ben).inbox() == ["offer_paused", "offer_check_in"]

    def test_a_paused_offer_and_one_for_a_single_need_are_left_alone(self, town: Town) -> None:
        town.ben.post(f"/v1/offers/{town.offer}/pause")
        cleo = town.world.person("cleo")
        cleo.post(f"/v1/communities/{town.community}/join")
        town.post()
        cleo.post(f"/v1/needs/{town.need}/responses")
        assert town.run("check_in_on_offers", town.world.now() + timedelta(days=61)) == 0


class TestUnreported:
    def test_those_who_met_are_asked_then_coordinators_then_it_is_let_go(self, town: Town) -> None:
        town.post()
        town.confirm()
        confirmed, match = town.world.now(), town.match
        found = []
        for days in range(1, 32):
            town.run("settle_matches", confirmed + timedelta(days=days, minutes=1))
            kinds = "SELECT kind FROM event WHERE subject_id = :m ORDER BY id DESC LIMIT 1"
            found.append(scalar(town.world.database, kinds, m=match))
        assert [found.count(kind) for kind in ("report_asked", "match_unreported", "match_lapsed")] == [
            11,
            16,
            2,
        ]
        assert town.status("match", match) == "lapsed"

    def test_silence_agrees_after_three_days(self, town: Town) -> None:
        town.post()
        town.confirm()
        town.ben.post(f"/v1/matches/{town.match}/report", {"outcome": "helped"})
        now = town.world.now()
        town.run("settle_matches", now + timedelta(hours=71))
        assert town.status("match", town.match) == "confirmed"
        town.run("settle_matches", now + timedelta(hours=73))
        assert (town.status("match", town.match), town.status("need", town.need)) == (
            "completed",
            "fulfilled",
        )
        by = scalar(town.world.database, "SELECT completed_by FROM match WHERE id = :m", m=town.match)
        assert by == "silence"

    def test_silence_of_somebody_represented_agrees_to_nothing(self, town: Town) -> None:
        """It is not forgotten either: it goes the way of what nobody reported."""
        town.post()
        town.confirm()
        now, match, database = town.world.now(), town.match, town.world.database
        change(database, "UPDATE person SET represented = true WHERE id = :p", p=town.ana.id)
        town.ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        town.run("settle_matches", now + timedelta(hours=73))
        assert (town.status("match", match), scalar(database, events("report_asked"))) == ("confirmed", 1)
        town.run("settle_matches", now + timedelta(days=15))
        assert (town.status("match", match), scalar(database, events("match_unreported"))) == ("confirmed", 1)
        town.run("settle_matches", now + timedelta(days=31))
        assert town.status("match", match) == "lapsed"

    def test_a_dispute_nobody_resolves_fails_after_thirty_days(self, town: Town) -> None:
        town.post()
        town.confirm()
        match = town.match
        town.ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        town.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped"})
        assert town.status("match", match) == "disputed"
        now = town.world.now()
        town.run("settle_matches", now + timedelta(days=29))
        assert town.status("match", match) == "disputed"
        town.run("settle_matches", now + timedelta(days=31))
        assert town.status("match", match) == "failed"


class TestOneBadRow:
    def test_keeps_no_other_waiting_and_does_not_spin(
        self, town: Town, caplog: pytest.LogCaptureFixture
    ) -> None:
        town.post(urgency="urgent")
        bad = town.need
        town.post(urgency="urgent")
        forbid(town.world, "UPDATE ON need", f"OLD.id = '{bad}'")
        due = town.world.now() + timedelta(hours=25)
        run_until_idle(town.world.database, JOBS, lambda: due, random.Random(1))
        assert town.status("need", bad) == "open"
        assert town.status("need", town.need) == "expired"
        assert bad in caplog.text


class TestPurge:
    def test_deletes_what_has_served_its_purpose_and_nothing_else(self, town: Town) -> None:
        world, database = town.world, town.world.database
        now = world.now()
        world.http.post("/v1/auth/codes", json={"address": "new@example.org"})
        town.ana.post(
            "/v1/needs",
            {"category": "groceries", "place": {"lat": 42.73, "lon": -84.55}},
            Idempotency_Key="k-1",
        )
        device_for(town.ana, "ok-ana")
        tell(world, town.ana)
        world.tick()
        assert _rows(world) == {"idempotent_answer": 1, "sign_in_challenge": 1, "device": 1, "delivery": 2}
        town.run("purge", now + timedelta(minutes=5))
        assert _rows(world) == {"idempotent_answer": 1, "sign_in_challenge": 1, "device": 1, "delivery": 2}
        town.run("purge", now + timedelta(days=2))
        assert _rows(world) == {"idempotent_answer": 1, "sign_in_challenge": 0, "device": 1, "delivery": 1}
        town.run("purge", now + timedelta(days=8))
        assert _rows(world) == {"idempotent_answer": 0, "sign_in_challenge": 0, "device": 1, "delivery": 1}
        town.run("purge", now + timedelta(days=61))
        assert _rows(world) == dict.fromkeys(_rows(world), 0)
        assert scalar(database, "SELECT count(*) FROM auth_session") == 3, "good for ninety days"
        assert town.run("purge", now + timedelta(days=400)) >= 3
        assert town.run("purge", now + timedelta(days=400)) == 0, "nothing is left to delete"
        assert scalar(database, "SELECT count(*) FROM auth_session") == 0
        assert len(signed_in_again(world, town.ana).inbox()) == 1, "the inbox stays"
        assert scalar(database, "SELECT count(*) FROM event") > 5


def _rows(world: World) -> dict[str, int]:
    tables = ("idempotent_answer", "sign_in_challenge", "device", "delivery")
    return {table: scalar(world.database, f"SELECT count(*) FROM {table}") for table in tables}


def test_announcing_is_a_job_like_the_others(town: Town) -> None:
    tell(town.world, town.ana)
    now = town.world.now()
    assert [town.run("announce", now) for _ in range(2)] == [1, 0]
    assert announce(town.world) == 0
    assert town.ana.inbox() == ["role_changed"]
    assert now.tzinfo is UTC


def signed_in_again(world: World, person: Person) -> Person:
    """The same somebody, after a time longer than an access token lives."""
    with world.database.transaction() as session:
        tokens = sign_in.start_session(session, world.row(person), device_name="test", now=world.now())
    return Person(world.http, person.name, person.id, tokens.access_token, tokens.refresh_token)


def test_a_crowded_region_is_asked_for_together(world: World) -> None:
    """As the worker has it: a round comes before waves are opened need by need, and leaves those nothing to do."""
    now = world.now()
    with world.database.transaction() as session:
        community, author = a_community(session, now), a_person(session, now)
        cell = places.cell_of(42.73, -84.55)
        many_offers(session, community, [cell] * 60, now)
        for _ in range(regions.MANY + 1):
            a_need(session, community, author, now, cell=cell)
    with closing(RoundProcess(world.database.url)) as next_door:
        jobs = with_rounds(JOBS, next_door)
        names = [job.name for job in jobs]
        assert names.index("rounds") == names.index("open_waves") - 1
        job = jobs[names.index("rounds")]
        assert job.run(world.database, now, random.Random(1)) == regions.MANY + 1
        assert job.run(world.database, now, random.Random(1)) == 0
    each_asked = "SELECT count(DISTINCT need_id) FROM match WHERE status = 'proposed'"
    assert scalar(world.database, each_asked) == regions.MANY + 1
    assert RUN["open_waves"](world.database, now, random.Random(1)) == 0
