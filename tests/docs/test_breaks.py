"""What breaks a client is seen in two descriptions, and CHANGELOG names it."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.docs.breaks import Break, breaks, named

ROOT = Path(__file__).parents[2]
NOW = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))

Change = Callable[[dict[str, Any]], object]


def shape(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda d: dict.__getitem__(d["components"]["schemas"], name)


def operation(method: str, path: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda d: dict.__getitem__(d["paths"][path], method)


NEED, POSTED, PAGE = shape("NeedOut"), shape("NeedIn"), shape("CommunityOut")
REFRESHED = shape("RefreshIn")
POST, LIST = operation("post", "/v1/needs"), operation("get", "/v1/needs")


def parameter(d: dict[str, Any], name: str) -> dict[str, Any]:
    return next(p for p in LIST(d)["parameters"] if p["name"] == name)


def rename(d: dict[str, Any], old: str, new: str) -> None:
    d["components"] = json.loads(json.dumps(d["components"]).replace(f'"{old}"', f'"{new}"'))
    text = json.dumps([d["components"], d["paths"]]).replace(f'schemas/{old}"', f'schemas/{new}"')
    d["components"], d["paths"] = json.loads(text)


def rename_and_take(d: dict[str, Any]) -> None:
    shape("HelperOut")(d)["properties"].pop("trust")
    rename(d, "HelperOut", "Helper")


BREAKING: dict[str, tuple[Change, set[str]]] = {
    "a route": (lambda d: d["paths"].pop("/v1/categories"), {"GET /v1/categories"}),
    "a method": (lambda d: d["paths"]["/v1/me"].pop("delete"), {"DELETE /v1/me"}),
    "an operation's name": (lambda d: POST(d).update(operationId="add_need"), {"POST /v1/needs"}),
    "a field of an answer": (lambda d: NEED(d)["properties"].pop("title"), {"NeedOut.title"}),
    "a field that was always there": (lambda d: NEED(d)["required"].remove("status"), {"NeedOut.status"}),
    "a new required field of a body": (lambda d: POSTED(d)["required"].append("title"), {"NeedIn.title"}),
    "a field of a body": (lambda d: POSTED(d)["properties"].pop("title"), {"NeedIn.title"}),
    "null in a body": (lambda d: POSTED(d)["properties"].update(title={"type": "string"}), {"NeedIn.title"}),
    "null in an answer": (
        lambda d: PAGE(d)["properties"].update(name={"anyOf": [{"type": "string"}, {"type": "null"}]}),
        {"CommunityOut.name"},
    ),
    "another type in an answer": (
        lambda d: PAGE(d)["properties"]["reach_km"].update(type="string"),
        {"CommunityOut.reach_km"},
    ),
    "what a list holds": (
        lambda d: PAGE(d)["properties"]["languages"].update(items={"type": "integer"}),
        {"CommunityOut.languages[]"},
    ),
    "a word": (lambda d: shape("Urgency")(d)["enum"].remove("soon"), {"Urgency.soon"}),
    "a tighter limit": (
        lambda d: REFRESHED(d)["properties"]["refresh_token"].update(maxLength=8),
        {"RefreshIn.refresh_token"},
    ),
    "a new pattern": (
        lambda d: REFRESHED(d)["properties"]["refresh_token"].update(pattern="a"),
        {"RefreshIn.refresh_token"},
    ),
    "another default": (
        lambda d: POSTED(d)["properties"]["for_people"].update(default=2),
        {"NeedIn.for_people"},
    ),
    "a schema's name": (lambda d: rename(d, "HelperOut", "Helper"), {"HelperOut"}),
    "a schema's name and a field": (rename_and_take, {"HelperOut", "HelperOut.trust"}),
    "a parameter": (
        lambda d: LIST(d)["parameters"].remove(parameter(d, "near")),
        {"GET /v1/needs near"},
    ),
    "a parameter that may stay away": (
        lambda d: parameter(d, "near").update(required=True),
        {"GET /v1/needs near"},
    ),
    "a status": (
        lambda d: POST(d)["responses"].update({"200": POST(d)["responses"].pop("201")}),
        {"POST /v1/needs 201"},
    ),
    "a body that may stay away": (
        lambda d: operation("post", "/v1/needs/{need_id}/renew")(d)["requestBody"].update(required=True),
        {"POST /v1/needs/{need_id}/renew body"},
    ),
    "a media type": (
        lambda d: (
            POST(d)["requestBody"]["content"].update({"text/plain": {}})
            or POST(d)["requestBody"]["content"].pop("application/json")
        ),
        {"POST /v1/needs body"},
    ),
}

HARMLESS: dict[str, Change] = {
    "nothing": lambda d: None,
    "a route": lambda d: d["paths"].update({"/v1/new": {"get": {"responses": {}}}}),
    "a field of an answer": lambda d: NEED(d)["properties"].update(new={"type": "string"}),
    "an optional field of a body": lambda d: POSTED(d)["properties"].update(new={"type": "string"}),
    "a field that is always there now": lambda d: NEED(d)["required"].append("title"),
    "a word": lambda d: shape("Urgency")(d)["enum"].append("whenever"),
    "a wider limit": lambda d: REFRESHED(d)["properties"]["refresh_token"].update(maxLength=200),
    "no null in an answer": lambda d: NEED(d)["properties"].update(title={"type": "string"}),
    "null in a body": lambda d: POSTED(d)["properties"].update(
        category={"anyOf": [POSTED(d)["properties"]["category"], {"type": "null"}]}
    ),
    "a name for a list of words": lambda d: NEED(d)["properties"]["display_name"].update(
        anyOf=[{"$ref": "#/components/schemas/Urgency"}, {"type": "null"}]
    ),
    "how wide a number is": lambda d: POSTED(d)["properties"]["for_people"].update(format="int64"),
    "another order": lambda d: d.update(paths=dict(reversed(d["paths"].items()))),
}


@pytest.mark.parametrize("what", BREAKING)
def test_what_breaks_a_client_is_seen(what: str) -> None:
    change, expected = BREAKING[what]
    after = deepcopy(NOW)
    change(after)
    assert {found.where for found in breaks(NOW, after)} == expected


@pytest.mark.parametrize("what", HARMLESS)
def test_what_breaks_none_is_let_be(what: str) -> None:
    after = deepcopy(NOW)
    HARMLESS[what](after)
    assert breaks(NOW, after) == []


CHANGELOG = """# Changelog

## Unreleased
### Breaks
- `NeedOut.title`, `GET /v1/needs near`: gone, `search` does it.
- `Urgency.soon`: nobody used `soon`.

### Added
- `NeedOut.details`

## 0.1.0 (2026-11-28)
### Breaks
- `NeedIn`: long ago.
"""


def test_the_changelog_names_what_breaks_since_a_version() -> None:
    assert named(CHANGELOG, "0.1.0") == {"NeedOut.title", "GET /v1/needs near", "Urgency.soon"}
    assert named(CHANGELOG, "0.0.9") == named(CHANGELOG, "0.1.0") | {"NeedIn"}
    assert named("# Changelog\n", "0.1.0") == set()


def _released() -> Path:
    """The description of the newest version that was released."""
    files = (ROOT / "docs" / "released").glob("openapi-*.json")
    return max(files, key=lambda file: [int(part) for part in _version(file).split(".")])


def _version(file: Path) -> str:
    return file.stem.removeprefix("openapi-")


def test_what_breaks_clients_of_the_released_version_is_in_the_changelog() -> None:
    """Until 1.0 something may break; whoever makes an app reads it in CHANGELOG, under *Breaks*."""
    file = _released()
    found = breaks(json.loads(file.read_text(encoding="utf-8")), NOW)
    told = named((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), _version(file))
    unnamed = [one for one in found if one.where not in told]
    assert unnamed == [], "name it in CHANGELOG.md under Breaks, by its code: - `code`: why"
    assert told == {one.where for one in found}, "CHANGELOG.md names what does not break"


def test_each_break_is_told_in_plain_words() -> None:
    after = deepcopy(NOW)
    NEED(after)["properties"].pop("title")
    assert breaks(NOW, after) == [Break("NeedOut.title", "is gone")]
