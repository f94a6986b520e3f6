"""Signing in without a password: codes, tokens that rotate, sessions that end when they should."""

import re
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import event

from core.crypto.vault import Vault
from core.database.db import Address
from services.access import tokens
from services.people.sign_in import code_of
from tests.servers.smtp import SmtpServer
from tests.support.full_community import FullCommunity
from tests.support.people import Person
from tests.support.world import World

ANA = "ana@example.org"


class SigningIn:
    """Where people sign in."""

    def __init__(self, kept_community: FullCommunity) -> None:
        self.kept_community = kept_community
        self.http = kept_community.http

    def ask(self, address: str = ANA) -> tuple[str, str]:
        """Starts a sign-in: its challenge, and the code that goes to the address."""
        answer = self.http.post("/v1/auth/codes", json={"address": address})
        assert answer.status_code == 202, answer.text
        challenge = str(answer.json()["challenge"])
        return challenge, code_of(self.kept_community.database.vault, UUID(challenge))

    def show(self, challenge: str, code: str) -> httpx.Response:
        return self.http.post("/v1/auth/sessions", json={"challenge": challenge, "code": code})

    def sign_in(self, address: str = ANA) -> Person:
        made = self.show(*self.ask(address)).json()
        return Person(self.http, address, made["person"]["id"], made["access_token"], made["refresh_token"])

    def trade(self, refresh_token: str) -> httpx.Response:
        return self.http.post("/v1/auth/refresh", json={"refresh_token": refresh_token})

    def why_not(self, access_token: str) -> str:
        return refused(self.http.get("/v1/me", headers={"Authorization": f"Bearer {access_token}"}))

    def lets_in(self, access_token: str | bytes) -> bool:
        token = access_token.encode() if isinstance(access_token, str) else access_token
        status = self.http.get("/v1/me", headers={b"Authorization": b"Bearer " + token}).status_code
        assert status in (200, 401)
        return status == 200


@pytest.fixture
def signing_in(full_community: FullCommunity) -> SigningIn:
    return SigningIn(full_community)


@pytest.fixture
def signed_in(signing_in: SigningIn) -> Person:
    return signing_in.sign_in()


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
        signed_in = world.sign_in(ANA)
        assert signed_in.get("/v1/me")["email"] == ANA

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
    def test_the_same_address_is_the_same_person(self, signing_in: SigningIn) -> None:
        assert signing_in.sign_in(ANA).id == signing_in.sign_in("Ana@Example.org").id

    def test_a_lost_answer_is_given_again_for_two_minutes(self, signing_in: SigningIn) -> None:
        challenge, code = signing_in.ask()
        first = signing_in.show(challenge, code)
        for _ in range(3):
            signing_in.kept_community.advance(seconds=38)
            again = signing_in.show(challenge, code)
            assert (again.status_code, again.json()) == (first.status_code, first.json())
        signed_in = Person(
            signing_in.http, ANA, first.json()["person"]["id"], first.json()["access_token"], ""
        )
        assert len(signed_in.get("/v1/auth/sessions")["items"]) == 1
        assert refused(signing_in.show(challenge, other_than(code))) == "wrong_code"
        signing_in.kept_community.advance(seconds=10)
        assert refused(signing_in.show(challenge, code)) == "code_expired"

    def test_what_went_on_since_is_given_to_nobody_again(self, signing_in: SigningIn) -> None:
        challenge, code = signing_in.ask()
        first = signing_in.show(challenge, code).json()
        signing_in.trade(first["refresh_token"])
        assert refused(signing_in.show(challenge, code)) == "code_expired"

    def test_a_sign_in_that_was_ended_is_not_begun_again(self, signing_in: SigningIn) -> None:
        challenge, code = signing_in.ask()
        first = signing_in.show(challenge, code).json()
        Person(signing_in.http, ANA, "", first["access_token"], "").delete("/v1/auth/sessions/current")
        assert refused(signing_in.show(challenge, code)) == "code_expired"

    def test_a_code_works_once(self, signing_in: SigningIn) -> None:
        challenge, code = signing_in.ask()
        assert signing_in.show(challenge, code).status_code == 201
        signing_in.kept_community.advance(minutes=2, seconds=1)
        assert refused(signing_in.show(challenge, code)) == "code_expired"

    def test_a_code_belongs_to_its_challenge(self, signing_in: SigningIn) -> None:
        (first, code), (second, _) = signing_in.ask(), signing_in.ask()
        assert refused(signing_in.show(second, code)) == "wrong_code"
        assert signing_in.show(first, code).status_code == 201

    def test_wrong_codes_are_counted_and_the_fifth_ends_it(self, signing_in: SigningIn) -> None:
        """Each refusal is an error to the caller, and yet what it counted stays written."""
        challenge, code = signing_in.ask()
        for left in (4, 3, 2, 1, 0):
            answer = signing_in.show(challenge, other_than(code))
            assert refused(answer) == "wrong_code"
            assert answer.json()["tries_left"] == left
        assert refused(signing_in.show(challenge, code)) == "code_expired"

    def test_four_wrong_ones_are_forgiven(self, signing_in: SigningIn) -> None:
        challenge, code = signing_in.ask()
        for _ in range(4):
            signing_in.show(challenge, other_than(code))
        assert signing_in.show(challenge, code).status_code == 201

    def test_a_code_lives_ten_minutes(self, signing_in: SigningIn) -> None:
        challenge, code = signing_in.ask()
        signing_in.kept_community.advance(minutes=10)
        assert refused(signing_in.show(challenge, code)) == "code_expired"

    def test_known_and_unknown_addresses_get_the_same_answer_and_the_same_work(
        self, signing_in: SigningIn
    ) -> None:
        signing_in.sign_in(ANA)
        ran: list[list[str]] = []

        def note(*args: Any) -> None:
            ran[-1].append(args[2])

        answers = []
        event.listen(signing_in.kept_community.database.engine, "before_cursor_execute", note)
        for address in (ANA, "bea@example.org"):
            ran.append([])
            answers.append(signing_in.http.post("/v1/auth/codes", json={"address": address}))
        event.remove(signing_in.kept_community.database.engine, "before_cursor_execute", note)
        shapes = [
            (a.status_code, sorted(a.headers), a.json() | {"challenge": len(a.json()["challenge"])})
            for a in answers
        ]
        assert shapes[0] == shapes[1]
        assert _but_for_names_of_savepoints(ran[0]) == _but_for_names_of_savepoints(ran[1]) != []

    def test_an_unknown_challenge_is_like_one_that_ended(self, signing_in: SigningIn) -> None:
        unknown = signing_in.show("01a1faa1-2c23-7654-9f11-22f2b28850a4", "123456")
        challenge, code = signing_in.ask()
        signing_in.show(challenge, code)
        signing_in.kept_community.advance(minutes=2, seconds=1)
        assert signing_in.show(challenge, code).content == unknown.content

    def test_five_codes_an_hour_to_one_address(self, signing_in: SigningIn) -> None:
        for _ in range(5):
            signing_in.ask()
        answer = signing_in.http.post("/v1/auth/codes", json={"address": ANA})
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many")
        signing_in.ask("bea@example.org")
        signing_in.kept_community.advance(seconds=int(answer.headers["retry-after"]))
        signing_in.ask()

    def test_an_address_long_unused_opens_nobodys_old_account(self, signing_in: SigningIn) -> None:
        before = signing_in.sign_in()
        signing_in.kept_community.advance(days=89)
        again = signing_in.sign_in()
        signing_in.kept_community.advance(days=91)
        assert again.id == before.id
        assert signing_in.sign_in().id != before.id


def _but_for_names_of_savepoints(statements: list[str]) -> list[str]:
    return [re.sub(r"sa_savepoint_\d+", "here", statement) for statement in statements]


class TestTokens:
    def test_access_lasts_ten_minutes_and_is_renewed(self, signing_in: SigningIn, signed_in: Person) -> None:
        signing_in.kept_community.advance(minutes=10, seconds=1)
        assert signing_in.why_not(signed_in.access_token) == "token_expired"
        assert signing_in.lets_in(signing_in.trade(signed_in.refresh_token).json()["access_token"])

    def test_a_refresh_token_rotates(self, signing_in: SigningIn, signed_in: Person) -> None:
        token = signed_in.refresh_token
        for _ in range(3):
            signing_in.kept_community.advance(minutes=5)
            following = signing_in.trade(token).json()["refresh_token"]
            assert following != token
            token = following

    def test_a_lost_answer_is_given_again_however_late(
        self, signing_in: SigningIn, signed_in: Person
    ) -> None:
        first = signing_in.trade(signed_in.refresh_token).json()["refresh_token"]
        for _ in range(3):
            signing_in.kept_community.advance(days=20)
            again = signing_in.trade(signed_in.refresh_token).json()
            assert again["refresh_token"] == first
        assert signing_in.lets_in(again["access_token"])
        assert signing_in.trade(first).status_code == 200

    @pytest.mark.parametrize("path", ["/v1/me", "/v1/needs/01a1faa1-2c23-7654-9f11-22f2b28850a4"])
    @pytest.mark.parametrize("late", [0, 11], ids=["at once", "when it is over"])
    def test_reuse_after_something_was_shown_ends_the_session(
        self, signing_in: SigningIn, signed_in: Person, path: str, late: float
    ) -> None:
        """Whoever shows it has stolen it, or was stolen from: neither goes on. So where what was shown was refused."""
        following = signing_in.trade(signed_in.refresh_token).json()
        signing_in.kept_community.advance(minutes=late)
        signing_in.http.get(path, headers={"Authorization": f"Bearer {following['access_token']}"})
        assert refused(signing_in.trade(signed_in.refresh_token)) == "signed_out"
        assert signing_in.why_not(following["access_token"]) == "signed_out"
        assert refused(signing_in.trade(following["refresh_token"])) == "signed_out"

    def test_a_token_from_before_generations_were_in_it_is_good(
        self, signing_in: SigningIn, signed_in: Person
    ) -> None:
        vault = signing_in.kept_community.database.vault
        now = tokens.read(vault, "access", signed_in.access_token)
        assert now is not None
        body = now.session_id.bytes + now.number.to_bytes(5, "big")
        before = "mka_" + urlsafe_b64encode(body + vault.mac("access", body)).decode().rstrip("=")
        assert signing_in.lets_in(before)

    def test_a_token_two_generations_old_ends_it_too(self, signing_in: SigningIn, signed_in: Person) -> None:
        second = signing_in.trade(signed_in.refresh_token).json()["refresh_token"]
        third = signing_in.trade(second).json()["refresh_token"]
        assert refused(signing_in.trade(signed_in.refresh_token)) == "signed_out"
        assert refused(signing_in.trade(third)) == "signed_out"

    def test_other_devices_go_on(self, signing_in: SigningIn, signed_in: Person) -> None:
        laptop = signing_in.sign_in()
        signing_in.lets_in(signing_in.trade(signed_in.refresh_token).json()["access_token"])
        refused(signing_in.trade(signed_in.refresh_token))
        assert signing_in.lets_in(laptop.access_token)

    def test_a_session_that_was_ended_is_gone_with_the_next_call(
        self, signing_in: SigningIn, signed_in: Person
    ) -> None:
        laptop = signing_in.sign_in()
        [lost] = [s for s in laptop.get("/v1/auth/sessions")["items"] if not s["current"]]
        laptop.delete(f"/v1/auth/sessions/{lost['id']}")
        assert not signing_in.lets_in(signed_in.access_token)
        assert refused(signing_in.trade(signed_in.refresh_token)) == "signed_out"
        assert signing_in.lets_in(laptop.access_token)
        laptop.delete("/v1/auth/sessions/current")
        assert not signing_in.lets_in(laptop.access_token)

    def test_nobody_ends_anothers_session(self, signing_in: SigningIn, signed_in: Person) -> None:
        [session] = signed_in.get("/v1/auth/sessions")["items"]
        signing_in.sign_in("bea@example.org").delete(f"/v1/auth/sessions/{session['id']}")
        assert signing_in.lets_in(signed_in.access_token)

    def test_somebody_erased_is_signed_out_everywhere(self, signing_in: SigningIn, signed_in: Person) -> None:
        signed_in.delete("/v1/me")
        assert not signing_in.lets_in(signed_in.access_token)
        assert refused(signing_in.trade(signed_in.refresh_token)) == "signed_out"

    def test_only_our_own_tokens_count(self, signing_in: SigningIn, signed_in: Person) -> None:
        session_id = UUID(signed_in.get("/v1/auth/sessions")["items"][0]["id"])
        forged = tokens.access(Vault(bytes(32)), session_id, expiry=4_000_000_000, generation=1)
        changed = (
            signed_in.access_token[:20]
            + ("A" if signed_in.access_token[20] != "A" else "B")
            + signed_in.access_token[21:]
        )
        assert signing_in.lets_in(signed_in.access_token)
        for token in (
            forged,
            changed,
            signed_in.refresh_token,
            "mka_",
            "mka_\xe9".encode("latin-1"),
            "x" * 5000,
        ):
            assert not signing_in.lets_in(token)
        assert refused(signing_in.trade(signed_in.access_token)) == "signed_out"
