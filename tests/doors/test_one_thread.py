"""An endpoint that takes a caller gets one, whatever it calls it, and in the thread in which it acts."""

from inspect import iscoroutinefunction, signature
from typing import Annotated, get_type_hints
from uuid import UUID

from fastapi import Depends, Request, Response
from sqlmodel import Session

from core.access import Caller
from core.models import Person
from doors import acting
from doors.acting import Knock
from doors.deps import Me, get_knock
from tests.support.world import World


def who_am_i(somebody: Me) -> Response:
    return Response(str(somebody.person_id))


def a_call() -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "state": {"pending": None}})


def test_the_route_takes_a_knock_and_the_endpoint_a_caller() -> None:
    """What each says it takes is what it is given: nothing is swapped behind a type's back."""
    taken = signature(acting.in_one_go(who_am_i)).parameters["somebody"].annotation
    assert taken == Annotated[Knock, Depends(get_knock)]
    assert get_type_hints(who_am_i)["somebody"] is Caller
    assert get_type_hints(get_knock)["return"] is Knock


def test_the_knock_is_answered_whatever_the_caller_is_called(world: World) -> None:
    ana = world.person("Ana")
    with world.database.session() as session:
        knock = Knock(a_call(), session, ana.access_token, world.now())
        response = acting.in_one_go(who_am_i)(somebody=knock)
    assert bytes(response.body).decode() == ana.id


def test_a_session_is_committed_whatever_it_is_called(world: World) -> None:
    ana = world.person("Ana")

    def rename(rows: Session) -> Response:
        rows.get_one(Person, UUID(ana.id)).locale = "sw"
        return Response()

    acting.in_one_go(rename)(rows=world.database.session())
    assert ana.get("/v1/me")["locale"] == "sw"


def test_knocking_takes_no_thread() -> None:
    """An action is handed to a thread once; what FastAPI does before it stays on the loop."""
    assert iscoroutinefunction(get_knock)
