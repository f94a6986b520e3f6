"""Edits as generated clients send them: one field is changed, and one field changes."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.support.full_community import FullCommunity

Json = Mapping[str, Any]

CHANGED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "PersonEdit": (
        "author",
        "/v1/me",
        {
            "display_name": "Amina",
            "languages": ["sw"],
            "locale": "sw",
            "asks_a_day": 1,
            "urgent_welcome": True,
        },
    ),
    "NeedEdit": (
        "author",
        "/v1/needs/{need}",
        {
            "title": "Bread",
            "details": None,
            "for_people": 3,
            "urgency": "urgent",
            "involves": ["dogs"],
            "cost": {"kind": "repaid", "up_to": 20, "currency": "USD"},
            "criteria": {"max_distance_km": 7},
            "show_name": True,
        },
    ),
    "OfferEdit": (
        "confirmed",
        "/v1/offers/{offer}",
        {
            "reach_km": 25,
            "languages": ["en", "es"],
            "capacity": {"per_week": 4},
            "money": {"advance_up_to": 30},
            "has": ["van"],
            "stock": 9,
        },
    ),
    "CommunityEdit": (
        "steward",
        "/v1/communities/{community}",
        {"languages": ["en", "es"], "categories": ["ride"]},
    ),
    "RepresentedEdit": ("member", "/v1/people/{elder}", {"languages": ["de"], "is_adult": True}),
    "OrganisationEdit": ("confirmed", "/v1/organisations/{organisation}", {"stands_for": "enough for all"}),
}
"""Who may make each edit, where, and a new value for some of its fields."""
TRIED_ELSEWHERE = {"PolicyEdit", "NeedTending", "MemberEdit", "NotificationSettingsEdit", "MatchEdit"}

FOLLOW = {
    "version": "counts",
    "urgency": "moves the end",
    "expires_at": "follows the urgency",
    "progress": "the engine's, and looked at anew",
    "warning": "said of the words that were sent",
    "warnings": "said of the words that were sent",
    "allowed": "follows the state",
}
"""What may differ in the answer though nobody named it, and why."""


@pytest.fixture(scope="module")
def served(kept_community: FullCommunity) -> Json:
    """The description as clients are generated from it: that of the server which takes their edits."""
    found: Json = kept_community.http.get("/openapi.json").json()
    return found


def within(schema: object, schemas: Json) -> Iterator[Json]:
    """Every part of a description, those that it refers to among them."""
    if isinstance(schema, list):
        for part in schema:
            yield from within(part, schemas)
    elif isinstance(schema, dict):
        yield schema
        for name, part in schema.items():
            if name == "$ref":
                yield from within(schemas[part.rpartition("/")[2]], schemas)
            elif name not in ("examples", "enum"):
                yield from within(part, schemas)


def as_generated(schema: Json, changes: Json) -> dict[str, Any]:
    """The body that a generated client makes of one change: what has a default in the description is sent too."""
    defaults = {name: part["default"] for name, part in schema["properties"].items() if "default" in part}
    return {**defaults, **changes}


@pytest.mark.parametrize("name", sorted(CHANGED.keys() | TRIED_ELSEWHERE))
def test_an_edit_has_no_default_that_a_client_could_send(served: Json, name: str) -> None:
    schemas = served["components"]["schemas"]
    for part in within(schemas[name], schemas):
        assert part.get("default") is None, part
    assert set(schemas[name].get("required", ())) <= {"reason"}


def test_each_edit_is_tried_here_or_elsewhere(served: Json) -> None:
    bodies = [item["patch"]["requestBody"] for item in served["paths"].values() if "patch" in item]
    refs = [body["content"]["application/json"]["schema"]["$ref"] for body in bodies]
    assert {ref.rpartition("/")[2] for ref in refs} == CHANGED.keys() | TRIED_ELSEWHERE


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, (_, _, changes) in CHANGED.items() for field in changes]
)
def test_one_field_changed_in_a_client_is_one_field_changed(
    kept_community: FullCommunity, served: Json, name: str, field: str
) -> None:
    who, template, changes = CHANGED[name]
    path = kept_community.filled(template)
    signed = kept_community.people[who].headers
    with kept_community.database.undone():
        seen = kept_community.http.get(path, headers=signed)
        body = as_generated(served["components"]["schemas"][name], {field: changes[field]})
        answer = kept_community.http.patch(
            path, json=body, headers=signed | {"If-Match": seen.headers["etag"]}
        )
        assert answer.status_code == 200, answer.text
        before, after = seen.json(), answer.json()
    untouched = before.keys() - {field} - FOLLOW.keys()
    assert {key: after.get(key) for key in untouched} == {key: before[key] for key in untouched}
    said = changes[field]
    if isinstance(said, dict):  # a part of the thing: what was not named of it stays
        assert after[field] == (before.get(field) or {}) | said
    elif said is not None:
        assert after[field] == said
    else:
        assert field not in after or after[field] is None
