"""docs/for-apps.md suffices: a client written from it alone plays the main job, on a bad line too; and it names all."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import httpx
import pytest

from demo import mombasa
from doors import codes as door_codes
from services.access import tokens
from services.people import sign_in
from tests.docs.client import Client, Kept, NoLine, SignInAgain
from tests.support.world import World
from web import app_links

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/for-apps.md").read_text(encoding="utf-8")
HERE = {"lat": mombasa.OLD_TOWN.lat, "lon": mombasa.OLD_TOWN.lon}


class Losing(httpx.HTTPTransport):
    """A line on which the next answers are lost, though the calls arrive; or nothing arrives at all."""

    lose = 0
    down = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("no line")
        answer = super().handle_request(request)
        if self.lose:
            self.lose -= 1
            answer.close()
            raise httpx.ReadError("the answer was lost")
        return answer


class Town:
    """A community, and people who come to it with clients of their own."""

    def __init__(self, world: World) -> None:
        self.world = world
        steward = world.person("Grace")
        made = world.community(steward, name="Mombasa", place=HERE)
        self.community: str = made["id"]
        self._clients: list[httpx.Client] = []

    def line(self) -> tuple[httpx.Client, Losing]:
        losing = Losing()
        http = httpx.Client(base_url=self.world.server.url, transport=losing, timeout=60)
        self._clients.append(http)
        return http, losing

    def arrives(self, address: str, *, lose: int = 0) -> tuple[Client, Losing]:
        """Somebody who signs in and says who they are."""
        http, losing = self.line()
        client = Client(http, sleep=lambda _: None)

        def read_code() -> str:
            self.world.tick()
            losing.lose = lose
            return self.world.code_for(address)

        client.sign_in(address, read_code, locale="en")
        about = {
            "display_name": address.split("@", maxsplit=1)[0],
            "is_adult": True,
            "time_zone": "Africa/Nairobi",
        }
        client.edit("/v1/me", about | {"quiet_from": "00:00", "quiet_to": "00:00"})
        return client, losing

    def close(self) -> None:
        for http in self._clients:
            http.close()


@pytest.fixture(scope="module")
def coast(shared_world: World) -> Iterator[Town]:
    made = Town(shared_world)
    yield made
    made.close()


def test_the_main_job_from_sign_in_to_done(coast: Town) -> None:
    ana, _ = coast.arrives("ana@example.org", lose=1)
    ben, _ = coast.arrives("ben@example.org")
    ben.write("POST", f"/v1/communities/{coast.community}/join")
    ben.write("POST", "/v1/offers", {"place": HERE, "share": ["email"]})
    need = ana.write("POST", "/v1/needs", {"category": "groceries", "place": HERE, "share": ["place"]})
    coast.world.tick()
    [asked] = [one for one in ben.get("/v1/home")["waiting"] if one["kind"] == "answer"]
    match = ben.get(f"/v1/matches/{asked['id']}")
    assert "accept" in match["allowed"]
    ben.write("POST", f"/v1/matches/{match['id']}/accept", {})
    coast.world.advance(minutes=11)
    [waits] = [one for one in ana.get("/v1/home")["waiting"] if one["kind"] == "choose"]
    assert waits["link"].startswith("http")
    assert "confirm" in ana.get(f"/v1/matches/{match['id']}")["allowed"]
    ana.write("POST", f"/v1/matches/{match['id']}/confirm", {})
    contact = ben.get(f"/v1/matches/{match['id']}/contact")
    assert contact["place"] == HERE
    assert f"/v1/matches/{match['id']}/contact" not in ben.kept.answers, "no device keeps it"
    ana.write("POST", f"/v1/matches/{match['id']}/report", {"outcome": "helped"})
    coast.world.tick()
    assert ana.get(f"/v1/needs/{need['id']}")["status"] == "fulfilled"
    assert ben.get("/v1/me/notifications")["items"]


def test_what_was_written_without_a_line_arrives_once(coast: Town) -> None:
    """The app is closed and opened again meanwhile; the answer to the first try is lost."""
    cem, losing = coast.arrives("cem@example.org")
    losing.lose = 1
    with pytest.raises(NoLine):
        cem.write("POST", "/v1/needs", {"category": "water", "place": HERE, "title": "Two cans"})
    losing.down = True
    with pytest.raises(NoLine):
        cem.edit("/v1/needs/unread", {"title": "never sent"})
    again = Client(cem.http, cem.kept, sleep=lambda _: None)
    with pytest.raises(NoLine):
        again.send_queue()
    losing.down = False
    need = again.send_queue()
    assert not again.kept.queue
    mine = again.get("/v1/needs?mine=true")["items"]
    assert [(one["id"], one["title"]) for one in mine] == [(need["id"], "Two cans")]


def test_what_was_read_is_there_without_a_line(coast: Town) -> None:
    eve, losing = coast.arrives("eve@example.org")
    there = eve.get("/v1/home")
    assert eve.get("/v1/home") == there, "nothing new is a 304"
    losing.down = True
    assert eve.get("/v1/home") == there
    with pytest.raises(NoLine):
        eve.get("/v1/needs")


def test_a_lost_refresh_signs_nobody_out(coast: Town) -> None:
    fay, losing = coast.arrives("fay@example.org")
    coast.world.advance(minutes=11)
    assert _code_of(fay, "/v1/me") == "token_expired"
    old = fay.kept.refresh_token
    losing.lose = 1
    with pytest.raises(NoLine):
        fay._refresh()
    coast.world.advance(days=40)
    assert fay.get("/v1/me")["display_name"] == "fay"
    assert fay.kept.refresh_token != old
    stolen = Client(fay.http, Kept(refresh_token=old, access_token=fay.kept.access_token))
    with pytest.raises(SignInAgain):
        stolen._refresh()
    with pytest.raises(SignInAgain):
        fay.get("/v1/me")


def _code_of(client: Client, path: str) -> str:
    shown = {"Authorization": f"Bearer {client.kept.access_token}"}
    return str(client.http.get(path, headers=shown).json()["code"])


def test_an_edit_of_what_somebody_else_edited_is_asked_about(coast: Town) -> None:
    gil, _ = coast.arrives("gil@example.org")
    need = gil.write("POST", "/v1/needs", {"category": "groceries", "place": HERE})
    path = f"/v1/needs/{need['id']}"
    gil.get(path)
    stale = gil.tags[path]
    assert path not in gil.kept.answers, "its private note and door lie on no disk"
    gil.edit(path, {"title": "Bread"})
    with pytest.raises(httpx.HTTPStatusError) as refused:
        gil.write("PATCH", path, {"title": "Milk"}, if_match=stale)
    assert (refused.value.response.status_code, len(gil.kept.queue)) == (412, 0)
    assert gil.edit(path, {"details": "rye"})["title"] == "Bread"


def test_a_push_that_comes_twice_is_shown_once(coast: Town) -> None:
    client = Client(coast.line()[0])
    push = {"message_id": "a", "kind": "yes", "link": "https://minka.example.org/my"}
    assert [client.show_push(push), client.show_push(push)] == [True, False]


def _in_words(seconds: float) -> str:
    return {600: "ten minutes", 30: "30 s", 120: "two minutes", 90 * 86_400: "90 days"}[int(seconds)]


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (sign_in.CODE_LIFETIME, "| a challenge |"),
        (sign_in.RESEND_AFTER, "| a challenge |"),
        (tokens.ACCESS_LIFETIME, "| an access token |"),
        (tokens.REFRESH_LIFETIME, "| a refresh token |"),
        (sign_in.SAME_AGAIN, "| a sign-in whose answer was lost |"),
    ],
)
def test_lifetimes_are_as_the_page_says(said: Any, begins: str) -> None:
    [line] = [line for line in PAGE.splitlines() if line.startswith(begins)]
    assert _in_words(said.total_seconds()) in line


def test_every_code_of_an_error_is_in_a_table() -> None:
    """What the description may answer, and what 401 means in each case."""
    told = set(re.findall(r"^\| (`[a-z_]+`(?:, `[a-z_]+`)*) \|", PAGE, re.MULTILINE))
    codes = {code.strip("`") for cell in told for code in cell.split(", ")}
    assert {"sign_in_first", "token_expired", "signed_out", "wrong_code", "code_expired"} <= codes
    assert door_codes.FORM == "^[0-9]{6}([0-9]{2})?$", "six digits or eight, as the page says"


def test_every_path_on_the_page_exists() -> None:
    described = json.loads((ROOT / "docs/openapi.json").read_text(encoding="utf-8"))["paths"]
    known = {re.sub(r"\{[^}]*\}", "{}", path) for path in described}
    named = {
        re.sub(r"\{[^}]*\}", "{}", path)
        for path in re.findall(r"(?:GET|POST|PUT|PATCH|DELETE) +(/v1/[a-z/{}_.-]+)", PAGE)
    }
    assert len(named) > 25
    assert named <= known | {"/v1/sync"}, named - known


def claimed(page: str) -> list[str]:
    return re.findall(r"^\| `(/[a-z/{} _]+)` \|", page, re.MULTILINE)


def test_the_addresses_to_claim_open_in_a_browser(coast: Town) -> None:
    """As pages: what is not there is told on one, and one's own page asks who one is."""

    def read(path: str) -> int:
        return coast.world.http.get(path, headers={"Accept": "text/html"}).status_code

    paths = [re.sub(r"\{[^}]*\}", "x", path) for path in claimed(PAGE)]
    assert len(paths) == 5
    assert all(any(fnmatchcase(path, opened) for opened in app_links.OPENED) for path in paths)
    answers = {"/my": 303, "/ask": 200}  # to the sign-in; anybody may ask
    assert {path: read(path) for path in paths} == {path: answers.get(path, 404) for path in paths}
