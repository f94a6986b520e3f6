"""Calls that people asked for, on the desk: one opens the number, calls, and says what came of it."""

from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, surfing_as
from tests.support.calling import Circle
from tests.support.telling import scalar
from tests.support.world import World


@pytest.fixture(scope="module")
def called_here(shared_world: World) -> Circle:
    return Circle(shared_world)


@pytest.fixture
def coras_calls(shared_world: World, called_here: Circle) -> Iterator[Surfer]:
    with surfing_as(shared_world, called_here.cora) as surfer:
        yield surfer


def card(surfer: Surfer, called_here: Circle, call: str) -> PageShown:
    return surfer.open(f"/c/{called_here.id}/desk/calls/{call}")


def test_the_number_opens_to_who_takes_it_and_reading_it_again_is_no_act(
    shared_world: World, called_here: Circle, coras_calls: Surfer
) -> None:
    call = called_here.ask("+1 517 555 0142", name="Zenobia")
    closed = card(coras_calls, called_here, call)
    assert closed.does == ["claim"]
    assert "5550142" not in closed.response.text
    page = coras_calls.send(closed, "claim")
    assert "tel:+15175550142" in page.hrefs
    assert "Zenobia" in page.text
    assert any(href.endswith(f"/desk/intake?call={call}") for href in page.hrefs)
    claims = "SELECT count(*) FROM event WHERE kind = 'call_claimed' AND subject_id = :id"
    card(coras_calls, called_here, call)
    assert scalar(shared_world.database, claims, id=call) == 1
    with surfing_as(shared_world, called_here.sara) as saras:
        other = card(saras, called_here, call)
        assert "looks after it" in other.text
        assert "claim" not in other.does
        assert "5550142" not in other.response.text
    coras_calls.send(page, "finish")
    assert call not in called_here.waiting()
    over = card(coras_calls, called_here, call)
    assert "taken care of" in over.text
    assert "5550142" not in over.response.text


def test_that_nobody_asked_ends_it_and_shuts_the_number(called_here: Circle, coras_calls: Surfer) -> None:
    call = called_here.ask("+1 517 555 0143", network=2)
    coras_calls.send(coras_calls.send(card(coras_calls, called_here, call), "claim"), "nobody_asked")
    assert called_here.ask("+1 517 555 0143", network=3) == ""


def test_a_call_is_not_ended_by_who_never_opened_it(
    shared_world: World, called_here: Circle, coras_calls: Surfer
) -> None:
    call = called_here.ask("+1 517 555 0144", network=4)
    page = coras_calls.send(card(coras_calls, called_here, call), "claim")
    fields = page.form("finish").fields
    with surfing_as(shared_world, called_here.sara) as saras:
        path = f"/c/{called_here.id}/desk/calls/{call}"
        assert saras.post(path, [*fields, ("do", "finish")]).status_code == 403, "another's form"
    assert call in called_here.waiting()


def test_members_find_no_calls(shared_world: World, called_here: Circle) -> None:
    call = called_here.ask("+1 517 555 0145", network=5)
    with surfing_as(shared_world, called_here.mia) as surfer:
        assert card(surfer, called_here, call).status == 403
    with surfing_as(shared_world, shared_world.person("Otto")) as surfer:
        assert card(surfer, called_here, call).status == 404


def test_who_only_looks_after_a_call_has_not_opened_its_number(
    called_here: Circle, coras_calls: Surfer
) -> None:
    call = called_here.ask("+1 517 555 0146", network=6)
    held = coras_calls.post(
        f"/c/{called_here.id}/desk/entries/{call}",
        [
            *coras_calls.open(f"/c/{called_here.id}/desk/entries/{call}").forms[0].fields,
            ("do", "claim"),
        ],
    )
    assert held.status_code == 200
    page = card(coras_calls, called_here, call)
    assert "5550146" not in page.response.text
    assert "claim" in page.does


def test_a_call_that_another_took_opens_its_number_to_nobody_else_and_is_theirs_to_end(
    called_here: Circle, coras_calls: Surfer
) -> None:
    call = called_here.ask("+1 517 555 0147", network=7)
    coras_calls.send(card(coras_calls, called_here, call), "claim")
    path = f"/v1/communities/{called_here.id}/call-requests/{call}"
    assert called_here.sara.refused("POST", f"{path}/claim")["code"] == "call_is_taken"
    assert called_here.sara.refused("POST", f"{path}/finish")["code"] == "claim_first"
    assert call in called_here.waiting()
