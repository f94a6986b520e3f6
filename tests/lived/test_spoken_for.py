"""Whoever speaks for somebody hears what waits for a word, and in a digest what was merely told (lived 5)."""

from typing import Any

import pytest

from core.events import EventKind
from core.events.payloads import NotReached
from tests.support.kept import Keep
from tests.support.people import Person
from tests.support.telling import change, deliveries, happen
from tests.support.world import World


class SpokenFor:
    """Omar speaks for Rosa, who asked for groceries and has a phone of her own; Ben helps."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sara, self.omar, self.ben = (world.person(name) for name in ("Sara", "Omar", "Ben"))
        world.prove(self.omar, f"omar-{self.omar.id}@example.org")
        world.prove(self.ben, f"ben-{self.ben.id}@example.org")
        self.community = world.community(self.sara, self.omar, self.ben)["id"]
        world.vouch_for(self.ben, self.community)
        said = {"how": "phone", "at": world.now().isoformat(), "covers": ["post", "answer", "report"]}
        body = {"display_name": "Rosa", "languages": ["en"], "consent": said}
        self.rosa = self.omar.post("/v1/people", body)["id"]
        self.need = self.posted()
        world.tick()

    def posted(self, **fields: Any) -> str:
        about = {"on_behalf_of": self.rosa, "community_id": self.community}
        return str(self.omar.need(**(about | fields))["id"])

    def news(self) -> list[str]:
        """What Omar was told as whoever speaks for Rosa, newest first."""
        return [kind for kind in self.omar.inbox() if kind in ("for_somebody", "about_somebody")]

    def letters(self, person: Person) -> list[str]:
        return [sent.kind for sent in deliveries(self.world, person) if sent.status == "sent"]


@pytest.fixture
def rosas_need(keep: Keep) -> SpokenFor:
    return keep(SpokenFor)


def test_a_yes_is_told_at_once_to_whoever_speaks_and_says_what_to_do(rosas_need: SpokenFor) -> None:
    rosas_need.ben.post(f"/v1/needs/{rosas_need.need}/responses", {})
    rosas_need.world.tick()
    items = rosas_need.omar.get("/v1/me/notifications")["items"]
    [told] = [one for one in items if one["kind"] == "for_somebody"]
    assert "A helper said yes" in told["text"]
    assert "ask them" in told["text"]
    assert "for_somebody" in rosas_need.letters(rosas_need.omar)


def test_what_is_merely_told_waits_for_their_digest(rosas_need: SpokenFor) -> None:
    match = rosas_need.ben.post(f"/v1/needs/{rosas_need.need}/responses", {})["id"]
    spoken = {"how": "phone", "at": rosas_need.world.now().isoformat()}
    rosas_need.omar.post(f"/v1/matches/{match}/confirm", {"spoken": spoken})
    rosas_need.ben.post(f"/v1/matches/{match}/cancel", {"reason": "A cold"})
    rosas_need.world.tick()
    assert "about_somebody" in rosas_need.omar.inbox()
    assert "about_somebody" not in rosas_need.letters(rosas_need.omar)
    rosas_need.world.advance(days=1)
    letter = rosas_need.world.outbox(f"omar-{rosas_need.omar.id}@example.org")
    [told] = [one["text"] for one in letter if "News for somebody you speak for" in one["text"]]
    assert "A change of plan" in told, "a digest of news says which"


def test_whoever_did_it_is_not_told_of_it(rosas_need: SpokenFor) -> None:
    match = rosas_need.ben.post(f"/v1/needs/{rosas_need.need}/responses", {})["id"]
    rosas_need.world.tick()
    before = rosas_need.news()
    spoken = {"how": "phone", "at": rosas_need.world.now().isoformat()}
    rosas_need.omar.post(f"/v1/matches/{match}/confirm", {"spoken": spoken})
    rosas_need.omar.post(f"/v1/needs/{rosas_need.need}/withdraw", {})
    rosas_need.world.tick()
    assert rosas_need.news() == before


def test_after_the_consent_ended_nothing_is_told(rosas_need: SpokenFor) -> None:
    rosas_need.omar.delete(f"/v1/people/{rosas_need.rosa}")
    rosas_need.world.tick()
    before = rosas_need.omar.inbox()
    rosas_need.world.advance(days=8)
    assert [kind for kind in rosas_need.omar.inbox() if kind in ("for_somebody", "about_somebody")] == [
        kind for kind in before if kind in ("for_somebody", "about_somebody")
    ]


def agreed_on(rosas: SpokenFor, need: str) -> dict[str, Any]:
    """What Ben reads of how Rosa is reached, once both have said yes."""
    match = rosas.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    spoken = {"how": "phone", "at": rosas.world.now().isoformat()}
    rosas.omar.post(f"/v1/matches/{match}/confirm", {"spoken": spoken})
    return dict(rosas.ben.get(f"/v1/matches/{match}/contact"))


def test_contact_goes_by_what_the_representative_chose_to_share(rosas_need: SpokenFor) -> None:
    rosas_need.omar.patch(f"/v1/people/{rosas_need.rosa}", {"share_own": ["email"]})
    rosas_need.world.advance(hours=2)
    contact = agreed_on(
        rosas_need, rosas_need.posted(contact_via="representative", address="Third floor, ring twice")
    )
    assert contact["email"] == f"omar-{rosas_need.omar.id}@example.org"
    assert contact["phone"] is None
    assert contact["person"]["display_name"] == "Rosa"
    assert contact["via"] == {"display_name": "Omar", "of_circle": False}
    assert contact["address"] == "Third floor, ring twice", "place, door and note stay the person's"


def test_a_coordinators_stands_for_the_circles_number(rosas_need: SpokenFor) -> None:
    community = f"/v1/communities/{rosas_need.community}"
    rosas_need.sara.patch(community, {"contact": {"phone": "+15175550142"}})
    rosas_need.world.appoint(rosas_need.omar, rosas_need.community, "coordinator")
    rosas_need.world.advance(hours=2)
    contact = agreed_on(rosas_need, rosas_need.posted(contact_via="representative"))
    assert contact["phone"] == "+15175550142"
    assert contact["via"] == {"display_name": "Omar", "of_circle": True}


def test_nobody_shares_an_address_that_is_not_proved(rosas_need: SpokenFor) -> None:
    person, share = f"/v1/people/{rosas_need.rosa}", {"share_own": ["phone"]}
    problem = rosas_need.omar.refused("PATCH", person, share, If_Match="*")
    assert [(one["pointer"], one["code"]) for one in problem["errors"]] == [("/share_own", "not_proved")]


def test_when_nobody_speaks_any_more_contact_is_the_persons_own(rosas_need: SpokenFor) -> None:
    rosas_need.omar.patch(f"/v1/people/{rosas_need.rosa}", {"share_own": ["email"]})
    rosas_need.world.advance(hours=2)
    need = rosas_need.posted(contact_via="representative")
    match = rosas_need.ben.post(f"/v1/needs/{need}/responses", {})["id"]
    spoken = {"how": "phone", "at": rosas_need.world.now().isoformat()}
    rosas_need.omar.post(f"/v1/matches/{match}/confirm", {"spoken": spoken})
    code = rosas_need.omar.post(f"/v1/people/{rosas_need.rosa}/takeover-codes", {"card": False})["code"]
    taken = rosas_need.world.http.post("/v1/auth/sessions", json={"card": code})
    assert taken.status_code == 201, taken.text
    contact = rosas_need.ben.get(f"/v1/matches/{match}/contact")
    assert (contact["via"], contact["email"]) == (None, None)


def test_whoever_keeps_away_from_the_representative_reads_nothing_of_them(rosas_need: SpokenFor) -> None:
    """A block is mutual invisibility, also by way of somebody for whom one of the two speaks."""
    rosas_need.omar.patch(f"/v1/people/{rosas_need.rosa}", {"share_own": ["email"]})
    rosas_need.world.advance(hours=2)
    need = rosas_need.posted(contact_via="representative")
    agreed = agreed_on(rosas_need, need)
    assert agreed["email"] is not None
    rosas_need.world.advance(hours=2)
    own = rosas_need.omar.need()["id"]
    rosas_need.ben.post("/v1/blocks", {"about": {"type": "need", "id": own}})
    match = rosas_need.ben.match_on(need)["id"]
    contact = rosas_need.ben.get(f"/v1/matches/{match}/contact")
    assert (contact["email"], contact["phone"], contact["via"]["display_name"]) == (None, None, None)


@pytest.mark.parametrize("gone", ["until = :now", "given_at = NULL", "ended_at = :now"])
def test_a_consent_that_does_not_hold_tells_nothing_and_opens_no_contact(
    rosas_need: SpokenFor, gone: str
) -> None:
    rosas_need.omar.patch(f"/v1/people/{rosas_need.rosa}", {"share_own": ["email"]})
    rosas_need.world.advance(hours=2)
    need = rosas_need.posted(contact_via="representative")
    assert agreed_on(rosas_need, need)["via"] is not None
    rosas_need.world.tick()
    before, match = rosas_need.news(), rosas_need.ben.match_on(need)["id"]
    consent = f"UPDATE representation SET {gone} WHERE person_id = :person"
    now = {"now": rosas_need.world.now()} if ":now" in gone else {}
    change(rosas_need.world.database, consent, person=rosas_need.rosa, **now)
    contact = rosas_need.ben.get(f"/v1/matches/{match}/contact")
    assert (contact["via"], contact["email"]) == (None, None)
    rosas_need.ben.post(f"/v1/matches/{match}/cancel", {"reason": "A cold"})
    rosas_need.world.tick()
    assert rosas_need.news() == before


def test_a_members_word_is_not_the_circles(rosas_need: SpokenFor) -> None:
    rosas_need.sara.patch(f"/v1/communities/{rosas_need.community}", {"contact": {"phone": "+15175550142"}})
    rosas_need.world.advance(hours=2)
    contact = agreed_on(rosas_need, rosas_need.posted(contact_via="representative"))
    assert (contact["phone"], contact["via"]["of_circle"]) == (None, False)


@pytest.mark.parametrize("gone", ["until = :now", "ended_at = :now"])
def test_whose_consent_ran_out_is_asked_for_no_call(rosas_need: SpokenFor, gone: str) -> None:
    """Nor does what was told before leave any more, by itself or in their digest."""
    rosas, world = rosas_need, rosas_need.world
    match = rosas.ben.post(f"/v1/needs/{rosas.need}/responses", {})["id"]
    spoken = {"how": "phone", "at": world.now().isoformat()}
    rosas.omar.post(f"/v1/matches/{match}/confirm", {"spoken": spoken})
    rosas.ben.post(f"/v1/matches/{match}/cancel", {"reason": "A cold"})
    world.tick()
    assert "about_somebody" in rosas.omar.inbox(), "it waits for the digest"
    asked, missed = rosas.omar.inbox().count("please_phone"), NotReached(EventKind.MATCH_CANCELLED)
    about = ("person", rosas.rosa)
    happen(world, EventKind.NOT_REACHED, about, for_id=rosas.rosa, payload=missed)
    world.tick()
    assert rosas.omar.inbox().count("please_phone") == asked + 1
    consent = f"UPDATE representation SET {gone} WHERE person_id = :person"
    change(world.database, consent, person=rosas.rosa, now=world.now())
    happen(world, EventKind.NOT_REACHED, about, for_id=rosas.rosa, payload=missed)
    world.tick()
    assert rosas.omar.inbox().count("please_phone") == asked + 1
    before = rosas.letters(rosas.omar)
    world.advance(days=1)
    assert rosas.letters(rosas.omar) == before
    letters = world.outbox(f"omar-{rosas.omar.id}@example.org")
    assert not any("News for somebody you speak for" in one["text"] for one in letters)
