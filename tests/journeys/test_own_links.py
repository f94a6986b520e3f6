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
from texts.catalogue import say

MERCY = "+15550100177"
MAIL = "mercy@example.org"


@pytest.fixture
def phone_community(texting_world: World) -> "PhoneCommunity":
    return PhoneCommunity(texting_world)


class PhoneCommunity:
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
def in_production(phone_community: PhoneCommunity, address: Address) -> Iterator[httpx.Client]:
    """The same people and data behind a server that is set up for production, and has no gateway."""
    key = urlsafe_b64encode(phone_community.world.settings.master_key_bytes).decode()
    settings = Settings(
        database_url=address.app_url,
        direct_database_url=address.direct_url,
        master_key=SecretStr(key),
        smtp_host="mail.example.org",
        mail_from="minka@example.org",
        operator_mail="operator@example.org",
        public_url="https://minka.example.org",
    )
    with (
        serving(settings, phone_community.world.database) as served,
        httpx.Client(base_url=served.url) as http,
    ):
        yield http


def status_of(phone_community: PhoneCommunity, need: dict[str, Any]) -> str:
    return str(
        scalar(phone_community.world.database, "SELECT status FROM need WHERE id = :id", id=need["id"])
    )


def test_somebody_consents_from_a_text_in_their_language(
    phone_community: PhoneCommunity, gateway: SmsServer
) -> None:
    mercy = phone_community.enter(how="link", phone=MERCY)
    need = phone_community.cleo.need(on_behalf_of=mercy.id)
    answer = phone_community.send(mercy, "consent")
    assert (answer.status_code, answer.json()) == (202, {"purpose": "consent", "by": "phone"})
    phone_community.world.tick()
    [text] = gateway.texts(MERCY)
    assert text.startswith("Minka: mtu angependa kuomba msaada kwa jina lako.")
    page = pages.get(phone_community.http, pages.link_in(text))
    assert page.attributes["lang"] == "sw"
    assert "Cleo" in page.text
    assert status_of(phone_community, need) == "pending"
    pages.press(phone_community.http, page, "yes")
    assert status_of(phone_community, need) == "open"
    assert scalar(phone_community.world.database, "SELECT sent FROM sms_month") == 1, "their community paid"


def test_whoever_consented_by_phone_may_read_it_again_and_end_it(phone_community: PhoneCommunity) -> None:
    mercy = phone_community.enter(email=MAIL)
    need = phone_community.cleo.need(on_behalf_of=mercy.id)
    assert phone_community.send(mercy, "consent").json() == {"purpose": "consent", "by": "email"}
    phone_community.world.tick()
    [letter] = [
        one
        for one in phone_community.world.outbox(MAIL)
        if one["subject"] == say("notification.consent_asked.title", "sw")
    ]
    assert not any(word in letter["subject"] + letter["text"] for word in ("Cleo", "Mercy"))
    page = pages.get(phone_community.http, pages.link_in(letter["text"]))
    assert "Cleo" in page.text
    assert "Imeandikwa kwamba ulisema ndiyo" in page.text
    pages.press(phone_community.http, page, "no")
    assert status_of(phone_community, need) == "withdrawn"
    assert phone_community.cleo.get("/v1/people")["items"] == []


def test_somebody_takes_over_from_a_text(phone_community: PhoneCommunity, gateway: SmsServer) -> None:
    mercy = phone_community.enter(phone=MERCY)
    assert phone_community.send(mercy, "take_over").status_code == 202
    phone_community.world.tick()
    page = pages.get(phone_community.http, pages.link_in(gateway.texts(MERCY)[-1]))
    shown = pages.press(phone_community.http, page, "code")
    [code] = re.findall(r"^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{2}$", shown.text, re.MULTILINE)
    signed_in = phone_community.http.post("/v1/auth/sessions", json={"card": code}).json()
    assert signed_in["person"]["id"] == mercy.id
    assert phone_community.send(mercy, "take_over").json()["code"] == "not_found", "they have an account now"


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


def test_whoever_has_a_link_sent_never_sees_it(phone_community: PhoneCommunity, gateway: SmsServer) -> None:
    mercy = phone_community.enter(phone=MERCY)
    phone_community.cleo.need(on_behalf_of=mercy.id)
    answers = [phone_community.send(mercy, purpose).text for purpose in ("consent", "take_over")]
    phone_community.world.tick()
    tokens = [pages.link_in(text).removeprefix("/l/") for text in gateway.texts(MERCY)]
    assert len(tokens) == 3, "the first told her that she was written down"
    shown = "\n".join([*answers, everything_shown_to(phone_community.cleo, phone_community.community)])
    assert not [token for token in tokens if token in shown]
    assert "/l/" not in shown
    stored = json.dumps(pages.rows(phone_community.world.database))
    assert not [token for token in tokens if token in stored]


def test_in_production_no_route_shows_what_was_sent(
    phone_community: PhoneCommunity, address: Address
) -> None:
    with in_production(phone_community, address) as http:
        assert http.get("/dev/outbox", params={"address": MERCY}).status_code == 404


def test_a_link_goes_to_no_contact_point_of_the_representative(
    phone_community: PhoneCommunity, gateway: SmsServer
) -> None:
    own = phone_community.world.person("Omar", phone=MERCY)
    own.post(f"/v1/communities/{phone_community.community}/join")
    body = {"purpose": "take_over"}
    for fields in ({}, {"phone": MERCY}):
        mercy = phone_community.enter(own, **fields)
        refused = own.refused("POST", f"/v1/people/{mercy.id}/links", body)
        assert (refused["status"], refused["code"]) == (409, "no_contact_point")
    own.patch("/v1/me", {"phone": None})
    assert own.refused("POST", f"/v1/people/{mercy.id}/links", body)["code"] == "no_contact_point"
    phone_community.world.tick()
    assert gateway.received == []


def test_a_number_that_became_the_representatives_is_no_longer_theirs(
    phone_community: PhoneCommunity, gateway: SmsServer
) -> None:
    mercy = phone_community.enter(phone=MERCY)
    phone_community.cleo.patch("/v1/me", {"phone": MERCY})
    assert phone_community.send(mercy, "take_over").json()["code"] == "no_contact_point"
    phone_community.world.tick()
    assert gateway.received == []


def test_only_who_may_speak_for_somebody_has_a_link_sent(phone_community: PhoneCommunity) -> None:
    mercy = phone_community.enter(phone=MERCY)
    other = phone_community.world.person("Omar")
    other.post(f"/v1/communities/{phone_community.community}/join")
    phone_community.world.appoint(other, phone_community.community, "coordinator")
    path, body = f"/v1/people/{mercy.id}/links", {"purpose": "consent"}
    assert other.refused("POST", path, body)["code"] == "not_found"
    change(phone_community.world.database, "UPDATE representation SET until = now() - interval '1 day'")
    assert phone_community.cleo.refused("POST", path, body)["code"] == "consent_does_not_cover"
    change(phone_community.world.database, "UPDATE representation SET until = NULL")
    phone_community.world.appoint(other, phone_community.community, "steward")
    phone_community.cleo.post(f"/v1/communities/{phone_community.community}/leave")
    assert phone_community.cleo.refused("POST", path, body)["code"] == "members_only"
    wrong = phone_community.cleo.refused("POST", path, {"purpose": "answer"})
    assert wrong["errors"][0] | {"detail": ""} == {"pointer": "/purpose", "code": "wrong_value", "detail": ""}
    assert phone_community.count("event WHERE kind = 'consent_asked'") == 0


def test_three_links_a_day_are_sent_to_somebody(phone_community: PhoneCommunity, gateway: SmsServer) -> None:
    mercy = phone_community.enter(phone=MERCY)
    found = [phone_community.send(mercy, "consent").status_code for _ in range(5)]
    assert found == [202, 202, 202, 429, 429]
    assert int(phone_community.send(mercy, "take_over").headers["Retry-After"]) > 6 * 3600
    phone_community.world.advance(hours=24)
    assert [phone_community.send(mercy, "consent").status_code for _ in range(3)] == [202, 202, 429]
    phone_community.world.tick()
    assert len(gateway.texts(MERCY)) == 1 + 5, "the first told her that she was written down"


def test_a_link_asked_for_again_with_the_same_key_is_sent_once(
    phone_community: PhoneCommunity, gateway: SmsServer
) -> None:
    mercy = phone_community.enter(phone=MERCY)
    answers = [phone_community.send(mercy, "consent", Idempotency_Key="k") for _ in range(3)]
    assert {(one.status_code, one.text) for one in answers} == {(202, answers[0].text)}
    phone_community.world.tick()
    assert len(gateway.texts(MERCY)) == 2, "one that told her, one with the link"


def test_a_link_lasts_for_seven_days(phone_community: PhoneCommunity, gateway: SmsServer) -> None:
    mercy = phone_community.enter(phone=MERCY)
    phone_community.send(mercy, "take_over")
    phone_community.world.tick()
    link = pages.link_in(gateway.texts(MERCY)[-1])
    phone_community.world.advance(days=6, hours=23)
    assert pages.get(phone_community.http, link).status == 200
    phone_community.world.advance(hours=1, minutes=1)
    assert pages.get(phone_community.http, link).status == 404


def test_without_a_gateway_a_phone_alone_is_no_way(address: Address, phone_community: PhoneCommunity) -> None:
    mercy = phone_community.enter(phone=MERCY)
    with in_production(phone_community, address) as http:
        answer = http.post(
            f"/v1/people/{mercy.id}/links", json={"purpose": "consent"}, headers=phone_community.cleo.headers
        )
    assert answer.json()["code"] == "no_contact_point"


class TestTheEnd:
    """Links and words of somebody who is spoken for no more, or who is gone, open nothing from that moment."""

    @pytest.fixture
    def handed_out(self, phone_community: PhoneCommunity, gateway: SmsServer) -> "HandedOut":
        return HandedOut(phone_community, gateway)

    def test_a_call_ends_links_and_cards(self, handed_out: "HandedOut") -> None:
        phone_community, mercy = handed_out.phone_community, handed_out.mercy
        phone_community.cleo.delete(f"/v1/people/{mercy.id}")
        assert handed_out.open() == []
        assert handed_out.card_opens() == 401

    def test_a_no_ends_links_and_cards(self, handed_out: "HandedOut") -> None:
        pages.press(
            handed_out.phone_community.http,
            pages.get(handed_out.phone_community.http, handed_out.links["consent"]),
            "no",
        )
        assert handed_out.open() == []
        assert handed_out.card_opens() == 401

    def test_taking_over_ends_the_cards_by_which_others_could(self, handed_out: "HandedOut") -> None:
        """A second card lies with whoever spoke for her: it must not open what is hers alone now."""
        http, mercy = handed_out.phone_community.http, handed_out.mercy
        answer = http.post("/v1/auth/sessions", json={"card": handed_out.second})
        assert answer.status_code == 201
        assert handed_out.open() == ["tend_need"]
        assert handed_out.card_opens() == 401
        assert mercy.id == answer.json()["person"]["id"]

    def test_erasure_leaves_no_link_and_no_card(self, handed_out: "HandedOut") -> None:
        http, mercy = handed_out.phone_community.http, handed_out.mercy
        signed_in = http.post("/v1/auth/sessions", json={"card": handed_out.second}).json()
        herself = Person(http, "Mercy", mercy.id, signed_in["access_token"], signed_in["refresh_token"])
        herself.delete("/v1/me")
        assert handed_out.open() == []
        kept = f"WHERE person_id = '{mercy.id}'"
        for table in ("link", "take_over", "household_mark"):
            assert handed_out.phone_community.count(f"{table} {kept}") == 0, table

    def test_a_message_still_under_way_brings_no_link(
        self, handed_out: "HandedOut", gateway: SmsServer
    ) -> None:
        """The night held it back; by the morning she has ended it."""
        phone_community, mercy = handed_out.phone_community, handed_out.mercy
        happen(
            phone_community.world,
            EventKind.TAKE_OVER_OFFERED,
            ("person", mercy.id),
            for_id=mercy.id,
            community_id=phone_community.community,
        )
        before = len(gateway.texts(MERCY))
        phone_community.cleo.delete(f"/v1/people/{mercy.id}")
        phone_community.world.tick()
        assert len(gateway.texts(MERCY)) == before
        [late] = [
            sent for sent in deliveries(phone_community.world, mercy) if sent.kind == "take_over_offered"
        ]
        assert (late.status, late.code) == ("superseded", "no_longer_true")


class HandedOut:
    """Mercy, spoken for by Cleo, with a link for every purpose that is hers, and two cards."""

    def __init__(self, phone_community: PhoneCommunity, gateway: SmsServer) -> None:
        self.phone_community = phone_community
        self.mercy = phone_community.enter(phone=MERCY)
        need = phone_community.cleo.need(on_behalf_of=self.mercy.id)
        path = f"/v1/people/{self.mercy.id}/takeover-codes"
        self.card, self.second = (phone_community.cleo.post(path, {"card": True})["code"] for _ in range(2))
        subjects = {"consent": self.mercy.id, "take_over": self.mercy.id, "tend_need": need["id"]}
        with phone_community.world.database.transaction() as session:
            self.links = {
                name: "/l/"
                + links.make(
                    session,
                    LinkPurpose(name),
                    UUID(self.mercy.id),
                    UUID(subject),
                    phone_community.world.now(),
                )
                for name, subject in subjects.items()
            }
        assert self.open() == ["consent", "take_over", "tend_need"]

    def open(self) -> list[str]:
        """The purposes whose link still shows a page; asked of the look-up itself, whatever the page says."""
        found = []
        with self.phone_community.world.database.transaction() as session:
            for name, path in self.links.items():
                with suppress(NotFound):
                    links.find(session, path.removeprefix("/l/"), self.phone_community.world.now())
                    found.append(name)
        return found

    def card_opens(self) -> int:
        return self.phone_community.http.post("/v1/auth/sessions", json={"card": self.card}).status_code
