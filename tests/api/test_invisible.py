"""What somebody must not know of does not exist for them: the two answers are the same, byte for byte."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.matrix import ROWS, Row
from tests.support.full_community import FullCommunity

HIDDEN = [
    (row, role)
    for row in ROWS
    if row.names_a_thing
    for role, status in (row.statuses | {"stranger": row.statuses["outsider"]}).items()
    if status == 404 and (role, row.call) != ("stranger", "GET /v1/organisations/{organisation}")
]
"""The stranger is a member too, even a steward; but not here. (Stewards everywhere may look at an organisation.)"""
OF_THE_AUTHOR = (
    "need",
    "public",
    "whispered",
    "quarrel",
    "gone",
    "proposed",
    "accepted",
    "matched",
    "disputed",
)
KEPT = (
    "/v1/me/notifications",
    "/v1/me/access-log",
    "/v1/offers",
    "/v1/offers?community={community}",
    "/v1/blocks",
    "/v1/me/export",
)
"""What was told before a block stays told, and an own offer made for one need alone goes on naming it,
and so does what one takes along of what one did: opaque ids."""


STUBS = ("/v1/home", "/v1/matches", "/v1/matches/{matched}", "/v1/matches/{matched}/report")
"""Of what was agreed and called off stays that it is off, and for when it was; nothing of who it was with."""


def as_bytes(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that a caller can tell answers apart by, but for when they called and how often they did before."""
    own = ("date", "ratelimit")
    headers = [(name, value) for name, value in answer.headers.multi_items() if name not in own]
    return answer.status_code, answer.content, sorted(headers)


def absent(kept_community: FullCommunity, template: Any, **kept: str) -> Any:
    """A path or body in which every thing named is one that never was, but for what is `kept`."""
    never = {name: str(uuid4()) for name in kept_community.ids}
    return replace(kept_community, ids=never | kept).filled(template)


@pytest.mark.parametrize(("row", "role"), HIDDEN, ids=lambda part: getattr(part, "call", part))
def test_hidden_is_absent(kept_community: FullCommunity, row: Row, role: str) -> None:
    with kept_community.database.undone():
        there = kept_community.call(
            role, row.method, kept_community.filled(row.path), kept_community.filled(row.body)
        )
    with kept_community.database.undone():
        nowhere = kept_community.call(
            role, row.method, absent(kept_community, row.path), kept_community.filled(row.body)
        )
    assert as_bytes(there) == as_bytes(nowhere)
    assert there.status_code == 404


ELSEWHERE = {"category": "water", "place": {"lat": 42.73, "lon": -84.55}}
PROPOSE = "/v1/communities/{elsewhere}/matches"
DECIDE = "/v1/communities/{elsewhere}/decisions"
NAMED_IN_BODIES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("outsider", "POST", "/v1/blocks", {"about": {"type": "need", "id": "{need}"}}),
    ("outsider", "POST", "/v1/blocks", {"about": {"type": "match", "id": "{matched}"}}),
    ("outsider", "POST", "/v1/blocks", {"about": {"type": "message", "id": "{message}"}}),
    ("outsider", "POST", "/v1/blocks", {"about": {"type": "person", "id": "{member}"}}),
    ("coordinator", "POST", "/v1/blocks", {"about": {"type": "person", "id": "{member}"}}),
    ("member", "POST", "/v1/needs/{need}/responses", {"offer_id": "{offer}"}),
    ("outsider", "POST", "/v1/needs", ELSEWHERE | {"organisation_id": "{organisation}"}),
    ("outsider", "POST", "/v1/needs", ELSEWHERE | {"community_id": "{elsewhere}"}),
    ("stranger", "POST", PROPOSE, {"need_id": "{need}", "offer_id": "{stranger_offer}", "reason": "r"}),
    ("stranger", "POST", PROPOSE, {"need_id": "{theirs}", "offer_id": "{offer}", "reason": "r"}),
    (
        "stranger",
        "POST",
        DECIDE,
        {"about": {"type": "match", "id": "{disputed}"}, "outcome": "failed", "reason": "r"},
    ),
    (
        "stranger",
        "POST",
        DECIDE,
        {"about": {"type": "need", "id": "{need}"}, "outcome": "removed", "reason": "r"},
    ),
    ("stranger", "PATCH", "/v1/communities/{elsewhere}/needs/{theirs}", {"duplicate_of": "{need}"}),
]


@pytest.mark.parametrize(("role", "method", "path", "body"), NAMED_IN_BODIES)
def test_naming_a_hidden_thing_in_a_body_finds_nothing(
    kept_community: FullCommunity, role: str, method: str, path: str, body: dict[str, Any]
) -> None:
    own = ("{theirs}", "{stranger_offer}")
    kept = {name.strip("{}"): kept_community.ids[name.strip("{}")] for name in own}
    answers = []
    for wanted in (kept_community.filled(body), absent(kept_community, body, **kept)):
        with kept_community.database.undone():
            answers.append(kept_community.call(role, method, kept_community.filled(path), wanted))
    assert {answer.status_code for answer in answers} <= {403, 404, 422}
    assert as_bytes(answers[0]) == as_bytes(answers[1])


def test_a_person_who_is_no_member_is_nobody(kept_community: FullCommunity) -> None:
    for person in (kept_community.people["author"].id, str(uuid4())):
        path = kept_community.filled("/v1/communities/{community}/members/") + person
        with kept_community.database.undone():
            answers = [
                kept_community.call("steward", "PATCH", path, {"state": "suspended", "reason": "he shouted"}),
                kept_community.call("steward", "PUT", f"{path}/vouch"),
                kept_community.call(
                    "steward", "POST", f"{path}/checks", {"kind": "identity", "at": "2026-11-01"}
                ),
            ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1


def all_that_is_shown(kept_community: FullCommunity, role: str) -> dict[str, str]:
    """What every GET answers this person with; of the first screen all but its matches, which are those of the list."""
    calls = [row for row in ROWS if row.method == "GET"]
    shown = {
        row.path: kept_community.call(role, "GET", kept_community.filled(row.path)).text for row in calls
    }
    home = json.loads(shown["/v1/home"])
    return shown | {"/v1/home": json.dumps({part: home[part] for part in home if part != "matches"})}


def finds(
    kept_community: FullCommunity, shown: dict[str, str], names: tuple[str, ...]
) -> set[tuple[str, str]]:
    """Where an id stands in an answer that is not a memory of somebody's own."""
    return {
        (path, name)
        for path, text in shown.items()
        for name in names
        if kept_community.ids[name] in text and path not in KEPT + STUBS
    }


@pytest.mark.parametrize("role", ["member", "asked", "willing", "confirmed", "coordinator", "steward"])
@pytest.mark.parametrize("who_blocks", ["they", "the author"])
def test_a_block_makes_two_people_invisible_to_one_another(
    kept_community: FullCommunity, role: str, who_blocks: str
) -> None:
    """From either side; a role does not help. The history of their own need stays the author's."""
    with kept_community.database.undone():
        if who_blocks == "they":
            about = {"type": "need", "id": kept_community.ids["public"]}
            assert kept_community.call(role, "POST", "/v1/blocks", {"about": about}).status_code == 201
        else:
            _block_somebody_who_answers(kept_community, role)
        shown = all_that_is_shown(kept_community, role)
        assert finds(kept_community, shown, OF_THE_AUTHOR) == set()
        if role != "confirmed":  # nobody else has a stub, and their first screen none of it
            assert [name for name in OF_THE_AUTHOR if kept_community.ids[name] in shown["/v1/home"]] == []
        for row in ROWS:
            about_author = [name for name in OF_THE_AUTHOR if "{" + name + "}" in row.path]
            if about_author and "{community}" not in row.path and row.path not in STUBS:
                there = kept_community.call(
                    role, row.method, kept_community.filled(row.path), kept_community.filled(row.body)
                )
                nowhere = kept_community.call(
                    role, row.method, absent(kept_community, row.path), kept_community.filled(row.body)
                )
                assert as_bytes(there) == as_bytes(nowhere), row.call


def _block_somebody_who_answers(kept_community: FullCommunity, role: str) -> None:
    """The author meets them by their answer to a need, and blocks whoever stands behind it."""
    path = kept_community.filled("/v1/needs/{public}/responses")
    match = kept_community.call(role, "POST", path, {}).json()["id"]
    about = {"about": {"type": "match", "id": match}}
    assert kept_community.call("author", "POST", "/v1/blocks", about).status_code == 201


@pytest.mark.parametrize(
    ("role", "theirs"),
    [("confirmed", ("matched", "disputed", "offer")), ("asked", ("proposed", "asked_offer"))],
)
def test_a_block_hides_the_helper_from_the_author_too(
    kept_community: FullCommunity, role: str, theirs: tuple[str, ...]
) -> None:
    with kept_community.database.undone():
        about = {"type": "match", "id": kept_community.ids[theirs[0]]}
        assert kept_community.call("author", "POST", "/v1/blocks", {"about": about}).status_code == 201
        shown = all_that_is_shown(kept_community, "author")
        own_history = {"/v1/needs/{need}/history", "/v1/needs/{quarrel}/history"}
        assert {path for path, _ in finds(kept_community, shown, theirs)} <= own_history


def test_a_block_ends_what_was_agreed_and_shuts_contact(kept_community: FullCommunity) -> None:
    path = kept_community.filled("/v1/matches/{matched}/contact")
    with kept_community.database.undone():
        assert kept_community.call("confirmed", "GET", path).status_code == 200
        about = {"type": "match", "id": kept_community.ids["matched"]}
        assert kept_community.call("author", "POST", "/v1/blocks", {"about": about}).status_code == 201
        assert kept_community.call("confirmed", "GET", path).status_code == 404
        assert (
            kept_community.call("coordinator", "GET", kept_community.filled("/v1/matches/{matched}")).json()[
                "status"
            ]
            == "cancelled"
        )


def test_a_lifted_block_lets_people_meet_again(kept_community: FullCommunity) -> None:
    with kept_community.database.undone():
        path = kept_community.filled("/v1/needs/{stranger}")
        assert kept_community.call("member", "GET", path).status_code == 404
        assert (
            kept_community.call(
                "coordinator", "DELETE", kept_community.filled("/v1/blocks/{block}")
            ).status_code
            == 204
        )
        assert kept_community.call("member", "GET", path).status_code == 404, "only who made a block lifts it"
        assert (
            kept_community.call("member", "DELETE", kept_community.filled("/v1/blocks/{block}")).status_code
            == 204
        )
        assert kept_community.call("member", "GET", path).status_code == 200


def test_whoever_hides_has_no_needs_for_anybody_else(kept_community: FullCommunity) -> None:
    needs = ("need", "public", "whispered", "quarrel")
    with kept_community.database.undone():
        assert kept_community.call("author", "PUT", "/v1/me/hide").status_code == 204
        for role in ("outsider", "member", "asked", "willing", "confirmed", "coordinator", "steward"):
            for name in needs:
                path = "/v1/needs/{" + name + "}"
                there, nowhere = kept_community.filled(path), absent(kept_community, path)
                assert as_bytes(kept_community.call(role, "GET", there)) == as_bytes(
                    kept_community.call(role, "GET", nowhere)
                )
        assert (
            kept_community.call("author", "GET", kept_community.filled("/v1/needs/{need}")).status_code == 200
        )
        assert kept_community.call("author", "DELETE", "/v1/me/hide").status_code == 204
        assert (
            kept_community.call("member", "GET", kept_community.filled("/v1/needs/{need}")).status_code == 200
        )
