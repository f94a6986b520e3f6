"""What is answered is what the description says: every body, and every header that apps go by (lived 39)."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from jsonschema_rs import validator_for

from tests.contract.recorded import Json, Recorded, recorded, resolved
from tests.support.full_community import FullCommunity


@pytest.fixture(scope="module")
def served_description(kept_community: FullCommunity) -> Json:
    found: dict[str, Any] = kept_community.http.get("/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def recorded_answers(kept_community: FullCommunity, served_description: Json) -> list[Recorded]:
    return list(recorded(kept_community, served_description))


def test_each_call_was_answered_well_and_badly(recorded_answers: list[Recorded]) -> None:
    good = {one.call for one in recorded_answers if one.answer.is_success}
    bad = {one.call for one in recorded_answers if one.answer.is_client_error}
    assert len(good) > 90
    assert len(bad) > 90


def test_headers_are_those_described(served_description: Json, recorded_answers: list[Recorded]) -> None:
    """What is described as always there is there, and whatever of it is sent is described."""
    told = {name for one in recorded_answers for name in one.said.get("headers", {})}
    for call, answer, said in recorded_answers:
        headers = {
            name: resolved(served_description, header) for name, header in said.get("headers", {}).items()
        }
        missing = [
            name for name, header in headers.items() if header["required"] and name not in answer.headers
        ]
        assert missing == [], f"{call} {answer.status_code}"
        untold = [name for name in told - headers.keys() if name in answer.headers]
        assert untold == [] or not call.partition(" ")[2].startswith("/v1/"), f"{call} {answer.status_code}"


def objects(part: Any) -> Iterator[dict[str, Any]]:  # JSON of any form
    """Every schema in it that names fields."""
    if isinstance(part, list):
        for one in part:
            yield from objects(one)
    elif isinstance(part, dict):
        if "properties" in part and part.get("type") == "object":
            yield part
        for one in part.values():
            yield from objects(one)


def test_bodies_are_those_described(served_description: Json, recorded_answers: list[Recorded]) -> None:
    """A field that is not described is one that no generated client reads."""
    components = deepcopy(served_description["components"])
    for schema in objects(components):
        schema.setdefault("additionalProperties", False)
    checks: dict[str, Any] = {}
    for call, answer, said in recorded_answers:
        content = said.get("content", {})
        if call == "GET /readyz":
            continue  # what is not ready is told in fields of whoever runs the machine
        if not content:
            assert answer.content == b"", call
            continue
        media_type = answer.headers["content-type"].partition(";")[0]
        schema = content[media_type]["schema"]
        if str(schema) not in checks:
            checks[str(schema)] = validator_for({"components": components, **schema})
        body = answer.text if media_type == "text/plain" else answer.json()
        found = [error.message for error in checks[str(schema)].iter_errors(body)]
        assert found == [], f"{call} {answer.status_code}"


def test_what_is_known_already_is_answered_as_described(
    kept_community: FullCommunity, served_description: Json
) -> None:
    signed = kept_community.people["author"].headers
    first = kept_community.http.get("/v1/home", headers=signed)
    again = kept_community.http.get("/v1/home", headers=signed | {"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    said = served_description["paths"]["/v1/home"]["get"]["responses"]["304"]
    assert {name for name in said["headers"] if name not in again.headers} == set()
