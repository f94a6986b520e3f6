"""The list of the desk: entries that read, who has what open, filters in the address, what is put off, a look at it."""

import re
from collections.abc import Iterator

import pytest

from tests.support.browsers import PageShown, Surfer, read, surfing_as
from tests.support.desk import DeskCircle
from tests.support.pages import on_the_wire
from web.desk.list import A_PAGE
from web.static import CONTENT, DESK_CONTENT

LARGEST = 25_000
"""Bytes on the wire: a page of the desk with its style and both scripts."""


@pytest.fixture
def cleos_browser(desk_circle: DeskCircle) -> Iterator[Surfer]:
    """Cleo's browser, on a phone of her own."""
    with surfing_as(desk_circle.world, desk_circle.cleo) as surfer:
        yield surfer


@pytest.fixture
def doras_browser(desk_circle: DeskCircle) -> Iterator[Surfer]:
    """Dora's browser."""
    with surfing_as(desk_circle.world, desk_circle.dora) as surfer:
        yield surfer


ELSEWHERE = {"lat": 42.76, "lon": -84.48}


def entries(page: PageShown) -> list[str]:
    """The names of the entries' elements, in their order."""
    return re.findall(r'<li id="([^"]+)"', page.response.text)


def told(page: PageShown, key: str) -> str:
    """What stands in one entry."""
    part = page.response.text.partition(f'<li id="{key}"')[2].partition("</li>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def read_of(page: PageShown) -> str:
    """What stands on a page, without the marks that keep names in their direction."""
    return page.text.replace("\u2068", "").replace("\u2069", "")


def further(circle: DeskCircle, page: PageShown) -> list[str]:
    """The way to the next page of the list, where there is one."""
    return [href for href in page.hrefs if "after=" in href and href.startswith(circle.at() + "?")]


def look_of(page: PageShown) -> str:
    found = re.search(r'data-look="([^"]*)"', page.response.text)
    assert found is not None
    return found[1]


def test_an_entry_says_why_it_is_here_about_whom_how_it_stands_and_what_comes_next(
    desk_circle: DeskCircle, cleos_browser: Surfer
) -> None:
    need = desk_circle.handed_over(title="Bread", author="Ana")
    desk_circle.wait()
    noted = {"note": "I know her daughter."}
    desk_circle.cleo.patch(f"/v1/communities/{desk_circle.id}/needs/{need['id']}", noted)
    page = cleos_browser.open(desk_circle.at())
    [key] = entries(page)
    read = told(page, key)
    for words in (
        "Bread",
        "nobody has said yes",
        "Waiting since",
        "Its time comes",
        "Ana",
        "Asked so far",
        "I know her daughter.",
        "Ask a helper",
    ):
        assert words in read, words
    assert desk_circle.at("needs", need["id"]) + "?do=ask" in page.hrefs


def test_whoever_answers_for_one_circle_comes_to_its_desk_and_a_member_to_none(
    desk_circle: DeskCircle, cleos_browser: Surfer
) -> None:
    assert cleos_browser.open("/desk").path == desk_circle.at()
    assert "/desk" in cleos_browser.open("/my").hrefs
    with surfing_as(desk_circle.world, desk_circle.ben) as ben:
        assert ben.open("/desk").status == 404
        assert ben.open(desk_circle.at()).status == 403
        assert "/desk" not in ben.open("/my").hrefs


def test_who_has_something_open_is_seen_in_the_list(
    desk_circle: DeskCircle, cleos_browser: Surfer, doras_browser: Surfer
) -> None:
    need = desk_circle.handed_over()
    desk_circle.wait()
    page = cleos_browser.open(desk_circle.at())
    page = cleos_browser.send(page, f"claim {need['id']}")
    assert "You look after it" in page.text
    others = doras_browser.open(desk_circle.at())
    assert "Cleo looks after it" in read_of(others)
    assert f"claim {need['id']}" not in others.does
    cleos_browser.send(page, f"release {need['id']}")
    assert "looks after it" not in doras_browser.open(desk_circle.at()).text


def test_opening_a_form_has_it_open_and_that_ends_by_itself(
    desk_circle: DeskCircle, cleos_browser: Surfer, doras_browser: Surfer
) -> None:
    need = desk_circle.handed_over()
    desk_circle.wait()
    cleos_browser.open(desk_circle.at("needs", need["id"]))
    assert "has it open" not in doras_browser.open(desk_circle.at()).text, "reading is no acting"
    cleos_browser.http.head(desk_circle.at("needs", need["id"]), params={"do": "ask"})
    assert "has it open" not in doras_browser.open(desk_circle.at()).text, "nor is asking for a head"
    card = cleos_browser.open(desk_circle.at("needs", need["id"]), do="ask")
    assert "Cleo has it open just now" in read_of(doras_browser.open(desk_circle.at()))
    cleos_browser.send(card, "next")
    assert "has it open" not in doras_browser.open(desk_circle.at()).text
    cleos_browser.open(desk_circle.at("needs", need["id"]), do="note")
    desk_circle.world.advance(minutes=16)
    assert "has it open" not in doras_browser.open(desk_circle.at()).text


def test_filters_stand_in_the_address_and_unknown_ones_are_refused(
    desk_circle: DeskCircle, cleos_browser: Surfer
) -> None:
    bread = desk_circle.handed_over(title="Bread")
    desk_circle.wait()
    ride = desk_circle.handed_over(
        author="Rosa", category="ride", urgency="urgent", language="sw", to=ELSEWHERE
    )
    desk_circle.world.advance(minutes=20)
    both = cleos_browser.open(desk_circle.at())
    assert len(entries(both)) == 2
    for narrowed, left in (
        ({"category": "ride"}, ride),
        ({"urgency": "urgent"}, ride),
        ({"language": "sw"}, ride),
        ({"category": "groceries", "held": "", "older": "1d"}, bread),
    ):
        page = cleos_browser.open(desk_circle.at(), **narrowed)
        assert [key.endswith(left["id"]) for key in entries(page)] == [True], narrowed
        assert "Shown here" in page.text
    assert entries(cleos_browser.open(desk_circle.at(), held="me")) == []
    assert len(entries(cleos_browser.open(desk_circle.at(), held="nobody"))) == 2
    for refused in (
        {"colour": "red"},
        {"held": "us"},
        {"why": "boredom"},
        {"quarter": "12"},
        {"after": "AAAA"},
    ):
        assert cleos_browser.open(desk_circle.at(), **refused).status == 422, refused


def test_the_quarter_on_a_card_leads_to_what_else_waits_there(
    desk_circle: DeskCircle, cleos_browser: Surfer
) -> None:
    need = desk_circle.handed_over()
    desk_circle.handed_over(title="Far", author="Rosa", place=ELSEWHERE)
    desk_circle.wait()
    [there] = [
        href for href in cleos_browser.open(desk_circle.at("needs", need["id"])).hrefs if "quarter=" in href
    ]
    assert [key.endswith(need["id"]) for key in entries(cleos_browser.open(there))] == [True]


def test_what_is_put_off_goes_away_and_comes_back(desk_circle: DeskCircle, cleos_browser: Surfer) -> None:
    need = desk_circle.handed_over()
    desk_circle.wait()
    later = cleos_browser.open(desk_circle.at("entries", need["id"]))
    page = cleos_browser.send(later, "three_days")
    assert page.path == desk_circle.at()
    assert entries(page) == []
    away = cleos_browser.open(desk_circle.at(), later="yes")
    assert "Put off until" in told(away, *entries(away))
    back = cleos_browser.send(away, f"bring_back {need['id']}")
    assert entries(back) == []
    assert len(entries(cleos_browser.open(desk_circle.at()))) == 1
    cleos_browser.send(cleos_browser.open(desk_circle.at("entries", need["id"])), "tomorrow")
    desk_circle.world.advance(hours=24)
    assert len(entries(cleos_browser.open(desk_circle.at()))) == 1


def test_what_cannot_wait_is_put_off_for_an_hour_or_two_at_most(
    desk_circle: DeskCircle, cleos_browser: Surfer
) -> None:
    need = desk_circle.handed_over(urgency="urgent")
    desk_circle.world.advance(minutes=20)
    page = cleos_browser.open(desk_circle.at("entries", need["id"]))
    assert {"in_1h", "in_2h"} <= set(page.does)
    assert not {"tomorrow", "three_days", "day"} & set(page.does)
    assert entries(cleos_browser.send(page, "in_1h")) == []


def test_what_is_given_to_another_is_theirs_and_they_are_told(
    desk_circle: DeskCircle, cleos_browser: Surfer, doras_browser: Surfer
) -> None:
    need = desk_circle.handed_over()
    desk_circle.wait()
    page = cleos_browser.open(desk_circle.at("entries", need["id"]))
    cleos_browser.send(page, "give", person=desk_circle.dora.id)
    assert "You were asked to look after it" in doras_browser.open(desk_circle.at(), held="me").text
    desk_circle.world.tick()
    assert "assigned" in desk_circle.dora.inbox()


def test_a_full_page_is_light_and_goes_on_behind_its_last_entry(
    desk_circle: DeskCircle, cleos_browser: Surfer
) -> None:
    authors = [desk_circle.world.person(f"Neighbour {number}") for number in range(6)]
    needs = {
        author.need(title=f"Bread for house {number} of the street", details="by noon")["id"]
        for number in range(9)
        for author in authors
    }
    desk_circle.wait()
    first = cleos_browser.open(desk_circle.at())
    assert len(entries(first)) == A_PAGE
    weight = sum(map(on_the_wire, (first.response.content, CONTENT, DESK_CONTENT)))
    assert weight <= LARGEST
    pages, onward = [first], further(desk_circle, first)
    while onward:
        pages.append(cleos_browser.open(onward[0]))
        onward = further(desk_circle, pages[-1])
    seen = {key.split("-", 1)[1] for page in pages for key in entries(page)}
    assert seen == needs
    [second] = further(desk_circle, first)
    assert cleos_browser.open(second.replace("?", "?held=nobody&")).status == 422, (
        "a place belongs to its list"
    )


def test_a_look_tells_what_changed_and_nothing_where_nothing_did(
    desk_circle: DeskCircle, cleos_browser: Surfer, doras_browser: Surfer
) -> None:
    need = desk_circle.handed_over()
    desk_circle.wait()
    page = cleos_browser.open(desk_circle.at())

    def look(mark: str) -> PageShown:
        return read(cleos_browser.http.get(desk_circle.at(), headers={"Minka-Look": mark}))

    first = look(look_of(page))
    assert first.status == 200
    assert look(look_of(first)).status == 204
    doras_browser.send(doras_browser.open(desk_circle.at()), f"claim {need['id']}")
    claimed = look(look_of(first))
    assert "Dora looks after it" in read_of(claimed)
    desk_circle.handed_over(title="Water", author="Rosa", urgency="urgent")
    desk_circle.world.advance(minutes=20)
    came = look(look_of(claimed))
    assert "1 new: show it" in came.text
    assert desk_circle.at() in came.hrefs
    assert look("yesterday").status == 422


def test_looking_on_is_no_use_of_a_sign_in(desk_circle: DeskCircle) -> None:
    """A browser that is left open on somebody else's phone is signed out as ever."""
    with surfing_as(desk_circle.world, desk_circle.cleo, own_phone=False) as surfer:
        page = surfer.open(desk_circle.at())
        for _ in range(3):
            desk_circle.world.advance(minutes=9)
            answer = surfer.http.get(
                desk_circle.at(), headers={"Minka-Look": look_of(page)}, follow_redirects=False
            )
            assert answer.status_code in (200, 204)
        desk_circle.world.advance(minutes=9)
        answer = surfer.http.get(
            desk_circle.at(), headers={"Minka-Look": look_of(page)}, follow_redirects=False
        )
        assert answer.status_code == 303


def test_a_page_that_is_opened_is_a_use(desk_circle: DeskCircle) -> None:
    with surfing_as(desk_circle.world, desk_circle.cleo, own_phone=False) as surfer:
        for _ in range(3):
            desk_circle.world.advance(minutes=20)
            assert surfer.open(desk_circle.at()).path == desk_circle.at()
