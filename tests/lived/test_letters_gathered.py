"""Many messages become few: digests, one letter for an urgent need, quiet minutes in a chat (lived 22, 24, 25, 26)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlmodel import col

from core.events import EventKind
from core.models import Delivery, Digest, Notification
from notifications.send import came_back
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.telling import change, happen, scalar
from tests.support.world import World, device_for
from texts.catalogue import say

AT_HOME = {"quiet_from": "22:00", "quiet_to": "08:00", "time_zone": "America/Detroit"}
LOCAL = ZoneInfo("America/Detroit")
DIGEST, NEWS = "What waits for you", "News for you"
"""Of a digest that asks for something, and of one that merely tells."""


@dataclass
class Circle:
    """A circle with two coordinators of two circles, an author and a helper, each with a mailbox."""

    world: World
    sara: Person
    omar: Person
    ana: Person
    ben: Person
    community: str
    other: str

    def letters(self, person: Person) -> list[tuple[str, str]]:
        """When, on their wall, which letters came to somebody, oldest first."""
        rows = reversed(self.world.outbox(mail(person)))
        return [(_wall(row["at"]), row["subject"]) for row in rows if "code" not in row["subject"]]

    def text(self, person: Person) -> str:
        return str(self.world.outbox(mail(person))[0]["text"])

    def until(self, hour: int, *, days: int = 1) -> None:
        """Moves the clock to this hour of that day, in small steps so that all that is due happens in its time."""
        now = self.world.now().astimezone(LOCAL)
        then = now.replace(hour=hour, minute=1, second=0, microsecond=0) + timedelta(days=days)
        self.world.advance(seconds=(then - now).total_seconds())

    def need(self, **fields: Any) -> str:
        return str(self.ana.need(**({"community_id": self.community} | fields))["id"])

    def look_at(self, community: str, times: int = 1) -> None:
        """Something in a circle needs a human."""
        for _ in range(times):
            match = ("community", community)
            happen(self.world, EventKind.COMMUNITY_LEFT_ALONE, match, community_id=community)
        self.world.tick()


def mail(person: Person) -> str:
    return f"{person.name.lower()}-{person.id[-12:]}@example.org"


def _wall(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(LOCAL):%H:%M}"


@pytest.fixture
def gathered(keep: Keep) -> Circle:
    return keep(_gathered)


def _gathered(world: World) -> Circle:
    people = [world.person(name, **AT_HOME) for name in ("Sara", "Omar", "Ana", "Ben")]
    for person in people:
        world.prove(person, mail(person))
    sara, omar, ana, ben = people
    community = world.community(sara, omar, ana, ben)["id"]
    other = world.community(omar, sara)["id"]
    world.appoint(omar, community, "coordinator")
    world.appoint(sara, other, "coordinator")
    world.vouch_for(ben, community)
    world.tick()
    found = Circle(world, sara, omar, ana, ben, community, other)
    found.until(10)
    return found


def test_a_coordinator_gets_one_digest_for_all_circles_at_eight_and_at_one(gathered: Circle) -> None:
    before = len(gathered.letters(gathered.sara))
    gathered.look_at(gathered.community, 20)
    gathered.look_at(gathered.other, 5)
    assert gathered.sara.inbox().count("community_left_alone") == 25, "the inbox holds everything at once"
    assert gathered.letters(gathered.sara)[before:] == []
    gathered.until(13, days=0)
    assert gathered.letters(gathered.sara)[before:] == [("13:01", DIGEST)]
    assert "25" in gathered.text(gathered.sara)
    gathered.until(8)
    assert len(gathered.letters(gathered.sara)) == before + 1, "nothing new: no letter"
    gathered.look_at(gathered.other)
    gathered.until(13, days=0)
    assert gathered.letters(gathered.sara)[before + 1 :] == [("13:01", DIGEST)]


def test_what_is_alike_is_one_line_and_what_presses_stands_first(gathered: Circle) -> None:
    """Twelve needs without a yes were twelve equal lines."""
    world, here = gathered.world, gathered.community
    before = len(gathered.letters(gathered.sara))
    gathered.look_at(here, 3)
    gathered.sara.patch(f"/v1/communities/{here}", {"join_policy": "approval"})
    for person in (world.person("Lea"), world.person("Leo")):
        person.post(f"/v1/communities/{here}/join")
    alone = gathered.omar.need(community_id=here, criteria={"decide": "ask_me_first"})["id"]
    for _ in range(12):
        happen(world, EventKind.NEED_UNANSWERED, ("need", alone), need_id=alone, community_id=here)
    need = gathered.need()
    match = gathered.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    happen(world, EventKind.MATCH_TOO_FEW, ("match", match), need_id=need, community_id=here)
    change(world.database, "UPDATE match SET company_due_at = now() WHERE id = :id", id=match)
    world.tick()
    gathered.until(13, days=0)
    assert gathered.letters(gathered.sara)[before:] == [("13:01", DIGEST)]
    lines = [line for line in gathered.text(gathered.sara).splitlines() if line and "/l/" not in line]
    assert lines[0] == "18 things wait for you."
    assert lines[1:5] == [
        "Somebody is still missing for 1 agreement.",
        "12 needs wait for a yes.",
        "2 people would like to join.",
        f"{say('notification.community_left_alone.title', 'en')} (3)",
    ]
    assert gathered.text(gathered.sara).count("/l/") == 1 + 3 + 2 + 3, "three of a line at most"


@pytest.mark.parametrize("in_a_digest", [True, False])
def test_what_came_back_leaves_its_need_in_the_queue(gathered: Circle, in_a_digest: bool) -> None:
    """A yes that travelled with others and was lost with them is as lost as one that travelled alone."""
    need, database, now = gathered.need(), gathered.world.database, gathered.world.now()
    gathered.ben.post(f"/v1/needs/{need}/responses", {})
    gathered.world.tick()
    with database.transaction() as session:
        told = select(Notification, Delivery).join(
            Delivery, col(Delivery.notification_id) == col(Notification.id)
        )
        mine = (col(Notification.person_id) == UUID(gathered.ana.id), col(Notification.kind) == "yes")
        [(notification, delivery)] = session.execute(told.where(*mine)).all()
        if in_a_digest:
            digest = Digest(person_id=notification.person_id, at=now)
            session.add(digest)
            session.flush()
            notification.digest_id = delivery.digest_id = digest.id
            delivery.notification_id = None
    with database.transaction() as session:
        assert came_back.bounced(session, mail(gathered.ana), gathered.world.now()) >= 1
    unreached = "SELECT count(*) FROM need WHERE id = :id AND unreached_at IS NOT NULL"
    assert scalar(database, unreached, id=need) == 1


def test_a_digest_says_of_which_appointment_a_page_is(gathered: Circle) -> None:
    world = gathered.world
    match = gathered.ben.post(f"/v1/needs/{gathered.need()}/responses", {})["id"]
    gathered.ana.post(f"/v1/matches/{match}/confirm")
    agreed = "UPDATE match SET agreed_from = :first, agreed_to = :last WHERE id = :m"
    first, last = (world.now() - timedelta(hours=hours) for hours in (2, 1))
    change(world.database, agreed, m=match, first=first, last=last)
    for who, outcome in ((gathered.ben, "helped"), (gathered.ana, "not_helped")):
        who.post(f"/v1/matches/{match}/report", {"outcome": outcome})
    world.tick()
    gathered.until(13, days=0)
    letter = gathered.text(gathered.sara)
    assert say("notification.digest.match_disputed", "en", count=1) in letter
    assert "It is about what was agreed for" in letter


def test_what_was_read_meanwhile_is_in_no_digest(gathered: Circle) -> None:
    before = len(gathered.letters(gathered.omar))
    gathered.look_at(gathered.community, 2)
    gathered.omar.post("/v1/me/notifications/read", {"all": True})
    gathered.until(13, days=0)
    assert gathered.letters(gathered.omar)[before:] == []


def test_an_urgent_need_makes_one_letter_the_ring(gathered: Circle) -> None:
    before = len(gathered.letters(gathered.sara))
    gathered.need(urgency="urgent")
    gathered.world.tick()
    gathered.world.advance(minutes=20)
    gathered.until(8)
    told = gathered.sara.inbox()
    assert "ring" in told
    assert "needs_a_human" in told, "it stands in the inbox"
    subjects = [subject for _, subject in gathered.letters(gathered.sara)[before:]]
    assert subjects.count("Somebody needs you now") == 1
    assert DIGEST not in subjects


@pytest.mark.parametrize("on_duty", [False, True])
def test_the_author_of_an_urgent_need_gets_one_letter_too(gathered: Circle, on_duty: bool) -> None:
    """That nobody is on duty, where nobody is; else that nobody was found yet. The inbox has both."""
    if on_duty:
        until = (gathered.world.now() + timedelta(hours=8)).isoformat()
        gathered.omar.put(f"/v1/communities/{gathered.community}/duty", {"until": until})
    before = len(gathered.letters(gathered.ana))
    gathered.need(urgency="urgent")
    gathered.world.tick()
    gathered.world.advance(minutes=20)
    subjects = [subject for _, subject in gathered.letters(gathered.ana)[before:]]
    assert subjects == ["Nobody yet" if on_duty else "Nobody has said yes yet"]
    assert {"nobody_yet", *(() if on_duty else ("nobody_on_duty",))} <= set(gathered.ana.inbox())


def test_a_letter_that_there_is_nobody_says_what_goes_on(gathered: Circle) -> None:
    """Who is still asked, how long it stays open, and whom to call there; the numbers as they stand when it leaves."""
    world = gathered.world
    device_for(gathered.ben, f"ok-{gathered.ben.id}")
    gathered.ben.patch("/v1/me", {"urgent_welcome": True})
    gathered.ben.offer(community_id=gathered.community)
    need = gathered.need(urgency="urgent")
    world.advance(minutes=17)
    assert gathered.ben.match_on(need)["status"] == "proposed"
    letter = gathered.text(gathered.ana)
    assert "Nobody is on duty right now: we rang all coordinators." in letter
    assert "1 person who could help was asked and has not answered yet." in letter
    assert "Your need stays open until" in letter
    assert "In danger call: United States: 911" in letter
    gathered.ana.post(f"/v1/needs/{need}/withdraw")
    gathered.until(10)
    alone = gathered.need(urgency="urgent", category="ride", criteria={"by": "organisations"})
    world.advance(minutes=17)
    assert gathered.ana.get(f"/v1/needs/{alone}")["progress"]["asked"] == 0
    letter = gathered.text(gathered.ana)
    assert "has not answered" not in letter
    assert "In danger call: United States: 911" in letter


def test_a_chat_is_told_at_its_beginning_and_after_ten_quiet_minutes_with_the_count(
    gathered: Circle,
) -> None:
    match = gathered.ben.post(f"/v1/needs/{gathered.need()}/responses", {})["id"]
    gathered.ana.post(f"/v1/matches/{match}/confirm")
    gathered.world.tick()
    before = len(gathered.letters(gathered.ana))
    for number in range(5):
        gathered.ben.post(f"/v1/matches/{match}/messages", {"text": f"word {number}"})
        gathered.world.advance(minutes=2)
    assert [subject for _, subject in gathered.letters(gathered.ana)[before:]] == ["A new message"]
    gathered.world.advance(minutes=11)
    assert [subject for _, subject in gathered.letters(gathered.ana)[before:]] == ["A new message"] * 2
    assert "5 new messages" in gathered.text(gathered.ana)
    gathered.ana.get(f"/v1/matches/{match}/messages")
    unread = gathered.ana.get("/v1/me/notifications?unread=true&limit=50")["items"]
    assert "message" not in [item["kind"] for item in unread], "reading them marks them read everywhere"


def test_what_was_read_in_the_quiet_minutes_is_not_told(gathered: Circle) -> None:
    match = gathered.ben.post(f"/v1/needs/{gathered.need()}/responses", {})["id"]
    gathered.ana.post(f"/v1/matches/{match}/confirm")
    gathered.world.tick()
    before = len(gathered.letters(gathered.ana))
    for number in range(2):
        gathered.ben.post(f"/v1/matches/{match}/messages", {"text": f"word {number}"})
        gathered.world.tick()
    gathered.ana.get(f"/v1/matches/{match}/messages")
    gathered.world.advance(minutes=11)
    assert len(gathered.letters(gathered.ana)) == before + 1


def test_a_contact_opened_five_times_is_one_notice_a_day_and_five_lines(gathered: Circle) -> None:
    match = gathered.ben.post(f"/v1/needs/{gathered.need()}/responses", {})["id"]
    gathered.ana.post(f"/v1/matches/{match}/confirm")
    for _ in range(5):
        answer = gathered.ben.call("GET", f"/v1/matches/{match}/contact")
        assert answer.status_code == 200
        gathered.world.tick()
    same = gathered.ben.call("GET", f"/v1/matches/{match}/contact", If_None_Match=answer.headers["etag"])
    assert same.status_code == 304
    assert gathered.ana.inbox().count("contact_read") == 1
    assert len(gathered.ana.get("/v1/me/access-log")["items"]) == 5, "each reading, and a 304 is none"
    gathered.until(10)
    gathered.ben.get(f"/v1/matches/{match}/contact")
    gathered.world.tick()
    assert gathered.ana.inbox().count("contact_read") == 2


def test_everybody_elses_digest_waits_for_three_things_or_a_week(gathered: Circle) -> None:
    before = len(gathered.letters(gathered.ben))
    kinds = (EventKind.OFFER_PAUSED, EventKind.OFFER_EXPIRED)
    offer = gathered.ben.offer(community_id=gathered.community)["id"]
    happen(gathered.world, kinds[0], ("offer", offer))
    gathered.world.tick()
    gathered.until(9, days=3)
    assert gathered.letters(gathered.ben)[before:] == [], "one thing waits for a week"
    for _ in range(2):
        happen(gathered.world, kinds[1], ("offer", offer))
    gathered.world.tick()
    gathered.until(9)
    assert [subject for _, subject in gathered.letters(gathered.ben)[before:]] == [NEWS]


def test_whoever_asked_to_belong_hears_at_once_that_they_do(gathered: Circle) -> None:
    """They wait for it before they can help; in a week it came to some, and to most not at all."""
    lea = gathered.world.person("Lea", **AT_HOME)
    gathered.world.prove(lea, mail(lea))
    gathered.sara.patch(f"/v1/communities/{gathered.community}", {"join_policy": "approval"})
    lea.post(f"/v1/communities/{gathered.community}/join")
    gathered.sara.patch(f"/v1/communities/{gathered.community}/members/{lea.id}", {"state": "active"})
    gathered.world.advance(seconds=11)  # so long it could be taken back
    assert [subject for _, subject in gathered.letters(lea)] == ["Welcome!"]


def test_a_concern_is_told_at_once_to_those_whose_it_is_and_to_nobody_else(gathered: Circle) -> None:
    match = gathered.ben.post(f"/v1/needs/{gathered.need()}/responses", {})["id"]
    gathered.ana.post(f"/v1/matches/{match}/confirm")
    gathered.world.tick()
    before = len(gathered.letters(gathered.sara))
    gathered.ana.post(f"/v1/matches/{match}/report", {"outcome": "not_helped", "concern": True})
    gathered.world.tick()
    assert [subject for _, subject in gathered.letters(gathered.sara)[before:]] == [
        "A concern for you to hear"
    ]
    assert "concern" in gathered.omar.inbox()
    for party in (gathered.ana, gathered.ben):
        assert "concern" not in party.inbox()


def test_sixty_entries_of_an_evening_bring_three_letters_a_day_at_most(gathered: Circle) -> None:
    """Some are assigned, a duty ends, and what was left open is passed on; nothing is urgent."""
    world, here = gathered.world, gathered.community
    gathered.until(18, days=0)
    began = world.now()
    duty = {"until": (world.now() + timedelta(hours=4)).isoformat()}
    gathered.sara.put(f"/v1/communities/{here}/duty", duty)
    on_duty_next = {"since": duty["until"], "until": (world.now() + timedelta(hours=30)).isoformat()}
    gathered.omar.put(f"/v1/communities/{here}/duty", on_duty_next)
    lea = world.person("Lea")
    gathered.sara.patch(f"/v1/communities/{here}", {"join_policy": "approval"})
    lea.post(f"/v1/communities/{here}/join")
    pending = ("person", lea.id)
    gathered.sara.post(f"/v1/communities/{here}/queue/{lea.id}/assign", {"person_id": gathered.omar.id})
    call = ("call_request", "01a1faa1-2c23-7654-9f11-22f2b28850a4")
    for number in range(20):
        happen(world, EventKind.MEMBER_PENDING, pending, community_id=here)
        happen(world, EventKind.CALL_ASKED, call, community_id=here)
        gathered.look_at(here)
        if number == 10:
            gathered.omar.post(f"/v1/communities/{here}/queue/{lea.id}/release")
            gathered.sara.post(f"/v1/communities/{here}/queue/{lea.id}/claim")
        world.advance(minutes=10)
    gathered.until(8)
    for hour in (13, 23):
        gathered.until(hour, days=0)
    for person, most in ((gathered.sara, 2), (gathered.omar, 3)):
        letters = [one for one in world.outbox(mail(person)) if datetime.fromisoformat(one["at"]) > began]
        assert 1 <= len(letters) <= most, [(one["at"], one["subject"]) for one in letters]
    assert say("notification.left_open.title", "en") in {one["subject"] for one in letters}, "Omar's"
