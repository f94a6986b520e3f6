"""Signing in without a password: codes, tokens that rotate, sessions that end when they should."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import event

from core.crypto.vault import Vault
from core.database.db import Address
from services.access.tokens import issue
from services.people.sign_in import code_of
from tests.servers.smtp import SmtpServer
from tests.support.full_community import Scene
from tests.support.people import Person
from tests.support.world import World

ANA = "ana@example.org"


class Door:
    """Where people sign in."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.http = scene.http

    def ask(self, address: str = ANA) -> tuple[str, str]:
        """Starts a sign-in: its challenge, and the code that goes to the address."""
        answer = self.http.post("/v1/auth/codes", json={"address": address})
        assert answer.status_code == 202, answer.text
        challenge = str(answer.json()["challenge"])
        return challenge, code_of(self.scene.rehearsal.vault, UUID(challenge))

    def show(self, challenge: str, code: str) -> httpx.Response:
        return self.http.post("/v1/auth/sessions", json={"challenge": challenge, "code": code})

    def sign_in(self, address: str = ANA) -> Person:
        made = self.show(*self.ask(address)).json()
        return Person(self.http, address, made["person"]["id"], made["access_token"], made["refresh_token"])

    def trade(self, refresh_token: str) -> httpx.Response:
        return self.http.post("/v1/auth/refresh", json={"refresh_token": refresh_token})

    def lets_in(self, access_token: str | bytes) -> bool:
        token = access_token.encode() if isinstance(access_token, str) else access_token
        status = self.http.get("/v1/me", headers={b"Authorization": b"Bearer " + token}).status_code
        assert status in (200, 401)
        return status == 200


@pytest.fixture
def door(stage: Scene) -> Door:
    return Door(stage)


@pytest.fixture
def ana(door: Door) -> Person:
    return door.sign_in()


def refused(answer: httpx.Response) -> str:
    """Why somebody was not let in."""
    assert answer.status_code == 401, answer.text
    assert answer.headers["www-authenticate"] == "Bearer"
    return str(answer.json()["code"])


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


class TestArrival:
    def test_a_code_arrives_and_signs_in(self, world: World) -> None:
        """In development it is printed, and kept for app developers."""
        ana = world.sign_in(ANA)
        assert ana.get("/v1/me")["email"] == ANA

    def test_by_mail_too(self, address: Address, tmp_path: Path) -> None:
        with (
            SmtpServer() as relay,
            World(
                address,
                tmp_path,
                smtp_host=relay.host,
                smtp_port=relay.port,
                smtp_start_tls=False,
                mail_from="Minka <hello@minka.example>",
            ) as world,
        ):
            challenge = world.http.post("/v1/auth/codes", json={"address": ANA}).json()["challenge"]
            world.tick()
            [letter] = relay.received
            assert letter["recipient"] == ANA
            code = re.findall(r"\b\d{6}\b", letter["letter"].get_content())[0]
            shown = {"challenge": challenge, "code": code}
            assert world.http.post("/v1/auth/sessions", json=shown).status_code == 201
            assert world.outbox(ANA) == []


class TestCodes:
    def test_the_same_address_is_the_same_person(self, door: Door) -> None:
        assert door.sign_in(ANA).id == door.sign_in("Ana@Example.org").id

    def test_a_code_works_once(self, door: Door) -> None:
        challenge, code = door.ask()
        assert door.show(challenge, code).status_code == 201
        assert refused(door.show(challenge, code)) == "code_expired"

    def test_a_code_belongs_to_its_challenge(self, door: Door) -> None:
        (first, code), (second, _) = door.ask(), door.ask()
        assert refused(door.show(second, code)) == "wrong_code"
        assert door.show(first, code).status_code == 201

    def test_wrong_codes_are_counted_and_the_fifth_ends_it(self, door: Door) -> None:
        """Each refusal is an error to the caller, and yet what it counted stays written."""
        challenge, code = door.ask()
        for left in (4, 3, 2, 1, 0):
            answer = door.show(challenge, other_than(code))
            assert refused(answer) == "wrong_code"
            assert answer.json()["tries_left"] == left
        assert refused(door.show(challenge, code)) == "code_expired"

    def test_four_wrong_ones_are_forgiven(self, door: Door) -> None:
        challenge, code = door.ask()
        for _ in range(4):
            door.show(challenge, other_than(code))
        assert door.show(challenge, code).status_code == 201

    def test_a_code_lives_ten_minutes(self, door: Door) -> None:
        challenge, code = door.ask()
        door.scene.advance(minutes=10)
        assert refused(door.show(challenge, code)) == "code_expired"

    def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(self, door: Door) -> None:
        door.sign_in(ANA)
        ran: list[list[str]] = []

        def note(*args: Any) -> None:
            ran[-1].append(args[2])

        answers = []
        event.listen(door.scene.rehearsal.engine, "before_cursor_execute", note)
        for address in (ANA, "bea@example.org"):
            ran.append([])
            answers.append(door.http.post("/v1/auth/codes", json={"address": address}))
        event.remove(door.scene.rehearsal.engine, "before_cursor_execute", note)
        shapes = [
            (a.status_code, sorted(a.headers), a.json() | {"challenge": len(a.json()["challenge"])})
            for a in answers
        ]
        assert shapes[0] == shapes[1]
        assert _but_for_names_of_savepoints(ran[0]) == _but_for_names_of_savepoints(ran[1]) != []

    def test_an_unknown_challenge_is_like_one_that_ended(self, door: Door) -> None:
        unknown = door.show("01a1faa1-2c23-7654-9f11-22f2b28850a4", "123456")
        challenge, code = door.ask()
        door.show(challenge, code)
        assert door.show(challenge, code).content == unknown.content

    def test_five_codes_an_hour_to_one_address(self, door: Door) -> None:
        for _ in range(5):
            door.ask()
        answer = door.http.post("/v1/auth/codes", json={"address": ANA})
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
        door.ask("bea@example.org")
        door.scene.advance(seconds=int(answer.headers["retry-after"]))
        door.ask()

    def test_an_address_long_unused_opens_nobodys_old_account(self, door: Door) -> None:
        before = door.sign_in()
        door.scene.advance(days=89)
        again = door.sign_in()
        door.scene.advance(days=91)
        assert again.id == before.id
        assert door.sign_in().id != before.id


def _but_for_names_of_savepoints(statements: list[str]) -> list[str]:
    return [re.sub(r"sa_savepoint_\d+", "here", statement) for statement in statements]


class TestTokens:
    def test_access_lasts_ten_minutes_and_is_renewed(self, door: Door, ana: Person) -> None:
        door.scene.advance(minutes=10, seconds=1)
        assert not door.lets_in(ana.access_token)
        assert door.lets_in(door.trade(ana.refresh_token).json()["access_token"])

    def test_a_refresh_token_rotates(self, door: Door, ana: Person) -> None:
        token = ana.refresh_token
        for _ in range(3):
            door.scene.advance(minutes=5)
            following = door.trade(token).json()["refresh_token"]
            assert following != token
            token = following

    def test_a_lost_answer_is_fetched_again_within_a_minute(self, door: Door, ana: Person) -> None:
        first = door.trade(ana.refresh_token).json()["refresh_token"]
        for _ in range(3):
            door.scene.advance(seconds=19)
            assert door.trade(ana.refresh_token).json()["refresh_token"] == first
        assert door.trade(first).status_code == 200

    def test_reuse_after_that_ends_the_session(self, door: Door, ana: Person) -> None:
        """Whoever shows it has stolen it, or was stolen from: neither goes on. The refusal stays written."""
        following = door.trade(ana.refresh_token).json()
        door.scene.advance(seconds=61)
        assert door.lets_in(following["access_token"])
        assert refused(door.trade(ana.refresh_token)) == "signed_out"
        assert not door.lets_in(following["access_token"])
        assert refused(door.trade(following["refresh_token"])) == "signed_out"

    def test_a_token_two_generations_old_ends_it_too(self, door: Door, ana: Person) -> None:
        second = door.trade(ana.refresh_token).json()["refresh_token"]
        third = door.trade(second).json()["refresh_token"]
        assert refused(door.trade(ana.refresh_token)) == "signed_out"
        assert refused(door.trade(third)) == "signed_out"

    def test_other_devices_go_on(self, door: Door, ana: Person) -> None:
        laptop = door.sign_in()
        door.trade(ana.refresh_token)
        door.scene.advance(seconds=61)
        refused(door.trade(ana.refresh_token))
        assert door.lets_in(laptop.access_token)

    def test_a_session_that_was_ended_is_gone_with_the_next_call(self, door: Door, ana: Person) -> None:
        laptop = door.sign_in()
        [lost] = [s for s in laptop.get("/v1/auth/sessions")["items"] if not s["current"]]
        laptop.delete(f"/v1/auth/sessions/{lost['id']}")
        assert not door.lets_in(ana.access_token)
        assert refused(door.trade(ana.refresh_token)) == "signed_out"
        assert door.lets_in(laptop.access_token)
        laptop.delete("/v1/auth/sessions/current")
        assert not door.lets_in(laptop.access_token)

    def test_nobody_ends_anothers_session(self, door: Door, ana: Person) -> None:
        [session] = ana.get("/v1/auth/sessions")["items"]
        door.sign_in("bea@example.org").delete(f"/v1/auth/sessions/{session['id']}")
        assert door.lets_in(ana.access_token)

    def test_somebody_erased_is_signed_out_everywhere(self, door: Door, ana: Person) -> None:
        ana.delete("/v1/me")
        assert not door.lets_in(ana.access_token)
        assert refused(door.trade(ana.refresh_token)) == "signed_out"

    def test_only_our_own_tokens_count(self, door: Door, ana: Person) -> None:
        session_id = UUID(ana.get("/v1/auth/sessions")["items"][0]["id"])
        forged = issue(Vault(bytes(32)), "access", session_id, 4_000_000_000)
        changed = (
            ana.access_token[:20] + ("A" if ana.access_token[20] != "A" else "B") + ana.access_token[21:]
        )
        assert door.lets_in(ana.access_token)
        for token in (forged, changed, ana.refresh_token, "mka_", "mka_\xe9".encode("latin-1"), "x" * 5000):
            assert not door.lets_in(token)
        assert refused(door.trade(ana.access_token)) == "signed_out"
