"""Taking somebody in on the phone: one form, what is known said before, nothing typed lost; and a card, once."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.calling import Circle
from tests.support.without_app import entered
from tests.support.world import World


@pytest.fixture(scope="module")
def circle(shared_world: World) -> Circle:
    found = Circle(shared_world)
    shared_world.vouch_for(found.cora, found.id)
    return found


@pytest.fixture
def coras(shared_world: World, circle: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, circle.cora) as surfer:
        yield surfer


def form(surfer: Surfer, circle: Circle) -> PageShown:
    return surfer.open(f"/c/{circle.id}/desk/intake")


SAID = {"display_name": "Old Tom", "category": "groceries", "spot": "42.7312, -84.5523", "title": "Bread"}
"""What makes a need: who, what, where; all else is set."""


def test_one_press_writes_down_person_need_and_card(
    shared_world: World, circle: Circle, coras: Surfer
) -> None:
    page = coras.send(form(coras, circle), "take_in", phone="517 555 0151", door="blue door", **SAID)
    assert page.status == 200
    assert "Written down." in page.text
    word = page.response.text.partition('class="code" dir="ltr">')[2].partition("<")[0]
    person_id = page.path.rpartition("/")[2]
    [need] = circle.cora.get(f"{circle.path}/people/{person_id}")["needs"]
    seen = circle.cora.get(f"/v1/needs/{need['id']}")
    assert (seen["category"], seen["title"], seen["address"]) == ("groceries", "Bread", "blue door")
    with surfing_as(shared_world, circle.cora) as elsewhere:
        assert word not in elsewhere.open(page.path).response.text
    shared_world.http.post("/v1/auth/sessions", json={"card": word}).raise_for_status()


def test_whose_number_it_is_is_said_before_and_nothing_typed_is_lost(
    shared_world: World, circle: Circle, coras: Surfer
) -> None:
    elder = entered(shared_world, circle.sara, "Wilma", phone="+1 517 555 0152")
    circle.sara.need(community_id=circle.id, on_behalf_of=elder["id"])
    typed = {**SAID, "phone": "517 555 0152", "details": "milk, too"}
    looked = coras.send(form(coras, circle), "check", **typed)
    stopped = coras.send(form(coras, circle), "take_in", **typed)
    for page in (looked, stopped):
        assert page.status == 200
        assert "This number belongs to somebody already" in page.text
        assert "Wilma" in page.text
        kept = dict(page.form("take_in").fields)
        assert {name: kept[name] for name in typed} == typed
    done = coras.send(stopped, "take_in", ticked=[("seen", "yes")])
    assert "Written down." in done.text


def test_what_may_be_asked_for_already_is_said_before(circle: Circle, coras: Surfer) -> None:
    place = {"lat": 42.75, "lon": -84.51}
    circle.mia.need(community_id=circle.id, category="ride", place=place, title="To the doctor")
    page = coras.send(form(coras, circle), "check", display_name="Ana", category="ride", spot="42.75, -84.51")
    assert "This may be asked for already" in page.text
    assert "To the doctor" in page.text
    other = coras.send(page, "check", category="pet_care")
    assert "Nothing like it is known here." in other.text


def test_a_number_of_nobody_here_is_as_one_that_nobody_has(
    shared_world: World, circle: Circle, coras: Surfer
) -> None:
    shared_world.person("Xaverine", proved="+15175550198")
    known, unknown = (
        coras.send(form(coras, circle), "check", phone=number).text
        for number in ("+1 517 555 0198", "+1 517 555 0197")
    )
    assert known == unknown
    assert "Nothing like it is known here." in known


def test_who_is_spoken_for_already_is_not_written_down_twice(
    shared_world: World, circle: Circle, coras: Surfer
) -> None:
    elder = entered(shared_world, circle.cora, "Emil", phone="+1 517 555 0153")
    page = coras.send(
        form(coras, circle), "check", phone="517 555 0153", category="water", spot="42.73, -84.55"
    )
    chosen = [("person", elder["id"]), ("seen", "yes")]
    done = coras.send(page, "take_in", ticked=chosen)
    assert done.path.endswith(f"/desk/intake/{elder['id']}")
    assert len(circle.cora.get(f"{circle.path}/people/{elder['id']}")["needs"]) == 1


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
    circle: Circle, coras: Surfer, field: str, typed: dict[str, str]
) -> None:
    page = coras.send(form(coras, circle), "take_in", **SAID | typed, private_note="third bell")
    assert page.status == 422
    assert f"#intake-{field}" in page.hrefs
    assert dict(page.form("take_in").fields)["private_note"] == "third bell"


def test_a_helper_is_taken_in_with_kinds_and_hours(circle: Circle, coras: Surfer) -> None:
    wants = [("what", "offer"), ("categories", "ride"), ("week", "mon-9"), ("is_adult", "yes")]
    page = form(coras, circle)
    fields = [pair for pair in page.form("take_in").fields if pair[0] not in ("what", "display_name")]
    sent = coras.post(page.path, [*fields, *wants, ("display_name", "Helga"), ("do", "take_in")])
    person_id = sent.url.path.rpartition("/")[2]
    [offer] = circle.cora.get(f"{circle.path}/people/{person_id}")["offers"]
    assert offer["categories"] == ["ride"]


def test_a_call_that_was_asked_for_fills_it_and_is_done_with_it(circle: Circle, coras: Surfer) -> None:
    call = circle.ask("+1 517 555 0154", name="Zenobia")
    coras.send(coras.open(f"/c/{circle.id}/desk/calls/{call}"), "claim")
    page = coras.open(f"/c/{circle.id}/desk/intake", call=call)
    there = dict(page.form("take_in").fields)
    assert (there["phone"], there["display_name"]) == ("+15175550154", "Zenobia")
    coras.send(page, "take_in", category="hygiene", spot="42.73, -84.55")
    assert call not in circle.waiting()


def test_only_whoever_answers_for_the_circle_takes_people_in(shared_world: World, circle: Circle) -> None:
    with surfing_as(shared_world, circle.mia) as mias:
        assert form(mias, circle).status == 403
    with surfing_as(shared_world, shared_world.person("Nosy")) as other:
        assert form(other, circle).status == 404


def test_in_a_circle_that_nobody_recognised_it_says_what_is_not_possible(shared_world: World) -> None:
    founder = shared_world.person("Fred", proved="fred@new.example")
    made = founder.post(
        "/v1/communities",
        {"name": "Brand New", "place": {"lat": 3.5, "lon": 3.5}, "reach_km": 5, "join_policy": "open"},
    )
    with surfing_as(shared_world, founder) as surfer:
        for page in ("intake", "people", "reveals"):
            assert "not recognised yet" in surfer.open(f"/c/{made['id']}/desk/{page}").text, page
