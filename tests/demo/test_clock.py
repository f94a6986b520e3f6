"""When the clock of development is moved, what became due is done at once, not at the next minute's tick."""

from datetime import timedelta

import psycopg
from sqlalchemy import make_url, text

from core.events import CLOCK_MOVED, WAKE_CHANNEL
from demo.visitor import Server
from tests.support.world import World


def test_moving_the_clock_tells_the_worker_so(world: World) -> None:
    url = (
        make_url(world.address.direct_url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    with psycopg.connect(url, autocommit=True) as connection, Server(world.server.url) as server:
        connection.execute(f"LISTEN {WAKE_CHANNEL}")
        server.advance(timedelta(hours=1))
        assert any(notice.payload == CLOCK_MOVED for notice in connection.notifies(timeout=10))


def test_asking_for_a_code_wakes_the_worker(world: World) -> None:
    url = (
        make_url(world.address.direct_url).set(drivername="postgresql").render_as_string(hide_password=False)
    )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"LISTEN {WAKE_CHANNEL}")
        world.http.post("/v1/auth/codes", json={"address": "ana@clock.example"})
        assert any(notice.payload == "" for notice in connection.notifies(timeout=10))


def test_an_offer_ends_as_soon_as_the_clock_has_passed_its_end(running: World) -> None:
    ana = running.person("ana")
    running.community(ana)
    offer = ana.offer(until=(running.now() + timedelta(hours=1)).isoformat())
    with Server(running.server.url) as server:
        server.advance(timedelta(minutes=61))
        server.wait_for("The offer's end", lambda: _status(running, offer["id"]) == "expired")
    assert ana.get(f"/v1/offers/{offer['id']}")["status"] == "expired"


def _status(world: World, offer_id: str) -> str:
    query = text("SELECT status FROM offer WHERE id = :id")
    with world.database.transaction() as session:
        return str(session.execute(query, {"id": offer_id}).scalar_one())
