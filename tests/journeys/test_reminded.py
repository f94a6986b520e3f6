"""Two people agreed on a time: each is reminded of it the evening before and two hours before, and afterwards asked."""

import random
import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.models import Match
from matching.words.values import ItsTime, Window
from scheduler.jobs import JOBS
from services.afterwards import reminders
from services.consequences import match_times
from tests.servers.sms import SmsServer
from tests.support import pages
from tests.support.people import Person
from tests.support.telling import change, deliveries, scalar
from tests.support.world import World, device_for

JUMA = "+15550100166"
DETROIT = "America/Detroit"
KINDS = ("agreed_tomorrow", "agreed_soon", "how_did_it_go")


@pytest.fixture
def two_people(texting_world: World) -> "TwoPeople":
    return TwoPeople(texting_world)


class TwoPeople:
    """Ana, who asks, in Detroit, and Ben, who helps, in Nairobi: over the phone, perhaps."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana = world.person("Ana", time_zone=DETROIT)
        self.ben = world.person("Ben", time_zone="Africa/Nairobi")
        for person in (self.ana, self.ben):
            device_for(person, f"ok-{person.name}")
        self.community = world.community(world.person("Cora"), self.ana, self.ben)["id"]
        self.offer = self.ben.offer()["id"]
        world.tick()
        self.match = ""

    def agree(self, start: datetime, offer: str | None = None) -> None:
        window = {"from": start.isoformat(), "to": (start + timedelta(hours=1)).isoformat()}
        need = self.ana.need(
            title="Bread",
            criteria={"decide": "ask_me_first"},
            when={"kind": "windows", "windows": [window]},
        )
        self.match = self.ana.invite(need["id"], offer or self.offer)["id"]
        if offer is None:
            self.ben.post(f"/v1/matches/{self.match}/accept")
            self.world.tick()

    def rung(self, person: Person) -> list[str]:
        """The reminders that left for somebody, oldest first."""
        left = [sent.kind for sent in deliveries(self.world, person) if sent.status == "sent"]
        return [kind for kind in left if kind in KINDS]

    def until(self, at: datetime) -> None:
        self.world.advance(seconds=(at - self.world.now()).total_seconds())


def in_days(world: World, days: int, hour: int, zone: str = DETROIT) -> datetime:
    """An hour of a day to come, by the clock of a place."""
    day = world.now().astimezone(ZoneInfo(zone)).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))


def test_each_is_reminded_by_their_own_clock_and_both_are_asked_afterwards(two_people: TwoPeople) -> None:
    start = in_days(two_people.world, 3, 14)
    in_nairobi, in_detroit = (
        in_days(two_people.world, 2, 18, "Africa/Nairobi"),
        in_days(two_people.world, 2, 18),
    )
    two_people.agree(start)
    two_people.until(in_nairobi - timedelta(seconds=5))
    assert two_people.rung(two_people.ben) == []
    two_people.until(in_nairobi)
    assert (two_people.rung(two_people.ben), two_people.rung(two_people.ana)) == (["agreed_tomorrow"], [])
    two_people.until(in_detroit)
    assert two_people.rung(two_people.ana) == ["agreed_tomorrow"]
    two_people.until(start - timedelta(hours=2))
    two_people.world.advance(minutes=30)
    for person in (two_people.ana, two_people.ben):
        assert two_people.rung(person) == ["agreed_tomorrow", "agreed_soon"]
    two_people.world.advance(days=2)
    two_people.world.advance(days=2)
    for person in (two_people.ana, two_people.ben):
        assert two_people.rung(person) == [*KINDS], "asked once"


def test_a_reminder_says_nothing_about_anybody(two_people: TwoPeople) -> None:
    mail = two_people.world.sign_in("dora@example.org")
    mail.patch(
        "/v1/me", {"display_name": "Dora", "is_adult": True, "quiet_from": "00:00", "quiet_to": "00:00"}
    )
    mail.post(f"/v1/communities/{two_people.community}/join")
    start = in_days(two_people.world, 3, 14)
    two_people.agree(start, mail.offer()["id"])
    mail.post(f"/v1/matches/{two_people.match}/accept")
    two_people.until(start - timedelta(hours=2))
    letter = two_people.world.outbox("dora@example.org")[0]
    assert letter["subject"] == "It is soon time"
    assert not any(word in letter["text"] + letter["subject"] for word in ("Ana", "Bread", "42.7", "Dora"))
    page = pages.get(two_people.world.http, pages.link_in(letter["text"]))
    assert {"show", "cancel"} <= set(page.buttons)


@pytest.mark.parametrize("how", ["cancel", "withdraw", "report"])
def test_nobody_is_reminded_of_what_is_over(two_people: TwoPeople, how: str) -> None:
    start = in_days(two_people.world, 2, 14)
    two_people.agree(start)
    need = two_people.ana.get(f"/v1/matches/{two_people.match}")["need_id"]
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "cancel": (f"/v1/matches/{two_people.match}/cancel", {}),
        "withdraw": (f"/v1/needs/{need}/withdraw", {}),
        "report": (f"/v1/matches/{two_people.match}/report", {"outcome": "helped"}),
    }
    (two_people.ben if how == "report" else two_people.ana).post(*calls[how])
    two_people.until(start - timedelta(minutes=5))
    assert (two_people.rung(two_people.ana), two_people.rung(two_people.ben)) == ([], [])


def test_nobody_is_reminded_of_what_ended_since_the_reminder_was_made(two_people: TwoPeople) -> None:
    """The night held the reminder back; by the morning it was called off."""
    two_people.ben.patch("/v1/me", {"quiet_from": "22:00", "quiet_to": "08:00"})
    start = in_days(two_people.world, 3, 9, "Africa/Nairobi")
    two_people.agree(start)
    two_people.until(start - timedelta(hours=2))
    [held] = [sent for sent in deliveries(two_people.world, two_people.ben) if sent.kind == "agreed_soon"]
    assert (held.status, held.due_at) == ("pending", start - timedelta(hours=1))
    two_people.ana.post(f"/v1/matches/{two_people.match}/cancel")
    two_people.until(start - timedelta(hours=1))
    [after] = [sent for sent in deliveries(two_people.world, two_people.ben) if sent.kind == "agreed_soon"]
    assert (after.status, after.code) == ("superseded", "no_longer_true")


def test_nobody_is_reminded_of_what_was_just_agreed(two_people: TwoPeople) -> None:
    start = two_people.world.now() + timedelta(hours=2, minutes=30)
    two_people.agree(start)
    two_people.until(start - timedelta(hours=1))
    assert (two_people.rung(two_people.ana), two_people.rung(two_people.ben)) == ([], [])


def test_both_are_reminded_of_the_new_time_and_not_of_the_old(two_people: TwoPeople) -> None:
    two_people.ben.patch("/v1/me", {"quiet_from": "17:00", "quiet_to": "20:00"})
    start = in_days(two_people.world, 3, 14, "Africa/Nairobi")
    two_people.agree(start)
    two_people.until(start.replace(hour=18) - timedelta(days=1))
    assert [
        sent.status for sent in deliveries(two_people.world, two_people.ben) if sent.kind == "agreed_tomorrow"
    ] == ["pending"]
    with two_people.world.database.transaction() as session:
        match = session.get_one(Match, UUID(two_people.match))
        later = Window(start + timedelta(days=2), start + timedelta(days=2, hours=1))
        match_times.put(match, ItsTime(agreed=later))
        reminders.plan(session, match, two_people.world.now())
    two_people.world.advance(hours=3)
    assert [
        sent.status for sent in deliveries(two_people.world, two_people.ben) if sent.kind == "agreed_tomorrow"
    ] == ["superseded"]
    two_people.until(start.replace(hour=20) + timedelta(days=1))
    assert "agreed_tomorrow" in two_people.rung(two_people.ben)


def test_two_workers_remind_once_and_a_late_one_of_the_nearer_only(two_people: TwoPeople) -> None:
    """Four at once, after a day and a half in which nobody worked."""
    start = in_days(two_people.world, 2, 14)
    two_people.agree(start)
    [job] = [job for job in JOBS if job.name == "remind_of_times"]
    now, barrier = start - timedelta(hours=1, minutes=30), threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        job.run(two_people.world.database, now, random.Random(1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert job.run(two_people.world.database, now, random.Random(1)) == 0
    events = "SELECT string_agg(kind, ' ') FROM event WHERE kind IN ('match_tomorrow', 'match_soon')"
    assert scalar(two_people.world.database, events) == "match_soon match_soon", "one for each side"


def test_a_reminder_can_be_switched_off(two_people: TwoPeople) -> None:
    two_people.ben.patch("/v1/me/notification-settings", {"kinds": {"agreed_soon": False}})
    start = in_days(two_people.world, 3, 14)
    two_people.agree(start)
    two_people.until(start - timedelta(hours=2))
    two_people.world.advance(minutes=5)
    assert "agreed_soon" in two_people.rung(two_people.ana)
    assert "agreed_soon" not in two_people.rung(two_people.ben)
    assert "agreed_soon" in two_people.ben.inbox(), "the inbox holds it all the same"


def by_phone(two_people: TwoPeople) -> str:
    """Juma helps and has no app: the id of the offer that Cora wrote down."""
    cleo = two_people.world.person("Cleo")
    cleo.post(f"/v1/communities/{two_people.community}/join")
    consent = {"how": "phone", "at": two_people.world.now().isoformat()}
    entry = {
        "display_name": "Juma",
        "phone": JUMA,
        "is_adult": True,
        "consent": consent,
        "time_zone": DETROIT,
    }
    juma = cleo.post("/v1/people", entry)
    change(
        two_people.world.database,
        "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00' WHERE represented",
    )
    two_people.world.tick()
    return str(cleo.offer(on_behalf_of=juma["id"])["id"])


def test_somebody_without_the_app_gets_a_text_with_the_page(
    two_people: TwoPeople, gateway: SmsServer
) -> None:
    start = in_days(two_people.world, 3, 14)
    two_people.agree(start, by_phone(two_people))
    two_people.world.tick()
    _, asked = gateway.texts(JUMA)  # the first told him that he was written down
    pages.press(two_people.world.http, pages.get(two_people.world.http, pages.link_in(asked)), "yes")
    two_people.until(start - timedelta(hours=20))
    tomorrow = gateway.texts(JUMA)[-1]
    assert tomorrow.startswith("Minka: tomorrow is what you agreed on.")
    two_people.until(start - timedelta(hours=2))
    soon = gateway.texts(JUMA)[-1]
    assert soon.startswith("Minka: what you agreed on begins soon.")
    page = pages.get(two_people.world.http, pages.link_in(soon))
    assert {"show", "cancel"} <= set(page.buttons)
    assert scalar(two_people.world.database, "SELECT sent FROM sms_month") == len(gateway.texts(JUMA))


def test_texts_stop_where_the_budget_does(two_people: TwoPeople, gateway: SmsServer) -> None:
    start = in_days(two_people.world, 3, 14)
    two_people.agree(start, by_phone(two_people))
    two_people.world.tick()
    _, asked = gateway.texts(JUMA)  # the first told him that he was written down
    pages.press(two_people.world.http, pages.get(two_people.world.http, pages.link_in(asked)), "yes")
    two_people.world.tick()
    change(two_people.world.database, "UPDATE sms_month SET sent = 100000")
    before = len(gateway.texts(JUMA))
    two_people.until(start)
    assert len(gateway.texts(JUMA)) == before
