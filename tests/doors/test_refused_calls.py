"""Each call that was refused leaves a line that helps to find an attack and tells nothing of anybody."""

import logging
import re
from collections.abc import Iterator

import pytest

from core.errors import Forbidden, Stale, TooMany
from doors import refused_calls
from doors.refused_calls import LINES, MINUTE, Note, RefusedCalls
from tests.support.browsers import surfing
from tests.support.world import World

NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def refused_lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.INFO, logger=refused_calls.__name__):
        yield caplog


def of(lines: pytest.LogCaptureFixture) -> list[str]:
    """The lines about refused calls, with what differs from run to run as `#`."""
    told = [one.getMessage() for one in lines.records if one.name == refused_calls.__name__]
    return [re.sub(r"network [0-9a-f]{16}$", "network #", line) for line in told]


def challenge(world: World, address: str) -> str:
    began = str(world.http.post("/v1/auth/codes", json={"address": address}).json()["challenge"])
    world.tick()
    return began


def wrong_for(world: World, address: str) -> str:
    return "1" * 6 if world.code_for(address) != "1" * 6 else "2" * 6


def test_a_sign_in_that_failed_leaves_a_line_and_so_does_the_try_too_many(
    world: World, refused_lines: pytest.LogCaptureFixture
) -> None:
    began = challenge(world, "ines@example.org")
    shown = {"challenge": began, "code": wrong_for(world, "ines@example.org"), "device_name": "a phone"}
    for _ in range(6):
        assert world.http.post("/v1/auth/sessions", json=shown).status_code == 401
    call = "refused: POST /v1/auth/sessions, 401"
    assert of(refused_lines) == [f"{call} wrong_code, network #"] * 5 + [f"{call} code_expired, network #"]
    assert {one.levelname for one in refused_lines.records if one.name == refused_calls.__name__} == {
        "WARNING"
    }


def test_a_sign_in_that_failed_on_a_page_leaves_the_same_line(
    world: World, refused_lines: pytest.LogCaptureFixture
) -> None:
    with surfing(world) as surfer:
        page = surfer.send(surfer.open("/in"), "send", address="ines@example.org")
        world.tick()
        wrong = wrong_for(world, "ines@example.org")
        for _ in range(4):
            page = surfer.send(page, "in", code=wrong)
        for _ in range(2):
            surfer.send(page, "in", code=wrong)
        world.advance(minutes=11)
        surfer.send(page, "in", code=wrong)
    call = "refused: POST /in/code, 401"
    wrong_ones, too_late = [f"{call} wrong_code, network #"] * 5, [f"{call} code_expired, network #"] * 2
    assert of(refused_lines) == wrong_ones + too_late
    with surfing(world) as surfer:
        surfer.send(surfer.open("/in/card"), "in", card="no such card")
    assert of(refused_lines)[7:] == ["refused: POST /in/card, 401 card_not_valid, network #"]


def test_what_is_not_theirs_is_told_by_route_and_code(
    world: World, refused_lines: pytest.LogCaptureFixture
) -> None:
    stranger, cora = world.person("Sami", proved="sami@example.org"), world.person("Cora")
    community = world.community(cora)["id"]
    stranger.steps_up = None
    world.advance(minutes=20)
    stranger.get("/v1/me")
    refused_lines.clear()
    assert world.http.get("/v1/me").status_code == 401
    assert world.http.get(f"/v1/communities/{community}/queue", headers=stranger.headers).status_code == 404
    assert world.http.delete("/v1/me", headers=stranger.headers).status_code == 403
    assert of(refused_lines) == [
        "refused: GET /v1/me, 401 sign_in_first, network #",
        "refused: GET /v1/communities/{community_id}/queue, 404 not_found, network #",
        "refused: DELETE /v1/me, 403 step_up_needed, network #",
    ]
    assert community not in "".join(of(refused_lines))


def test_calls_that_cannot_be_read_leave_a_line_and_none_of_their_words(
    world: World, refused_lines: pytest.LogCaptureFixture
) -> None:
    ana = world.person("Ana")
    refused_lines.clear()
    canary = "behind-the-mosque"
    typed = {**ana.headers, "Content-Type": "application/json"}
    world.http.patch("/v1/me", headers=typed, content=b"{" + canary.encode())
    world.http.patch("/v1/me", headers=ana.headers, json={canary: canary})
    world.http.get(f"/{canary}?{canary}={canary}")
    world.http.put("/v1/needs", headers=ana.headers, json={})
    told = of(refused_lines)
    assert [re.sub(r"^refused: | network #$", "", line) for line in told] == [
        "PATCH /v1/me, 400 malformed,",
        "PATCH /v1/me, 422 invalid,",
        "GET none, 404 not_found,",
        "PUT /v1/needs, 405 method_not_allowed,",
    ]
    assert canary not in refused_lines.text
    assert "127.0.0.1" not in refused_lines.text


def test_a_limit_that_was_reached_leaves_a_line(
    world: World, refused_lines: pytest.LogCaptureFixture
) -> None:
    for _ in range(30):
        asked = world.http.post("/v1/auth/codes", json={"address": "ines@example.org"})
        if asked.status_code == 429:
            break
    assert asked.status_code == 429
    assert of(refused_lines) == ["refused: POST /v1/auth/codes, 429 too_many, network #"]


def test_a_limit_that_was_reached_on_a_page_leaves_a_line(
    world: World, refused_lines: pytest.LogCaptureFixture
) -> None:
    with surfing(world) as surfer:
        page = surfer.open("/in")
        for _ in range(30):
            sent = surfer.send(page, "send", address="ines@example.org")
            if sent.status == 429:
                break
    assert of(refused_lines) == ["refused: POST /in, 429 too_many, network #"]


def note_of(problem: Exception | None) -> Note:
    with refused_calls.noted() as note:
        if problem is not None:
            refused_calls.note(problem)  # type: ignore[arg-type]
    return note


def test_a_flood_leaves_a_few_lines_and_a_number(refused_lines: pytest.LogCaptureFixture) -> None:
    lines, hashed = RefusedCalls(), 0

    def network() -> str:
        nonlocal hashed
        hashed += 1
        return "0" * 16

    for _ in range(1000):
        lines.tell(note_of(TooMany()), "GET /v1/me", 429, network, now=5.0)
    lines.tell(note_of(Forbidden()), "GET /v1/me", 403, network, now=6.0)
    assert len(of(refused_lines)) == LINES + 1 == hashed, "another code has lines of its own"
    refused_lines.clear()
    lines.tell(note_of(Forbidden()), "GET /v1/me", 403, network, now=5.0 + MINUTE)
    assert of(refused_lines) == [
        f"refused: {1000 - LINES} more within a minute, too_many",
        "refused: GET /v1/me, 403 not_yours_to_do, network #",
    ]


@pytest.mark.parametrize(("problem", "status"), [(None, 200), (None, 303), (Stale(), 412), (None, 500)])
def test_what_is_no_refusal_leaves_no_line(
    refused_lines: pytest.LogCaptureFixture, problem: Exception | None, status: int
) -> None:
    RefusedCalls().tell(note_of(problem), "GET /", status, lambda: "", now=0.0)
    assert of(refused_lines) == []


def test_the_first_reason_is_the_one(refused_lines: pytest.LogCaptureFixture) -> None:
    with refused_calls.noted() as note:
        refused_calls.note(Forbidden())
        refused_calls.note(Stale())
    RefusedCalls().tell(note, "POST /my", 303, lambda: "0" * 16, now=0.0)
    assert of(refused_lines) == ["refused: POST /my, 403 not_yours_to_do, network #"]
