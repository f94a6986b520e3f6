"""H9: accounts, guesses and texts cost nothing. Now guessing makes codes longer, strange numbers keep nobody known out,
and few are spoken for by one hand.
"""

from contextlib import suppress
from typing import Any

import httpx
import pytest

from core import limits
from core.errors import Unauthorized
from core.models.person import ContactKind
from services.people import sign_in
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World


def from_network(world: World, number: int) -> httpx.Client:
    """Somebody who calls from a network of their own."""
    transport = httpx.HTTPTransport(local_address=f"127.0.{number}.1")
    return httpx.Client(base_url=world.server.url, transport=transport, timeout=60)


def guess_wrong(world: World, many: int) -> None:
    """So many wrong codes, to ever new addresses."""
    now = world.now()
    for number in range(many // sign_in.TRIES):
        with world.database.transaction() as session:
            challenge = sign_in.send_code(
                session, kind=ContactKind.EMAIL, address=f"{number}@example.org", locale="en", now=now
            )
        for _ in range(sign_in.TRIES):
            with world.database.transaction() as session, suppress(Unauthorized):
                sign_in.with_code(session, challenge_id=challenge, code="none", device_name="x", now=now)


def code_sent(world: World, address: str) -> str:
    world.http.post("/v1/auth/codes", json={"address": address})
    world.tick()
    return world.code_for(address)


def test_many_wrong_codes_make_new_ones_longer_for_a_day_and_lock_nobody_out(world: World) -> None:
    assert len(code_sent(world, "ana@example.org")) == 6
    guess_wrong(world, limits.WRONG_CODES.burst)
    assert len(code_sent(world, "bea@example.org")) == 6
    guess_wrong(world, 20)
    assert len(code_sent(world, "cleo@example.org")) == 8
    assert world.sign_in("dora@example.org").get("/v1/me")["email"] == "dora@example.org"
    world.advance(hours=25)
    assert len(code_sent(world, "eve@example.org")) == 6


def ask_for_text(world: World, network: int, number: str) -> httpx.Response:
    with from_network(world, network) as http:
        return http.post("/v1/auth/codes", json={"channel": "sms", "address": number})


def test_texts_to_strange_numbers_keep_no_known_number_out(world: World) -> None:
    world.person("Ana", proved="+15175550199")
    for number in range(limits.SMS_CODES_PER_PREFIX.burst):
        answer = ask_for_text(world, 10 + number // 8, f"+1517555{number:04}")
        assert answer.status_code == 202, answer.text
    strange, known = "+15175550111", "+15175550199"
    answers = [ask_for_text(world, 99, number) for number in (strange, known)]
    shapes = [(a.status_code, sorted(a.json()), a.json()["resend_after"]) for a in answers]
    assert shapes[0] == shapes[1], "nobody learns whose number signs in here"
    elsewhere = ask_for_text(world, 98, "+5511987654321")
    assert elsewhere.status_code == 202
    world.tick()
    assert [len(world.outbox(number)) for number in (strange, known, "+5511987654321")] == [0, 1, 1]


def test_firebase_sign_in_is_bounded_by_network(world: World) -> None:
    token = {"id_token": "not a token at all, but long"}
    answers = [
        world.http.post("/v1/auth/firebase", json=token) for _ in range(limits.SIGN_IN_PER_NETWORK.burst + 1)
    ]
    assert [answer.status_code for answer in answers][-2:] == [409, 429]
    with from_network(world, 77) as http:
        assert http.post("/v1/auth/firebase", json=token).status_code == 409, "others come in"


def entered(by: Person, world: World, name: str) -> httpx.Response:
    consent = {"how": "phone", "at": world.now().isoformat()}
    return by.call("POST", "/v1/people", {"display_name": name, "consent": consent})


@pytest.fixture
def speaker(world: World) -> Person:
    ana = world.person("Ana")
    world.community(world.person("Sara"), ana)
    return ana


def test_a_member_ever_speaks_for_three(world: World, speaker: Person) -> None:
    for number in range(3):
        elder = entered(speaker, world, f"Elder {number}").json()["id"]
        speaker.delete(f"/v1/people/{elder}")
        world.advance(days=40)
    answer: dict[str, Any] = entered(speaker, world, "One more").json()
    assert (answer["code"], answer["most"]) == ("enough_people", 3)


def test_twenty_take_overs_a_day(world: World, speaker: Person) -> None:
    elder = entered(speaker, world, "Elder").json()["id"]
    path = f"/v1/people/{elder}/takeover-codes"
    statuses = [speaker.call("POST", path).status_code for _ in range(21)]
    assert statuses == [201] * 20 + [429]


@pytest.mark.parametrize("days", [0, 8, 60])
def test_helping_wants_a_proved_address_however_old_the_account_and_asking_never_does(
    world: World, days: int
) -> None:
    sara = world.person("Sara", proved="sara@example.org")
    community = world.community(sara)["id"]
    sock = world.newcomer("Sock")
    sock.post(f"/v1/communities/{community}/join")
    world.advance(days=days)
    need = sara.need()
    sock.need()
    for path, body in (("/v1/offers", {"place": LANSING}), (f"/v1/needs/{need['id']}/responses", {})):
        assert sock.refused("POST", path, body)["code"] == "contact_point_needed"
    world.prove(sock, "sock@example.org")
    sock.offer()
    sock.post(f"/v1/needs/{need['id']}/responses", {})


def test_who_lets_go_of_the_proved_number_says_no_further_yes(world: World) -> None:
    """A number that was only written down in its place proves nothing."""
    ana, ben = world.person("Ana"), world.person("Ben", proved="+15175550142")
    world.community(world.person("Sara"), ana, ben)
    ben.offer()
    need = ana.need()["id"]
    world.tick()
    ben.patch("/v1/me", {"phone": "+15175550143"})
    answer = ben.refused("POST", f"/v1/matches/{ben.match_on(need)['id']}/accept")
    assert answer["code"] == "contact_point_needed"


def test_who_acts_for_an_organisation_helps_where_its_people_can_be_reached(world: World) -> None:
    olga, nia = world.person("Olga"), world.newcomer("Nia")
    community = world.community(world.person("Sara"), olga, nia)["id"]
    kitchen = world.organisation(olga, nia)
    assert nia.refused("POST", "/v1/offers", {"place": LANSING})["code"] == "contact_point_needed"
    nia.offer(organisation_id=kitchen, community_id=community)
    need = world.person("Ana").need(community_id=community)["id"]
    world.tick()
    assert nia.post(f"/v1/matches/{nia.match_on(need)['id']}/accept")["status"] == "accepted"


def test_whom_somebody_speaks_for_helps_where_their_speaker_can_be_reached(world: World) -> None:
    ana, bea = world.newcomer("Ana", proved="ana@example.org"), world.newcomer("Bea")
    world.community(world.person("Sara"), ana, bea)
    for speaker, status in ((ana, 201), (bea, 403)):
        consent = {"how": "phone", "at": world.now().isoformat()}
        person = {"display_name": "Rosa", "is_adult": True, "consent": consent}
        elder = speaker.post("/v1/people", person)["id"]
        offer = {"place": LANSING, "on_behalf_of": elder}
        assert speaker.call("POST", "/v1/offers", offer).status_code == status
