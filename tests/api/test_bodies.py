"""Bodies and queries: strict where a guess would harm, forgiving where people paste and phones write."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from api.schemas.base import Given
from api.schemas.need_edits import NeedEdit
from api.schemas.needs import NeedIn
from api.schemas.offers import OfferEdit, OfferIn
from api.schemas.people import PersonEdit
from api.schemas.sign_in import CodeShown
from tests.support.places import LANSING
from tests.support.world import World

CHALLENGE = "01a1faa1-2c23-7654-9f11-22f2b28850a4"
NEED = {"category": "groceries", "place": LANSING}


def scalars(schema: object) -> list[dict[str, Any]]:
    """The numbers and yes-or-nos that stand in a schema of the validating library."""
    if isinstance(schema, dict):
        found = [schema] if schema.get("type") in ("int", "float", "bool") else []
        return [*found, *(part for value in schema.values() for part in scalars(value))]
    if isinstance(schema, list):
        return [part for value in schema for part in scalars(value)]
    return []


def bodies(base: type[Given]) -> list[type[Given]]:
    """Everything that comes in, a part of something else or not."""
    return [one for body in base.__subclasses__() for one in (body, *bodies(body))]


def test_every_number_and_every_yes_is_held_to_its_type() -> None:
    found = [part for body in bodies(Given) for part in scalars(body.__pydantic_core_schema__)]
    assert len(found) > 60
    assert all(part.get("strict") for part in found)


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (NeedIn, NEED | {"quantity": True}),
        (NeedIn, NEED | {"quantity": "3"}),
        (NeedIn, NEED | {"show_name": 1}),
        (NeedIn, NEED | {"cost": {"kind": "repaid", "up_to": "40", "currency": "USD"}}),
        (NeedEdit, {"criteria": {"allies": "yes"}}),
        (OfferIn, {"place": {"lat": "42.7", "lon": -84.5}}),
        (OfferEdit, {"reach_km": True}),
        (PersonEdit, {"urgent_welcome": "true"}),
    ],
)
def test_what_only_looks_like_it_is_refused(schema: type[BaseModel], body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        schema.model_validate(body)


@pytest.mark.parametrize(
    "title", ["\u200b\u200c", "\u2060", "\u3164\u3164", "\u2800", "\u202e\u202c", "\u00ad"]
)
def test_a_title_that_nobody_sees_is_none(title: str) -> None:
    with pytest.raises(ValidationError):
        NeedIn.model_validate(NEED | {"title": title})


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("\u202eecir\u202c", "ecir"),
        ("call \u2066+15175550100\u2069", "call +15175550100"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 rice", "👩\u200d👧 rice"),
        ("خبز \u200f(2)", "خبز \u200f(2)"),
    ],
    ids=["override", "isolate", "joiner", "emoji", "mark"],
)
def test_a_title_turns_nothing_beside_it(title: str, kept: str) -> None:
    assert NeedIn.model_validate(NEED | {"title": title}).title == kept


@pytest.mark.parametrize(
    "code", ["123456", "123 456", " 123-456 ", "١٢٣٤٥٦", "۱۲۳ ۴۵۶", "\u202a123456\u202c", "123–456"]
)
def test_a_code_is_taken_as_it_is_pasted(code: str) -> None:
    assert CodeShown.model_validate({"challenge": CHALLENGE, "code": code}).code == "123456"


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", ""])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        CodeShown.model_validate({"challenge": CHALLENGE, "code": code})


def test_a_locale_may_have_an_underscore() -> None:
    assert PersonEdit.model_validate({"locale": "es_MX"}).value().locale == "es-MX"


def test_a_parameter_that_narrows_nothing_is_refused(world: World) -> None:
    ana = world.person("ana")
    problem = ana.refused("GET", "/v1/needs?urgncy=urgent")
    assert (problem["status"], problem["errors"][0]["parameter"]) == (422, "urgncy")
    assert problem["errors"][0]["code"] == "unknown_field"


@pytest.mark.parametrize(
    ("body", "bound", "said"),
    [
        ({"quantity": 0}, {"least": 1}, "at least 1"),
        ({"at_least": 1001}, {"most": 1000}, "at most 1000"),
        ({"title": "x" * 121}, {"most": 120}, "at most 120"),
        ({"criteria": {"max_distance_km": 0}}, {"above": 0}, "more than 0"),
        ({"share": ["phone"] * 4}, {"most": 3}, "at most 3"),
    ],
)
def test_a_refusal_names_the_bound(
    world: World, body: dict[str, Any], bound: dict[str, float], said: str
) -> None:
    error = world.person("ana").refused("POST", "/v1/needs", NEED | body)["errors"][0]
    assert bound.items() <= error.items()
    assert said in error["detail"]


def test_whatever_people_can_spare_is_kept_as_such(world: World) -> None:
    """A quantity of null is no missing one: it stays null, and is no need for one helper."""
    world.community(world.person("stew"))
    ana = world.person("ana")
    need = ana.post("/v1/needs", NEED | {"quantity": None, "unit": "hour"})
    assert need["quantity"] is None
    assert ana.get(f"/v1/needs/{need['id']}")["quantity"] is None
    assert ana.post("/v1/needs", NEED)["quantity"] == 1
