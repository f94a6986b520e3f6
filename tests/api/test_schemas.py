"""Schemas: one verb in, one verb out, and no field of an edit that comes to nothing."""

import pkgutil
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from inspect import isfunction, ismethod
from typing import Any

import pytest
from pydantic import BaseModel

import api.routes
import api.schemas
from api.schemas.base import Given, Shape
from api.schemas.communities import CommunityEdit
from api.schemas.need_edits import NeedEdit
from api.schemas.needs_shown import NeedOut
from api.schemas.offers import OfferEdit
from api.schemas.organisations import OrganisationEdit
from api.schemas.oversight import NeedTending
from api.schemas.people import PersonEdit
from api.schemas.represented import RepresentedEdit
from core.edits import Changes
from tests.support.full_community import FullCommunity

SOMETHING = "01a1faa1-2c23-7654-9f11-22f2b28850a4"
SOON = "2030-01-01T10:00:00Z"
PLACE = {"lat": 42.7, "lon": -84.5}
WINDOW = {"from": SOON, "to": "2030-01-01T12:00:00Z"}

EDITS: dict[type[Given], dict[str, Any]] = {
    CommunityEdit: {
        "name": "Lansing",
        "reach_km": 5,
        "languages": ["en"],
        "time_zone": "UTC",
        "join_policy": "open",
        "categories": ["ride"],
        "emergency": [{"label": "Ambulance", "phone": "911"}],
        "about": "Neighbours of the two rivers",
        "contact": {"phone": "+15175550100", "email": None, "hours": "9 to 12"},
        "landmarks": [{"name": "The bridge", "lat": 42.7, "lon": -84.5}],
        "place": PLACE,
    },
    NeedEdit: {
        "title": "Rice",
        "details": None,
        "private_note": "ring twice",
        "address": "12 Oak St, second door",
        "minutes": 45,
        "place": PLACE,
        "place_kind": "meet",
        "to": PLACE,
        "when": {"kind": "windows", "windows": [WINDOW]},
        "quantity": 3,
        "at_least": 2,
        "for_people": 4,
        "urgency": "urgent",
        "involves": ["stairs"],
        "requires": ["car"],
        "cost": {"kind": "repaid", "up_to": 40, "currency": "USD"},
        "share": ["phone"],
        "show_name": True,
        "visible_to": "asked",
        "criteria": {"min_trust": "vouched"},
        "expires_at": SOON,
    },
    OfferEdit: {
        "place": PLACE,
        "remote": True,
        "categories": ["ride"],
        "languages": ["en"],
        "reach_km": 5,
        "availability": [{"weekday": "tue", "from": "09:00", "to": "12:00"}],
        "away": [{"from": "2030-01-01", "to": "2030-01-02"}],
        "capacity": {"at_a_time": 2, "per_week": 3, "up_to": 4},
        "has": ["car"],
        "cannot": ["dogs"],
        "money": {"advance_up_to": 40, "currency": "USD"},
        "stock": None,
        "share": ["phone"],
        "until": None,
    },
    OrganisationEdit: {"name": "Open Kitchen", "kind": "collective", "stands_for": "enough for all"},
    NeedTending: {
        "hidden": True,
        "duplicate_of": SOMETHING,
        "told_apart": True,
        "note": "rang them",
        "reason": "twice",
        "follow_up_at": None,
    },
    PersonEdit: {
        "display_name": None,
        "languages": ["en"],
        "locale": "en",
        "time_zone": "UTC",
        "is_adult": None,
        "phone": "+15175550100",
        "quiet_from": None,
        "quiet_to": "08:00",
        "asks_a_day": None,
        "asks_a_week": 3,
        "urgent_welcome": True,
    },
    RepresentedEdit: {
        "display_name": "Mercy",
        "languages": ["en"],
        "is_adult": None,
        "phone": None,
        "email": "mercy@example.org",
        "share_own": [],
        "safe_to_write": False,
    },
}
"""Every edit, with something for each of its fields; None where that empties it."""

edits = pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)


def changes(edit: type[Given], sent: dict[str, Any]) -> Changes:
    found = edit.model_validate(sent).value()  # type: ignore[attr-defined]
    assert isinstance(found, Changes)
    return found


@edits
def test_every_field_of_an_edit_is_sent_and_changes_something(edit: type[Given]) -> None:
    """A field that its schema has and its service does not know would raise here, or change nothing."""
    assert EDITS[edit].keys() == edit.model_fields.keys()
    for name, value in EDITS[edit].items():
        assert changes(edit, {name: value}).named(), name
    whole = changes(edit, EDITS[edit])
    assert whole.named() == sorted(field.name for field in fields(whole))


@edits
def test_what_is_not_sent_stays(edit: type[Given]) -> None:
    assert changes(edit, {}).named() == []


@edits
def test_what_was_sent_arrives_as_it_was_meant(edit: type[Given]) -> None:
    """Null empties where the table has null; everything else is the value that was sent, or made of it."""
    whole = changes(edit, EDITS[edit])
    for name, value in EDITS[edit].items():
        if value is None or isinstance(value, bool | int):
            assert getattr(whole, name) == value, name


def schemas() -> Iterator[type[BaseModel]]:
    for package in (api.schemas, api.routes):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for thing in vars(import_module(found.name)).values():
                if isinstance(thing, type) and issubclass(thing, Given | Shape):
                    yield thing


def test_there_is_one_verb_in_and_one_out() -> None:
    """`value()` is what a service takes, `shown()` what it gave; whoever looks for a converter knows its name."""
    verbs: dict[type, set[str]] = {Given: {"value"}, Shape: {"shown"}}
    own = {name for base in (BaseModel, Given) for name in dir(base)}
    there = set(schemas()) - {Given, Shape}
    assert len(there) > 100
    for schema in there:
        named = {
            name
            for name in dir(schema)
            if not name.startswith("_") and (isfunction(v := getattr(schema, name)) or ismethod(v))
        }
        allowed = verbs[Given] if issubclass(schema, Given) else verbs[Shape]
        assert named - own <= allowed, schema


def test_a_need_is_written_with_the_fields_of_its_shape(full_community: FullCommunity) -> None:
    """It is written as a dictionary, which takes any name: so the names are compared with the shape's."""
    seen = {
        name
        for need in ("need", "public")
        for name in full_community.person("author").get(f"/v1/needs/{full_community.ids[need]}")
    }
    overseen = full_community.person("coordinator").get(f"/v1/needs/{full_community.ids['need']}").keys()
    assert seen | overseen <= NeedOut.model_fields.keys()
    assert {"private_note", "criteria", "progress", "share"} <= seen
    assert "follow_up_at" in overseen
