"""A coordinator wrote somebody down by phone, and has a link sent to that person's own phone or mailbox."""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from core.database.db import Address
from core.errors import NotFound
from core.events import EventKind
from core.models.link import LinkPurpose
from core.settings import Settings
from services.access import links
from tests.servers.sms import SmsServer
from tests.support import pages
from tests.support.people import Person
from tests.support.server import serving
from tests.support.telling import change, deliveries, happen, scalar
from tests.support.world import World

MERCY = "+15550100177"
MAIL = "mercy@example.org"


@pytest.fixture
def circle(connected: World) -> "Circle":
    return Circle(connected)


class Circle:
    """Cleo, who coordinates and writes people down."""

    def __init__(self, world: World) -> None:
        self.world, self.http = world, world.http
        self.cleo = world.person("Cleo")
        self.community = world.community(self.cleo)["id"]

    def enter(self, by: Person | None = None, how: str = "phone", **fields: Any) -> Person:
        consent = {"how": how, "at": self.world.now().isoformat()}
        entry = {"display_name": "Mercy", "consent": consent, "languages": ["sw"]} | fields
        found = (by or self.cleo).post("/v1/people", entry)
        quiet = "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00' WHERE represented"
        change(self.world.database, quiet)
        return Person(self.http, "Mercy", found["id"], "", "")

    def send(self, person: Person, purpose: str, **headers: str) -> httpx.Response:
        return self.cleo.call("POST", f"/v1/people/{person.id}/links", {"purpose": purpose}, **headers)

    def count(self, of: str) -> int:
        return int(scalar(self.world.database, f"SELECT count(*) FROM {of}"))


@contextmanager
def in_production(circle: Circle, address: Address) -> Iterator[httpx.Client]:
    """The same people and data behind a server that is set up for production, and has no gateway."""
    key = urlsafe_b64encode(circle.world.settings.master_key_bytes).decode()
    settings = Settings(
        database_url=address.app_url,
        master_key=SecretStr(key),
        smtp_host="mail.example.org",
        public_url="https://minka.example.org",
    )
    with (
        serving(settings, circle.world.database) as served,
        httpx.Client(base_url=served.url) as http,
    ):
        yield http


def status_of(circle: Circle, need: dict[str, Any]) -> str:
    return str(scalar(circle.world.database, "SELECT status FROM need WHERE id = :id", id=need["id"]))


def test_somebody_consents_from_a_text_in_their_language(circle: Circle, gateway: SmsServer) -> None:
    mercy = circle.enter(how="link", phone=MERCY)
    need = circle.cleo.need(on_behalf_of=mercy.id)
    answer = circle.send(mercy, "consent")
    assert (answer.status_code, answer.json()) == (202, {"purpose": "consent", "by": "phone"})
    circle.world.tick()
    [text] = gateway.texts(MERCY)
    assert text.startswith("Minka: mtu angependa kuomba msaada kwa jina lako.")
    page = pages.get(circle.http, pages.link_in(text))
    assert page.attributes["lang"] == "sw"
    assert "Cleo" in page.text
    assert status_of(circle, need) == "pending"
    pages.press(circle.http, page, "yes")
    assert status_of(circle, need) == "open"
    assert scalar(circle.world.database, "SELECT sent FROM sms_month") == 1, "their community paid"


def test_whoever_said_yes_by_phone_may_read_it_again_and_end_it(circle: Circle) -> None:
    mercy = circle.enter(email=MAIL)
    need = circle.cleo.need(on_behalf_of=mercy.id)
    assert circle.send(mercy, "consent").json() == {"purpose": "consent", "by": "email"}
    circle.world.tick()
    [letter] = [one for one in circle.world.outbox(MAIL) if "/l/" in one["text"]]
    assert not any(word in letter["subject"] + letter["text"] for word in ("Cleo", "Mercy"))
    page = pages.get(circle.http, pages.link_in(letter["text"]))
    assert "Cleo" in page.text
    assert "Imeandikwa kwamba ulisema ndiyo" in page.text
    pages.press(circle.http, page, "no")
    assert status_of(circle, need) == "withdrawn"
    assert circle.cleo.get("/v1/people")["items"] == []


def test_somebody_takes_over_from_a_text(circle: Circle, gateway: SmsServer) -> None:
    mercy = circle.enter(phone=MERCY)
    assert circle.send(mercy, "take_over").status_code == 202
    circle.world.tick()
    page = pages.get(circle.http, pages.link_in(gateway.texts(MERCY)[-1]))
    shown = pages.press(circle.http, page, "code")
    [code] = re.findall(r"^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}$", shown.text, re.MULTILINE)
    signed_in = circle.http.post("/v1/auth/sessions", json={"card": code}).json()
    assert signed_in["person"]["id"] == mercy.id
    assert circle.send(mercy, "take_over").json()["code"] == "not_found", "they have an account now"


def everything_shown_to(person: Person, community: str) -> str:
    """All that a coordinator can read."""
    paths = [
        "/v1/me",
        "/v1/me/notifications?limit=50",
        "/v1/me/access-log",
        "/v1/me/devices",
        "/v1/people",
        "/v1/needs?mine=true",
        "/v1/matches",
        "/v1/offers",
        "/v1/communities",
    ]
    paths += [f"/v1/people/{one['id']}" for one in person.get("/v1/people")["items"]]
    paths += [f"/v1/needs/{one['id']}/history" for one in person.get("/v1/needs?mine=true")["items"]]
    paths += [f"/v1/communities/{community}/{page}" for page in ("queue", "board", "members")]
    return "\n".join(person.call("GET", path).text for path in paths)


def test_whoever_has_it_sent_never_sees_it(circle: Circle, gateway: SmsServer) -> None:
    mercy = circle.enter(phone=MERCY)
    circle.cleo.need(on_behalf_of=mercy.id)
    answers = [circle.send(mercy, purpose).text for purpose in ("consent", "take_over")]
    circle.world.tick()
    tokens = [pages.link_in(text).removeprefix("/l/") for text in gateway.texts(MERCY)]
    assert len(tokens) == 2
    shown = "\n".join([*answers, everything_shown_to(circle.cleo, circle.community)])
    assert not [token for token in tokens if token in shown]
    assert "/l/" not in shown
    stored = json.dumps(pages.rows(circle.world.database))
    assert not [token for token in tokens if token in stored]


def test_in_production_no_route_shows_what_was_sent(circle: Circle, address: Address) -> None:
    with in_production(circle, address) as http:
        assert http.get("/dev/outbox", params={"address": MERCY}).status_code == 404


def test_it_goes_to_no_contact_point_of_the_representative(circle: Circle, gateway: SmsServer) -> None:
    own = circle.world.person("Omar", phone=MERCY)
    own.post(f"/v1/communities/{circle.community}/join")
    body = {"purpose": "take_over"}
    for fields in ({}, {"phone": MERCY}):
        mercy = circle.enter(own, **fields)
        refused = own.refused("POST", f"/v1/people/{mercy.id}/links", body)
        assert (refused["status"], refused["code"]) == (409, "no_contact_point")
    own.patch("/v1/me", {"phone": None})
    assert own.refused("POST", f"/v1/people/{mercy.id}/links", body)["code"] == "no_contact_point"
    circle.world.tick()
    assert gateway.received == []


def test_a_number_that_became_the_representatives_is_no_longer_theirs(
    circle: Circle, gateway: SmsServer
) -> None:
    mercy = circle.enter(phone=MERCY)
    circle.cleo.patch("/v1/me", {"phone": MERCY})
    assert circle.send(mercy, "take_over").json()["code"] == "no_contact_point"
    circle.world.tick()
    assert gateway.received == []


def test_only_who_may_speak_for_them_has_it_sent(circle: Circle) -> None:
    mercy = circle.enter(phone=MERCY)
    other = circle.world.person("Omar")
    other.post(f"/v1/communities/{circle.community}/join")
    circle.world.make(other, circle.community, "coordinator")
    path, body = f"/v1/people/{mercy.id}/links", {"purpose": "consent"}
    assert other.refused("POST", path, body)["code"] == "not_found"
    change(circle.world.database, "UPDATE representation SET until = now() - interval '1 day'")
    assert circle.cleo.refused("POST", path, body)["code"] == "consent_does_not_cover"
    change(circle.world.database, "UPDATE representation SET until = NULL")
    change(
        circle.world.database, "UPDATE membership SET state = 'left' WHERE person_id = :id", id=circle.cleo.id
    )
    assert circle.cleo.refused("POST", path, body)["code"] == "members_only"
    wrong = circle.cleo.refused("POST", path, {"purpose": "answer"})
    assert wrong["errors"][0] | {"detail": ""} == {"pointer": "/purpose", "code": "wrong_value", "detail": ""}
    assert circle.count("event WHERE kind = 'consent_asked'") == 0


def test_a_few_a_day(circle: Circle, gateway: SmsServer) -> None:
    mercy = circle.enter(phone=MERCY)
    found = [circle.send(mercy, "consent").status_code for _ in range(5)]
    assert found == [202, 202, 202, 429, 429]
    assert int(circle.send(mercy, "take_over").headers["Retry-After"]) > 6 * 3600
    circle.world.advance(hours=24)
    assert [circle.send(mercy, "consent").status_code for _ in range(3)] == [202, 202, 429]
    circle.world.tick()
    assert len(gateway.texts(MERCY)) == 5


def test_sent_again_with_the_same_key_it_is_sent_once(circle: Circle, gateway: SmsServer) -> None:
    mercy = circle.enter(phone=MERCY)
    answers = [circle.send(mercy, "consent", Idempotency_Key="k") for _ in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    circle.world.tick()
    assert len(gateway.texts(MERCY)) == 1


def test_a_link_lasts_for_seven_days(circle: Circle, gateway: SmsServer) -> None:
    mercy = circle.enter(phone=MERCY)
    circle.send(mercy, "take_over")
    circle.world.tick()
    link = pages.link_in(gateway.texts(MERCY)[-1])
    circle.world.advance(days=6, hours=23)
    assert pages.get(circle.http, link).status == 200
    circle.world.advance(hours=1, minutes=1)
    assert pages.get(circle.http, link).status == 404


def test_without_a_gateway_a_phone_alone_is_no_way(address: Address, circle: Circle) -> None:
    mercy = circle.enter(phone=MERCY)
    with in_production(circle, address) as http:
        answer = http.post(
            f"/v1/people/{mercy.id}/links", json={"purpose": "consent"}, headers=circle.cleo.headers
        )
    assert answer.json()["code"] == "no_contact_point"


class TestTheEnd:
    """Links and words of somebody who is spoken for no more, or who is gone, open nothing from that moment."""

    @pytest.fixture
    def handed_out(self, circle: Circle, gateway: SmsServer) -> "HandedOut":
        return HandedOut(circle, gateway)

    def test_a_call_ends_them(self, handed_out: "HandedOut") -> None:
        circle, mercy = handed_out.circle, handed_out.mercy
        circle.cleo.delete(f"/v1/people/{mercy.id}")
        assert handed_out.open() == []
        assert handed_out.card_opens() == 401

    def test_a_no_ends_them(self, handed_out: "HandedOut") -> None:
        pages.press(
            handed_out.circle.http, pages.get(handed_out.circle.http, handed_out.links["consent"]), "no"
        )
        assert handed_out.open() == []
        assert handed_out.card_opens() == 401

    def test_taking_over_ends_those_by_which_others_could(self, handed_out: "HandedOut") -> None:
        """A second card lies with whoever spoke for her: it must not open what is hers alone now."""
        http, mercy = handed_out.circle.http, handed_out.mercy
        answer = http.post("/v1/auth/sessions", json={"card": handed_out.second})
        assert answer.status_code == 201
        assert handed_out.open() == ["tend_need"]
        assert handed_out.card_opens() == 401
        assert mercy.id == answer.json()["person"]["id"]

    def test_erasure_leaves_none(self, handed_out: "HandedOut") -> None:
        http, mercy = handed_out.circle.http, handed_out.mercy
        signed_in = http.post("/v1/auth/sessions", json={"card": handed_out.second}).json()
        herself = Person(http, "Mercy", mercy.id, signed_in["access_token"], signed_in["refresh_token"])
        herself.delete("/v1/me")
        assert handed_out.open() == []
        kept = f"WHERE person_id = '{mercy.id}'"
        for table in ("link", "take_over", "household_mark"):
            assert handed_out.circle.count(f"{table} {kept}") == 0, table

    def test_a_message_still_under_way_brings_none(self, handed_out: "HandedOut", gateway: SmsServer) -> None:
        """The night held it back; by the morning she has ended it."""
        circle, mercy = handed_out.circle, handed_out.mercy
        happen(
            circle.world,
            EventKind.TAKE_OVER_OFFERED,
            ("person", mercy.id),
            for_id=mercy.id,
            community_id=circle.community,
        )
        before = len(gateway.texts(MERCY))
        circle.cleo.delete(f"/v1/people/{mercy.id}")
        circle.world.tick()
        assert len(gateway.texts(MERCY)) == before
        [late] = [sent for sent in deliveries(circle.world, mercy) if sent.kind == "take_over_offered"]
        assert (late.status, late.code) == ("superseded", "no_longer_true")


class HandedOut:
    """Mercy, spoken for by Cleo, with a link for every purpose that is hers, and two cards."""

    def __init__(self, circle: Circle, gateway: SmsServer) -> None:
        self.circle = circle
        self.mercy = circle.enter(phone=MERCY)
        need = circle.cleo.need(on_behalf_of=self.mercy.id)
        path = f"/v1/people/{self.mercy.id}/takeover-codes"
        self.card, self.second = (circle.cleo.post(path, {"card": True})["code"] for _ in range(2))
        subjects = {"consent": self.mercy.id, "take_over": self.mercy.id, "tend_need": need["id"]}
        with circle.world.database.transaction() as session:
            self.links = {
                name: "/l/"
                + links.make(
                    session, LinkPurpose(name), UUID(self.mercy.id), UUID(subject), circle.world.now()
                )
                for name, subject in subjects.items()
            }
        assert self.open() == ["consent", "take_over", "tend_need"]

    def open(self) -> list[str]:
        """The purposes whose link still shows a page; asked of the look-up itself, whatever the page says."""
        found = []
        with self.circle.world.database.transaction() as session:
            for name, path in self.links.items():
                with suppress(NotFound):
                    links.find(session, path.removeprefix("/l/"), self.circle.world.now())
                    found.append(name)
        return found

    def card_opens(self) -> int:
        return self.circle.http.post("/v1/auth/sessions", json={"card": self.card}).status_code
