"""Duty on the desk: taken, planned and called off; that a circle is full; what is left open; needs for the chat."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.calling import Circle
from tests.support.world import World


@pytest.fixture(scope="module")
def duty_circle(shared_world: World) -> Circle:
    return Circle(shared_world)


@pytest.fixture
def coras_duty(shared_world: World, duty_circle: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, duty_circle.cora) as surfer:
        yield surfer


def duty(surfer: Surfer, duty_circle: Circle) -> PageShown:
    return surfer.open(f"/c/{duty_circle.id}/desk/duty")


def test_a_duty_is_taken_at_once_and_ended(duty_circle: Circle, coras_duty: Surfer) -> None:
    assert "Nobody." in duty(coras_duty, duty_circle).text
    taken = coras_duty.send(duty(coras_duty, duty_circle), "on_duty", hours="4")
    assert "You are on duty" in taken.text
    [row] = duty_circle.cora.get(f"{duty_circle.path}/duty")["items"]
    assert row["person_id"] == duty_circle.cora.id
    coras_duty.send(taken, "off_duty")
    assert duty_circle.cora.get(f"{duty_circle.path}/duty")["items"] == []


def test_one_to_come_is_planned_seen_by_the_others_and_called_off_by_whose_it_is(
    shared_world: World, duty_circle: Circle, coras_duty: Surfer
) -> None:
    page = duty(coras_duty, duty_circle)
    tomorrow = page.response.text.partition('<option value="now"')[2].split('<option value="')[2][:10]
    planned = coras_duty.send(page, "on_duty", day=tomorrow, hour="7", hours="8")
    assert "call_off" in planned.does
    assert duty_circle.cora.get(f"{duty_circle.path}/duty")["items"] == [], "nobody is rung before it begins"
    with surfing_as(shared_world, duty_circle.sara) as saras:
        seen = duty(saras, duty_circle)
        assert "Cora" in seen.text
        assert "call_off" not in seen.does
    assert "call_off" not in coras_duty.send(planned, "call_off").does


@pytest.mark.parametrize("typed", [{"day": "2020-01-01", "hour": "7"}, {"hours": "500"}, {"day": "soon"}])
def test_a_time_that_cannot_be_is_told_at_its_field(
    duty_circle: Circle, coras_duty: Surfer, typed: dict[str, Any]
) -> None:
    page = coras_duty.send(duty(coras_duty, duty_circle), "on_duty", **typed)
    assert page.status == 422
    assert any(href.startswith("#take-") for href in page.hrefs)


def test_a_full_circle_says_so_until_it_is_not(duty_circle: Circle, coras_duty: Surfer) -> None:
    said = coras_duty.send(duty(coras_duty, duty_circle), "full", full_for="4")
    assert "this circle is full" in said.text
    coras_duty.send(said, "not_full")
    assert "full" in duty(coras_duty, duty_circle).does


def test_what_one_looks_after_is_counted_by_why_and_names_nobody(
    duty_circle: Circle, coras_duty: Surfer
) -> None:
    call = duty_circle.ask("+1 517 555 0161", name="Zenobia")
    coras_duty.send(coras_duty.open(f"/c/{duty_circle.id}/desk/calls/{call}"), "claim")
    page = duty(coras_duty, duty_circle)
    assert "Somebody asks to be called × 1" in page.text
    assert "Zenobia" not in page.text


def test_open_needs_for_the_chat_name_nobody(duty_circle: Circle, coras_duty: Surfer) -> None:
    duty_circle.mia.patch("/v1/me", {"display_name": "Mia CANARY"})
    duty_circle.mia.need(
        community_id=duty_circle.id, title="CANARY bread", address="CANARY Lane", visible_to="members"
    )
    page = duty(coras_duty, duty_circle)
    assert "Groceries" in page.text
    assert "CANARY" not in page.text


def test_members_have_no_such_page(shared_world: World, duty_circle: Circle) -> None:
    with surfing_as(shared_world, duty_circle.mia) as mias:
        assert duty(mias, duty_circle).status == 403
