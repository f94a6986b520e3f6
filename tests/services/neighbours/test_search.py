"""Finding people of one's circle: by words of their names, by their whole number, and nobody else by either."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from core.models import NameMark
from services import name_marks
from tests.support.named_people import ANAS, OLGAS, Circles
from tests.support.places import LANSING
from tests.support.telling import change, scalar
from tests.support.without_app import entered
from tests.support.world import World

MARKS = "SELECT count(*) FROM name_mark WHERE person_id = :id"


@pytest.fixture(scope="module")
def named(shared_world: World) -> Circles:
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
    named: Circles, words: str, found: list[str]
) -> None:
    assert named.names(words) == found


@pytest.mark.parametrize("number", [ANAS, "517 555 0142", "(517) 555-0142", "+1 517-555-0142"])
def test_a_whole_number_finds_whose_it_is_however_it_is_written(named: Circles, number: str) -> None:
    [found] = named.find(number)
    assert (found["display_name"], found["role"], found["state"]) == ("Ana María López", "member", "active")


@pytest.mark.parametrize("number", ["5550142", "+151755501", "517 555 0199", "00000"])
def test_a_part_of_a_number_finds_nobody(named: Circles, number: str) -> None:
    assert named.find(number) == []


def test_somebody_spoken_for_is_found_where_they_were_written_down(named: Circles) -> None:
    [by_name], [by_number] = named.find("olga"), named.find(OLGAS)
    assert by_name == by_number
    assert (by_name["role"], by_name["represented"]) == (None, True)


def test_what_people_ask_and_promise_stands_beside_their_names(named: Circles) -> None:
    named.ana.need()
    [found] = named.find("lopez")
    assert (found["open_needs"], found["promises"], found["silent_since"]) == (1, 0, None)


def test_who_asks_for_something_is_found_while_that_stands(named: Circles) -> None:
    stranger = named.world.person("Ulrike Passing")
    assert named.names("ulrike") == []
    need = stranger.need(place=LANSING, community_id=named.lansing)
    assert named.names("ulrike") == ["Ulrike Passing"]
    stranger.put("/v1/me/hide")
    assert named.names("ulrike") == [], "whoever hides is there for nobody"
    stranger.delete("/v1/me/hide")
    stranger.post(f"/v1/needs/{need['id']}/withdraw")
    assert named.names("ulrike") == []


def test_another_name_is_found_and_the_old_one_no_more(named: Circles) -> None:
    wanda = named.world.person("Wanda")
    wanda.post(f"/v1/communities/{named.lansing}/join")
    wanda.patch("/v1/me", {"display_name": "Yolanda"})
    assert (named.names("wanda"), named.names("yolanda")) == ([], ["Yolanda"])


def test_who_left_is_found_by_nobody_and_no_mark_stays(named: Circles) -> None:
    leo = named.world.person("Leopold")
    leo.post(f"/v1/communities/{named.lansing}/join")
    assert named.names("leopold") == ["Leopold"]
    leo.post(f"/v1/communities/{named.lansing}/leave")
    assert named.names("leopold") == []
    assert scalar(named.world.database, MARKS, id=leo.id) == 0


def test_who_does_not_want_to_be_spoken_for_leaves_no_mark(named: Circles) -> None:
    rosa = entered(named.world, named.cora, "Rosalinde")
    assert named.names("rosalinde") == ["Rosalinde"]
    named.dora.delete(f"/v1/people/{rosa['id']}")
    assert named.names("rosalinde") == []
    assert scalar(named.world.database, MARKS, id=rosa["id"]) == 0


def test_who_stands_without_marks_is_marked_by_the_clock(named: Circles) -> None:
    """As everybody did who was there before names were marked."""
    database = named.world.database
    change(database, "DELETE FROM name_mark")
    assert named.names("lopez") == []
    named.world.advance(hours=1)
    assert named.names("lopez") == ["Ana María López"]
    with database.transaction() as session:
        assert name_marks.unmarked(session, name_marks.stretch(session, name_marks.BEFORE_ALL)) == []


def test_the_same_word_has_another_mark_in_another_circle(named: Circles) -> None:
    """So that nobody who copies the table sees that somebody belongs to both."""
    named.mario.post(f"/v1/communities/{named.far}/join")
    with named.world.database.transaction() as session:
        rows = session.scalars(select(NameMark).where(col(NameMark.person_id) == UUID(named.mario.id))).all()
    by_circle: dict[UUID, set[bytes]] = {}
    for row in rows:
        by_circle.setdefault(row.community_id, set()).add(row.mark)
    here, there = by_circle.values()
    assert len(here) == len(there) == 2, "Mario, and mar"
    assert not here & there


def test_members_find_nobody_and_outsiders_nothing(named: Circles) -> None:
    path = f"/v1/communities/{named.lansing}/people?q=lopez"
    assert named.mario.refused("GET", path)["status"] == 403
    assert named.nora.refused("GET", path)["status"] == 404
