"""Whose call it is, before the database is asked; and what becomes of calls whose callers are gone."""

import json
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from fastapi import Request
from sqlalchemy import text

from core.crypto.vault import Vault
from core.database.db import Address
from doors import comers
from services.access import tokens
from tests.support.at_once import connections
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.world import World

VAULT = Vault(bytes(32))
SESSION = UUID(int=7)
TOKEN = tokens.access(VAULT, SESSION, expiry=0, generation=0)


def a_call(token: str = "", host: str = "192.0.2.1", query: str = "") -> Request:
    app = SimpleNamespace(state=SimpleNamespace(database=SimpleNamespace(vault=VAULT)))
    headers = [(b"authorization", token.encode())] if token else []
    scope = {
        "type": "http",
        "app": app,
        "headers": headers,
        "client": (host, 1),
        "query_string": query.encode(),
    }
    return Request(scope)


def test_a_sign_in_is_known_by_the_proof_in_its_token() -> None:
    """Also one that has ended: it is still nobody else's."""
    assert comers.comer(a_call(f"Bearer {TOKEN}")).sign_in == SESSION
    assert comers.comer(a_call(f"bearer {TOKEN}", host="::1")).sign_in == SESSION


@pytest.mark.parametrize(
    "token", ["", "Bearer ", "Bearer mka_nonsense", f"Bearer {TOKEN}A", f"Basic {TOKEN}"]
)
def test_invented_tokens_make_nobody_more_than_one(token: str) -> None:
    comer = comers.comer(a_call(token))
    assert comer == comers.comer(a_call(host="192.0.2.99"))
    assert comer != comers.comer(a_call(host="192.0.3.1"))


def test_what_costs_much_is_marked() -> None:
    @comers.heavy(lambda request: request.query_params.get("order") == "fit")
    def list_needs() -> None: ...

    def get_need() -> None: ...

    assert comers.is_heavy(list_needs, a_call(query="order=fit"))
    assert not comers.is_heavy(list_needs, a_call(query="order=oldest"))
    assert not comers.is_heavy(get_need, a_call())


@pytest.fixture
def narrow_world(address: Address, tmp_path: Path) -> Iterator[World]:
    """One call is inside at a time."""
    with World(address, tmp_path, pool_size=1) as world:
        yield world


def test_who_hangs_up_while_waiting_has_done_nothing(narrow_world: World) -> None:
    world = narrow_world
    ana, ben = world.person("Ana"), world.person("Ben")
    world.community(ana, ben)
    rooms = world.server.app.state.rooms
    with connections(world, 1) as other, ThreadPoolExecutor(1) as thread, other.session() as holding:
        holding.execute(text("LOCK TABLE need IN ACCESS EXCLUSIVE MODE"))
        inside = thread.submit(ana.call, "GET", "/v1/needs")
        _until(world, lambda: rooms.inside == 1)
        with _posting_a_need(world, ben):
            _until(world, lambda: rooms.all.waiting == 1)
        world.http.get("/healthz").raise_for_status()  # it does not wait; behind it the hanging up was heard
        holding.rollback()
        assert inside.result().status_code == 200
    assert ben.get("/v1/needs?mine=true")["items"] == []
    assert (rooms.inside, rooms.all.waiting) == (0, 0)


def _until(world: World, so: Callable[[], bool]) -> None:
    while not so():
        world.http.get("/healthz").raise_for_status()


def _posting_a_need(world: World, person: Person) -> socket.socket:
    """A call that was sent, and whose caller waits for the answer until the socket is closed."""
    body = json.dumps({"category": "groceries", "place": LANSING}).encode()
    head = (
        f"POST /v1/needs HTTP/1.1\r\nHost: localhost\r\nAuthorization: {person.headers['Authorization']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    where = urlsplit(world.server.url)
    connection = socket.create_connection((where.hostname, where.port))
    connection.sendall(head.encode() + body)
    return connection
