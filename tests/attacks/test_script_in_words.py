"""Somebody writes a script into every field that others read: no page runs it, none lets it out of its words."""

from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest

from tests.support.full_community import ROLES, FullCommunity
from tests.support.page_calls import PageCalls
from tests.web.matrix import ROWS
from web.static import DESK_SCRIPT, SCRIPT

BREAKS_OUT = """'"></textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"""
SHORT = '"><img src=x onerror=a()>'


class _Harm(HTMLParser):
    """Notes what could run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("src") not in (SCRIPT, DESK_SCRIPT):
            self.found.append(f"script {given}")
        if tag in ("iframe", "object", "embed", "base", "meta") and "http-equiv" in given:
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]
        leads = [given.get(name) or "" for name in ("href", "src", "action")]
        self.found += [to for to in leads if to.lower().startswith(("javascript:", "data:"))]


def harm_of(answer: httpx.Response) -> list[str]:
    """What could run of an answer. A file is none that a browser opens: it is saved, and taken for nothing else."""
    kind = answer.headers.get("content-type", "text/html").partition(";")[0]
    if kind == "application/json":
        saved = answer.headers.get("content-disposition", "").startswith("attachment;")
        taken_as_said = answer.headers.get("x-content-type-options") == "nosniff"
        return [] if saved and taken_as_said else [f"a file that is opened: {dict(answer.headers)}"]
    harm = _Harm()
    harm.feed(answer.text)
    return harm.found


@pytest.fixture
def written(kept_community: FullCommunity) -> Iterator[PageCalls]:
    """The community after everybody wrote it wherever they can."""
    c, calls = kept_community, PageCalls(kept_community)
    with c.database.undone():
        done = [
            c.call("author", "PATCH", "/v1/me", {"display_name": SHORT}),
            c.call("confirmed", "PATCH", "/v1/me", {"display_name": SHORT}),
            c.call("steward", "PATCH", c.filled("/v1/communities/{community}"), {"about": BREAKS_OUT}),
            c.call(
                "author",
                "PATCH",
                c.filled("/v1/needs/{need}"),
                {
                    "title": BREAKS_OUT[:80],
                    "details": BREAKS_OUT,
                    "private_note": BREAKS_OUT,
                    "address": SHORT,
                },
            ),
            c.call("confirmed", "POST", c.filled("/v1/matches/{matched}/messages"), {"text": BREAKS_OUT}),
        ]
        assert [answer.status_code for answer in done if answer.status_code >= 400] == [], [
            a.text for a in done
        ]
        yield calls


def test_no_page_runs_what_somebody_wrote(written: PageCalls) -> None:
    shown = 0
    for role in ROLES:
        for row in ROWS:
            if row.method != "GET":
                continue
            page = written.get(role, row.path)
            assert harm_of(page) == [], (role, row.path)
            shown += "alert(1)" in page.text or "onerror=a()" in page.text
    assert shown > 10, "what they wrote was shown nowhere: this test looks past it"


@pytest.mark.parametrize("role", ["anonymous", "author"])
def test_no_page_can_be_framed(kept_community: FullCommunity, role: str) -> None:
    calls = PageCalls(kept_community)
    for row in ROWS:
        if row.method == "GET":
            with kept_community.database.undone():
                headers = calls.get(role, row.path).headers
            assert headers["X-Frame-Options"] == "DENY", row.path
            if headers.get("Content-Type", "").startswith("text/html"):
                assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], row.path
                assert "unsafe-inline" not in headers["Content-Security-Policy"], row.path
