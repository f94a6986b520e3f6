"""Two thirds of the letters carried an address that no mailbox opens: every address is https, and opens a page."""

from pathlib import Path

import pytest

from tests.support.world import World, device_for
from texts.catalogue import LANGUAGES

ROOT = Path(__file__).parents[2]
THERE = ("/needs/{id}", "/matches/{id}", "/c/{id}", "/help", "/my", "/me")
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
    assert {f"{at}/matches/{match}", f"{at}/needs/{need}", f"{at}/me"} <= links
    for link in links:
        assert link.startswith(f"{at}/")
        assert world.http.get(link.removeprefix(at)).status_code == 200


@pytest.mark.parametrize("path", THERE)
def test_the_page_is_the_same_whatever_there_is(world: World, path: str) -> None:
    ana, steward = world.person("Ana"), world.person("Sue")
    world.community(steward)
    need = ana.need()["id"]
    pages = [world.http.get(path.format(id=thing)) for thing in (need, NOBODYS, "%3Cscript%3E", "x" * 200)]
    pages.append(world.http.get(path.format(id=need), params={"from": "mail"}))
    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 1
    assert "script" not in pages[0].text
    assert pages[0].headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in pages[0].headers["content-security-policy"]


def test_the_page_of_an_address_speaks_six_languages(world: World) -> None:
    said = {language: world.http.get("/my", headers={"Accept-Language": language}) for language in LANGUAGES}
    assert len({page.text for page in said.values()}) == 6
    for language, page in said.items():
        assert page.headers["content-language"] == language
        assert f'lang="{language}"' in page.text


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
