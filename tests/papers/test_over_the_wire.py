"""What goes over the wire, tried on a server as it is started: whole messages, methods, addresses, headers, cookies."""

import asyncio
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from starlette.types import Message

from commands.application import whole
from commands.http_server import configuration
from core.crypto.vault import Vault
from core.database.db import Database
from doors import problems
from tests.support.people import Person
from tests.support.production import like_production
from tests.support.world import World
from web.coming import cookies
from web.parts.render import HEADERS, OF_PAGES

PRODUCTION = like_production(log_level="WARNING")


def said(world: World, *lines: str, body: str = "") -> bytes:
    """What the server answers to these bytes, until it hangs up or has nothing more to say."""
    where = urlsplit(world.server.url)
    with socket.create_connection((where.hostname, where.port), timeout=5) as line:
        line.sendall(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n" + body).encode())
        answer = b""
        while more := line.recv(65536):
            answer += more
        return answer


def test_of_a_message_with_two_lengths_the_pieces_count(shared_world: World) -> None:
    """Smuggling: where length and pieces are both told, the pieces are the message, whatever length was told."""
    whole_body = '{"refresh_token": "none of ours"}'
    answer = said(
        shared_world,
        "POST /v1/auth/refresh HTTP/1.1",
        "Host: minka",
        "Content-Type: application/json",
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        body=f"{len(whole_body):x}\r\n{whole_body}\r\n0\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 401"), answer
    assert b"signed_out" in answer


@pytest.mark.parametrize(
    "lines",
    [
        ("GET /healthz HTTP/1.1", "Host: minka", "Content-Length: 1", "Content-Length: 2"),
        ("GET /healthz HTTP/1.1", "Host: minka", "Transfer-Encoding: chunked, identity"),
        ("GET /healthz HTTP/1.1", "Host: minka", "Bent : header"),
    ],
)
def test_a_message_that_can_be_read_in_two_ways_is_refused(
    shared_world: World, lines: tuple[str, ...]
) -> None:
    assert said(shared_world, *lines).split(b" ")[1] in (b"400", b"501")


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_nobody_has_what_they_sent_sent_back(shared_world: World, method: str) -> None:
    answer = said(shared_world, f"{method} /v1/about HTTP/1.1", "Host: minka", "Cookie: minka=secret")
    assert answer.split(b" ")[1] in (b"405", b"400")
    assert b"secret" not in answer


def test_no_folder_and_no_file_of_the_tree_is_served(shared_world: World) -> None:
    for path in (
        "/static/",
        "/web/",
        "/.git/config",
        "/.env",
        "/manage.py",
        "/web/static/minka.js",
        "/docs/",
    ):
        answer = shared_world.http.get(path, follow_redirects=True)
        assert answer.status_code == 404 or path == "/docs/", path
        assert "Index of" not in answer.text


def test_where_something_stands_decides_and_it_stands_nowhere_else(shared_world: World) -> None:
    """Parameter pollution: a field of a body is none in the address, nor the other way round, and no id is taken."""
    ana = shared_world.person("Ana")
    before = ana.get("/v1/me")
    for path, body, field in (
        ("/v1/me?name=Eve", {"name": "Ann"}, {"parameter": "name", "code": "unknown_field"}),
        ("/v1/me", {"id": "x", "name": "Ann"}, {"pointer": "/id", "code": "unknown_field"}),
    ):
        refused = shared_world.http.patch(path, json=body, headers=ana.headers)
        assert refused.status_code == 422
        assert [one for one in refused.json()["errors"] if field.items() <= one.items()]
    assert ana.get("/v1/me") == before


def test_a_file_is_taken_by_no_call(shared_world: World) -> None:
    ana = shared_world.person("Ana")
    for path in ("/v1/needs", "/v1/me/contact-points"):
        answer = shared_world.http.post(
            path, files={"file": ("a.svg", b"<svg onload=a()>")}, headers=ana.headers
        )
        assert answer.status_code == 415
    taken = {
        media
        for path in shared_world.server.app.openapi()["paths"].values()
        for call in path.values()
        for media in call.get("requestBody", {}).get("content", {})
    }
    assert taken == {"application/json"}


@pytest.fixture
def served_in_production() -> Iterator[FastAPI]:
    """The application as production has it. Its database is nowhere: what needs one is answered with "later"."""
    nowhere = Database(
        "postgresql+psycopg://minka_app:x@127.0.0.1:1/minka",
        Vault(bytes(32)),
        pool_size=1,
        statement_timeout_ms=1,
    )
    yield whole(PRODUCTION, nowhere)
    nowhere.close()


def answer_of(app: FastAPI, path: str, *, peer: str = "127.0.0.1") -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(peer, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="https://minka.example.org") as client:
            return await client.get(path)

    return asyncio.run(ask())


PATHS = ["/healthz", "/openapi.json", "/docs", "/nowhere", "/v1/nowhere", "/v1/me", "/dev/outbox", "/metrics"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_tells_browsers_what_to_leave(served_in_production: FastAPI, path: str) -> None:
    async def ask() -> httpx.Response:
        async with served_in_production.router.lifespan_context(served_in_production):
            transport = httpx.ASGITransport(served_in_production, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="https://minka.example.org") as client:
                return await client.get(path)

    headers = asyncio.run(ask()).headers
    ensure_safe(headers)


def ensure_safe(headers: httpx.Headers) -> None:
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")
    kind = headers.get("Content-Type", "application/json")
    assert not kind.startswith("text/") or "charset=utf-8" in kind
    assert "xml" not in kind or "charset=utf-8" in kind


def test_what_breaks_unforeseen_tells_nothing_and_is_as_safe() -> None:
    """The last resort answers from outside of everything that puts headers on answers."""
    app = FastAPI()
    app.state.settings = PRODUCTION
    app.state.routes = []
    problems.install(app)

    @app.get("/breaks")
    def breaks() -> Response:
        raise RuntimeError("the key is under the blue pot")

    answer = answer_of(app, "/breaks")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "blue pot" not in answer.text
    ensure_safe(answer.headers)


@pytest.mark.parametrize(("peer", "status"), [("127.0.0.1", 200), ("203.0.113.9", 404), ("10.0.0.7", 404)])
def test_figures_are_for_this_machine_alone(served_in_production: FastAPI, peer: str, status: int) -> None:
    assert answer_of(served_in_production, "/metrics", peer=peer).status_code == status


def test_pages_and_pictures_say_so_themselves(shared_world: World) -> None:
    for headers in (HEADERS, OF_PAGES):
        assert "base-uri 'none'" in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
    sign = shared_world.http.get("/in", headers={"Accept": "text/html"}).text.partition('rel="icon" href="')[
        2
    ]
    icon = shared_world.http.get(sign.partition('"')[0])
    assert icon.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert "default-src 'none'" in icon.headers["Content-Security-Policy"]


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1"])
def test_where_a_call_comes_from_is_told_by_the_proxy_alone(peer: str) -> None:
    """Whoever calls without the proxy between may say what they like."""
    seen: list[str] = []
    app = FastAPI()

    @app.get("/")
    def look(request: Request) -> Response:
        seen.append(request.client.host if request.client else "")
        return Response()

    config = configuration(app, PRODUCTION)
    config.load()
    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http", "http_version": "1.1",
        "headers": [(b"host", b"minka"), (b"x-forwarded-for", b"198.51.100.7")],
        "client": (peer, 4711), "server": ("127.0.0.1", 8000),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        """Nobody listens."""

    asyncio.run(config.loaded_app(scope, receive, send))
    assert seen == ["198.51.100.7" if peer == "127.0.0.1" else peer]


@pytest.mark.parametrize("name", cookies.NAMES)
def test_a_cookie_of_production_is_for_this_host_and_https_alone(name: cookies.Name) -> None:
    response = Response()
    cookies.put(response, PRODUCTION, name, "v")
    [set_cookie] = [value for key, value in response.raw_headers if key == b"set-cookie"]
    parts = set_cookie.decode().split("; ")
    assert parts[0] == f"__Host-{name}=v"
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(parts)
    assert not [part for part in parts if part.startswith("Domain")]


def test_a_number_of_many_digits_and_a_person_are_no_one(shared_world: World) -> None:
    """What is larger than a column may hold is refused by its schema, and never counted over."""
    ana: Person = shared_world.person("Ana")
    for many in (2**31, 2**63, 2**64, -1):
        sent = {
            "category": "groceries",
            "place": {"lat": 42.7, "lon": -84.5},
            "quantity": many,
            "unit": "piece",
        }
        assert shared_world.http.post("/v1/needs", json=sent, headers=ana.headers).status_code == 422
