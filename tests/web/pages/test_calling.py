"""Asking a circle to be called: a number suffices, and the answer tells nothing of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from core.models import CallRequest
from tests.support.browsers import Surfer, surfing
from tests.support.world import World

NUMBERS = ("(517) 555-0142", "+1 517 555 0143")


@pytest.fixture(scope="module")
def circle_to_call(shared_world: World) -> dict[str, str]:
    steward = shared_world.person("Stella", proved="+15175550142")
    return shared_world.community(steward, contact={"phone": "+1 517 555 0100"})


@pytest.fixture
def caller(shared_world: World, circle_to_call: dict[str, str]) -> Iterator[Surfer]:
    with surfing(shared_world) as surfer:
        yield surfer


def asked(world: World) -> int:
    with world.database.transaction() as session:
        return int(session.execute(select(func.count()).select_from(CallRequest)).scalar_one())


def test_a_number_suffices_and_the_answer_tells_nothing_of_it(
    shared_world: World, caller: Surfer, circle_to_call: dict[str, str]
) -> None:
    address = f"/c/{circle_to_call['slug']}/call"
    known, unknown = (caller.send(caller.open(address), "call", phone=number) for number in NUMBERS)
    assert known.status == unknown.status == 200
    assert known.path.endswith("/called")
    assert known.text == unknown.text
    assert "somebody will call you" in known.text
    assert asked(shared_world) == 2
    caller.send(caller.open(address), "call", phone=NUMBERS[0], urgent="yes")
    assert asked(shared_world) == 2, "one of a number"
    assert not any(number in known.response.text for number in (*NUMBERS, "5550142"))


def test_whom_to_call_in_danger_stands_before_it(caller: Surfer, circle_to_call: dict[str, str]) -> None:
    page = caller.open(f"/c/{circle_to_call['slug']}/call")
    assert page.text.index("911") < page.text.index("Your phone number")
    page = caller.send(page, "call", phone="517 555 0144", urgent="yes")
    assert page.text.index("911") < page.text.index("as soon as somebody has time")


@pytest.mark.parametrize("number", ["", "12", "+44 20 7946 0000", "call me", "+1 900 555 0100"])
def test_what_is_no_number_to_call_is_told_at_its_field(
    caller: Surfer, circle_to_call: dict[str, str], number: str
) -> None:
    page = caller.send(caller.open(f"/c/{circle_to_call['slug']}/call"), "call", phone=number, name="Rosa")
    assert page.status == 422
    assert "#phone" in page.hrefs
    assert ("name", "Rosa") in page.form("call").fields


def test_another_site_asks_for_nobody(caller: Surfer, circle_to_call: dict[str, str]) -> None:
    address = f"/c/{circle_to_call['slug']}/call"
    fields = [*caller.open(address).form("call").fields, ("phone", "517 555 0145"), ("do", "call")]
    assert caller.post(address, fields, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert caller.open("/c/nowhere/call").status == 404
