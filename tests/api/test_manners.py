"""What every answer says of itself: its language, its times, its methods, who may keep it, where the new thing is."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Message

from tests.api.matrix import OUTSIDE, ROWS, Row, shape
from tests.support.full_community import FullCommunity
from tests.support.world import World

TIME = re.compile(r"\d{4}-\d\d-\d\dT")
WHOLE_SECONDS_IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NOWHERE_TO_READ = {
    "POST /v1/auth/sessions",
    "POST /v1/communities/{}/invitations",
    "POST /v1/people/{}/takeover-codes",
    "POST /v1/needs/{}/share-links",
    "POST /v1/communities/{}/needs/{}/reveals",
    "POST /v1/communities/{}/needs/{}/calls",
    "POST /v1/blocks",
}
"""What is made and shown once, or read in a list only: there is no address to name."""
NEVER_KEPT = re.compile(
    r".*/(contact|messages|takeover-codes|reveals)|/v1/auth/refresh|/v1/people.*|/v1/communities/\{}/invitations"
)
"""Whose answers no device keeps."""


def answered(kept_community: FullCommunity, row: Row) -> httpx.Response:
    """The call by the first who may make it."""
    may = next(role for role, status in row.statuses.items() if status < 300)
    with kept_community.database.undone():
        return kept_community.call(
            may, row.method, kept_community.filled(row.path), kept_community.filled(row.body)
        )


def body(answer: httpx.Response) -> object:
    """What is in it: a text for a chat stands for itself, everything else is JSON."""
    return answer.text if answer.headers["content-type"].startswith("text/plain") else answer.json()


def texts(body: object) -> Iterator[str]:
    if isinstance(body, str):
        yield body
    elif isinstance(body, list):
        for part in body:
            yield from texts(part)
    elif isinstance(body, dict):
        for part in body.values():
            yield from texts(part)


GOOD = [row for row in ROWS if min(row.statuses.values()) < 300]
"""The calls that somebody here may make; the others are refused to all in this community."""


@pytest.mark.parametrize("row", GOOD, ids=lambda row: row.call)
def test_a_good_answer_says_what_it_is(kept_community: FullCommunity, row: Row) -> None:
    answer = answered(kept_community, row)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "no-referrer"
    if not row.path.startswith("/v1/"):
        return
    assert answer.headers["content-language"] == "en"
    tagged = "etag" in answer.headers
    kept = answer.headers["cache-control"]
    if kept != "private, no-store":
        assert tagged
        assert kept in ("private, no-cache", "public, max-age=300", "no-cache")
    assert tagged or row.method != "GET"
    if NEVER_KEPT.fullmatch(shape(row.path)) and answer.content:
        assert kept == "private, no-store"
    if answer.status_code == 201 and shape(row.call) not in NOWHERE_TO_READ:
        assert answer.headers["location"].startswith("/v1/")
    if answer.content:
        times = [text for text in texts(body(answer)) if TIME.match(text)]
        assert all(WHOLE_SECONDS_IN_UTC.fullmatch(text) for text in times), times


@pytest.mark.parametrize("row", [row for row in GOOD if row.method == "GET"], ids=lambda row: row.path)
def test_head_is_get_without_its_body(kept_community: FullCommunity, row: Row) -> None:
    may = next(role for role, status in row.statuses.items() if status < 300)
    signed = {} if may == "anonymous" else kept_community.people[may].headers
    path = kept_community.filled(row.path)
    with kept_community.database.undone():
        head = kept_community.http.head(path, headers=signed)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) > 0


def test_a_wrong_method_is_told_all_the_right_ones(kept_community: FullCommunity) -> None:
    known: dict[str, set[str]] = defaultdict(set)
    for call in {shape(row.call) for row in ROWS} | OUTSIDE:
        method, path = call.split()
        known[path].add(method)
    for row in ROWS:
        path = shape(row.path)
        if not path.startswith("/v1/"):
            continue
        answer = kept_community.http.request("TRACE", kept_community.filled(row.path))
        assert answer.status_code == 405
        heads = {"HEAD"} if "GET" in known[path] else set()
        assert set(answer.headers["allow"].split(", ")) == known[path] | heads


@pytest.mark.parametrize(
    ("asked", "answered_in"), [(None, "sw"), ("ar", "ar"), ("xx", "en")], ids=["own", "asked", "unknown"]
)
def test_who_asks_for_no_language_reads_their_own(world: World, asked: str | None, answered_in: str) -> None:
    neema = world.person("neema")
    neema.patch("/v1/me", {"locale": "sw"})
    headers = {} if asked is None else {"Accept-Language": asked}
    for path in ("/v1/me", f"/v1/needs/{neema.id}"):
        answer = neema.http.get(path, headers=neema.headers | headers)
        assert answer.headers["content-language"] == answered_in
    title = answer.json()["title"]
    assert (
        title
        == neema.http.get(path, headers=neema.headers | {"Accept-Language": answered_in}).json()["title"]
    )


def test_the_next_page_is_named_without_the_name_a_call_gives_us(world: World) -> None:
    stew = world.person("stew")
    for name in ("one", "two"):
        world.community(stew, name=name)
    answer = stew.http.get("/v1/communities?limit=1", headers=stew.headers | {"Host": "evil.example"})
    assert answer.json()["next"]
    assert answer.headers["link"].startswith("</v1/communities?")
    assert "evil" not in answer.headers["link"]


def test_a_line_that_drops_is_no_error_of_ours(full_community: FullCommunity) -> None:
    """The server says so to the app while it reads the body; nobody hears the answer."""
    half_a_body: Message = {"type": "http.request", "body": b"{", "more_body": True}
    received = iter([half_a_body, {"type": "http.disconnect"}])
    sent: list[Message] = []

    async def receive() -> Message:
        return next(received)

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/needs", "query_string": b"", "headers": []}
    asyncio.run(full_community.world.server.app({**scope, "client": ("127.0.0.1", 1)}, receive, send))
    assert sent[0]["status"] == 400
    assert "unexpected" not in full_community.outside.log.getvalue()


@pytest.mark.parametrize("path", ["/v1/home", "/v1/me", "/v1/needs", "/v1/communities"])
def test_what_one_reads_may_be_kept_by_who_asks_again(kept_community: FullCommunity, path: str) -> None:
    answer = kept_community.call("author", "GET", path)
    assert answer.headers["cache-control"] == "private, no-cache"
