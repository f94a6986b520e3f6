"""Taking somebody in on the phone: one form, what is known said before, nothing typed lost; and a card, once."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.calling import Circle
from tests.support.without_app import entered
from tests.support.world import World


@pytest.fixture(scope="module")
def intake_circle(shared_world: World) -> Circle:
    found = Circle(shared_world)
    shared_world.vouch_for(found.cora, found.id)
    return found


@pytest.fixture
def coras_intake(shared_world: World, intake_circle: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, intake_circle.cora) as surfer:
        yield surfer


def form(surfer: Surfer, intake_circle: Circle) -> PageShown:
    return surfer.open(f"/c/{intake_circle.id}/desk/intake")


SAID: dict[str, Any] = {
    "display_name": "Old Tom",
    "category": "groceries",
    "spot": "42.7312, -84.5523",
    "title": "Bread",
}
"""What makes a need: who, what, where; all else is set."""


def test_one_press_writes_down_person_need_and_card(
    shared_world: World, intake_circle: Circle, coras_intake: Surfer
) -> None:
    page = coras_intake.send(
        form(coras_intake, intake_circle), "take_in", phone="517 555 0151", door="blue door", **SAID
    )
    assert page.status == 200
    assert "Written down." in page.text
    word = page.response.text.partition('class="code" dir="ltr">')[2].partition("<")[0]
    person_id = page.path.rpartition("/")[2]
    [need] = intake_circle.cora.get(f"{intake_circle.path}/people/{person_id}")["needs"]
    seen = intake_circle.cora.get(f"/v1/needs/{need['id']}")
    assert (seen["category"], seen["title"], seen["address"]) == ("groceries", "Bread", "blue door")
    with surfing_as(shared_world, intake_circle.cora) as elsewhere:
        assert word not in elsewhere.open(page.path).response.text
    shared_world.http.post("/v1/auth/sessions", json={"card": word}).raise_for_status()


def test_whose_number_it_is_is_said_before_and_nothing_typed_is_lost(
    shared_world: World, intake_circle: Circle, coras_intake: Surfer
) -> None:
    elder = entered(shared_world, intake_circle.sara, "Wilma", phone="+1 517 555 0152")
    intake_circle.sara.need(community_id=intake_circle.id, on_behalf_of=elder["id"])
    typed: dict[str, Any] = {**SAID, "phone": "517 555 0152", "details": "milk, too"}
    looked = coras_intake.send(form(coras_intake, intake_circle), "check", **typed)
    stopped = coras_intake.send(form(coras_intake, intake_circle), "take_in", **typed)
    for page in (looked, stopped):
        assert page.status == 200
        assert "This number belongs to somebody already" in page.text
        assert "Wilma" in page.text
        kept = dict(page.form("take_in").fields)
        assert {name: kept[name] for name in typed} == typed
    done = coras_intake.send(stopped, "take_in", ticked=[("seen", "yes")])
    assert "Written down." in done.text


def test_what_may_be_asked_for_already_is_said_before(intake_circle: Circle, coras_intake: Surfer) -> None:
    place = {"lat": 42.75, "lon": -84.51}
    intake_circle.mia.need(community_id=intake_circle.id, category="ride", place=place, title="To the doctor")
    page = coras_intake.send(
        form(coras_intake, intake_circle), "check", display_name="Ana", category="ride", spot="42.75, -84.51"
    )
    assert "This may be asked for already" in page.text
    assert "To the doctor" in page.text
    other = coras_intake.send(page, "check", category="pet_care")
    assert "Nothing like it is known here." in other.text


def test_a_number_of_nobody_here_is_as_one_that_nobody_has(
    shared_world: World, intake_circle: Circle, coras_intake: Surfer
) -> None:
    shared_world.person("Xaverine", proved="+15175550198")
    known, unknown = (
        coras_intake.send(form(coras_intake, intake_circle), "check", phone=number).text
        for number in ("+1 517 555 0198", "+1 517 555 0197")
    )
    assert known == unknown
    assert "Nothing like it is known here." in known


def test_who_is_spoken_for_already_is_not_written_down_twice(
    shared_world: World, intake_circle: Circle, coras_intake: Surfer
) -> None:
    elder = entered(shared_world, intake_circle.cora, "Emil", phone="+1 517 555 0153")
    page = coras_intake.send(
        form(coras_intake, intake_circle),
        "check",
        phone="517 555 0153",
        category="water",
        spot="42.73, -84.55",
    )
    chosen = [("person", elder["id"]), ("seen", "yes")]
    done = coras_intake.send(page, "take_in", ticked=chosen)
    assert done.path.endswith(f"/desk/intake/{elder['id']}")
    assert len(intake_circle.cora.get(f"{intake_circle.path}/people/{elder['id']}")["needs"]) == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("display_name", {"display_name": "", "spot": "42.69, -84.59"}),
        ("category", {"category": ""}),
        ("place", {"spot": ""}),
        ("spot", {"spot": "somewhere"}),
    ],
)
def test_what_is_missing_stands_at_its_field(
    intake_circle: Circle, coras_intake: Surfer, field: str, typed: dict[str, Any]
) -> None:
    page = coras_intake.send(
        form(coras_intake, intake_circle), "take_in", **SAID | typed, private_note="third bell"
    )
    assert page.status == 422
    assert f"#intake-{field}" in page.hrefs
    assert dict(page.form("take_in").fields)["private_note"] == "third bell"


def test_a_helper_is_taken_in_with_kinds_and_hours(intake_circle: Circle, coras_intake: Surfer) -> None:
    wants = [("what", "offer"), ("categories", "ride"), ("week", "mon-9"), ("is_adult", "yes")]
    page = form(coras_intake, intake_circle)
    fields = [pair for pair in page.form("take_in").fields if pair[0] not in ("what", "display_name")]
    sent = coras_intake.post(page.path, [*fields, *wants, ("display_name", "Helga"), ("do", "take_in")])
    person_id = sent.url.path.rpartition("/")[2]
    [offer] = intake_circle.cora.get(f"{intake_circle.path}/people/{person_id}")["offers"]
    assert offer["categories"] == ["ride"]


def test_a_call_that_was_asked_for_fills_it_and_is_done_with_it(
    intake_circle: Circle, coras_intake: Surfer
) -> None:
    call = intake_circle.ask("+1 517 555 0154", name="Zenobia")
    coras_intake.send(coras_intake.open(f"/c/{intake_circle.id}/desk/calls/{call}"), "claim")
    page = coras_intake.open(f"/c/{intake_circle.id}/desk/intake", call=call)
    there = dict(page.form("take_in").fields)
    assert (there["phone"], there["display_name"]) == ("+15175550154", "Zenobia")
    coras_intake.send(page, "take_in", category="hygiene", spot="42.73, -84.55")
    assert call not in intake_circle.waiting()


def test_only_whoever_answers_for_the_circle_takes_people_in(
    shared_world: World, intake_circle: Circle
) -> None:
    with surfing_as(shared_world, intake_circle.mia) as mias:
        assert form(mias, intake_circle).status == 403
    with surfing_as(shared_world, shared_world.person("Nosy")) as other:
        assert form(other, intake_circle).status == 404


def test_in_a_circle_that_nobody_recognised_it_says_what_is_not_possible(shared_world: World) -> None:
    founder = shared_world.person("Fred", proved="fred@new.example")
    made = founder.post(
        "/v1/communities",
        {"name": "Brand New", "place": {"lat": 3.5, "lon": 3.5}, "reach_km": 5, "join_policy": "open"},
    )
    with surfing_as(shared_world, founder) as surfer:
        for page in ("intake", "people", "reveals"):
            assert "not recognised yet" in surfer.open(f"/c/{made['id']}/desk/{page}").text, page
