"""Two people agreed on a time: each is reminded of it the evening before and two hours before, and afterwards asked."""

import random
import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from core.models import Match
from matching.words.values import Window
from scheduler.jobs import JOBS
from services.afterwards import reminders
from services.matches import two_keys
from tests.servers.sms import SmsServer
from tests.support import pages
from tests.support.people import Person
from tests.support.telling import change, deliveries, scalar
from tests.support.world import World, device_for

JUMA = "+15550100166"
DETROIT = "America/Detroit"
KINDS = ("agreed_tomorrow", "agreed_soon", "how_did_it_go")


@pytest.fixture
def two(connected: World) -> "Two":
    return Two(connected)


class Two:
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
        body = {"offer_id": offer or self.offer}
        self.match = self.ana.post(f"/v1/needs/{need['id']}/invitations", body)["id"]
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


def test_each_is_reminded_by_their_own_clock_and_both_are_asked_afterwards(two: Two) -> None:
    start = in_days(two.world, 3, 14)
    in_nairobi, in_detroit = in_days(two.world, 2, 18, "Africa/Nairobi"), in_days(two.world, 2, 18)
    two.agree(start)
    two.until(in_nairobi - timedelta(seconds=5))
    assert two.rung(two.ben) == []
    two.until(in_nairobi)
    assert (two.rung(two.ben), two.rung(two.ana)) == (["agreed_tomorrow"], [])
    two.until(in_detroit)
    assert two.rung(two.ana) == ["agreed_tomorrow"]
    two.until(start - timedelta(hours=2))
    two.world.advance(minutes=30)
    for person in (two.ana, two.ben):
        assert two.rung(person) == ["agreed_tomorrow", "agreed_soon"]
    two.world.advance(days=2)
    two.world.advance(days=2)
    for person in (two.ana, two.ben):
        assert two.rung(person) == [*KINDS], "asked once"


def test_a_reminder_says_nothing_about_anybody(two: Two) -> None:
    mail = two.world.sign_in("dora@example.org")
    mail.patch(
        "/v1/me", {"display_name": "Dora", "is_adult": True, "quiet_from": "00:00", "quiet_to": "00:00"}
    )
    mail.post(f"/v1/communities/{two.community}/join")
    start = in_days(two.world, 3, 14)
    two.agree(start, mail.offer()["id"])
    mail.post(f"/v1/matches/{two.match}/accept")
    two.until(start - timedelta(hours=2))
    letter = two.world.outbox("dora@example.org")[0]
    assert letter["subject"] == "It is soon time"
    assert not any(word in letter["text"] + letter["subject"] for word in ("Ana", "Bread", "42.7", "Dora"))
    page = pages.get(two.world.http, pages.link_in(letter["text"]))
    assert {"show", "cancel"} <= set(page.buttons)


@pytest.mark.parametrize("how", ["cancel", "withdraw", "report"])
def test_what_is_over_is_not_recalled(two: Two, how: str) -> None:
    start = in_days(two.world, 2, 14)
    two.agree(start)
    need = two.ana.get(f"/v1/matches/{two.match}")["need_id"]
    calls: dict[str, tuple[str, dict[str, Any]]] = {
        "cancel": (f"/v1/matches/{two.match}/cancel", {}),
        "withdraw": (f"/v1/needs/{need}/withdraw", {}),
        "report": (f"/v1/matches/{two.match}/report", {"outcome": "helped"}),
    }
    (two.ben if how == "report" else two.ana).post(*calls[how])
    two.until(start - timedelta(minutes=5))
    assert (two.rung(two.ana), two.rung(two.ben)) == ([], [])


def test_what_ends_between_its_reminder_and_the_morning_is_not_recalled(two: Two) -> None:
    """The night held the reminder back; by the morning it was called off."""
    two.ben.patch("/v1/me", {"quiet_from": "22:00", "quiet_to": "08:00"})
    start = in_days(two.world, 3, 9, "Africa/Nairobi")
    two.agree(start)
    two.until(start - timedelta(hours=2))
    [held] = [sent for sent in deliveries(two.world, two.ben) if sent.kind == "agreed_soon"]
    assert (held.status, held.due_at) == ("pending", start - timedelta(hours=1))
    two.ana.post(f"/v1/matches/{two.match}/cancel")
    two.until(start - timedelta(hours=1))
    [after] = [sent for sent in deliveries(two.world, two.ben) if sent.kind == "agreed_soon"]
    assert (after.status, after.code) == ("superseded", "no_longer_true")


def test_what_was_just_agreed_is_not_recalled(two: Two) -> None:
    start = two.world.now() + timedelta(hours=2, minutes=30)
    two.agree(start)
    two.until(start - timedelta(hours=1))
    assert (two.rung(two.ana), two.rung(two.ben)) == ([], [])


def test_a_time_that_moved_is_recalled_anew_and_the_old_one_is_not(two: Two) -> None:
    two.ben.patch("/v1/me", {"quiet_from": "17:00", "quiet_to": "20:00"})
    start = in_days(two.world, 3, 14, "Africa/Nairobi")
    two.agree(start)
    two.until(start.replace(hour=18) - timedelta(days=1))
    assert [sent.status for sent in deliveries(two.world, two.ben) if sent.kind == "agreed_tomorrow"] == [
        "pending"
    ]
    with two.world.database.transaction() as session:
        match = session.get_one(Match, UUID(two.match))
        two_keys.agree(match, Window(start + timedelta(days=2), start + timedelta(days=2, hours=1)))
        reminders.plan(session, match, two.world.now())
    two.world.advance(hours=3)
    assert [sent.status for sent in deliveries(two.world, two.ben) if sent.kind == "agreed_tomorrow"] == [
        "superseded"
    ]
    two.until(start.replace(hour=20) + timedelta(days=1))
    assert "agreed_tomorrow" in two.rung(two.ben)


def test_two_workers_remind_once_and_a_late_one_of_the_nearer_only(two: Two) -> None:
    """Four at once, after a day and a half in which nobody worked."""
    start = in_days(two.world, 2, 14)
    two.agree(start)
    [job] = [job for job in JOBS if job.name == "remind_of_times"]
    now, barrier = start - timedelta(hours=1, minutes=30), threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        job.run(two.world.database, now, random.Random(1))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert job.run(two.world.database, now, random.Random(1)) == 0
    events = "SELECT string_agg(kind, ' ') FROM event WHERE kind IN ('match_tomorrow', 'match_soon')"
    assert scalar(two.world.database, events) == "match_soon match_soon", "one for each side"


def test_a_reminder_can_be_switched_off(two: Two) -> None:
    two.ben.patch("/v1/me/notification-settings", {"kinds": {"agreed_soon": False}})
    start = in_days(two.world, 3, 14)
    two.agree(start)
    two.until(start - timedelta(hours=2))
    two.world.advance(minutes=5)
    assert "agreed_soon" in two.rung(two.ana)
    assert "agreed_soon" not in two.rung(two.ben)
    assert "agreed_soon" in two.ben.inbox(), "the inbox holds it all the same"


def by_phone(two: Two) -> str:
    """Juma helps and has no app: the id of the offer that Cora wrote down."""
    cleo = two.world.person("Cleo")
    cleo.post(f"/v1/communities/{two.community}/join")
    consent = {"how": "phone", "at": two.world.now().isoformat()}
    entry = {
        "display_name": "Juma",
        "phone": JUMA,
        "is_adult": True,
        "consent": consent,
        "time_zone": DETROIT,
    }
    juma = cleo.post("/v1/people", entry)
    change(two.world.database, "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00' WHERE represented")
    return str(cleo.offer(on_behalf_of=juma["id"])["id"])


def test_somebody_without_the_app_gets_a_text_with_the_page(two: Two, gateway: SmsServer) -> None:
    start = in_days(two.world, 3, 14)
    two.agree(start, by_phone(two))
    two.world.tick()
    [asked] = gateway.texts(JUMA)
    pages.press(two.world.http, pages.get(two.world.http, pages.link_in(asked)), "yes")
    two.until(start - timedelta(hours=20))
    tomorrow = gateway.texts(JUMA)[-1]
    assert tomorrow.startswith("Minka: tomorrow is what you agreed on.")
    two.until(start - timedelta(hours=2))
    soon = gateway.texts(JUMA)[-1]
    assert soon.startswith("Minka: what you agreed on begins soon.")
    page = pages.get(two.world.http, pages.link_in(soon))
    assert {"show", "cancel"} <= set(page.buttons)
    assert scalar(two.world.database, "SELECT sent FROM sms_month") == len(gateway.texts(JUMA))


def test_texts_stop_where_the_budget_does(two: Two, gateway: SmsServer) -> None:
    start = in_days(two.world, 3, 14)
    two.agree(start, by_phone(two))
    two.world.tick()
    [asked] = gateway.texts(JUMA)
    pages.press(two.world.http, pages.get(two.world.http, pages.link_in(asked)), "yes")
    two.world.tick()
    change(two.world.database, "UPDATE sms_month SET sent = 100000")
    before = len(gateway.texts(JUMA))
    two.until(start)
    assert len(gateway.texts(JUMA)) == before
