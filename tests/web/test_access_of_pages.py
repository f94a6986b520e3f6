"""Roles × pages: every cell of the table is opened or sent, and answered as it says."""

import httpx
import pytest
from fastapi.routing import APIRoute

from tests.support.canaries import (
    MUST_NOT_SEE,
    OF_THE_ELDER,
    OF_THE_HELPER,
    SEALED_UNTIL_CONFIRMED,
    leaks,
    may_read,
)
from tests.support.full_community import ROLES, WORDS, FullCommunity
from tests.support.page_calls import PageCalls
from tests.web.matrix import OUTSIDE, ROWS, Row, shape
from web import app as web_app
from web import dev

Pages = dict[str, list[tuple[Row, httpx.Response]]]


@pytest.fixture(scope="module")
def page_calls(kept_community: FullCommunity) -> PageCalls:
    return PageCalls(kept_community)


@pytest.fixture(scope="module")
def all_pages(page_calls: PageCalls) -> Pages:
    """What every page and every form answers every part, each on the community as it is."""
    return {role: [(row, answered(page_calls, role, row)) for row in ROWS] for role in ROLES}


def answered(page_calls: PageCalls, role: str, row: Row) -> httpx.Response:
    with page_calls.community.database.undone():
        if row.method == "GET":
            return page_calls.get(role, row.path)
        return page_calls.post(role, row.path, row.typed)


def test_every_page_has_its_row() -> None:
    routes = {
        shape(f"{method} {route.path}")
        for router in (*web_app.ROUTERS, *dev.ROUTERS)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
        if method != "HEAD" and not route.path.startswith(("/static/", "/.well-known/"))
    }
    assert routes == {shape(row.call) for row in ROWS} | OUTSIDE


@pytest.mark.parametrize("number", range(len(ROWS)), ids=lambda number: ROWS[number].call)
def test_each_part_is_answered_as_the_table_of_pages_says(all_pages: Pages, number: int) -> None:
    found = {role: all_pages[role][number][1].status_code for role in ROLES}
    assert found == ROWS[number].statuses


def told(pages: Pages, role: str, names: set[str]) -> dict[str, set[str]]:
    found = {row.call: leaks(answer, names) for row, answer in pages[role]}
    return {call: names for call, names in found.items() if names}


@pytest.mark.parametrize("role", MUST_NOT_SEE)
def test_no_page_tells_what_is_for_the_confirmed_helper(all_pages: Pages, role: str) -> None:
    assert told(all_pages, role, {*SEALED_UNTIL_CONFIRMED, *OF_THE_HELPER, *MUST_NOT_SEE[role]}) == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_of_whom_somebody_else_speaks_for(all_pages: Pages, role: str) -> None:
    assert told(all_pages, role, {*OF_THE_ELDER}) == {} or role == "member"


@pytest.mark.parametrize("role", ROLES)
def test_pages_show_words_to_those_they_are_for(all_pages: Pages, role: str) -> None:
    for row, answer in all_pages[role]:
        seen = {name for name, words in WORDS.items() if words in answer.text}
        assert seen <= may_read(role, row.path), row.call


def test_nobody_else_learns_that_a_thing_is_there(page_calls: PageCalls) -> None:
    """What is none of one's business and what was never there are answered alike, but for the address itself."""
    nothing = "019aa000-0000-7000-8000-000000000000"
    for row in ROWS:
        if row.method == "GET" and row.statuses["outsider"] == 404 and "{" in row.path:
            hidden = page_calls.get("outsider", row.path)
            absent = page_calls.get(
                "outsider", row.path.partition("{")[0] + nothing + row.path.partition("}")[2]
            )
            assert (hidden.status_code, hidden.text) == (absent.status_code, absent.text), row.call
