"""Bad input of every kind: the answer says which field and why, and nothing has changed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.support.full_community import FullCommunity
from tests.support.places import LANSING

NEED: dict[str, Any] = {"category": "groceries", "place": LANSING}
OFFER: dict[str, Any] = {"place": LANSING}
CIRCLE: dict[str, Any] = {"name": "Okemos", "place": {"lat": 42.7, "lon": -84.4}, "reach_km": 5}
PAST = {"from": "2001-01-01T09:00:00Z", "to": "2001-01-01T10:00:00Z"}


@dataclass(frozen=True)
class Bad:
    """A call and what it is told. `at`: the pointer into the body, or the parameter's name."""

    why: str
    call: str
    body: Any = None
    status: int = 422
    code: str = "invalid"
    at: str | None = None
    fault: str | None = None
    role: str = "author"
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.call}: {self.why}"


def need(why: str, at: str, code: str, **fields: Any) -> Bad:
    return Bad(why, "POST /v1/needs", NEED | fields, at=at, fault=code)


def offer(why: str, at: str, code: str, **fields: Any) -> Bad:
    return Bad(why, "POST /v1/offers", OFFER | fields, at=at, fault=code, role="member")


def community(why: str, at: str, code: str, **fields: Any) -> Bad:
    return Bad(why, "POST /v1/communities", CIRCLE | fields, at=at, fault=code)


def me(why: str, at: str, code: str, **fields: Any) -> Bad:
    return Bad(why, "PATCH /v1/me", fields, at=at, fault=code)


def asked(why: str, path: str, parameter: str, code: str) -> Bad:
    return Bad(why, f"GET {path}", at=parameter, fault=code, role="coordinator")


def broken(why: str, body: bytes, status: int, code: str, media_type: str = "application/json") -> Bad:
    return Bad(why, "POST /v1/needs", body, status, code, headers={"Content-Type": media_type})


def when(*windows: dict[str, str]) -> dict[str, Any]:
    return {"kind": "windows", "windows": list(windows)}


PLAIN = json.dumps(NEED).encode()
FIELDS = [
    Bad("nothing said", "POST /v1/needs", {}, at="/category", fault="missing"),
    need("a category nobody knows", "/category", "unknown_category", category="dragons"),
    need("a number for a category", "/category", "wrong_type", category=7),
    need("no place", "/place", "place_needed", place=None),
    need("half a place", "/place", "place_needed", place={"lat": 42.7}),
    need(
        "two places in one", "/place", "place_needed", place={"lat": 1, "lon": 1, "cell": "8a2a1072b59ffff"}
    ),
    need("no cell of the grid", "/place", "wrong_value", place={"cell": "zzz"}),
    need("beyond the pole", "/place/lat", "out_of_range", place={"lat": 90.1, "lon": 0}),
    need("beyond the date line", "/place/lon", "out_of_range", place={"lat": 0, "lon": -180.1}),
    need("not a number", "/place/lat", "out_of_range", place={"lat": float("nan"), "lon": 0}),
    need("infinity", "/place/lat", "out_of_range", place={"lat": float("inf"), "lon": 0}),
    need("an empty title", "/title", "too_short", title="  "),
    need("a title of a page", "/title", "too_long", title="x" * 121),
    need("a NUL in the title", "/title", "wrong_value", title="bread\0milk"),
    need("a bell in the details", "/details", "wrong_value", details="bread\amilk"),
    need("half a character", "/title", "wrong_value", title="bread \ud83c"),
    need("details without end", "/details", "too_long", details="x" * 4001),
    need("none needed", "/quantity", "out_of_range", quantity=0),
    need("fewer than none", "/quantity", "out_of_range", quantity=-1),
    need("more than there are people", "/quantity", "out_of_range", quantity=10**30),
    need("half a helper", "/quantity", "wrong_type", quantity=1.5),
    need("many", "/quantity", "wrong_type", quantity="many"),
    need("more at least than at most", "/at_least", "more_than_quantity", at_least=3),
    need("for nobody", "/for_people", "out_of_range", for_people=0),
    need("an urgency of its own", "/urgency", "wrong_value", urgency="yesterday"),
    need("dragons", "/involves/0", "wrong_value", involves=["dragons"]),
    need("a list too long", "/requires", "too_many", requires=["car"] * 21),
    need("no list at all", "/requires", "wrong_type", requires="car"),
    need("a cost without an amount", "/cost", "missing", cost={"kind": "repaid"}),
    need(
        "a currency in small letters",
        "/cost/currency",
        "wrong_value",
        cost={"kind": "gift", "up_to": 1, "currency": "usd"},
    ),
    need("windows without windows", "/when", "missing", when={"kind": "windows"}),
    need(
        "a time without a zone",
        "/when/windows/0/from",
        "not_a_time",
        when=when({"from": "2027-01-01T09:00:00", "to": "2027-01-01T10:00:00Z"}),
    ),
    need(
        "before history",
        "/when/windows/0/from",
        "out_of_range",
        when=when({"from": "0001-01-01T00:00:00+14:00", "to": "2027-01-01T10:00:00Z"}),
    ),
    need(
        "after it",
        "/when/windows/0/to",
        "out_of_range",
        when=when({"from": "2027-01-01T09:00:00Z", "to": "9999-12-31T23:59:59-14:00"}),
    ),
    need(
        "an end before its start",
        "/when/windows/0",
        "ends_before_it_starts",
        when=when({"from": PAST["to"], "to": PAST["from"]}),
    ),
    need("a time that is over", "/when/windows", "in_the_past", when=when(PAST)),
    need("an end that is over", "/expires_at", "in_the_past", expires_at=PAST["to"]),
    need("no time at all", "/expires_at", "not_a_time", expires_at="soon"),
    need("a number of seconds beyond all", "/expires_at", "not_a_time", expires_at=1e300),
    need(
        "a distance below nothing",
        "/criteria/max_distance_km",
        "out_of_range",
        criteria={"max_distance_km": -1},
    ),
    need("excluding nobody in particular", "/criteria/exclude/0", "not_an_id", criteria={"exclude": ["him"]}),
    need("a field nobody knows", "/colour", "unknown_field", colour="red"),
    need("one within", "/criteria/colour", "unknown_field", criteria={"colour": "red"}),
    need("one with a slash and a tilde", "/a~1b~0c", "unknown_field", **{"a/b~c": 1}),
    need("a sight nobody knows", "/visible_to", "wrong_value", visible_to="everyone"),
    need("an id that is none", "/community_id", "not_an_id", community_id="here"),
    need(
        "a community that is none",
        "/community_id",
        "unknown_community",
        community_id="01a1faa1-2c23-7654-9f11-22f2b28850a4",
    ),
    need("remote, and yet somewhere", "/place", "remote_has_no_place", place_kind="remote"),
    offer("neither place nor remote", "/place", "place_or_remote", place=None),
    offer("no reach", "/reach_km", "out_of_range", reach_km=0),
    offer("a category nobody knows", "/categories/0", "unknown_category", categories=["dragons"]),
    offer(
        "an eighth day",
        "/availability/0/weekday",
        "wrong_value",
        availability=[{"weekday": "someday", "from": "09:00", "to": "12:00"}],
    ),
    offer(
        "hour 25",
        "/availability/0/from",
        "not_a_time",
        availability=[{"weekday": "mon", "from": "25:00", "to": "12:00"}],
    ),
    offer(
        "a local time with a zone",
        "/availability/0/from",
        "not_a_time",
        availability=[{"weekday": "mon", "from": "09:00Z", "to": "12:00"}],
    ),
    offer(
        "back before away",
        "/away/0",
        "ends_before_it_starts",
        away=[{"from": "2027-01-02", "to": "2027-01-01"}],
    ),
    offer(
        "away since ever", "/away/0/from", "out_of_range", away=[{"from": "0001-01-01", "to": "2027-01-01"}]
    ),
    offer("away for ever", "/away/0/to", "out_of_range", away=[{"from": "2027-01-01", "to": "9999-12-31"}]),
    offer("no capacity", "/capacity/at_a_time", "out_of_range", capacity={"at_a_time": 0}),
    offer("an end that is over", "/until", "in_the_past", until=PAST["to"]),
    community("a name of nothing", "/name", "too_short", name=" "),
    community("half the world", "/reach_km", "out_of_range", reach_km=501),
    community("a zone of another planet", "/time_zone", "unknown_time_zone", time_zone="Mars/Olympus"),
    community(
        "a number that rings nowhere",
        "/emergency/0/phone",
        "wrong_value",
        emergency=[{"label": "Help", "phone": "help!"}],
    ),
    community("no language", "/languages", "missing", languages=[]),
    me("a zone of another planet", "/time_zone", "unknown_time_zone", time_zone="Mars/Olympus"),
    me("no tag of a language", "/languages/0", "wrong_value", languages=["the one we speak"]),
    me("no phone number", "/phone", "not_a_phone_number", phone="one two three"),
    me("a quiet hour with a zone", "/quiet_from", "not_a_time", quiet_from="22:00Z"),
    me("asked more than is good", "/asks_a_day", "out_of_range", asks_a_day=6),
    me("grown up, perhaps", "/is_adult", "wrong_type", is_adult="perhaps"),
    me("no language at all", "/languages", "wrong_type", languages=None),
    Bad(
        "an offer of nobody's",
        "POST /v1/needs/{need}/invitations",
        {"offer_id": "any"},
        at="/offer_id",
        fault="not_an_id",
    ),
    Bad(
        "more than you bring",
        "POST /v1/matches/{proposed}/accept",
        {"quantity": 9},
        at="/quantity",
        fault="more_than_you_bring",
        role="asked",
    ),
    Bad(
        "back in time",
        "POST /v1/matches/{proposed}/accept",
        {"window": {"from": PAST["to"], "to": PAST["from"]}},
        at="/window",
        fault="ends_before_it_starts",
        role="asked",
    ),
    Bad(
        "partly, but how much",
        "POST /v1/matches/{matched}/report",
        {"outcome": "partly"},
        at="/quantity",
        fault="quantity_needed",
    ),
    Bad(
        "more than agreed",
        "POST /v1/matches/{matched}/report",
        {"outcome": "partly", "quantity": 2},
        at="/quantity",
        fault="more_than_agreed",
    ),
    Bad(
        "a year of hours",
        "POST /v1/matches/{matched}/report",
        {"outcome": "helped", "hours": 8766},
        at="/hours",
        fault="out_of_range",
    ),
    Bad(
        "a helper owes a reason",
        "POST /v1/matches/{matched}/cancel",
        {},
        409,
        "reason_needed",
        at="/reason",
        fault="reason_needed",
        role="confirmed",
    ),
    Bad(
        "a device with a space",
        "PUT /v1/me/devices/{device}",
        {"address": "my phone"},
        at="/address",
        fault="wrong_value",
    ),
    Bad(
        "oneself",
        "POST /v1/blocks",
        {"about": {"type": "need", "id": "{need}"}},
        at="/about/id",
        fault="that_is_you",
    ),
    Bad(
        "a planet",
        "POST /v1/blocks",
        {"about": {"type": "planet", "id": "{need}"}},
        at="/about/type",
        fault="wrong_value",
    ),
    Bad(
        "hidden without a reason",
        "PATCH /v1/communities/{community}/needs/{need}",
        {"hidden": True},
        at="/reason",
        fault="reason_needed",
        role="coordinator",
    ),
    Bad(
        "a double of itself",
        "PATCH /v1/communities/{community}/needs/{need}",
        {"duplicate_of": "{need}"},
        at="/duplicate_of",
        fault="not_of_itself",
        role="coordinator",
    ),
    Bad(
        "an outcome for something else",
        "POST /v1/communities/{community}/decisions",
        {"about": {"type": "need", "id": "{need}"}, "outcome": "failed", "reason": "r"},
        at="/outcome",
        fault="wrong_value",
        role="coordinator",
    ),
    Bad(
        "a message of nothing",
        "POST /v1/matches/{matched}/messages",
        {"text": ""},
        at="/text",
        fault="too_short",
    ),
    Bad(
        "a kind of message nobody knows",
        "PATCH /v1/me/notification-settings",
        {"kinds": {"gossip": False}},
        at="/kinds/gossip",
        fault="wrong_value",
    ),
    Bad("nothing to mark", "POST /v1/me/notifications/read", {}, at="", fault="missing"),
    Bad(
        "no address",
        "POST /v1/auth/codes",
        {"address": "ana at example"},
        at="/address",
        fault="not_an_address",
    ),
    Bad(
        "by pigeon",
        "POST /v1/auth/codes",
        {"address": "a@example.org", "channel": "pigeon"},
        at="/channel",
        fault="wrong_value",
    ),
    Bad(
        "five digits",
        "POST /v1/auth/sessions",
        {"challenge": "{need}", "code": "12345"},
        at="/code",
        fault="wrong_value",
    ),
    Bad(
        "digits of another script",
        "POST /v1/auth/sessions",
        {"challenge": "{need}", "code": "١٢٣٤٥"},
        at="/code",
        fault="wrong_value",
    ),
]
PARAMETERS = [
    asked("no items", "/v1/needs?limit=0", "limit", "out_of_range"),
    asked("all items", "/v1/needs?limit=51", "limit", "out_of_range"),
    asked("some items", "/v1/needs?limit=some", "limit", "wrong_type"),
    asked("a cursor made up", "/v1/needs?cursor=AAAAAAAAAAAAAAAA", "cursor", "bad_cursor"),
    asked("a cursor of another alphabet", "/v1/needs?cursor=%E2%98%83", "cursor", "bad_cursor"),
    asked("a cursor without end", "/v1/needs?cursor=" + "A" * 401, "cursor", "too_long"),
    asked("near nothing", "/v1/needs?near=home", "near", "wrong_value"),
    asked("near beyond the pole", "/v1/needs?near=91,0", "near", "wrong_value"),
    asked("within nothing", "/v1/needs?near=1,1&within_km=0", "within_km", "out_of_range"),
    asked("within not a number", "/v1/needs?near=1,1&within_km=nan", "within_km", "out_of_range"),
    asked("within infinity", "/v1/needs?near=1,1&within_km=inf", "within_km", "out_of_range"),
    asked("a state nobody knows", "/v1/needs?status=lost", "status", "wrong_value"),
    asked("mine, perhaps", "/v1/needs?mine=perhaps", "mine", "wrong_type"),
    asked("a community that is no id", "/v1/needs?community=here", "community", "not_an_id"),
    asked("a NUL in a word", "/v1/needs?category=%00", "category", "wrong_value"),
    asked("a NUL in a search", "/v1/communities?search=%00", "search", "wrong_value"),
    asked("a search without end", "/v1/communities?search=" + "x" * 81, "search", "too_long"),
    asked("a board of nothing", "/v1/communities/{community}/board?what=people", "what", "wrong_value"),
    asked("a state of nothing", "/v1/communities/{community}/board?status=lost", "status", "wrong_value"),
    asked("a NUL on the board", "/v1/communities/{community}/board?category=%00", "category", "wrong_value"),
    asked("a role nobody plays", "/v1/matches?role=engine", "role", "wrong_value"),
    asked("a path that is no id", "/v1/needs/first", "need_id", "not_an_id"),
    asked("a NUL in a path", "/v1/needs/%00", "need_id", "not_an_id"),
]
BODIES = [
    broken("no JSON", b'{"category":', 400, "malformed"),
    broken("two of them", PLAIN + PLAIN, 400, "malformed"),
    broken("no UTF-8", b'{"category": "\xff\xfe"}', 400, "malformed"),
    broken(
        "a number of 5,000 digits",
        b'{"category": "water", "quantity": ' + b"9" * 5000 + b"}",
        400,
        "malformed",
    ),
    broken("17 deep", b'{"a":' * 17 + b"1" + b"}" * 17, 400, "malformed"),
    broken("10,000 deep", b"[" * 10_000 + b"]" * 10_000, 400, "malformed"),
    broken("too large", json.dumps(NEED | {"details": "x" * 65_536}).encode(), 413, "too_large"),
    broken("plain text", PLAIN, 415, "unsupported_media_type", "text/plain"),
    broken("a form", b"category=water", 415, "unsupported_media_type", "application/x-www-form-urlencoded"),
    broken("nothing said of what it is", PLAIN, 415, "unsupported_media_type", ""),
    Bad("a list", "POST /v1/needs", [NEED], at="", fault="wrong_type"),
    Bad(
        "null",
        "POST /v1/needs",
        b"null",
        at="",
        fault="wrong_type",
        headers={"Content-Type": "application/json"},
    ),
    Bad(
        "nothing", "POST /v1/needs", b"", at="", fault="missing", headers={"Content-Type": "application/json"}
    ),
]
CALLS = [
    Bad("a path nobody knows", "GET /v1/nothing", status=404, code="not_found"),
    Bad("a method nobody knows", "DELETE /v1/needs", status=405, code="method_not_allowed"),
    Bad("another", "PUT /v1/needs/{need}", NEED, status=405, code="method_not_allowed"),
    Bad(
        "an edit of something unseen",
        "PATCH /v1/needs/{need}",
        {"title": "bread"},
        428,
        "if_match_missing",
        headers={"If-Match": ""},
    ),
    Bad(
        "an edit of something older",
        "PATCH /v1/needs/{need}",
        {"title": "bread"},
        412,
        "changed_meanwhile",
        headers={"If-Match": '"an older one"'},
    ),
    Bad(
        "an edit of anything",
        "PATCH /v1/offers/{offer}",
        {"has": ["car"]},
        412,
        "changed_meanwhile",
        role="confirmed",
        headers={"If-Match": '"0-", \xff'},
    ),
    Bad(
        "another way of signing in",
        "GET /v1/me",
        status=401,
        code="sign_in_first",
        headers={"Authorization": "Basic YTpi"},
    ),
    Bad(
        "a bearer of nothing",
        "GET /v1/me",
        status=401,
        code="sign_in_first",
        headers={"Authorization": "Bearer"},
    ),
    Bad(
        "a token of nobody's",
        "GET /v1/me",
        status=401,
        code="signed_out",
        headers={"Authorization": "Bearer mka_x"},
    ),
]


@pytest.fixture
def untouched(full_community: FullCommunity) -> Iterator[FullCommunity]:
    """Nothing in any table may be otherwise afterwards: same rows, same contents. But refused calls are counted."""
    before = _everything(full_community)
    yield full_community
    assert _everything(full_community) == before


def _everything(kept_community: FullCommunity) -> dict[str, tuple[int, str]]:
    one = "SELECT '{0}' AS name, count(*) AS rows, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM \"{0}\" t"
    with kept_community.database.session() as session:
        tables = session.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        found = session.execute(text(" UNION ALL ".join(one.format(table) for table in tables)))
        return {row.name: (row.rows, row.sum) for row in found if row.name != "rate_limit"}


def send(kept_community: FullCommunity, bad: Bad) -> httpx.Response:
    method, path = bad.call.split()
    headers = kept_community.people[bad.role].headers | bad.headers
    if "If-Match" in headers and not headers["If-Match"]:
        del headers["If-Match"]
    elif method == "PATCH" and "If-Match" not in headers:
        headers |= {
            "If-Match": kept_community.http.get(kept_community.filled(path), headers=headers).headers.get(
                "etag", ""
            )
        }
    if isinstance(bad.body, bytes):
        content: Any = bad.body
    elif bad.body is None:
        content = None
    else:
        content = json.dumps(kept_community.filled(bad.body)).encode()
        headers = {"Content-Type": "application/json"} | headers
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    return kept_community.http.request(method, kept_community.filled(path), content=content, headers=raw)


def of_problem(answer: httpx.Response) -> dict[str, Any]:
    """The problem, which has all that a problem has."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["type"] == f"urn:minka:problem:{problem['code']}"
    assert problem["title"]
    assert problem["detail"]
    return problem


@pytest.mark.parametrize("bad", FIELDS + PARAMETERS + BODIES + CALLS, ids=str)
def test_the_answer_says_where_and_why_and_nothing_changed(untouched: FullCommunity, bad: Bad) -> None:
    problem = of_problem(answer := send(untouched, bad))
    assert (problem["status"], problem["code"]) == (bad.status, bad.code), answer.text
    if bad.at is None:
        assert "errors" not in problem
        return
    place = "parameter" if bad in PARAMETERS else "pointer"
    assert [(error.get(place), error["code"]) for error in problem["errors"]] == [(bad.at, bad.fault)]
    assert all(error["detail"] for error in problem["errors"])


def test_every_wrong_field_is_named(untouched: FullCommunity) -> None:
    bad = Bad("three at once", "POST /v1/needs", NEED | {"urgency": "now", "for_people": 0, "colour": "red"})
    problem = of_problem(send(untouched, bad))
    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("/urgency", "wrong_value"),
        ("/for_people", "out_of_range"),
        ("/colour", "unknown_field"),
    }


def test_what_was_sent_is_not_sent_back(untouched: FullCommunity) -> None:
    """An answer is logged by many; what somebody wrote must not be in it."""
    for bad in FIELDS:
        said = send(untouched, bad).text
        assert "dragons" not in said
        assert "one two three" not in said


def test_a_body_in_pieces_is_measured_too(untouched: FullCommunity) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b" " * 1000

    headers = untouched.people["author"].headers | {"Content-Type": "application/json"}
    answer = untouched.http.post("/v1/needs", content=pieces(), headers=headers)
    assert of_problem(answer)["code"] == "too_large"


def test_a_wrong_method_is_told_the_right_ones(untouched: FullCommunity) -> None:
    answer = send(untouched, Bad("", "DELETE /v1/needs"))
    assert answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("role", ["author", "coordinator"])
def test_a_cursor_is_for_its_own_list_and_not_to_be_changed(untouched: FullCommunity, role: str) -> None:
    person = untouched.person(role)
    here = person.get("/v1/needs?limit=1" + ("&mine=true" if role == "author" else ""))["next"]
    assert here
    elsewhere = f"/v1/matches?cursor={here}"
    changed = here[:-3] + ("AAA" if here[-3:] != "AAA" else "BBB")
    for path in (elsewhere, f"/v1/needs?cursor={changed}", f"/v1/needs?status=open&cursor={here}"):
        problem = person.refused("GET", path)
        assert [(e["parameter"], e["code"]) for e in problem["errors"]] == [("cursor", "bad_cursor")]


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("es", "es"),
        ("fr-CA, en;q=0.1", "fr"),
        ("tlh", "en"),
        ("*", "en"),
        ("", "en"),
        (";;;q=x,,,", "en"),
        ("es;q=0", "en"),
        ("en;q=nan", "en"),
        ("x" * 5000, "en"),
        ("\xff\xfe", "en"),
    ],
)
def test_whatever_language_is_wished_for_one_is_spoken(
    untouched: FullCommunity, wanted: str, spoken: str
) -> None:
    bad = Bad("", "GET /v1/nothing", headers={"Accept-Language": wanted})
    answer = send(untouched, bad)
    assert answer.headers["content-language"] == spoken
    assert of_problem(answer)["code"] == "not_found"


@pytest.mark.parametrize(
    "extreme",
    [
        {"availability": [{"weekday": "sun", "from": "23:59", "to": "00:00"}]},
        {"away": [{"from": "2000-01-01", "to": "2200-12-31"}]},
        {"capacity": {"at_a_time": 1000, "per_week": 1000, "up_to": 1000}, "stock": 1_000_000},
        {"until": "2200-12-31T23:59:59Z", "reach_km": 500},
        {"place": {"lat": 90, "lon": 180}, "remote": True, "community_id": "{community}"},
        {"place": {"lat": -90, "lon": -180}, "remote": True, "community_id": "{community}"},
    ],
    ids=str,
)
def test_what_is_only_extreme_is_let_in_and_breaks_nothing(
    full_community: FullCommunity, extreme: dict[str, Any]
) -> None:
    member = full_community.person("member")
    member.post("/v1/offers", full_community.filled(OFFER | extreme))
    posted = full_community.person("author").need(
        expires_at="2200-12-31T23:59:59Z",
        quantity=1_000_000,
        when=when({"from": "2000-01-01T00:00:00Z", "to": "2200-12-31T23:59:59Z"}),
    )
    around = full_community.call("coordinator", "GET", f"/v1/needs/{posted['id']}/matches")
    assert around.status_code == 200, around.text
