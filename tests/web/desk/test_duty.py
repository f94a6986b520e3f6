"""Duty on the desk: taken, planned and called off; that a circle is full; what is left open; needs for the chat."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.calling import Circle
from tests.support.world import World


@pytest.fixture(scope="module")
def circle(shared_world: World) -> Circle:
    return Circle(shared_world)


@pytest.fixture
def coras(shared_world: World, circle: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, circle.cora) as surfer:
        yield surfer


def duty(surfer: Surfer, circle: Circle) -> PageShown:
    return surfer.open(f"/c/{circle.id}/desk/duty")


def test_a_duty_is_taken_at_once_and_ended(circle: Circle, coras: Surfer) -> None:
    assert "Nobody." in duty(coras, circle).text
    taken = coras.send(duty(coras, circle), "on_duty", hours="4")
    assert "You are on duty" in taken.text
    [row] = circle.cora.get(f"{circle.path}/duty")["items"]
    assert row["person_id"] == circle.cora.id
    coras.send(taken, "off_duty")
    assert circle.cora.get(f"{circle.path}/duty")["items"] == []


def test_one_to_come_is_planned_seen_by_the_others_and_called_off_by_whose_it_is(
    shared_world: World, circle: Circle, coras: Surfer
) -> None:
    page = duty(coras, circle)
    tomorrow = page.response.text.partition('<option value="now"')[2].split('<option value="')[2][:10]
    planned = coras.send(page, "on_duty", day=tomorrow, hour="7", hours="8")
    assert "call_off" in planned.does
    assert circle.cora.get(f"{circle.path}/duty")["items"] == [], "nobody is rung before it begins"
    with surfing_as(shared_world, circle.sara) as saras:
        seen = duty(saras, circle)
        assert "Cora" in seen.text
        assert "call_off" not in seen.does
    assert "call_off" not in coras.send(planned, "call_off").does


@pytest.mark.parametrize("typed", [{"day": "2020-01-01", "hour": "7"}, {"hours": "500"}, {"day": "soon"}])
def test_a_time_that_cannot_be_is_told_at_its_field(
    circle: Circle, coras: Surfer, typed: dict[str, str]
) -> None:
    page = coras.send(duty(coras, circle), "on_duty", **typed)
    assert page.status == 422
    assert any(href.startswith("#take-") for href in page.hrefs)


def test_a_full_circle_says_so_until_it_is_not(circle: Circle, coras: Surfer) -> None:
    said = coras.send(duty(coras, circle), "full", full_for="4")
    assert "this circle is full" in said.text
    coras.send(said, "not_full")
    assert "full" in duty(coras, circle).does


def test_what_one_looks_after_is_counted_by_why_and_names_nobody(circle: Circle, coras: Surfer) -> None:
    call = circle.ask("+1 517 555 0161", name="Zenobia")
    coras.send(coras.open(f"/c/{circle.id}/desk/calls/{call}"), "claim")
    page = duty(coras, circle)
    assert "Somebody asks to be called × 1" in page.text
    assert "Zenobia" not in page.text


def test_open_needs_for_the_chat_name_nobody(circle: Circle, coras: Surfer) -> None:
    circle.mia.patch("/v1/me", {"display_name": "Mia CANARY"})
    circle.mia.need(community_id=circle.id, title="CANARY bread", address="CANARY Lane", visible_to="members")
    page = duty(coras, circle)
    assert "Groceries" in page.text
    assert "CANARY" not in page.text


def test_members_have_no_such_page(shared_world: World, circle: Circle) -> None:
    with surfing_as(shared_world, circle.mia) as mias:
        assert duty(mias, circle).status == 403
