"""Two thirds of the letters carried an address that no mailbox opens: every address is https, and opens a page."""

from pathlib import Path

import pytest

from tests.support.world import World, device_for

ROOT = Path(__file__).parents[2]
THERE = ("/needs/{id}", "/matches/{id}", "/my")
NOBODYS = "01a1faab-8b54-7619-af68-c7086f4c6562"


def test_every_address_in_the_inbox_opens_a_page(world: World) -> None:
    ana, ben, steward = world.person("Ana"), world.person("Ben"), world.person("Sue")
    community = world.community(steward, ben)["id"]
    device_for(ana, "phone")
    need = ana.need()["id"]
    match = ben.post(f"/v1/needs/{need}/responses")["id"]
    steward.patch(f"/v1/communities/{community}/members/{ben.id}", {"role": "coordinator"})
    world.advance(days=6)
    links = {one["link"] for who in (ana, ben) for one in who.get("/v1/me/notifications")["items"]}
    at = world.settings.public_url
    assert {f"{at}/matches/{match}", f"{at}/needs/{need}", f"{at}/c/{community}"} <= links
    for link in links:
        assert link.startswith(f"{at}/")
        assert world.http.get(link.removeprefix(at)).status_code in (200, 303)


@pytest.mark.parametrize("path", THERE)
def test_whoever_is_not_signed_in_comes_there_by_signing_in(world: World, path: str) -> None:
    """Whatever there is: nobody learns by it what is there."""
    ana, steward = world.person("Ana"), world.person("Sue")
    world.community(steward)
    for thing in (ana.need()["id"], NOBODYS):
        answer = world.http.get(path.format(id=thing))
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/in?next={path.format(id=thing)}"


@pytest.mark.parametrize("path", ["/needs/{id}", "/matches/{id}"])
@pytest.mark.parametrize("thing", ["%3Cscript%3E", "x" * 200, "0199"])
def test_what_is_no_address_is_not_there(world: World, path: str, thing: str) -> None:
    answer = world.http.get(path.format(id=thing), headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "%3C" not in answer.text


def test_no_private_scheme_is_left() -> None:
    scheme = "minka" + "://"
    rooms = (
        "api",
        "benchmarks",
        "core",
        "demo",
        "docs",
        "doors",
        "notifications",
        "services",
        "tests",
        "texts",
    )
    told = {
        str(path.relative_to(ROOT))
        for room in rooms
        for path in (ROOT / room).rglob("*.*")
        if path.suffix in (".py", ".md", ".po", ".html") and scheme in path.read_text(encoding="utf-8")
    }
    assert told == set()
