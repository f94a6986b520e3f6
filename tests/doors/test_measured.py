"""Calls are counted by their route, found again by their id, and what is for this machine is told to nobody else."""

import logging
import re

import pytest
from sqlalchemy import text

from tests.support.record import as_owner
from tests.support.world import World


def figures(world: World) -> str:
    return world.http.get("/metrics").text


def test_calls_are_counted_by_route_and_never_by_address(world: World) -> None:
    ana = world.person("Ana")
    world.community(world.person("Cora"))
    need = ana.need()["id"]
    ana.get(f"/v1/needs/{need}")
    told = figures(world)
    assert re.search(r'requests_total\{method="GET",route="/v1/needs/\{\w+\}",status="200"\}', told)
    assert need not in told
    assert "minka_http_request_seconds_bucket" in told
    assert "minka_calls_waiting 0.0" in told


def test_a_refusal_is_counted_by_its_code(world: World) -> None:
    world.http.get("/v1/me")
    assert 'minka_refusals_total{code="sign_in_first"}' in figures(world)


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_whoever_was_forwarded_gets_no_figures(world: World, name: str) -> None:
    """Operated 18: where every proxy is believed, anybody says that they are this machine."""
    assert world.http.get("/metrics").status_code == 200
    assert world.http.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_the_id_that_a_proxy_gave_goes_back(world: World) -> None:
    answer = world.http.get("/healthz", headers={"X-Request-Id": "of-the-proxy-1"})
    assert answer.headers["X-Request-Id"] == "of-the-proxy-1"
    assert "X-Request-Id" not in world.http.get("/healthz").headers
    spoiled = world.http.get("/healthz", headers={"X-Request-Id": "a b\tc"})
    assert "X-Request-Id" not in spoiled.headers


def test_an_error_of_ours_names_method_and_route(world: World, caplog: pytest.LogCaptureFixture) -> None:
    ana = world.person("Ana")
    with as_owner(world.address) as owner:
        owner.execute(text("ALTER TABLE block RENAME TO gone"))
    with caplog.at_level(logging.WARNING):
        assert world.http.get("/v1/blocks", headers=ana.headers).status_code == 500
    (line,) = [one.getMessage() for one in caplog.records if one.name == "doors.database_problems"]
    assert line == "GET /v1/blocks: database"


def test_a_line_that_broke_while_nobody_called_is_no_callers_trouble(world: World) -> None:
    """PostgreSQL was started again: the connections that were open are dead, and the call is done on a new one."""
    ana = world.person("Ana")
    with as_owner(world.address) as owner:
        owner.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE usename = 'minka_app' AND datname = current_database()"
            )
        )
    assert ana.get("/v1/me")["display_name"] == "Ana"
