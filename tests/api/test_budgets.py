"""What goes over a slow line: bytes of the first screen, of a list, of nothing new; and how many queries they take.

Counted are the bytes of a compressed body as it travels, and of the header lines of the answer (name, colon, blank,
value, line end), but for `date` and `server`, which whoever serves adds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from tests.support.judged_community import JudgedCommunity
from tests.support.people import Person
from tests.support.world import World

FIRST_SCREEN, LIST, NOTHING_NEW = 20_000, 6_000, 200
MOST_STATEMENTS = 21
NOT_OURS = ("date", "server")

WORDS = [
    word
    for line in (
        "bread milk soup stairs ladder window garden hospital chemist letter form cat dog suitcase",
        "wardrobe radio lamp heater blanket nappies bottle bus station river bridge corner yellow",
        "quiet heavy early late kitchen cellar roof",
    )
    for word in line.split()
]
"""Words that nobody says twice in the same order: a body of equal sentences would weigh next to nothing."""


def sentence(seed: int, words: int) -> str:
    return " ".join(WORDS[(seed * 7919 + place * (seed + 13) * 31) % len(WORDS)] for place in range(words))


@pytest.fixture(scope="module")
def busy(shared_world: World) -> Person:
    """Somebody with ten open needs, each answered, and ten matches as a helper, agreed or waiting; all only look."""
    return _busy(shared_world, 10)


def _busy(world: World, many: int) -> Person:
    ben, steward = world.person("Ben"), world.person("Sue")
    others = [world.person(f"Ana {n}") for n in range(many)]
    world.vouch_for(ben, world.community(steward, ben, *others)["id"])  # so much may only who is known
    start = world.now() + timedelta(days=2)
    for n, other in enumerate(others):
        at = start + timedelta(hours=2 * n)
        window = {"from": at.isoformat(), "to": (at + timedelta(hours=2)).isoformat()}
        when = {"kind": "windows", "windows": [window]}
        words = {"title": sentence(n, 8), "details": sentence(n + 50, 60)}
        need = other.need(when=when, minutes=45, address=sentence(n, 5), **words)["id"]
        match = ben.post(f"/v1/needs/{need}/responses", {"message": sentence(n, 20)})["id"]
        if n % 2:
            other.post(f"/v1/matches/{match}/confirm")
        mine = ben.need(title=sentence(n + 100, 8), details=sentence(n + 150, 60), urgency="flexible")["id"]
        other.post(f"/v1/needs/{mine}/responses", {"message": sentence(n, 10)})
    ben.offer(categories=["groceries", "ride"])
    world.tick()
    return ben


def weight(answer: httpx.Response) -> int:
    lines = sum(
        len(name) + len(value) + 4 for name, value in answer.headers.multi_items() if name not in NOT_OURS
    )
    return answer.num_bytes_downloaded + lines


def fetched(person: Person, path: str, **headers: str) -> httpx.Response:
    answer = person.call("GET", path, Accept_Encoding="br", **headers)
    assert answer.status_code in (200, 304), answer.text
    return answer


def test_the_first_screen_is_three_requests_and_twenty_kilobytes(busy: Person) -> None:
    answers = [fetched(busy, path) for path in ("/v1/home", "/v1/me", "/v1/categories")]
    home = answers[0].json()
    assert (len(home["needs"]), len(home["matches"]), len(home["waiting"])) == (10, 10, 20)
    assert all(one["progress"] and one["yes"] for one in home["needs"])
    assert all(one["need"] for one in home["matches"])
    assert sum(weight(answer) for answer in answers) <= FIRST_SCREEN


@pytest.mark.parametrize(
    "path", ["/v1/matches", "/v1/needs?mine=true", "/v1/needs", "/v1/me/notifications", "/v1/offers"]
)
def test_a_list_of_twenty_is_six_kilobytes(busy: Person, path: str) -> None:
    answer = fetched(busy, f"{path}{'&' if '?' in path else '?'}limit=20")
    assert answer.json()["items"]
    assert weight(answer) <= LIST


@pytest.mark.parametrize("path", ["/v1/home", "/v1/me", "/v1/matches", "/v1/categories"])
def test_nothing_new_is_two_hundred_bytes(busy: Person, path: str) -> None:
    tag = fetched(busy, path).headers["etag"]
    again = fetched(busy, path, If_None_Match=tag)
    assert again.status_code == 304
    assert weight(again) <= NOTHING_NEW


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """The statements that the server runs meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(world.database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(world.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("many", [1, 12])
def test_home_takes_as_many_queries_whatever_there_is(world: World, many: int) -> None:
    ben = _busy(world, many)
    circles = [
        world.community(ben, name=f"Circle {n}", place={"lat": 10 + n, "lon": 10}) for n in range(many)
    ]
    newcomer = world.person("Nia")
    for circle in circles:
        ben.patch(f"/v1/communities/{circle['id']}", {"join_policy": "approval"})
        newcomer.post(f"/v1/communities/{circle['id']}/join")
    ben.need(urgency="urgent")
    world.advance(minutes=20)
    ben.get("/v1/me")  # whose tokens were over by then
    with counted(world) as statements:
        home = ben.get("/v1/home")
    assert "circle" in {one["kind"] for one in home["waiting"]} or len(home["waiting"]) == 20
    assert len(statements) <= MOST_STATEMENTS, "\n\n".join(statements)


def something_to_judge(court: JudgedCommunity) -> None:
    """A case, a concern and an appeal, each of somebody new."""
    world = court.world
    asks, reported, accused = (world.person(name) for name in ("Asks", "Reported", "Accused"))
    for who in (asks, reported, accused):
        who.post(f"{court.path}/join")
    matches = []
    for helper in (reported, accused):
        need = asks.need(community_id=court.id)["id"]
        matches.append(helper.post(f"/v1/needs/{need}/responses", {})["id"])
        asks.post(f"/v1/matches/{matches[-1]}/confirm")
    asks.post("/v1/reports", {"about": {"type": "match", "id": matches[0]}, "kind": "harassment"})
    asks.post(f"/v1/matches/{matches[1]}/report", {"outcome": "not_helped", "concern": True})
    taken_down = asks.need(community_id=court.id)["id"]
    court.appeals(asks, court.decided(court.cora, "need", taken_down, "removed"))


@pytest.mark.parametrize("path", ["/v1/home", "/v1/communities/{id}/queue", "/v1/communities/{id}/log"])
def test_whoever_judges_is_told_what_waits_in_as_many_queries_however_much(
    shared_world: World, path: str
) -> None:
    court = JudgedCommunity(shared_world)
    told = []
    for _ in range(2):
        something_to_judge(court)
        court.sam.get("/v1/me")  # whatever is written once a while
        with counted(shared_world) as statements:
            court.sam.get(path.format(id=court.id))
        told.append(statements)
    assert len(told[0]) == len(told[1]), "\n\n".join(told[1])


def test_one_is_told_what_one_is_where_in_as_many_queries(world: World) -> None:
    ben = world.person("Ben")
    ben.get("/v1/me")  # which writes down that he is here
    with counted(world) as alone:
        ben.get("/v1/me")
    for n in range(5):
        world.community(ben, name=f"Circle {n}", place={"lat": 10 + n, "lon": 10})
    with counted(world) as many:
        ben.get("/v1/me")
    assert len(many) == len(alone)
