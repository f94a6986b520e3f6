"""What clients are generated from: names that languages leave free, lists of words with names (lived 39)."""

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for

from texts import catalogue

Json = Mapping[str, Any]

DESCRIPTION: Json = json.loads(
    (Path(__file__).parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8")
)
SCHEMAS: Json = DESCRIPTION["components"]["schemas"]
OPERATIONS = [
    (method, path, operation)
    for path, item in DESCRIPTION["paths"].items()
    for method, operation in item.items()
]
_TAKEN = """
Any Array Bool Boolean Byte Char Character Class Collection Comparable Data Date Decimal Decoder Dictionary Double
Duration Dynamic Encoder Enum Error Exception Float Function Future Int Integer Iterable List Locale Long Map Never
Nothing Null Number Object Optional Pair Pattern Promise Protocol Range Record Request Response Result Sequence Set
Short Stream String Switch Symbol Task Throwable Type UUID Void When Where While
"""
TAKEN = frozenset(_TAKEN.split())
"""Names that Kotlin, Swift, Dart, TypeScript or Python have for something of their own."""


def within(part: object, where: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from within(one, f"{where}/{number}")
    elif isinstance(part, dict):
        yield where, part
        for name, one in part.items():
            if name not in ("examples", "default", "enum", "mapping"):
                yield from within(one, f"{where}/{name}")


def test_no_shape_is_called_what_a_language_calls_something_of_its_own() -> None:
    assert {name for name in SCHEMAS if name in TAKEN or name.startswith("ApiSchemas")} == set()


def test_every_list_of_words_has_a_name_of_its_own() -> None:
    """Spelled out in place, a generator would call it after the field, and make another type of it each time."""
    places = [
        where
        for where, part in within(DESCRIPTION)
        if ("enum" in part or "const" in part) and where.removeprefix("/components/schemas/") not in SCHEMAS
    ]
    assert places == []
    assert [name for name, schema in SCHEMAS.items() if "x-words" in str(schema)] == []


CLOSED = {
    "allowed",
    "answers",
    "category",
    "code",
    "distance_band",
    "end_code",
    "kind",
    "type",
    "why",
    "status",
}
OPEN = {
    "CheckIn.kind": "stewards' own word",
    "Alive.status": "one word",
    "Problem.type": "a URI",
    "Problem.status": "of HTTP",
    "TakeOverOut.code": "a secret",
    "CodeShown.code": "a secret",
    "AddressShown.code": "a secret",
    "ProofShown.code": "a secret",
    "ShareLinkOut.answers": "a number",
}


def test_what_is_chosen_from_a_list_is_no_plain_text() -> None:
    for name, schema in SCHEMAS.items():
        for field, part in schema.get("properties", {}).items():
            if field in CLOSED and f"{name}.{field}" not in OPEN:
                named = [one["$ref"] for _, one in within(part) if "$ref" in one]
                assert named, f"{name}.{field}"


def test_whatever_an_inbox_holds_is_of_a_kind_that_is_described() -> None:
    """There is a sentence for each; a digest is a letter that holds several."""
    told = {key.split(".")[1] for key in catalogue.keys("en") if key.startswith("notification.")}
    assert set(SCHEMAS["NotificationKind"]["enum"]) == told - {"digest"}


def test_unions_say_which_they_are() -> None:
    for where, part in within(DESCRIPTION):
        if "oneOf" in part:
            assert part["discriminator"]["mapping"], where
        kinds = [one for one in part.get("anyOf", ()) if one.get("type") != "null"]
        assert len(kinds) < 2, where


def test_no_default_is_an_object() -> None:
    assert [where for where, part in within(DESCRIPTION) if isinstance(part.get("default"), dict)] == []


def test_no_time_of_day_is_said_to_have_a_zone() -> None:
    """JSON Schema's own format "time" demands one, and no time of day here has any."""
    assert not [where for where, part in within(DESCRIPTION) if part.get("format") == "time"]


def test_no_shape_is_empty() -> None:
    empty = {
        where
        for where, part in within(SCHEMAS)
        if part.get("type") == "object"
        and not part.get("properties")
        and not part.get("additionalProperties")
    }
    assert empty == set()


def test_every_call_and_every_parameter_is_explained() -> None:
    for method, path, operation in OPERATIONS:
        assert operation["summary"], path
        assert operation["description"], path
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], f"{method} {path} {parameter['name']}"


def test_every_chapter_is_explained() -> None:
    told = {chapter["name"]: chapter["description"] for chapter in DESCRIPTION["tags"]}
    assert set(told) == {tag for _, _, operation in OPERATIONS for tag in operation["tags"]}
    assert all(told.values())
    assert DESCRIPTION["servers"]
    assert DESCRIPTION["info"]["description"]


def test_whatever_is_read_with_a_tag_may_be_asked_about_by_it() -> None:
    for method, path, operation in OPERATIONS:
        good = operation["responses"].get("200", {})
        tagged = method == "get" and "ETag" in good.get("headers", {})
        assert tagged == ("304" in operation["responses"]), path
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert tagged == ("If-None-Match" in names), path


ROOT = Path(__file__).parents[3]
REFUSALS = {"Conflict", "Forbidden", "Unauthorized", "NotFound", "Malformed", "Stale", "TooMany"}
TOLD_OTHERWISE = {
    "keeps": "how it is stored",
    "retry_after": "a header",
    "told_to_helper": "chooses the sentence",
}


def told_by_refusals() -> Iterator[tuple[str, str]]:
    """Each field that some code lets a refusal tell, and the shape it is a field of."""
    for package in ("api", "doors", "services", "core"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    shape = {"Invalid": "ProblemField"}.get(node.func.id, "Problem")
                    if shape == "ProblemField" or node.func.id in REFUSALS:
                        yield from ((shape, one.arg) for one in node.keywords if one.arg is not None)


def test_whatever_a_refusal_tells_is_described() -> None:
    told = {(shape, name) for shape, name in told_by_refusals() if name not in TOLD_OTHERWISE}
    assert ("Problem", "current") in told
    assert {(shape, name) for shape, name in told if name not in SCHEMAS[shape]["properties"]} == set()


EXAMPLES = [name for name, schema in SCHEMAS.items() if "examples" in schema]


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_is_what_its_schema_takes(name: str) -> None:
    checked = validator_for({**DESCRIPTION, "$ref": f"#/components/schemas/{name}"})
    for example in SCHEMAS[name]["examples"]:
        checked.validate(example)
