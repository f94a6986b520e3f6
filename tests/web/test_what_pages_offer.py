"""Whatever stands on a page holds: each link leads to a page, and each button does something, for whoever sees it."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
import pytest

from tests.support.browsers import FormShown, PageShown, read
from tests.support.full_community import ROLES
from tests.support.page_calls import PageCalls
from tests.web.matrix import ROWS

ELSEWHERE = ("tel", "mailto", "geo", "https")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")
MADE_UP = re.compile(r"/c/[^/]*/join/")
"""The table of pages opens an invitation that nobody made."""
FILTERS = ("why", "quarter", "page", "after")
"""What an address carries along so that one finds back to the list that one came from."""
TOLD_WHY_NOT = {("steward", "leave")}
"""The last steward of a circle cannot leave it: pressing tells why, and what to do first."""


class Walk:
    """All pages that somebody gets to from those of the table, by the links that stand on them."""

    def __init__(self, calls: PageCalls, role: str) -> None:
        self.calls, self.role = calls, role
        self.pages: dict[str, PageShown] = {}
        self.dead: list[tuple[str, str, int]] = []
        self.begin = [
            calls.community.filled(row.path)
            for row in ROWS
            if row.method == "GET" and row.statuses[role] == 200 and not MADE_UP.match(row.path)
        ]
        todo, seen = [("the table", path) for path in self.begin], set[str]()
        while todo:
            found_on, path = todo.pop()
            if (thing := self._thing(path)) not in seen:
                seen.add(thing)
                todo += [(path, href) for href in self._opened(found_on, path)]

    def _thing(self, path: str) -> str:
        """What an address shows, from whichever list one came, a circle by its name or its id; of many things that
        may be picked on it one is enough.
        """
        page, _, asked = path.partition("?")
        page = page.replace(f"/c/{self.calls.community.ids['community']}", "/c/lansing")
        if not ID.search(page):
            return path
        picked = sorted((name, ID.sub("…", value)) for name, value in parse_qsl(asked) if name not in FILTERS)
        return f"{page}?{urlencode(picked)}"

    def _opened(self, found_on: str, path: str) -> Iterator[str]:
        with self.calls.community.database.undone():
            page = read(self.calls.get(self.role, path))
        self.pages[path] = page
        if page.status >= 400:
            self.dead.append((found_on, path, page.status))
        onward = page.response.headers.get("location")
        yield from (
            _within(path, href) for href in [*page.hrefs, *([onward] if onward else [])] if _ours(href)
        )

    def press(self, path: str, form: FormShown, do: str) -> httpx.Response:
        """Opens the page once more and presses a button there, its form as it stands."""
        action = urljoin(path, form.action)
        with self.calls.community.database.undone():
            self.calls.get(self.role, path)
            return self.calls.post(self.role, action, [*_sent(form), ("do", do)])


def _sent(form: FormShown) -> list[tuple[str, str]]:
    return [pair for pair in form.fields if pair[0] != "_form"]


def _ours(href: str) -> bool:
    return urlsplit(href).scheme not in ELSEWHERE and "lang=" not in href and not href.startswith("#")


def _within(path: str, href: str) -> str:
    found = urlsplit(urljoin(path, href))
    return f"{found.path}?{found.query}" if found.query else found.path


def _kind(path: str) -> str:
    return ID.sub("…", path.partition("?")[0])


@pytest.fixture(scope="module", params=ROLES)
def walk(request: pytest.FixtureRequest, kept_community: object) -> Walk:
    return Walk(PageCalls(request.getfixturevalue("kept_community")), request.param)


def test_no_link_leads_nowhere(walk: Walk) -> None:
    assert walk.dead == []
    assert len(walk.pages) > len(walk.begin), "no page leads further: this test looks past them"


def test_no_button_is_refused(walk: Walk) -> None:
    """422 is no refusal: something is to be filled in first, and its page says what."""
    pressed, refused = set[tuple[str, str, str]](), []
    for path, page in walk.pages.items():
        for form in page.forms:
            for do in filter(None, form.buttons):
                this = (_kind(path), _kind(urljoin(path, form.action)), do)
                if this in pressed or (walk.role, do) in TOLD_WHY_NOT:
                    continue
                pressed.add(this)
                answer = walk.press(path, form, do)
                if answer.status_code >= 400 and answer.status_code != 422:
                    refused.append((path, do, answer.status_code, read(answer).text[:200]))
    assert refused == []
