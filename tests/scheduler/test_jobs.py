"""What time does: each job does what is due, leaves what is not, and does no harm when it runs again."""

import random
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from core import clock
from core.database import partitions
from core.events import EventKind
from core.models import Delivery, DeskAct, HelperSilence, Match, Need, Notification, Reached, Reaching, Reveal
from core.models import Person as PersonRow
from core.models.notification import ChannelName, DeliveryStatus
from matching.states import quiet_helpers
from matching.words.looking import Way
from matching.words.vocabulary import MatchStatus
from scheduler import passes
from scheduler.jobs import JOBS, with_rounds
from scheduler.passes import run_until_idle
from scheduler.round_process import RoundProcess
from services.access import moves as match_moves
from services.asking.rounds import regions
from services.people import sign_in
from tests.support.kept import Keep
from tests.support.partitions import as_owner
from tests.support.people import Person
from tests.support.places import LANSING, LANSING_CELL
from tests.support.rows import a_community, a_need, a_person, many_offers, matches_on
from tests.support.telling import announce, change, forbid, happen, scalar, tell
from tests.support.world import World, device_for

RUN = {job.name: job.run for job in JOBS}
A_SECOND = timedelta(seconds=1)
BY_HER_CHOICE = {"decide": "ask_me_first"}
OPEN_TO_ANSWERS = {"decide": "i_choose"}


@pytest.fixture
def people(keep: Keep) -> "AuthorAndHelper":
    return keep(AuthorAndHelper)


class AuthorAndHelper:
    """Somebody with needs and somebody with an offer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.began = world.now()
        """Before anything of theirs came about."""
        self.ana = world.person("ana")
        self.ben = world.person("ben", asks_a_day=5, asks_a_week=10)
        self.steward = world.person("cora")
        self.community = world.community(self.steward, self.ana, self.ben)["id"]
        self.offer = self.ben.offer()["id"]
        self.world.tick()
        self.need = ""

    def post(self, **fields: Any) -> None:
        self.need = self.ana.need(**{"criteria": BY_HER_CHOICE} | fields)["id"]

    def invite(self) -> None:
        self.ana.invite(self.need, self.offer)

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


_EMPTIED = "SELECT count(*) FROM {} WHERE emptied_at IS NOT NULL"


def events(kind: str) -> str:
    return f"SELECT count(*) FROM event WHERE kind = '{kind}'"


@dataclass(frozen=True)
class Case:
    """A job: how a row comes to be due, how long after, and what its being done is counted by."""

    make: Callable[[AuthorAndHelper], object]
    after: timedelta | Callable[[datetime], timedelta]
    done: str

    def due_after(self, moment: datetime) -> timedelta:
        """How long after it was made; what is due at an hour of the day is so from any moment of it."""
        return self.after if isinstance(self.after, timedelta) else self.after(moment)


def _asked_to_check_in(people: AuthorAndHelper) -> None:
    people.run("check_in_on_offers", people.world.now() + timedelta(days=60))


def _pause(people: AuthorAndHelper) -> None:
    until = people.world.now() + timedelta(days=2)
    people.ben.post(f"/v1/offers/{people.offer}/pause", {"until": until.isoformat()})


def _invited(people: AuthorAndHelper) -> None:
    people.post()
    people.invite()


def _confirmed(people: AuthorAndHelper) -> None:
    people.post()
    people.confirm()


def _confirmed_for_tomorrow(people: AuthorAndHelper) -> None:
    """Agreed for ten the next morning, where everybody's clock shows UTC."""
    ten = people.world.now().replace(hour=10) + timedelta(days=1)
    window = {"from": ten.isoformat(), "to": (ten + timedelta(hours=2)).isoformat()}
    people.post(when={"kind": "windows", "windows": [window]})
    people.confirm()


def _taken_back(people: AuthorAndHelper) -> None:
    people.post()
    people.ana.post(f"/v1/needs/{people.need}/withdraw")


def _invited_in_vain(people: AuthorAndHelper) -> None:
    _invited(people)
    people.ana.post(f"/v1/needs/{people.need}/withdraw")


def _told_unused(people: AuthorAndHelper) -> None:
    people.run("tell_unused", people.world.now() + timedelta(days=335))


def _told_unused_twice(people: AuthorAndHelper) -> None:
    _told_unused(people)
    people.run("tell_unused_again", people.world.now() + timedelta(days=358))


def _left_a_word(people: AuthorAndHelper) -> None:
    """Somebody on whose word a helper stands leaves, so that it ends in sixty days."""
    dora, community = people.world.person("Dora"), people.community
    dora.post(f"/v1/communities/{community}/join")
    people.world.appoint(dora, community, "coordinator")
    for giver in (people.steward, dora):
        giver.put(f"/v1/communities/{community}/members/{people.ben.id}/vouch")
    dora.post(f"/v1/communities/{community}/leave")


def _unsettled(people: AuthorAndHelper) -> None:
    """Who was confirmed for a need that wants trust has lost it."""
    word = f"/v1/communities/{people.community}/members/{people.ben.id}/vouch"
    people.steward.put(word)
    people.post(criteria=BY_HER_CHOICE | {"min_trust": "vouched"})
    people.confirm()
    people.steward.delete(word)


def _wished_for_as_steward(people: AuthorAndHelper) -> None:
    """A neighbour has said yes, and may still think better of it."""
    here, neighbour = f"/v1/communities/{people.community}", people.world.person("nora")
    people.world.community(neighbour, name="Jackson", place={"lat": 42.25, "lon": -84.4})
    people.steward.patch(f"{here}/members/{people.ben.id}", {"role": "steward"})
    [change] = people.steward.get(here)["pending_changes"]
    neighbour.post(f"{here}/changes/{change['id']}/agree")


def _urgent(people: AuthorAndHelper) -> None:
    people.post(urgency="urgent")


def _one_of_two(people: AuthorAndHelper) -> None:
    """One has agreed to come where two must, and for no hour of theirs."""
    people.post(quantity=2, at_least=2)
    people.confirm()


def _said_yes(people: AuthorAndHelper) -> None:
    """A yes that waits for its author."""
    people.post(criteria=OPEN_TO_ANSWERS)
    people.ben.post(f"/v1/needs/{people.need}/responses")


def _on_duty_with_something_open(people: AuthorAndHelper) -> None:
    """Who looks after something is on duty for two hours more."""
    people.post()
    here, now = f"/v1/communities/{people.community}", people.world.now()
    change(people.world.database, "UPDATE need SET follow_up_at = :now", now=now)
    people.steward.put(f"{here}/duty", {"until": (now + timedelta(hours=2)).isoformat()})
    people.steward.post(f"{here}/queue/{people.need}/claim")


def _looked_at(people: AuthorAndHelper) -> None:
    """Those who answer for the community hear of something, together with what else waits for them."""
    about = ("community", people.community)
    happen(people.world, EventKind.COMMUNITY_LEFT_ALONE, about, community_id=people.community)
    announce(people.world)


def _until_eight_or_one(moment: datetime) -> timedelta:
    """To the next time digests of a circle leave, where everybody's clock shows UTC."""
    days = (moment, moment + timedelta(days=1))
    times = [day.replace(hour=hour, minute=0, second=0, microsecond=0) for day in days for hour in (8, 13)]
    return min(time for time in times if time > moment) - moment


def _double_left_behind(people: AuthorAndHelper) -> None:
    """Marked as a double of what was taken back."""
    dora = people.world.person("Dora")
    people.post()
    double = {"duplicate_of": dora.need()["id"], "reason": "asked twice"}
    people.steward.patch(f"/v1/communities/{people.community}/needs/{people.need}", double)
    dora.post(f"/v1/needs/{double['duplicate_of']}/withdraw")


def _reported_by_two(people: AuthorAndHelper) -> None:
    """Two who have nothing to do with one another wrote with somebody, and reported them."""
    for who in (people.ana, people.world.person("Dora")):
        need = who.need(criteria=BY_HER_CHOICE)["id"]
        match = who.invite(need, people.offer)["id"]
        for one in (who, people.ben):
            one.post(f"/v1/matches/{match}/messages", {"text": "when?"})
        who.post("/v1/reports", {"about": {"type": "match", "id": match}, "kind": "harassment"})


def _warned(people: AuthorAndHelper) -> None:
    """Somebody was reported and warned, and may appeal for thirty days."""
    _invited(people)
    people.ana.post("/v1/reports", {"about": {"type": "match", "id": people.match}, "kind": "harassment"})
    here = f"/v1/communities/{people.community}"
    [case] = [one["id"] for one in people.steward.get(f"{here}/queue")["items"] if one["type"] == "case"]
    verdict = {"about": {"type": "case", "id": case}, "outcome": "warned", "reason": "he was rude"}
    people.steward.post(f"{here}/decisions", verdict)


def _owes_a_word(people: AuthorAndHelper) -> None:
    """Somebody looked at a contact in an emergency, and nobody else has seen it yet."""
    people.post()
    about, by, need, community = (
        UUID(id) for id in (people.ana.id, people.steward.id, people.need, people.community)
    )
    now = people.world.now()
    look = Reveal(
        community_id=community,
        need_id=need,
        by_id=by,
        about_id=about,
        way=Way.OWED,
        asked_at=now,
        opened_at=now,
        due_at=now + timedelta(hours=24),
    )
    with people.world.database.transaction() as session:
        session.add(look)


def _reported_the_community(people: AuthorAndHelper) -> None:
    about = {"type": "community", "id": people.community}
    people.ben.post("/v1/reports", {"about": about, "kind": "discrimination"})


def _asks_for_a_call(people: AuthorAndHelper) -> None:
    """Somebody without an account asks urgently to be called."""
    body = {"phone": "+15175550161", "language": "en", "urgent": True}
    answer = people.world.http.post(f"/v1/communities/{people.community}/call-requests", json=body)
    assert answer.status_code == 202


def _call_in_the_queue(people: AuthorAndHelper) -> None:
    _asks_for_a_call(people)
    people.run("take_in_calls", people.world.now())


def _asked_in_vain(people: AuthorAndHelper, times: int) -> None:
    """So many requests reached Ben's mailbox, and their time passed without a word of his."""
    now = people.world.now()
    with people.world.database.transaction() as session:
        for number in range(times):
            need = a_need(session, UUID(people.community), UUID(people.ana.id), now)
            [match] = matches_on(session, need, [UUID(people.offer)], now)
            row = session.get_one(Match, match)
            row.status, row.ended_at = MatchStatus.LAPSED, now
            told = Notification(
                person_id=UUID(people.ben.id),
                event_id=-1 - number,
                kind="proposal",
                subject_type="match",
                subject_id=match,
                at=now,
            )
            session.add(told)
            session.flush()
            session.add(
                Delivery(
                    channel=ChannelName.EMAIL,
                    status=DeliveryStatus.SENT,
                    notification_id=told.id,
                    due_at=now,
                    expires_at=now,
                    sent_at=now,
                )
            )


def _told_that_nothing_is_heard(people: AuthorAndHelper) -> None:
    earlier = people.world.now() - timedelta(days=1)
    with people.world.database.transaction() as session:
        session.get_one(PersonRow, UUID(people.ben.id)).seen_at = earlier
        session.add(HelperSilence(person_id=UUID(people.ben.id), since=earlier, told_at=earlier))
    _asked_in_vain(people, quiet_helpers.ASKED_SINCE)


def _heard_of_again(people: AuthorAndHelper) -> None:
    """They were made to rest, and have looked in since."""
    _told_that_nothing_is_heard(people)
    people.run("rest_quiet_helpers", people.world.now() + A_SECOND)
    people.world.prove_again(people.ben)
    people.ben.http.post("/v1/auth/refresh", json={"refresh_token": people.ben.refresh_token})


def _without_marks(people: AuthorAndHelper) -> None:
    """Somebody who came just now, as everybody came before names were marked."""
    dora = people.world.newcomer("Dora")
    dora.post(f"/v1/communities/{people.community}/join")
    change(people.world.database, "DELETE FROM name_mark WHERE person_id = :id", id=dora.id)


CASES = {
    "expire_needs": Case(AuthorAndHelper.post, timedelta(days=7), events("need_expired")),
    "expire_offers": Case(lambda t: None, timedelta(days=180), events("offer_expired")),
    "resume_offers": Case(_pause, timedelta(days=2), events("offer_resumed")),
    "check_in_on_offers": Case(lambda t: None, timedelta(days=60), events("offer_check_in")),
    "pause_silent_offers": Case(_asked_to_check_in, timedelta(days=67), events("offer_paused")),
    "tell_quiet_helpers": Case(
        lambda t: _asked_in_vain(t, quiet_helpers.ASKED_BEFORE), timedelta(days=60), events("helper_quiet")
    ),
    "rest_quiet_helpers": Case(_told_that_nothing_is_heard, timedelta(), events("helper_rests")),
    "wake_helpers": Case(
        _heard_of_again, timedelta(), "SELECT CAST(count(*) = 0 AS int) FROM helper_silence"
    ),
    "look_over": Case(
        _without_marks,
        timedelta(hours=1),
        "SELECT count(DISTINCT k.person_id) FROM name_mark k JOIN person p ON p.id = k.person_id"
        " WHERE p.created_at = (SELECT max(created_at) FROM person)",
    ),
    "look_for_company": Case(_one_of_two, timedelta(days=6), events("match_too_few")),
    "follow_originals": Case(_double_left_behind, timedelta(), events("need_stands_alone")),
    "lapse_matches": Case(_invited, timedelta(hours=24), events("match_lapsed")),
    "open_waves": Case(lambda t: t.post(criteria={}), timedelta(), events("match_proposed")),
    "settle_matches": Case(_confirmed, timedelta(days=3), events("report_asked")),
    "close_contacts": Case(_confirmed, timedelta(days=14), events("contact_closed")),
    "ring_for_urgent": Case(_urgent, timedelta(minutes=15), events("coordinators_rung")),
    "hand_on_duty": Case(_on_duty_with_something_open, timedelta(hours=2), events("duty_handed_on")),
    "take_in_calls": Case(_asks_for_a_call, timedelta(), events("call_asked_urgently")),
    "ring_for_calls": Case(_call_in_the_queue, timedelta(), events("call_rings_coordinators")),
    "watch_communities": Case(lambda t: None, timedelta(days=14), events("community_dormant")),
    "remind_of_times": Case(
        _confirmed_for_tomorrow,
        lambda now: now.replace(hour=18, minute=0, second=0, microsecond=0) - now,
        events("match_tomorrow") + " AND for_id = (SELECT author_id FROM need)",
    ),
    "decide_changes": Case(_wished_for_as_steward, timedelta(hours=72), events("change_made")),
    "weigh_words": Case(
        _left_a_word, timedelta(days=60), events("trust_changed") + " AND payload->>'trust' = 'new'"
    ),
    "unsettle_matches": Case(_unsettled, timedelta(), events("match_unsettled")),
    "remind_of_needs": Case(AuthorAndHelper.post, timedelta(days=5.25), events("need_expiring")),
    "tell_of_yeses": Case(_said_yes, timedelta(hours=4), events("match_waiting")),
    "keep_pauses": Case(_reported_by_two, timedelta(), events("matching_paused")),
    "end_cases": Case(
        _warned,
        timedelta(days=30),
        "SELECT count(*) FROM safety_case k WHERE NOT EXISTS (SELECT FROM case_key s WHERE s.case_id = k.id)",
    ),
    "tell_unused": Case(lambda t: None, timedelta(days=335), events("account_unused")),
    "tell_unused_again": Case(
        _told_unused,
        timedelta(days=358),
        "SELECT count(*) FROM person WHERE unused_again_at IS NOT NULL",
    ),
    "reduce_unused": Case(_told_unused_twice, timedelta(days=365), events("person_reduced")),
    "forget_contacts": Case(_taken_back, timedelta(days=14), "SELECT count(*) FROM need WHERE place IS NULL"),
    "forget_needs": Case(_taken_back, timedelta(days=30), _EMPTIED.format("need")),
    "forget_offers": Case(
        lambda t: t.ben.post(f"/v1/offers/{t.offer}/withdraw"), timedelta(days=30), _EMPTIED.format("offer")
    ),
    "forget_matches": Case(_invited_in_vain, timedelta(days=30), _EMPTIED.format("match")),
    "tell_the_operator": Case(_reported_the_community, timedelta(), events("case_unheard")),
    "tell_of_overdue_reveals": Case(_owes_a_word, timedelta(hours=24), events("reveals_overdue")),
    "send_digests": Case(_looked_at, _until_eight_or_one, "SELECT count(*) FROM digest"),
}
"""The jobs over rows. What is counted happens exactly once."""


def test_every_job_over_rows_has_its_case() -> None:
    assert set(CASES) | {"announce", "purge", "keep_partitions"} == {job.name for job in JOBS}


@pytest.mark.parametrize("name", CASES)
def test_a_job_does_what_is_due_and_once(people: AuthorAndHelper, name: str) -> None:
    """Not before its time; once, though four workers are at it; and nothing more when it runs again."""
    case, database = CASES[name], people.world.database
    case.make(people)
    people.run(name, people.began + case.due_after(people.began) - A_SECOND)
    assert scalar(database, case.done) == 0, "not due yet"
    made = people.world.now()
    due, start = made + case.due_after(made) + A_SECOND, threading.Barrier(4)
    assert name in passes.awake(database, JOBS, due), "a pass does not leave it out"

    def work() -> None:
        start.wait()
        people.run(name, due)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scalar(database, case.done) == 1
    assert people.run(name, due + A_SECOND) == 0
    assert scalar(database, case.done) == 1, "harmless to run twice"


def test_after_a_day_away_everything_overdue_is_done_once(people: AuthorAndHelper) -> None:
    """One worker starts again; what fell due meanwhile is done by the time it is idle, and nothing twice."""
    people.post()
    people.confirm()
    people.post(urgency="urgent")
    people.post()
    people.invite()
    people.world.tick()
    change(people.world.database, "DELETE FROM event_todo")
    seen = scalar(people.world.database, "SELECT max(id) FROM event")
    due = people.world.now() + timedelta(hours=24, minutes=1)
    for _ in range(2):
        run_until_idle(people.world.database, JOBS, lambda: due, random.Random(1))
    fresh = people.world.database
    kinds = "SELECT string_agg(kind, ' ' ORDER BY kind) FROM event WHERE id > :seen"
    assert scalar(fresh, kinds, seen=seen) == "match_lapsed need_expired"
    assert scalar(fresh, "SELECT count(*) FROM event_todo") == 0


class TestExpiry:
    def test_truth_does_not_wait_for_the_sweep(self, people: AuthorAndHelper) -> None:
        people.post(urgency="urgent")
        people.invite()
        match = people.match
        with people.world.database.transaction() as session:
            clock.advance(session, timedelta(hours=24))
        ben = signed_in_again(people.world, people.ben)
        problem = ben.refused("POST", f"/v1/matches/{match}/accept")
        assert (problem["status"], problem["code"]) == (409, "need_is_over")
        assert people.status("need", people.need) == "open", "the sweep has not been"
        people.world.tick()
        assert people.status("need", people.need) == "expired"

    def test_a_proposal_past_its_time_cannot_be_accepted_either(self, people: AuthorAndHelper) -> None:
        people.post()
        people.invite()
        match = people.match
        change(people.world.database, "UPDATE match SET reply_by = :at", at=people.world.now())
        problem = people.ben.refused("POST", f"/v1/matches/{match}/accept")
        assert (problem["status"], problem["current"], problem["allowed"]) == (409, "lapsed", [])
        people.world.tick()
        after = people.ben.refused("POST", f"/v1/matches/{match}/accept")
        assert after["code"] == problem["code"], "the sweep changes nothing of the answer"

    def test_what_is_agreed_does_not_expire(self, people: AuthorAndHelper) -> None:
        people.post()
        people.confirm()
        people.run("expire_needs", people.world.now() + timedelta(days=8))
        assert (people.status("need", people.need), people.status("match", people.match)) == (
            "matched",
            "confirmed",
        )

    def test_partly_covered_closes_on_what_it_has(self, people: AuthorAndHelper) -> None:
        people.post(quantity=3)
        people.confirm()
        people.run("expire_needs", people.world.now() + timedelta(days=8))
        assert (people.status("need", people.need), people.status("match", people.match)) == (
            "matched",
            "confirmed",
        )

    def test_too_few_to_begin_cancels_what_was_agreed(self, people: AuthorAndHelper) -> None:
        people.post(quantity=3, at_least=2)
        people.confirm()
        people.run("expire_needs", people.world.now() + timedelta(days=8))
        assert (people.status("need", people.need), people.status("match", people.match)) == (
            "expired",
            "cancelled",
        )

    def test_who_stood_in_a_proposal_is_released(self, people: AuthorAndHelper) -> None:
        people.post(urgency="urgent")
        people.invite()
        match = people.match
        people.run("expire_needs", people.world.now() + timedelta(hours=25))
        assert (people.status("need", people.need), people.status("match", match)) == ("expired", "withdrawn")

    def test_a_renewed_need_lives_and_is_reminded_of_its_new_end(self, people: AuthorAndHelper) -> None:
        people.post()
        now = people.world.now()
        people.run("expire_needs", now + timedelta(days=8))
        people.ana.post(f"/v1/needs/{people.need}/renew")
        people.run("expire_needs", now + timedelta(days=6))
        assert people.status("need", people.need) == "open"
        assert people.run("remind_of_needs", now + timedelta(days=5)) == 0
        assert people.run("remind_of_needs", now + timedelta(days=5.5)) == 1
        assert people.run("remind_of_needs", now + timedelta(days=5.9)) == 0
        assert people.run("remind_of_needs", now + timedelta(days=6.5)) == 1
        assert people.run("remind_of_needs", now + timedelta(days=6.9)) == 0

    def test_an_urgent_need_is_reminded_of_once(self, people: AuthorAndHelper) -> None:
        people.post(urgency="urgent")
        now = people.world.now()
        ran = [people.run("remind_of_needs", now + timedelta(hours=hours)) for hours in (17, 19, 21, 23)]
        assert ran == [0, 1, 0, 0]


class TestLapse:
    def test_only_hours_in_which_one_may_be_rung_count(self, people: AuthorAndHelper) -> None:
        """A day of invitation, eight quiet hours a day: it stands for more than one night."""
        now = people.world.now()
        quiet = {
            "quiet_from": f"{now + timedelta(hours=2):%H:%M}",
            "quiet_to": f"{now + timedelta(hours=10):%H:%M}",
        }
        people.ben.patch("/v1/me", quiet | {"time_zone": "UTC"})
        people.post()
        people.invite()
        stands = datetime.fromisoformat(people.ben.match_on(people.need)["reply_by"]) - now
        assert timedelta(hours=39, minutes=58) < stands < timedelta(hours=40, minutes=2)
        people.run("lapse_matches", now + timedelta(hours=39))
        assert people.status("match", people.match) == "invited"
        people.run("lapse_matches", now + timedelta(hours=41))
        assert people.status("match", people.match) == "lapsed"

    def test_who_welcomes_the_urgent_has_no_night_for_it(self, people: AuthorAndHelper) -> None:
        now = people.world.now()
        quiet = {
            "quiet_from": f"{now - timedelta(hours=1):%H:%M}",
            "quiet_to": f"{now + timedelta(hours=7):%H:%M}",
        }
        people.ben.patch("/v1/me", quiet | {"time_zone": "UTC", "urgent_welcome": True})
        people.post(urgency="urgent", criteria={})
        people.world.tick()
        stands = datetime.fromisoformat(people.ben.match_on(people.need)["reply_by"]) - now
        assert stands < timedelta(hours=1, minutes=1)

    def test_a_yes_does_not_lapse(self, people: AuthorAndHelper) -> None:
        people.post(criteria=OPEN_TO_ANSWERS)
        match = people.ben.post(f"/v1/needs/{people.need}/responses")["id"]
        people.run("lapse_matches", people.world.now() + timedelta(days=6))
        assert people.status("match", match) == "accepted"

    def test_what_lapses_is_what_waits_for_an_answer(self) -> None:
        assert set(match_moves.ASKED) == {"proposed", "invited"}


class TestCheckIn:
    @pytest.mark.parametrize("answer", ["renew", "edit"])
    def test_an_answer_keeps_the_offer_going(self, people: AuthorAndHelper, answer: str) -> None:
        people.world.advance(days=61)
        ben = signed_in_again(people.world, people.ben)
        assert ben.inbox() == ["offer_check_in"]
        if answer == "renew":
            ben.post(f"/v1/offers/{people.offer}/renew")
        else:
            ben.patch(f"/v1/offers/{people.offer}", {"reach_km": 3})
        people.world.advance(days=30)
        assert people.status("offer", people.offer) == "active"
        people.world.advance(days=31)
        assert signed_in_again(people.world, people.ben).inbox() == ["offer_check_in"] * 2

    def test_silence_pauses_it_and_says_so_and_one_tap_brings_it_back(self, people: AuthorAndHelper) -> None:
        people.world.advance(days=61)
        people.world.advance(days=8)
        ben = signed_in_again(people.world, people.ben)
        assert ben.inbox() == ["offer_paused", "offer_check_in"]
        assert ben.get(f"/v1/offers/{people.offer}")["status"] == "paused"
        ben.post(f"/v1/offers/{people.offer}/renew")
        people.world.advance(days=20)
        assert people.status("offer", people.offer) == "active"
        assert signed_in_again(people.world, people.ben).inbox() == ["offer_paused", "offer_check_in"]

    def test_a_paused_offer_and_one_for_a_single_need_are_left_alone(self, people: AuthorAndHelper) -> None:
        people.ben.post(f"/v1/offers/{people.offer}/pause")
        cleo = people.world.person("cleo")
        cleo.post(f"/v1/communities/{people.community}/join")
        people.post(criteria=OPEN_TO_ANSWERS)
        cleo.post(f"/v1/needs/{people.need}/responses")
        assert people.run("check_in_on_offers", people.world.now() + timedelta(days=61)) == 0


class TestUnreported:
    def test_those_who_met_are_asked_then_coordinators_then_it_is_let_go(
        self, people: AuthorAndHelper
    ) -> None:
        people.post()
        people.confirm()
        confirmed, match = people.world.now(), people.match
        found = []
        for days in range(1, 32):
            people.run("settle_matches", confirmed + timedelta(days=days, minutes=1))
            kinds = "SELECT kind FROM event WHERE subject_id = :m ORDER BY id DESC LIMIT 1"
            found.append(scalar(people.world.database, kinds, m=match))
        kinds_told = ("report_asked", "match_unreported", "match_lapsed")
        assert [found.count(kind) for kind in kinds_told] == [1, 26, 2], (
            "nobody is reached: the queue comes soon"
        )
        assert people.status("match", match) == "lapsed"

    def test_silence_agrees_after_three_days(self, people: AuthorAndHelper) -> None:
        people.post()
        people.confirm()
        device_for(people.ana, "ana-phone")
        people.ben.post(f"/v1/matches/{people.match}/report", {"outcome": "helped"})
        people.world.tick()
        now = people.world.now()
        people.run("settle_matches", now + timedelta(hours=71))
        assert people.status("match", people.match) == "confirmed"
        people.run("settle_matches", now + timedelta(hours=73))
        assert (people.status("match", people.match), people.status("need", people.need)) == (
            "completed",
            "fulfilled",
        )
        by = scalar(people.world.database, "SELECT completed_by FROM match WHERE id = :m", m=people.match)
        assert by == "silence"

    def test_silence_of_somebody_represented_agrees_to_nothing(self, people: AuthorAndHelper) -> None:
        """It is not forgotten either: it goes the way of what nobody reported."""
        people.post()
        people.confirm()
        now, match, database = people.world.now(), people.match, people.world.database
        change(database, "UPDATE person SET represented = true WHERE id = :p", p=people.ana.id)
        people.ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        for days in (3, 15):
            people.run("settle_matches", now + timedelta(days=days, hours=1))
            told = scalar(database, events("match_unreported"))
            assert (people.status("match", match), told) == ("confirmed", 1), "from day 3 on coordinators ask"
        people.run("settle_matches", now + timedelta(days=31))
        assert people.status("match", match) == "lapsed"

    def test_a_dispute_nobody_resolves_fails_after_thirty_days(self, people: AuthorAndHelper) -> None:
        people.post()
        people.confirm()
        match = people.match
        people.ben.post(f"/v1/matches/{match}/report", {"outcome": "helped"})
        people.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped"})
        assert people.status("match", match) == "disputed"
        now = people.world.now()
        people.run("settle_matches", now + timedelta(days=29))
        assert people.status("match", match) == "disputed"
        people.run("settle_matches", now + timedelta(days=31))
        assert people.status("match", match) == "failed"


class TestOneBadRow:
    def test_keeps_no_other_waiting_and_does_not_spin(
        self, people: AuthorAndHelper, caplog: pytest.LogCaptureFixture
    ) -> None:
        people.post(urgency="urgent")
        bad = people.need
        people.post(urgency="urgent")
        forbid(people.world, "UPDATE ON need", f"OLD.id = '{bad}'")
        due = people.world.now() + timedelta(hours=25)
        run_until_idle(people.world.database, JOBS, lambda: due, random.Random(1))
        assert people.status("need", bad) == "open"
        assert people.status("need", people.need) == "expired"
        assert bad in caplog.text


class TestPurge:
    def test_deletes_what_has_served_its_purpose_and_nothing_else(self, people: AuthorAndHelper) -> None:
        world, database = people.world, people.world.database
        now = world.now()
        world.http.post("/v1/auth/codes", json={"address": "new@example.org"})
        people.ana.post(
            "/v1/needs",
            {"category": "groceries", "place": LANSING},
            Idempotency_Key="k-1",
        )
        device_for(people.ana, "ok-ana")
        tell(world, people.ana)
        world.tick()
        assert _rows(world) == {"idempotent_answer": 1, "sign_in_challenge": 1, "device": 1, "delivery": 2}
        people.run("purge", now + timedelta(minutes=5))
        assert _rows(world) == {"idempotent_answer": 1, "sign_in_challenge": 1, "device": 1, "delivery": 2}
        people.run("purge", now + timedelta(days=2))
        assert _rows(world) == {"idempotent_answer": 1, "sign_in_challenge": 0, "device": 1, "delivery": 1}
        people.run("purge", now + timedelta(days=8))
        assert _rows(world) == {"idempotent_answer": 0, "sign_in_challenge": 0, "device": 1, "delivery": 1}
        people.run("purge", now + timedelta(days=61))
        assert _rows(world) == dict.fromkeys(_rows(world), 0)
        assert scalar(database, "SELECT count(*) FROM auth_session") == 3, "good for ninety days"
        assert people.run("purge", now + timedelta(days=400)) >= 3
        assert people.run("purge", now + timedelta(days=400)) == 0, "nothing is left to delete"
        assert scalar(database, "SELECT count(*) FROM auth_session") == 0
        assert signed_in_again(world, people.ana).inbox() == [], "an inbox is kept for a year"
        assert scalar(database, "SELECT count(*) FROM event") > 5

    def test_deletes_what_may_not_be_taken_back_any_more_and_old_calls(self, people: AuthorAndHelper) -> None:
        people.post()
        database, now, need = people.world.database, people.world.now(), UUID(people.need)
        with database.transaction() as session:
            row = session.get_one(Need, need)
            who: dict[str, Any] = {"community_id": row.community_id, "by_id": row.author_id}
            act = DeskAct(**who, kind="hide", subject_type="need", subject_id=need, at=now, until=now)
            call = Reaching(**who, need_id=need, about_id=row.author_id, outcome=Reached.REACHED, at=now)
            session.add_all([act, call])
        for days, left in ((0.9, [1, 1]), (2, [0, 1]), (91, [0, 0])):
            people.run("purge", now + timedelta(days=days))
            found = [scalar(database, f"SELECT count(*) FROM {table}") for table in ("desk_act", "reaching")]
            assert found == left, days


def _rows(world: World) -> dict[str, int]:
    tables = ("idempotent_answer", "sign_in_challenge", "device", "delivery")
    return {table: scalar(world.database, f"SELECT count(*) FROM {table}") for table in tables}


def test_a_partition_that_is_missing_is_made_whatever_the_clock_of_development_says(world: World) -> None:
    now, database = world.now(), world.database
    job = next(job for job in JOBS if job.name == "keep_partitions")
    assert job.name not in passes.awake(database, JOBS, now)
    assert [job.run(database, now + timedelta(days=days), random.Random(1)) for days in (0, 900)] == [0, 0]
    with database.transaction() as session:
        last = partitions.names(session, "delivery")[-1]
    with as_owner(world.address) as owner:
        owner.execute(text(f"DROP TABLE {last}"))
    assert job.name in passes.awake(database, JOBS, now)
    assert [job.run(database, now, random.Random(1)) for _ in range(2)] == [1, 0]
    with database.transaction() as session:
        assert partitions.names(session, "delivery")[-1] == last


def test_announcing_is_a_job_like_the_others(people: AuthorAndHelper) -> None:
    tell(people.world, people.ana)
    now = people.world.now()
    assert [people.run("announce", now) for _ in range(2)] == [1, 0]
    assert announce(people.world) == 0
    assert people.ana.inbox() == ["role_changed"]
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
        many_offers(session, community, [LANSING_CELL] * 60, now)
        for _ in range(regions.MANY + 1):
            a_need(session, community, author, now, cell=LANSING_CELL)
    with closing(RoundProcess(world.database.direct_url)) as next_door:
        jobs = with_rounds(JOBS, next_door)
        names = [job.name for job in jobs]
        assert names.index("rounds") == names.index("open_waves") - 1
        job = jobs[names.index("rounds")]
        assert job.run(world.database, now, random.Random(1)) == regions.MANY + 1
        assert job.run(world.database, now, random.Random(1)) == 0
    each_asked = "SELECT count(DISTINCT need_id) FROM match WHERE status = 'proposed'"
    assert scalar(world.database, each_asked) == regions.MANY + 1
    assert RUN["open_waves"](world.database, now, random.Random(1)) == 0
