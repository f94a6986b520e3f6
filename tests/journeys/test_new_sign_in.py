"""Somebody signs in as Ana. Her phone rings at any hour, a letter comes, and one press ends that sign-in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from services.people import arrivals, elsewhere, profile, sign_in
from tests.support import pages
from tests.support.people import Person
from tests.support.world import World, device_for


class Account:
    """Ana, who wants no letters and is asleep, with her phone beside her; and whoever reads her mailbox."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name, self.address = world, name, f"{name}@new-sign-in.example"
        self.ana = world.person(name, proved=self.address, quiet_from="00:01", quiet_to="23:59")
        self.ana.patch("/v1/me/notification-settings", {"kinds": {"email": False}})
        device_for(self.ana, f"ok-{name}")
        world.tick()

    def signs_in(self, device_name: str = "Quagmire phone") -> Person:
        """Whoever reads the mailbox, on a phone that registers itself before anything is told."""
        asked = self.world.http.post("/v1/auth/codes", json={"address": self.address}).json()
        self.world.tick()
        shown = {
            "challenge": asked["challenge"],
            "code": self.world.code_for(self.address),
            "device_name": device_name,
        }
        answers = [self.world.http.post("/v1/auth/sessions", json=shown).json() for _ in range(2)]
        assert answers[0] == answers[1], "an answer that was lost is given again"
        found = answers[0]
        person = Person(
            self.world.http, "?", found["person"]["id"], found["access_token"], found["refresh_token"]
        )
        device_for(person, f"ok-new-{self.name}")
        self.world.tick()
        return person

    def told(self) -> list[str]:
        return [item["text"] for item in self.world.outbox(f"ok-{self.name}")]

    def letters(self) -> list[str]:
        return [
            item["text"] for item in self.world.outbox(self.address) if item["subject"] == "A new sign-in"
        ]


def test_the_owner_hears_of_it_and_ends_it(shared_world: World) -> None:
    account = Account(shared_world, "ana")
    assert account.told() == account.letters() == [], "the very first sign-in is told to nobody"
    other = account.signs_in()
    [push], [letter] = account.told(), account.letters()
    assert "Somebody has just signed in as you" in push
    assert shared_world.outbox("ok-new-ana") == [], "not to whoever has just come in"
    assert account.ana.inbox().count("new_sign_in") == 1
    for words in (push, letter):
        assert "Quagmire" not in words, "the words of whoever signs in"
        assert shared_world.code_for(account.address) not in words
    page = pages.get(shared_world.http, pages.link_in(letter))
    assert "Quagmire phone" in page.text
    assert list(page.buttons) == ["not_me"]
    assert other.get("/v1/me")["id"] == account.ana.id, "to look at the page ends nothing"
    assert pages.press(shared_world.http, page, "not_me").status == 200
    assert other.call("GET", "/v1/me").json()["code"] == "signed_out"
    assert account.ana.get("/v1/me")["id"] == account.ana.id
    assert pages.get(shared_world.http, pages.link_in(letter)).buttons == {}


def test_an_app_that_shows_one_sign_in_elsewhere_at_every_start_tells_nothing(shared_world: World) -> None:
    now = shared_world.now()
    made = now - timedelta(hours=3)
    with shared_world.database.transaction() as session:

        def shown(at: datetime, signed_in_at: datetime) -> UUID:
            return elsewhere.with_firebase(
                session,
                uid="bea",
                email=None,
                locale="en",
                device_name="phone",
                now=at,
                signed_in_at=signed_in_at,
            ).person.id

        bea = shown(now, made)
        for hours in range(1, 4):
            shown(now + timedelta(hours=hours), made)
        assert told_of_sign_ins(session, bea) == 0
        shown(now + timedelta(hours=4), now + timedelta(hours=4))
        assert told_of_sign_ins(session, bea) == 1


def test_an_account_that_nobody_used_for_long_is_no_new_one(session: Session) -> None:
    """Its sign-ins are forgotten by now; and yet whoever comes back to it may be somebody else."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    person = profile.create(session, locale="en", now=now)
    for days, told in ((1, 0), (31, 1)):
        at = now + timedelta(days=days)
        signed_in = sign_in.start_session(session, person, device_name="x", now=at)
        arrivals.tell(session, person, signed_in.session_id, now=at)
        session.execute(text("DELETE FROM auth_session"))
        assert told_of_sign_ins(session, person.id) == told


def told_of_sign_ins(session: Session, person_id: UUID) -> int:
    query = text("SELECT count(*) FROM event WHERE kind = 'signed_in' AND subject_id = :id")
    return int(session.execute(query, {"id": person_id}).scalar_one())
