"""Text messages: over real HTTP to a local gateway, within a budget, to those who have nothing else."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlmodel import Session, col

from core.database.db import Address
from core.events import EventKind
from core.models import Event
from core.models.person import ContactKind
from matching.words.policy import PolicyChoices
from matching.words.values import Point
from notifications.channels.base import Outcome, Parcel, Verdict
from notifications.channels.sms import SmsChannel, parts
from notifications.messages.catalogue import CATALOGUE
from notifications.send import sms_budget
from services.access import callers
from services.communities import founding
from services.people import contact_points, profile
from tests.servers.sms import SmsServer
from tests.support import pages
from tests.support.parcels import a_parcel
from tests.support.people import Person
from tests.support.telling import change, deliveries, scalar
from tests.support.world import World
from texts.catalogue import LANGUAGES, say

NOVEMBER = datetime(2026, 11, 20, tzinfo=UTC)
FIELDS = {"to": "to", "text": "text"}


@pytest.fixture
def token_world(address: Address, tmp_path: Path, gateway: SmsServer) -> Iterator[World]:
    """A Minka whose texts leave through the gateway."""
    with World(address, tmp_path, sms_url=gateway.url, sms_token="a word", sms_fields=FIELDS) as made:
        yield made


def a_text(number: str = "+15550100199", **changes: Any) -> Parcel:
    return a_parcel(number, **{"address_kind": "phone", "subject": "", "text": "Hello"} | changes)


def send(url: str, *parcels: Parcel, **options: Any) -> list[Outcome]:
    channel: dict[str, Any] = {"token": "a word", "fields": FIELDS, "timeout_s": 2.0} | options

    async def run() -> list[Outcome]:
        made = SmsChannel(url, **channel)
        try:
            return await asyncio.gather(*(made.send(parcel) for parcel in parcels))
        finally:
            await made.aclose()

    return asyncio.run(run())


WHAT_EACH_ANSWER_MEANS = {
    "+15550100199": (Verdict.DONE, ""),
    "+15550100000": (Verdict.AMBIGUOUS, "RemoteProtocolError"),
    "+15550100301": (Verdict.PAUSE_CHANNEL, "HTTP_301"),
    "+15550100400": (Verdict.DEAD, "HTTP_400"),
    "+15550100401": (Verdict.PAUSE_CHANNEL, "HTTP_401"),
    "+15550100402": (Verdict.PAUSE_CHANNEL, "HTTP_402"),
    "+15550100403": (Verdict.PAUSE_CHANNEL, "HTTP_403"),
    "+15550100404": (Verdict.PAUSE_CHANNEL, "HTTP_404"),
    "+15550100405": (Verdict.PAUSE_CHANNEL, "HTTP_405"),
    "+15550100407": (Verdict.PAUSE_CHANNEL, "HTTP_407"),
    "+15550100408": (Verdict.RETRY, "HTTP_408"),
    "+15550100410": (Verdict.DEAD, "HTTP_410"),
    "+15550100422": (Verdict.DEAD, "HTTP_422"),
    "+15550100425": (Verdict.RETRY, "HTTP_425"),
    "+15550100429": (Verdict.RETRY, "HTTP_429"),
    "+15550100500": (Verdict.AMBIGUOUS, "HTTP_500"),
    "+15550100502": (Verdict.AMBIGUOUS, "HTTP_502"),
    "+15550100503": (Verdict.RETRY, "HTTP_503"),
}


def test_each_answer_means_one_thing_and_is_tried_once(gateway: SmsServer) -> None:
    outcomes = send(gateway.url, *map(a_text, WHAT_EACH_ANSWER_MEANS))
    got = [(outcome.verdict, outcome.code) for outcome in outcomes]
    assert dict(zip(WHAT_EACH_ANSWER_MEANS, got, strict=True)) == WHAT_EACH_ANSWER_MEANS
    assert len(gateway.received) == len(WHAT_EACH_ANSWER_MEANS)
    waits = dict(zip(WHAT_EACH_ANSWER_MEANS, (outcome.retry_after for outcome in outcomes), strict=True))
    assert waits["+15550100429"] == timedelta(seconds=30)
    whole = dict(zip(WHAT_EACH_ANSWER_MEANS, (outcome.whole_channel for outcome in outcomes), strict=True))
    assert [number for number, channel in whole.items() if channel] == ["+15550100429"]


def test_silence_may_mean_that_it_was_taken(gateway: SmsServer) -> None:
    [outcome] = send(gateway.url, a_text("+15550100001"), timeout_s=0.3)
    assert outcome.verdict is Verdict.AMBIGUOUS


def test_a_proxy_of_the_environment_sees_no_code(gateway: SmsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    [outcome] = send(gateway.url, a_text())
    assert outcome.verdict is Verdict.DONE


def test_nobody_at_home_is_tried_again() -> None:
    [outcome] = send("http://127.0.0.1:1/send", a_text())
    assert outcome.verdict is Verdict.RETRY


def test_what_is_no_text_to_a_phone_never_leaves(gateway: SmsServer) -> None:
    outcomes = send(gateway.url, a_text(address_kind="email"), a_text(text=""))
    assert [outcome.verdict for outcome in outcomes] == [Verdict.DEAD] * 2
    assert gateway.received == []


def test_the_gateways_own_words_are_spoken(gateway: SmsServer) -> None:
    gateway.to = "recipient"
    fields = {"to": "recipient", "text": "body", "id": "reference", "sender": "Minka"}
    send(gateway.url, parcel := a_text(), fields=fields)
    [one] = gateway.received
    assert one["body"] == {
        "recipient": parcel.address,
        "body": "Hello",
        "reference": parcel.message_id,
        "sender": "Minka",
    }
    assert one["headers"]["authorization"] == "Bearer a word"
    assert one["headers"]["idempotency-key"] == parcel.message_id


@pytest.mark.parametrize(
    ("url", "fields"),
    [
        ("http://sms.example/send", FIELDS),
        ("ftp://sms.example/send", FIELDS),
        ("https://sms.example/send", {"to": "to"}),
    ],
)
def test_a_gateway_that_could_be_read_along_is_refused(url: str, fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="SMS"):
        SmsChannel(url, token=None, fields=fields)


LINK = "https://minka.example.org/l/" + "x" * 22
TEXTS = {"code"} | {line.sms for lines in CATALOGUE.values() for line in lines if line.sms}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_a_text_is_one_message_wherever_its_letters_allow_it(language: str, kind: str) -> None:
    text = say(f"sms.{kind}", language, code="123456", link=LINK, come=1, least=2)
    allowed = 2 if language == "ar" and LINK in text else 1
    assert parts(text) <= allowed, text


def test_a_text_is_counted_as_it_is_paid_for() -> None:
    assert [parts("a" * n) for n in (0, 160, 161, 306, 307)] == [1, 1, 2, 2, 3]
    assert [parts("ç" * n) for n in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert parts("€" * 80) == 1
    assert parts("€" * 81) == 2
    assert parts("😀" * 36) == 2


@settings(max_examples=200)
@given(st.text(max_size=400))
def test_more_text_never_costs_less(text: str) -> None:
    assert 1 <= parts(text) <= parts(text + "a")


def by_phone(world: World, name: str, number: str, **fields: Any) -> Person:
    """Somebody whose only way is a phone number, proved by a code."""
    return world.person(name, proved=number, **fields)


def test_a_code_comes_by_text(token_world: World, gateway: SmsServer) -> None:
    wanted = {"channel": "sms", "address": "+1 555-010-0199", "locale": "es"}
    challenge = token_world.http.post("/v1/auth/codes", json=wanted).json()["challenge"]
    token_world.tick()
    [text] = gateway.texts("+15550100199")
    code = next(word.strip(".") for word in text.split() if word.strip(".").isdigit())
    answer = token_world.http.post("/v1/auth/sessions", json={"challenge": challenge, "code": code})
    assert answer.status_code == 201
    assert answer.json()["person"]["phone"] == "+15550100199"
    assert text == say("sms.code", "es", code=code)


def test_codes_by_text_are_few(token_world: World) -> None:
    """Each costs money, and there are people who earn by having many sent."""
    asked = [
        token_world.http.post(
            "/v1/auth/codes", json={"channel": "sms", "address": f"+155501001{n}"}
        ).status_code
        for n in range(40, 52)
    ]
    assert asked == [202] * 10 + [429] * 2


@pytest.mark.parametrize("number", ["ana@example.org", "0171 234", "+0", ""])
def test_a_number_without_its_country_is_no_number(world: World, number: str) -> None:
    answer = world.http.post("/v1/auth/codes", json={"channel": "sms", "address": number})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_a_phone_number")


def test_the_four_kinds_reach_somebody_without_the_app(token_world: World, gateway: SmsServer) -> None:
    world, number = token_world, "+15550100199"
    steward, ana = world.person("Steward"), world.person("Ana")
    ben = by_phone(world, "Ben", number)
    world.community(steward, ana, ben)
    ben.offer()
    need = ana.need()
    world.tick()
    match = ben.match_on(need["id"])
    ben.post(f"/v1/matches/{match['id']}/accept")
    ana.post(f"/v1/matches/{match['id']}/confirm")
    world.tick()
    ana.post(f"/v1/matches/{match['id']}/cancel")
    world.tick()
    proposal, confirmed, cancelled = gateway.texts(number)
    assert proposal == say("sms.proposal", "en", link=_url(proposal))
    assert confirmed == say("sms.confirmed", "en", link=_url(confirmed))
    assert cancelled == say("sms.cancelled", "en", link=_url(cancelled))
    assert say("page.agreed.ended", "en") in pages.get(world.http, pages.link_in(cancelled)).text
    assert {sent.channel for sent in deliveries(world, ben)} == {"sms"}


def invite(author: Person, *offers: str) -> None:
    """The author picks these helpers, whatever the engine would do."""
    need = author.need(quantity=len(offers), criteria={"decide": "ask_me_first"})
    for offer in offers:
        author.invite(need["id"], offer)


def _url(text: str) -> str:
    return next(word for word in text.split() if "/l/" in word)


def test_an_author_by_phone_hears_of_a_yes_and_of_the_end(token_world: World, gateway: SmsServer) -> None:
    world, number = token_world, "+15550100198"
    steward, ben = world.person("Steward"), world.person("Ben")
    ana = by_phone(world, "Ana", number)
    world.community(steward, ana, ben)
    need = ana.need()
    ben.post(f"/v1/needs/{need['id']}/responses")
    world.tick()
    [yes] = gateway.texts(number)
    page = pages.get(world.http, pages.link_in(yes))
    assert "Ben" in page.text
    assert pages.press(world.http, page, "yes").status == 200
    assert ana.match_on(need["id"])["status"] == "confirmed"
    other = ana.need(urgency="flexible")
    world.advance(days=23)
    reminder = gateway.texts(number)[-1]
    assert reminder == say("sms.reminder", "en", link=_url(reminder))
    before = other["expires_at"]
    pages.press(world.http, pages.get(world.http, pages.link_in(reminder)), "renew")
    world_row = "SELECT expires_at > CAST(:before AS timestamptz) FROM need WHERE id = :id"
    assert scalar(world.database, world_row, before=before, id=other["id"])


def test_whoever_has_the_app_or_a_mailbox_gets_no_texts(token_world: World, gateway: SmsServer) -> None:
    world = token_world
    steward, ana = world.person("Steward"), world.person("Ana")
    ben = by_phone(world, "Ben", "+15550100199")
    with world.database.transaction() as session:
        row, now = world.row(ben), world.now()
        contact_points.add(session, row.id, ContactKind.EMAIL, "ben@example.org", verified_at=now, now=now)
    unproved = world.person("Una", phone="+15550100150")
    world.community(steward, ana, ben, unproved)
    for helper in (ben, unproved):
        helper.offer()
    ana.need(quantity=2)
    world.tick()
    assert gateway.received == []
    assert {sent.channel for sent in deliveries(world, ben)} == {"email"}
    assert deliveries(world, unproved) == []


def test_a_number_of_the_representatives_gets_no_key(token_world: World, gateway: SmsServer) -> None:
    """A text holds a link that turns the person's key: it must not arrive in the hand that speaks for them."""
    world = token_world
    cleo, ana = by_phone(world, "Cleo", "+15550100170"), world.person("Ana")
    world.community(cleo, ana)
    consent = {"how": "phone", "at": world.now().isoformat()}
    for name, number in (("Juma", "+15550100170"), ("Amina", "+15550100171")):
        entry = {"display_name": name, "phone": number, "is_adult": True, "consent": consent}
        person = cleo.post("/v1/people", entry)
        change(world.database, "UPDATE person SET quiet_from = '00:00', quiet_to = '00:00'")
        invite(ana, cleo.offer(on_behalf_of=person["id"])["id"])
    world.tick()
    assert {one["body"]["to"] for one in gateway.received} == {"+15550100171"}


def test_a_budget_that_is_spent_is_told_once_a_month(token_world: World, gateway: SmsServer) -> None:
    world = token_world
    steward, ana = world.person("Steward"), world.person("Ana", asks_a_day=5)
    helpers = [by_phone(world, f"Helper {n}", f"+1555010016{n}") for n in range(4)]
    community = world.community(steward, ana, *helpers)
    turned = {"dials": {"sms_per_month": 2}, "reason": "we are few"}
    steward.patch(f"/v1/communities/{community['id']}/policy", turned)
    offers = [helper.offer()["id"] for helper in helpers]
    invite(ana, *offers)
    world.tick()
    assert len(gateway.received) == 2
    ends = sorted((sent.status, sent.code) for helper in helpers for sent in deliveries(world, helper))
    assert ends == [("failed", "budget_spent")] * 2 + [("sent", None)] * 2
    assert steward.inbox().count("sms_budget_spent") == 1
    for helper in helpers:
        inbox = "SELECT count(*) FROM notification WHERE person_id = :id AND kind = 'invitation'"
        assert scalar(world.database, inbox, id=helper.id) == 1, "the inbox does not depend on a text"


def test_each_month_and_each_community_has_its_own_budget(session: Session) -> None:
    steward = profile.create(session, locale="en", now=NOVEMBER)
    caller = callers.by_person(session, steward.id)
    draft = founding.CommunityDraft("Lansing", Point(42.7, -84.5), reach_km=5)
    community = founding.found_community(session, caller, draft, now=NOVEMBER)
    neighbour = founding.found_community(session, caller, replace(draft, name="Okemos"), now=NOVEMBER)
    community.policy = neighbour.policy = PolicyChoices(dials={"sms_per_month": 1})
    assert sms_budget.take(session, neighbour.id, now=NOVEMBER)
    for month in (NOVEMBER, NOVEMBER + timedelta(days=31)):
        assert [sms_budget.take(session, community.id, now=month) for _ in range(3)] == [True, False, False]
    told = select(func.count()).where(col(Event.kind) == EventKind.SMS_BUDGET_SPENT)
    assert session.execute(told).scalar_one() == 2


def test_a_gateway_that_asks_for_less_is_left_alone(token_world: World, gateway: SmsServer) -> None:
    world = token_world
    steward, ana = world.person("Steward"), world.person("Ana")
    busy, other = by_phone(world, "Ben", "+15550100429"), by_phone(world, "Bo", "+15550100199")
    world.community(steward, ana, busy, other)
    offers = [helper.offer()["id"] for helper in (busy, other)]
    invite(ana, offers[0])
    world.tick()
    invite(ana, offers[1])
    world.tick()
    assert len(gateway.received) == 1, "it asked for half a minute"
    world.advance(seconds=31)
    assert len(gateway.texts("+15550100199")) == 1


def test_a_second_try_costs_nothing_more(token_world: World, gateway: SmsServer) -> None:
    world, number = token_world, "+15550100503"
    steward, ana = world.person("Steward"), world.person("Ana")
    ben = by_phone(world, "Ben", number)
    world.community(steward, ana, ben)
    ben.offer()
    ana.need()
    world.tick()
    world.advance(minutes=10)
    texts = gateway.texts(number)
    assert len(texts) > 1
    assert len(set(texts)) == 1, "the same link each time"
    assert scalar(world.database, "SELECT sent FROM sms_month") == 1
    assert scalar(world.database, "SELECT count(*) FROM link WHERE purpose = 'answer'") == 1
