"""The description that apps are generated from: whole, with names that a person would have given."""

import json
import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

import manage
from core.models.device import AddressKind, Transport
from matching.words import vocabulary
from tests.support.full_community import FullCommunity

OPEN_TO_ALL = {
    "ask_for_a_call",
    "get_about",
    "send_code",
    "start_session",
    "sign_in_with_firebase",
    "refresh",
    "get_health",
    "get_readiness",
}
METHODS = {"get", "post", "put", "patch", "delete"}
TEXT_MEDIA = {"text/html", "text/calendar", "text/event-stream", "application/pdf"}


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:

    return dict(json.loads(manage.described()))


Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def operations(description: dict[str, Any]) -> list[Operation]:
    return [
        (method, path, operation)
        for path, item in description["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def test_the_description_is_openapi_3_1(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert description["info"]["title"] == "Minka"


def test_operations_are_named_once_as_verbs(operations: list[Operation]) -> None:
    names = [operation["operationId"] for _, _, operation in operations]
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_every_operation_has_its_chapter(operations: list[Operation]) -> None:
    assert [path for _, path, operation in operations if len(operation.get("tags", [])) != 1] == []


def test_every_good_answer_has_a_shape(operations: list[Operation]) -> None:
    for method, path, operation in operations:
        good = {status: a for status, a in operation["responses"].items() if status.startswith("2")}
        assert good, (method, path)
        for status, answer in good.items():
            if status == "204":
                assert "content" not in answer
                continue
            for media_type, content in answer["content"].items():
                assert media_type in TEXT_MEDIA or content.get("schema"), (method, path, status)


def test_every_bad_answer_is_a_problem(operations: list[Operation]) -> None:
    for method, path, operation in operations:
        bad = {status: a for status, a in operation["responses"].items() if status.startswith(("4", "5"))}
        assert bad or path in ("/v1/about", "/healthz"), (method, path)
        for status, answer in bad.items():
            assert answer == {"$ref": f"#/components/responses/Problem{status}"}


def test_every_problem_is_described_once(description: dict[str, Any]) -> None:
    for answer in description["components"]["responses"].values():
        schema = answer["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}


def test_only_signing_in_needs_no_account(operations: list[Operation]) -> None:
    without = {operation["operationId"] for _, _, operation in operations if not operation.get("security")}
    assert without - {name for name in without if name.startswith("open_")} == OPEN_TO_ALL


def test_posts_take_a_key_and_edits_a_tag(operations: list[Operation]) -> None:
    for method, path, operation in operations:
        headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
        assert ("Idempotency-Key" in headers) == (
            method in ("post", "patch")
            and (not path.startswith("/v1/auth/") or path.endswith("/step-up"))  # of somebody signed in
            and not path.endswith(("}/reveals", "/{call_id}/claim"))  # what opens something is kept nowhere
            and not path.endswith("/call-requests")  # of nobody, and harmless to repeat
        ), path
        # To agree is to what was read, as an edit is of what was seen.
        assert "If-Match" not in headers or method == "patch" or path.endswith("/agree-change"), path


def test_what_comes_in_is_closed(description: dict[str, Any], operations: list[Operation]) -> None:
    """An unknown field is a mistake worth hearing about, and the description says so."""
    shapes = description["components"]["schemas"]
    taken = {
        reference.rsplit("/", 1)[1]
        for _, _, operation in operations
        for reference in re.findall(r"#/components/schemas/[\w-]+", str(operation.get("requestBody", "")))
    }
    assert taken
    assert {name for name in taken if shapes[name].get("additionalProperties") is not False} == set()


def test_shapes_have_names_of_ours(description: dict[str, Any]) -> None:
    """Two classes of one name would be told apart by where they lie; `About-Input` is a name for nobody."""
    names = set(description["components"]["schemas"])
    assert {name for name in names if not name.isidentifier() or "__" in name} == set()


def test_the_published_names_are_the_committed_ones(description: dict[str, Any]) -> None:
    """Apps are generated from them: a new name, or one that goes, is seen in the committed description."""
    committed = json.loads((Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert set(description["components"]["schemas"]) == set(committed["components"]["schemas"])


def test_the_vocabulary_is_named(description: dict[str, Any]) -> None:
    """A list of words that has a name in the vocabulary stands under that name, never spelled out in place."""
    words = {
        frozenset(kind): kind.__name__
        for kind in (*vars(vocabulary).values(), AddressKind, Transport)
        if isinstance(kind, type) and issubclass(kind, StrEnum) and len(kind) > 2
    }
    for name, schema in description["components"]["schemas"].items():
        if "enum" in schema:
            assert words.get(frozenset(schema["enum"]), name) == name
        else:
            spelled_out = [enum for enum in _enums(schema) if frozenset(enum) in words]
            assert spelled_out == [], name


def _enums(schema: Any) -> Iterator[list[str]]:
    if isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield schema["enum"]
        for part in schema.values():
            yield from _enums(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _enums(part)


def test_the_served_description_is_the_written_one(
    kept_community: FullCommunity, description: dict[str, Any]
) -> None:
    assert kept_community.http.get("/openapi.json").json() == description


def test_the_version_is_the_projects(description: dict[str, Any]) -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    assert description["info"]["version"] == project["project"]["version"]
