"""A repeated POST has one effect and one answer, however often and however close together it comes."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlmodel import Session

from core.database.db import Address
from core.settings import Settings
from doors import idempotency
from tests.support.full_community import FullCommunity
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

NEED = {"category": "groceries", "place": LANSING, "title": "CANARY bread and milk"}
OPERATORS_MS = Settings.model_fields["statement_timeout_ms"].default
"""How long a statement may take where nobody says otherwise: who waits for a first call waits almost so long."""


class TestAtOnce:
    """On a database of its own: these calls really meet."""

    @pytest.fixture
    def ana(self, world: World) -> Person:
        world.community(world.person("stew"))
        return world.person("ana")

    def count(self, world: World, what: str) -> int:
        with world.database.transaction() as session:
            return int(session.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())

    def test_eight_at_once_have_one_effect_and_equal_answers(self, world: World, ana: Person) -> None:
        for round_ in range(1, 6):
            key = str(uuid4())
            with ThreadPoolExecutor(8) as pool:
                calls = [
                    pool.submit(ana.call, "POST", "/v1/needs", NEED, Idempotency_Key=key) for _ in range(8)
                ]
                answers = [call.result() for call in calls]
            assert {answer.status_code for answer in answers} == {201}
            assert len({answer.content for answer in answers}) == 1
            assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7
            assert self.count(world, "need") == round_
            assert self.count(world, "event WHERE kind = 'need_posted'") == round_

    def test_while_the_first_is_in_flight_the_second_is_told_to_try_again(
        self, address: Address, tmp_path: Path
    ) -> None:
        with World(address, tmp_path, statement_timeout_ms=OPERATORS_MS) as world:
            world.community(world.person("stew"))
            self.second_is_told(world, world.person("ana"))

    def second_is_told(self, world: World, ana: Person) -> None:
        engine = create_engine(world.address.app_url)
        with engine.connect() as first:
            hold(first, ana, "k")
            problem = ana.refused("POST", "/v1/needs", NEED, Idempotency_Key="k")
            assert (problem["status"], problem["code"]) == (409, "in_flight")
            assert ana.call("POST", "/v1/needs", NEED, Idempotency_Key="other").status_code == 201
            first.rollback()
        engine.dispose()
        assert ana.call("POST", "/v1/needs", NEED, Idempotency_Key="k").status_code == 201
        assert self.count(world, "need") == 2

    def test_a_key_is_forgotten_after_a_week(self, world: World, ana: Person) -> None:
        ana.post("/v1/needs", NEED, Idempotency_Key="k")
        world.advance(days=6)
        assert self.count(world, "idempotent_answer") == 1
        world.advance(days=1, minutes=1)
        assert self.count(world, "idempotent_answer") == 0


def hold(connection: Connection, person: Person, key: str) -> None:
    """What a first call holds until it is answered."""
    name = f"{person.id}|{hashlib.sha256(key.encode()).hexdigest()}"
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 7))"), {"name": name})


@pytest.mark.parametrize(
    ("statement", "key"), [("2s", "1900ms"), ("20s", "19s"), ("2min", "114s"), ("0", "0")]
)
def test_a_key_is_waited_for_a_little_less_than_a_statement_may_take(
    session: Session, statement: str, key: str
) -> None:
    session.execute(text(f"SET LOCAL statement_timeout = '{statement}'"))
    session.execute(idempotency._WAIT)
    assert session.scalar(text("SELECT current_setting('lock_timeout')")) == key


class TestOneAfterAnother:
    @pytest.fixture
    def ana(self, full_community: FullCommunity) -> Person:
        return full_community.person("outsider")

    def test_the_answer_stays_what_it_was(self, ana: Person) -> None:
        """The need has gone on meanwhile; the answer to that call has not."""
        first = ana.call("POST", "/v1/needs", NEED, Idempotency_Key="k")
        ana.post(f"/v1/needs/{first.json()['id']}/withdraw")
        again = ana.call("POST", "/v1/needs", NEED, Idempotency_Key="k")
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert again.json()["status"] == "open"

    def test_without_a_key_every_call_counts(self, full_community: FullCommunity, ana: Person) -> None:
        before = full_community.count("need")
        for _ in range(2):
            ana.post("/v1/needs", NEED)
        assert full_community.count("need") == before + 2

    def test_an_answer_without_a_body_comes_again_too(self, ana: Person) -> None:
        for _ in range(2):
            answer = ana.call("POST", "/v1/me/notifications/read", {"all": True}, Idempotency_Key="k")
            assert (answer.status_code, answer.content) == (204, b"")

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/v1/needs", NEED | {"title": "something else"}),
            ("/v1/needs", {"category": "groceries", "place": LANSING}),
            ("/v1/organisations", {"name": "Open Kitchen", "kind": "collective"}),
        ],
    )
    def test_a_key_is_for_one_call_only(
        self, full_community: FullCommunity, ana: Person, path: str, body: dict[str, object]
    ) -> None:
        ana.post("/v1/needs", NEED, Idempotency_Key="k")
        before = full_community.count("need"), full_community.count("organisation")
        problem = ana.refused("POST", path, body, Idempotency_Key="k")
        assert (problem["status"], problem["code"]) == (422, "key_reused")
        assert (full_community.count("need"), full_community.count("organisation")) == before

    def test_spaces_and_the_order_of_fields_make_no_other_call(
        self, full_community: FullCommunity, ana: Person
    ) -> None:
        first = ana.call("POST", "/v1/needs", NEED, Idempotency_Key="k")
        written = b'{ "title":"CANARY bread and milk","place": {"lon":-84.551, "lat":42.731},"category":"groceries" }'
        headers = ana.headers | {"Idempotency-Key": "k", "Content-Type": "application/json"}
        assert (
            full_community.http.post("/v1/needs", content=written, headers=headers).content == first.content
        )

    def test_a_refusal_is_not_kept(self, full_community: FullCommunity, ana: Person) -> None:
        """The same call may succeed later: they join, and try again with the same key."""
        path = full_community.filled("/v1/needs/{public}/responses")
        assert ana.refused("POST", path, {}, Idempotency_Key="k")["code"] == "join_first"
        assert full_community.count("idempotent_answer") == 0
        ana.post(full_community.filled("/v1/communities/{community}/join"))
        assert ana.call("POST", path, {}, Idempotency_Key="k").status_code == 201
        assert full_community.count("idempotent_answer") == 1

    def test_keys_of_two_people_have_nothing_to_do_with_one_another(
        self, full_community: FullCommunity, ana: Person
    ) -> None:
        ben = full_community.person("member")
        hers = ana.post("/v1/needs", NEED, Idempotency_Key="k")
        his = ben.post("/v1/needs", NEED | {"title": "his own"}, Idempotency_Key="k")
        assert hers["id"] != his["id"]
        assert ben.get(f"/v1/needs/{his['id']}")["title"] == "his own"

    def test_what_is_kept_is_sealed(self, full_community: FullCommunity, ana: Person) -> None:
        ana.post("/v1/needs", NEED, Idempotency_Key="the key itself")
        with full_community.database.session() as session:
            [row] = session.execute(text("SELECT a::text AS all_of_it, sealed FROM idempotent_answer a"))
        assert b"CANARY" not in row.sealed
        for words in ("CANARY", "the key itself"):
            assert words not in row.all_of_it
            assert words.encode().hex() not in row.all_of_it

    def test_sign_in_is_never_replayed(self, full_community: FullCommunity) -> None:
        wanted, headers = {"address": "a@example.org"}, {"Idempotency-Key": "k"}
        codes = [full_community.http.post("/v1/auth/codes", json=wanted, headers=headers) for _ in range(2)]
        assert len({code.json()["challenge"] for code in codes}) == 2

    def test_erasing_somebody_erases_what_was_kept_for_them(
        self, full_community: FullCommunity, ana: Person
    ) -> None:
        ana.post("/v1/needs", NEED, Idempotency_Key="k")
        ana.delete("/v1/me")
        assert full_community.count("idempotent_answer") == 0

    def test_a_key_has_a_length(self, ana: Person) -> None:
        problem = ana.refused("POST", "/v1/needs", NEED, Idempotency_Key="k" * 256)
        assert problem["errors"][0]["parameter"] == "Idempotency-Key"
