"""Words that must not get out, and every way out: answers of all routes, tables, logs, letters, pushes."""

import re
from base64 import b64encode
from collections.abc import Iterable

import h3
import httpx
import pytest
from sqlalchemy import Connection, create_engine, text

from tests.api.matrix import ROWS, Row
from tests.support.canaries import (
    MUST_NOT_SEE,
    OF_THE_CALLER,
    OF_THE_ELDER,
    OF_THE_HELPER,
    SEALED_UNTIL_CONFIRMED,
    leaks,
    may_read,
)
from tests.support.full_community import ROLES, SECRETS, WORDS, FullCommunity, logged

CELL = re.compile(r"\b8[0-9a-f]{14}\b")
FINEST = 7


Answers = dict[str, list[tuple[Row, httpx.Response]]]


@pytest.fixture(scope="module")
def answers(kept_community: FullCommunity) -> Answers:
    """What every route answers every part, each call made on the community as it is."""
    with logged(kept_community.outside.log):
        return {role: [(row, _answer(kept_community, role, row)) for row in ROWS] for role in ROLES}


def _answer(kept_community: FullCommunity, role: str, row: Row) -> httpx.Response:
    with kept_community.database.undone():
        return kept_community.call(
            role, row.method, kept_community.filled(row.path), kept_community.filled(row.body)
        )


def told(answers: Answers, role: str, names: Iterable[str]) -> dict[str, set[str]]:
    """The calls that tell somebody one of these, and which."""
    found = {row.call: leaks(answer, names) for row, answer in answers[role]}
    return {call: names for call, names in found.items() if names}


LOOKS = {
    "POST /v1/communities/{community}/needs/{need}/reveals": {*SEALED_UNTIL_CONFIRMED},
    "POST /v1/communities/{community}/needs/{quarrel}/reveals": {*SEALED_UNTIL_CONFIRMED}
    - {"to_lat", "to_lon"},
}
"""By a call that looks at a need: what it opens of it."""


@pytest.mark.parametrize("role", MUST_NOT_SEE)
def test_nobody_else_is_told_what_is_for_the_confirmed_helper(answers: Answers, role: str) -> None:
    """But who answers for the community, by a look of which the author reads."""
    found = told(answers, role, {*SEALED_UNTIL_CONFIRMED, *OF_THE_HELPER, *MUST_NOT_SEE[role]})
    assert found == (LOOKS if role in ("coordinator", "steward") else {})


@pytest.mark.parametrize("role", ROLES)
def test_whom_somebody_speaks_for_is_known_to_them_alone(answers: Answers, role: str) -> None:
    calls = set(told(answers, role, OF_THE_ELDER))
    own = ("/v1/people", "/v1/me")  # the member speaks for them, and reads there for whom
    assert calls == set() if role != "member" else all(any(path in call for path in own) for call in calls)


@pytest.mark.parametrize("role", ROLES)
def test_whom_to_call_is_told_whoever_claims_it_alone(answers: Answers, role: str) -> None:
    path = "POST /v1/communities/{community}/call-requests"
    claims = {f"{path}/{{call}}/claim": {*OF_THE_CALLER}} if role in ("coordinator", "steward") else {}
    if role == "coordinator":  # has claimed another of theirs before
        claims[f"{path}/{{claimed}}/claim"] = {"caller_name"}
    assert told(answers, role, OF_THE_CALLER) == claims


def test_the_confirmed_helper_is_told_by_the_contact_route_alone(answers: Answers) -> None:
    contact = {"GET /v1/matches/{matched}/contact": {*SEALED_UNTIL_CONFIRMED}}
    assert told(answers, "confirmed", SEALED_UNTIL_CONFIRMED) == contact


def test_the_author_is_told_the_helpers_contact_by_that_route_alone(answers: Answers) -> None:
    assert told(answers, "author", OF_THE_HELPER) == {"GET /v1/matches/{matched}/contact": {*OF_THE_HELPER}}


@pytest.mark.parametrize("role", ROLES)
def test_what_people_write_to_one_another_is_for_them(answers: Answers, role: str) -> None:
    for row, answer in answers[role]:
        seen = {name for name, words in WORDS.items() if words in answer.text}
        assert seen <= may_read(role, row.path), row.call


@pytest.mark.parametrize("role", ROLES)
def test_no_answer_holds_a_cell_finer_than_the_shown_one(answers: Answers, role: str) -> None:
    for row, answer in answers[role]:
        for cell in CELL.findall(answer.text):
            assert not h3.is_valid_cell(cell) or h3.get_resolution(cell) <= FINEST, row.call


WAYS_TO_END = {
    "cancelled by the author": ("author", "POST", "/v1/matches/{matched}/cancel", {}),
    "cancelled by the helper": ("confirmed", "POST", "/v1/matches/{matched}/cancel", {"reason": "ill"}),
    "done": ("author", "POST", "/v1/matches/{matched}/report", {"outcome": "helped"}),
    "not done, says the author": (
        "author",
        "POST",
        "/v1/matches/{matched}/report",
        {"outcome": "not_helped"},
    ),
    "a concern": (
        "author",
        "POST",
        "/v1/matches/{matched}/report",
        {"outcome": "not_helped", "concern": True},
    ),
    "need withdrawn": ("author", "POST", "/v1/needs/{need}/withdraw", None),
    "offer withdrawn": ("confirmed", "POST", "/v1/offers/{offer}/withdraw", None),
    "blocked": ("author", "POST", "/v1/blocks", {"about": {"type": "match", "id": "{matched}"}}),
    "suspended": (
        "steward",
        "PATCH",
        "/v1/communities/{community}/members/{confirmed}",
        {"state": "suspended", "reason": "he shouted"},
    ),
    "time went by": ("author", "POST", "/dev/clock", {"advance_seconds": 14 * 86_400 + 1}),
}


@pytest.mark.parametrize("way", WAYS_TO_END)
def test_when_the_match_ends_all_is_shut_again(kept_community: FullCommunity, way: str) -> None:
    role, method, path, body = WAYS_TO_END[way]
    path = path.replace("{confirmed}", kept_community.people["confirmed"].id)
    contact = kept_community.filled("/v1/matches/{matched}/contact")
    with kept_community.database.undone():
        assert kept_community.call("confirmed", "GET", contact).status_code == 200
        assert (
            kept_community.call(
                role, method, kept_community.filled(path), kept_community.filled(body)
            ).status_code
            < 300
        )
        token = _signed_in_again(kept_community, "confirmed")
        for row in ROWS:
            if row.method == "GET":
                answer = kept_community.http.get(kept_community.filled(row.path), headers=token)
                assert leaks(answer, SEALED_UNTIL_CONFIRMED) == set(), row.call
        assert kept_community.http.get(contact, headers=token).status_code in (404, 409)


def _signed_in_again(kept_community: FullCommunity, role: str) -> dict[str, str]:
    """Tokens live ten minutes; a clock that was moved wants fresh ones."""
    person = kept_community.people[role]
    answer = kept_community.http.post("/v1/auth/refresh", json={"refresh_token": person.refresh_token})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_none_of_the_secrets_is_readable_in_any_table(kept_community: FullCommunity) -> None:
    """All that was ever written, as whoever steals the database would read it."""
    engine = create_engine(kept_community.world.address.owner_url)
    with engine.connect() as connection:
        dump = {table: _as_text(connection, table) for table in _tables(connection)}
    engine.dispose()
    assert "need" in dump["event"]
    for name, words in (SECRETS | WORDS).items():
        for form in _forms(words):
            # In development a text that told her of being written down is kept in place of being sent.
            kept = {"sent_copy"} if name == "elder_phone" else set()
            found = {table for table, content in dump.items() if form in content}
            assert found <= kept, (name, form)


def _tables(connection: Connection) -> list[str]:
    wanted = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return list(connection.execute(text(wanted)).scalars())


def _as_text(connection: Connection, table: str) -> str:
    return "\n".join(connection.execute(text(f'SELECT t::text FROM "{table}" t')).scalars()).lower()


def _forms(words: str) -> list[str]:
    """As it is, and as bytes would be written out."""
    raw = words.lower().encode()
    return [words.lower(), words.encode().hex(), raw.hex(), b64encode(words.encode()).decode().lower()]


def test_none_of_the_secrets_was_logged(kept_community: FullCommunity, answers: Answers) -> None:
    logged = kept_community.outside.log.getvalue()
    assert logged
    assert {name for name, words in (SECRETS | WORDS).items() if words in logged} == set()


def test_pushes_and_letters_say_nothing_about_anybody(kept_community: FullCommunity) -> None:
    pushes = [str(push["message"]) for push in kept_community.outside.fcm.received]
    letters = [
        letter["letter"].get_content() + str(letter["letter"]["subject"])
        for letter in kept_community.outside.smtp.received
    ]
    assert pushes
    assert letters
    for said in pushes + letters:
        assert {name for name, words in (SECRETS | WORDS).items() if words in said} == set()
