"""Finding people of one's circle: by words of their names, by their whole number, and nobody else by either."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlmodel import col, select

from core.models import NameMark
from services import name_marks
from tests.support.people import Person
from tests.support.places import LANSING
from tests.support.telling import change, scalar
from tests.support.without_app import entered
from tests.support.world import World

FAR = {"lat": 43.6, "lon": -83.9}
ANAS, OLGAS, MARIAS = "+15175550142", "+15175550143", "+15175550144"
MARKS = "SELECT count(*) FROM name_mark WHERE person_id = :id"


class Circles:
    """Lansing with a steward, a coordinator and members; and a circle far away, with one whose name begins alike."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cora, self.dora = world.person("Cora Steward"), world.person("Dora")
        self.ana = world.person("Ana María López", phone=ANAS)
        self.mario = world.person("Mario")
        self.ahmad = world.person("أَحْمَد الحَسَن")
        self.lansing = world.community(self.cora, self.dora, self.ana, self.mario, self.ahmad)["id"]
        world.appoint(self.dora, self.lansing, "coordinator")
        self.nora, self.maria = world.person("Nora"), world.person("Maria Elsewhere", phone=MARIAS)
        self.far = world.community(self.nora, self.maria, name="Far away", place=FAR)["id"]
        self.olga = entered(world, self.cora, "Olga Petrov", phone=OLGAS)

    def find(self, words: str, by: Person | None = None, circle: str | None = None) -> list[dict[str, Any]]:
        path = f"/v1/communities/{circle or self.lansing}/people?{urlencode({'q': words})}"
        items: list[dict[str, Any]] = (by or self.dora).get(path)["items"]
        return items

    def names(self, words: str, by: Person | None = None, circle: str | None = None) -> list[str]:
        return [one["display_name"] for one in self.find(words, by, circle)]


@pytest.fixture(scope="module")
def circles(shared_world: World) -> Circles:
    return Circles(shared_world)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("maría", ["Ana María López"]),
        ("MARIA", ["Ana María López"]),
        ("mar", ["Ana María López", "Mario"]),
        ("mari", ["Ana María López", "Mario"]),
        ("mario", ["Mario"]),
        ("ma", []),
        ("lopez ana", ["Ana María López"]),
        ("ana mario", []),
        ("حسن", ["أَحْمَد الحَسَن"]),
        ("petrov", ["Olga Petrov"]),
        ("quagmire", []),
        ("—", []),
    ],
)
def test_people_are_found_by_words_that_their_names_begin_with(
    circles: Circles, words: str, found: list[str]
) -> None:
    assert circles.names(words) == found


@pytest.mark.parametrize("number", [ANAS, "517 555 0142", "(517) 555-0142", "+1 517-555-0142"])
def test_a_whole_number_finds_whose_it_is_however_it_is_written(circles: Circles, number: str) -> None:
    [found] = circles.find(number)
    assert (found["display_name"], found["role"], found["state"]) == ("Ana María López", "member", "active")


@pytest.mark.parametrize("number", ["5550142", "+151755501", "517 555 0199", "00000"])
def test_a_part_of_a_number_finds_nobody(circles: Circles, number: str) -> None:
    assert circles.find(number) == []


def test_somebody_spoken_for_is_found_where_they_were_written_down(circles: Circles) -> None:
    [by_name], [by_number] = circles.find("olga"), circles.find(OLGAS)
    assert by_name == by_number
    assert (by_name["role"], by_name["represented"]) == (None, True)


def test_what_people_ask_and_promise_stands_beside_their_names(circles: Circles) -> None:
    circles.ana.need()
    [found] = circles.find("lopez")
    assert (found["open_needs"], found["promises"], found["silent_since"]) == (1, 0, None)


def test_who_asks_for_something_is_found_while_that_stands(circles: Circles) -> None:
    stranger = circles.world.person("Ulrike Passing")
    assert circles.names("ulrike") == []
    need = stranger.need(place=LANSING, community_id=circles.lansing)
    assert circles.names("ulrike") == ["Ulrike Passing"]
    stranger.put("/v1/me/hide")
    assert circles.names("ulrike") == [], "whoever hides is there for nobody"
    stranger.delete("/v1/me/hide")
    stranger.post(f"/v1/needs/{need['id']}/withdraw")
    assert circles.names("ulrike") == []


def test_another_name_is_found_and_the_old_one_no_more(circles: Circles) -> None:
    wanda = circles.world.person("Wanda")
    wanda.post(f"/v1/communities/{circles.lansing}/join")
    wanda.patch("/v1/me", {"display_name": "Yolanda"})
    assert (circles.names("wanda"), circles.names("yolanda")) == ([], ["Yolanda"])


def test_who_left_is_found_by_nobody_and_no_mark_stays(circles: Circles) -> None:
    leo = circles.world.person("Leopold")
    leo.post(f"/v1/communities/{circles.lansing}/join")
    assert circles.names("leopold") == ["Leopold"]
    leo.post(f"/v1/communities/{circles.lansing}/leave")
    assert circles.names("leopold") == []
    assert scalar(circles.world.database, MARKS, id=leo.id) == 0


def test_who_does_not_want_to_be_spoken_for_leaves_no_mark(circles: Circles) -> None:
    rosa = entered(circles.world, circles.cora, "Rosalinde")
    assert circles.names("rosalinde") == ["Rosalinde"]
    circles.dora.delete(f"/v1/people/{rosa['id']}")
    assert circles.names("rosalinde") == []
    assert scalar(circles.world.database, MARKS, id=rosa["id"]) == 0


def test_who_stands_without_marks_is_marked_by_the_clock(circles: Circles) -> None:
    """As everybody did who was there before names were marked."""
    database = circles.world.database
    change(database, "DELETE FROM name_mark")
    assert circles.names("lopez") == []
    circles.world.advance(minutes=11)
    assert circles.names("lopez") == ["Ana María López"]
    with database.transaction() as session:
        assert name_marks.unmarked(session, circles.world.now(), 10) == []


def test_the_same_word_has_another_mark_in_another_circle(circles: Circles) -> None:
    """So that nobody who copies the table sees that somebody belongs to both."""
    circles.mario.post(f"/v1/communities/{circles.far}/join")
    with circles.world.database.transaction() as session:
        rows = session.scalars(
            select(NameMark).where(col(NameMark.person_id) == UUID(circles.mario.id))
        ).all()
    by_circle: dict[UUID, set[bytes]] = {}
    for row in rows:
        by_circle.setdefault(row.community_id, set()).add(row.mark)
    here, there = by_circle.values()
    assert len(here) == len(there) == 2, "Mario, and mar"
    assert not here & there


def test_members_find_nobody_and_outsiders_nothing(circles: Circles) -> None:
    path = f"/v1/communities/{circles.lansing}/people?q=lopez"
    assert circles.mario.refused("GET", path)["status"] == 403
    assert circles.nora.refused("GET", path)["status"] == 404
