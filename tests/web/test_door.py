"""The door for browsers: who comes in by a cookie, whose forms are taken, and in which language it speaks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import Request
from fastapi.routing import APIRoute

from core.crypto.vault import Vault
from core.errors import Unauthorized
from doors import comers
from services import browsers
from tests.support.browsers import Surfer, cookie_of, read, surfing, surfing_as
from tests.support.people import Person
from tests.support.world import World
from web import app as web_app
from web.coming import guard


@pytest.fixture
def nobodys_browser(shared_world: World) -> Iterator[Surfer]:
    with surfing(shared_world) as surfer:
        yield surfer


def test_a_stranger_reads_a_page(nobodys_browser: Surfer) -> None:
    page = nobodys_browser.open("/dev/parts")
    headers = page.response.headers
    assert page.status == 200
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "Sign in" in page.text


def test_what_is_not_there_is_told_on_a_page(nobodys_browser: Surfer) -> None:
    page = nobodys_browser.open("/nowhere")
    assert page.status == 404
    assert "/" in page.hrefs


def test_the_api_answers_in_json_also_to_a_browser(nobodys_browser: Surfer) -> None:
    answer = nobodys_browser.http.get("/v1/nowhere")
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("language", ["ar", "sw"])
def test_a_language_that_was_chosen_stays(nobodys_browser: Surfer, language: str) -> None:
    for page in (nobodys_browser.open("/dev/parts", lang=language), nobodys_browser.open("/dev/parts")):
        assert f'<html lang="{language}"' in page.response.text


def test_a_forms_token_is_masked_anew_each_time() -> None:
    vault = Vault(bytes(32))
    first, second = (guard.token(vault, b"somebody", "/my") for _ in range(2))
    assert first != second
    for one in (first, second):
        assert guard.holds(vault, b"somebody", "/my", one)
        assert not guard.holds(vault, b"somebody else", "/my", one)
        assert not guard.holds(vault, b"somebody", "/me", one)


def test_pages_that_cost_much_have_few_places() -> None:
    """Those that look around as the heavy calls of the API do: of them, too, few are inside at once."""
    call = Request({"type": "http", "headers": [], "query_string": b""})
    heavy = {
        (method, route.path)
        for router in web_app.ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and comers.is_heavy(route.endpoint, call)
        for method in route.methods or ()
    }
    people = "/needs/{need_id:uuid}/people"
    card = "/c/{circle}/desk/needs/{need_id:uuid}"
    assert heavy == {
        ("GET", "/near"),
        ("GET", "/me/export/minka.json"),
        *((method, page) for page in (people, card) for method in ("GET", "POST")),
    }


@pytest.mark.parametrize("given", ["", "A", "AAAA", "A" * 200, "é", "=" * 8])
def test_what_is_no_token_is_none(given: str) -> None:
    assert not guard.holds(Vault(bytes(32)), b"somebody", "/my", given)


class TestCookie:
    """A sign-in that a browser holds."""

    @pytest.fixture
    def held_by_cookie(self, shared_world: World) -> Person:
        return shared_world.person("Amina")

    def by(self, world: World, value: str, **later: float) -> browsers.Browser:
        with world.database.transaction() as session:
            return browsers.by_cookie(session, value, world.now() + timedelta(**later))

    def test_pages_know_who_holds_it(self, shared_world: World, held_by_cookie: Person) -> None:
        with surfing_as(shared_world, held_by_cookie) as surfer:
            page = surfer.open("/dev/parts")
        assert "My page" in page.text
        assert page.response.headers["Cache-Control"] == "private, no-cache"

    def test_the_api_does_not(self, shared_world: World, held_by_cookie: Person) -> None:
        with surfing_as(shared_world, held_by_cookie) as surfer:
            assert surfer.http.get("/v1/me").status_code == 401

    def test_pages_read_no_bearer(self, shared_world: World, held_by_cookie: Person) -> None:
        with surfing(shared_world, **held_by_cookie.headers) as surfer:
            assert "My page" not in surfer.open("/dev/parts").text

    def test_on_a_phone_of_others_it_ends_unused_and_after_half_a_day(
        self, shared_world: World, held_by_cookie: Person
    ) -> None:
        value = cookie_of(shared_world, held_by_cookie, own_phone=False)
        for minutes in range(25, 12 * 60, 25):
            self.by(shared_world, value, minutes=minutes)
        with pytest.raises(Unauthorized):
            self.by(shared_world, value, minutes=12 * 60 + 1)
        unused = cookie_of(shared_world, held_by_cookie, own_phone=False)
        with pytest.raises(Unauthorized):
            self.by(shared_world, unused, minutes=31)

    def test_on_ones_own_it_holds_as_long_as_it_is_used(
        self, shared_world: World, held_by_cookie: Person
    ) -> None:
        value = cookie_of(shared_world, held_by_cookie)
        for days in range(80, 400, 80):
            value = self.by(shared_world, value, days=days).renewed or value
        with pytest.raises(Unauthorized):
            self.by(shared_world, value, days=320 + 91)

    def test_is_renewed_daily_and_a_lost_answer_loses_nobody(
        self, shared_world: World, held_by_cookie: Person
    ) -> None:
        first = cookie_of(shared_world, held_by_cookie)
        second = self.by(shared_world, first, hours=25).renewed
        assert second not in (None, first)
        assert self.by(shared_world, first, days=3).renewed == second  # its answer was lost

    def test_a_copy_is_noticed_once_its_successor_was_shown(
        self, shared_world: World, held_by_cookie: Person
    ) -> None:
        first = cookie_of(shared_world, held_by_cookie)
        second = self.by(shared_world, first, hours=25).renewed
        assert second is not None
        self.by(shared_world, second, hours=25)
        self.by(shared_world, first, hours=25)  # another request of the same page, within the minute
        with shared_world.database.transaction() as session, pytest.raises(Unauthorized):
            browsers.by_cookie(session, first, shared_world.now() + timedelta(hours=26))
        with pytest.raises(Unauthorized):
            self.by(shared_world, second, hours=26)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(nobodys_browser: Surfer, headers: dict[str, str]) -> None:
    page = nobodys_browser.open("/dev/parts")
    fields = [*page.form("send").fields, ("name", "Amina"), ("do", "send")]
    assert read(nobodys_browser.post("/dev/parts", fields, **headers)).status == 403
    there = {"Sec-Fetch-Site": "same-origin", "Origin": str(nobodys_browser.http.base_url).rstrip("/")}
    assert nobodys_browser.post("/dev/parts", fields, **there).status_code == 200


def test_a_form_without_its_token_is_refused(nobodys_browser: Surfer) -> None:
    fields = nobodys_browser.open("/dev/parts").form("send").fields
    without = [pair for pair in fields if pair[0] != "_form"]
    for token in ([], [("_form", "")], [("_form", "A" * 43)]):
        assert nobodys_browser.post("/dev/parts", [*without, *token]).status_code == 403
    nobodys_browser.http.cookies.clear()
    assert nobodys_browser.post("/dev/parts", fields).status_code == 403  # another browser's


def test_a_form_that_has_to_be_looked_at_again(nobodys_browser: Surfer) -> None:
    page = nobodys_browser.send(nobodys_browser.open("/dev/parts"), "send", name="")
    assert page.status == 422
    assert "Please look at this again" in page.text
    assert "#quantity" in page.hrefs
    assert nobodys_browser.send(page, "send", name="Amina").status == 200
