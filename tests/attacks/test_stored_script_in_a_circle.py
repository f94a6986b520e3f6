"""Script that is stored in what a circle or somebody says of themselves runs on nobody's page."""

from typing import Any

import pytest

from tests.support.browsers import surfing, surfing_as
from tests.support.people import Person
from tests.support.world import World

SCRIPT = "<script>alert(1)</script>"
ENDS = "\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def mallory(shared_world: World) -> Person:
    return shared_world.person(SCRIPT)


@pytest.fixture(scope="module")
def bent_circle(shared_world: World, mallory: Person) -> dict[str, Any]:
    circle = shared_world.community(
        mallory,
        name=f"Elm {ENDS}",
        about=f"{SCRIPT} {ENDS}",
        contact={"phone": "+15175550100", "hours": ENDS},
        landmarks=[{"name": f"{SCRIPT}", "lat": 42.7, "lon": -84.5}],
    )
    path = f"/v1/communities/{circle['id']}"
    mallory.patch(f"{path}/members/{mallory.id}", {"answerable": True})
    mallory.patch(f"{path}/policy", {"dials": {"pause_minutes": 60}, "reason": SCRIPT})
    return dict(mallory.get(path))


@pytest.mark.parametrize("below", ["", "/rules", "/members", "/edit", "/poster", "/cells.svg", "/invite"])
def test_no_page_of_a_circle_runs_what_was_typed(
    shared_world: World, mallory: Person, bent_circle: dict[str, Any], below: str
) -> None:
    with surfing_as(shared_world, mallory) as surfer:
        answer = surfer.http.get(f"/c/{bent_circle['slug']}{below}")
    assert answer.status_code == 200
    assert SCRIPT not in answer.text
    assert "<img src=x" not in answer.text
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("word", ["%3Cscript%3E", "%22%3E%3Cimg%20src=x%3E", "%0d%0aSet-Cookie:%20minka=1"])
def test_a_bent_invitation_is_words(shared_world: World, bent_circle: dict[str, Any], word: str) -> None:
    with surfing(shared_world) as surfer:
        answer = surfer.http.get(f"/c/{bent_circle['slug']}/join/{word}", follow_redirects=False)
    assert "<script>" not in answer.text
    assert "<img" not in answer.text
    assert "minka=1" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("name", ["%00", "..%2f..", "a%0d%0aLocation:%20https://evil.example", "%FF%FE"])
def test_a_circle_that_cannot_be_is_not_there(shared_world: World, name: str) -> None:
    with surfing(shared_world) as surfer:
        answer = surfer.http.get(f"/c/{name}", follow_redirects=False)
    assert answer.status_code == 404
    assert "evil" not in str(answer.headers)


def test_what_was_looked_for_is_words(shared_world: World) -> None:
    with surfing(shared_world) as surfer:
        answer = surfer.http.get("/", params={"q": ENDS})
    assert "<img" not in answer.text
