"""Every form and every address of the pages, as somebody hostile sends them: rules over all of them, none by name."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.support.full_community import FullCommunity
from tests.support.page_calls import PageCalls
from tests.support.pages import rows
from tests.web.matrix import ROWS, Row
from texts.catalogue import say
from web.coming import guard
from web.coming.visitor import KEY, TOKEN

READS = [row for row in ROWS if row.method == "GET"]
SENDS = [row for row in ROWS if row.method == "POST"]
BEFORE_SIGN_IN = ("/in", "/ask/code")
"""Forms by which somebody comes in: sent with a wrong token by whoever is in, they lead to one's own page."""
ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "x\r\nSet-Cookie: minka=1\r\nLocation: https://evil.example",
)
NO_VALUE = ("\x00", "9" * 60, "<script>alert(1)</script>", "\u202eevil", "é" * 300)
NAMES = (
    *("next", "said", "lang", "c", "then", "for", "after", "before", "shown", "ticket", "q", "kind", "type"),
    *("id", "k", "place"),
)
"""What pages read from their address, and a few names that they do not."""


@pytest.fixture(scope="module")
def under_attack(kept_community: FullCommunity) -> PageCalls:
    return PageCalls(kept_community)


def harmless(answer: httpx.Response) -> bool:
    """Whether it broke nothing, led to no other site, and set no header that the sender wrote."""
    leads_to = urlsplit(answer.headers.get("location", "/"))
    given = answer.headers.get("set-cookie", "")
    return (
        answer.status_code < 500
        and not leads_to.netloc
        and leads_to.path.startswith("/")
        and not leads_to.path.startswith(("//", "/\\"))
        and "minka=1" not in given
        and "<script>alert(1)" not in answer.text
    )


def _some(pages: Sequence[Row], each: int, nasty: str) -> Sequence[Row]:
    """Each so-manyeth of these; other ones for another value, so that together they come to all."""
    return pages[len(nasty) % each :: each]


@pytest.mark.parametrize("each", [3, pytest.param(1, marks=pytest.mark.long)], ids=["a_third", "all"])
@pytest.mark.parametrize("role", ["anonymous", "author"])
@pytest.mark.parametrize("nasty", [*ELSEWHERE, *NO_VALUE], ids=lambda nasty: quote(nasty[:20]))
def test_an_address_that_somebody_made_up_leads_nowhere_else(
    under_attack: PageCalls, role: str, nasty: str, each: int
) -> None:
    asked = "&".join(f"{name}={quote(nasty)}" for name in NAMES)
    for row in _some(READS, each, nasty):
        with under_attack.community.database.undone():
            answer = under_attack.get(role, f"{row.path.partition('?')[0]}?{asked}")
        assert harmless(answer), (row.path, answer.status_code, dict(answer.headers))


@pytest.mark.parametrize("each", [2, pytest.param(1, marks=pytest.mark.long)], ids=["a_half", "all"])
@pytest.mark.parametrize("nasty", [ELSEWHERE[0], NO_VALUE[2]], ids=lambda nasty: quote(nasty[:20]))
def test_what_is_typed_into_any_field_breaks_nothing(under_attack: PageCalls, nasty: str, each: int) -> None:
    for row in _some(SENDS, each, nasty):
        for name in dict.fromkeys([name for name, _ in row.typed] + ["do", "version", "next", "then"]):
            typed = [(other, text) for other, text in row.typed if other != name] + [(name, nasty)]
            with under_attack.community.database.undone():
                answer = under_attack.post("steward", row.path, typed)
            assert harmless(answer), (row.path, name, answer.status_code, dict(answer.headers))


def others(calls: PageCalls, row: Row) -> Iterator[tuple[str, str]]:
    """Tokens that are not this form's: another person's, another form's, an earlier sign-in's, one cut short."""
    vault, path = calls.community.world.database.vault, calls.community.filled(row.path).partition("?")[0]
    own = calls.holder("author")
    yield "another person's", guard.token(vault, calls.holder("member"), path)
    yield "another form's", guard.token(vault, own, f"{path}x")
    yield "an earlier sign-in's", guard.token(vault, b"in|" + bytes(16), path)
    yield "before the sign-in", guard.token(vault, calls.holder("anonymous"), path)
    yield "cut short", guard.token(vault, own, path)[:-4]
    yield "none", ""


@pytest.mark.parametrize("number", range(len(SENDS)), ids=lambda number: SENDS[number].call)
def test_a_token_that_is_not_this_forms_opens_nothing(under_attack: PageCalls, number: int) -> None:
    row = SENDS[number]
    for whose, token in others(under_attack, row):
        with under_attack.community.database.undone():
            answer = under_attack.post("author", row.path, [*row.typed, (TOKEN, token)])
        if row.path.startswith(BEFORE_SIGN_IN) and answer.status_code == 303:
            assert answer.headers["location"] == "/my", (row.path, whose)
        else:
            assert answer.status_code == 403, (row.path, whose)


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str
)
def test_no_form_is_taken_from_another_site(under_attack: PageCalls, headers: dict[str, str]) -> None:
    for row in SENDS:
        with under_attack.community.database.undone():
            answer = under_attack.post("author", row.path, row.typed, headers)
        assert answer.status_code == 403, row.path


FOREIGN = (
    ("/needs/{need}/people", [("do", "invite"), ("offer", "{stranger_offer}")]),
    ("/needs/{theirs}", [("do", "close")]),
    ("/needs/{theirs}/edit", [("version", "1"), ("title", "mine now")]),
    ("/matches/{proposed}", [("do", "yes")]),
    ("/help", [("do", "take_back"), ("match", "{matched}")]),
    ("/help", [("do", "helped"), ("match", "{disputed}")]),
    ("/help/{stranger_offer}", [("do", "withdraw")]),
    ("/me/blocks", [("block", "{block}")]),
    ("/me/sign-ins", [("do", "end"), ("session", "{session}")]),
    ("/me/sign-ins", [("do", "remove"), ("device", "{device}")]),
    ("/decisions", [("decision", "{decision}"), ("text", "It was not I.")]),
    ("/people/{elder}", [("do", "end")]),
    ("/people/{elder}/edit", [("version", "1"), ("display_name", "Mine")]),
    ("/c/{elsewhere}/members", [("do", "vouch"), ("person", "{member}")]),
    ("/c/{elsewhere}/members", [("do", "role"), ("person", "{member}"), ("role", "steward")]),
    ("/c/{community}/members", [("do", "vouch"), ("person", "{stranger_person}")]),
    ("/c/{community}", [("do", "object"), ("change", "{stranger_offer}")]),
    ("/c/{elsewhere}/rules", [("version", "1"), ("preset", "usual"), ("reason", "why")]),
    ("/c/{elsewhere}/edit", [("version", "1"), ("languages", "en"), ("join_policy", "open")]),
    ("/ask/what", [("do", "groceries"), ("for", "{elder}")]),
)
"""Forms filled in by a helper with ids of what is others'."""


@pytest.mark.parametrize("number", range(len(FOREIGN)), ids=lambda number: FOREIGN[number][0])
def test_ids_of_what_is_others_change_nothing(under_attack: PageCalls, number: int) -> None:
    path, typed = FOREIGN[number]
    community = under_attack.community
    ids = community.ids | {"stranger_person": community.people["stranger"].id}
    filled = [(name, text.format(**ids) if "{" in text else text) for name, text in typed]
    with community.database.undone():
        before = rows(community.database)
        answer = under_attack.post("willing", path, filled)
        after = rows(community.database)
    changed = {table for table in before if before[table] != after[table]}
    assert answer.status_code in (303, 400, 403, 404, 409, 422)
    assert changed <= {"limit_count", "rate_limit", "idempotent_answer", "auth_session", "person"}, (
        changed,
        answer.status_code,
        answer.headers.get("location"),
    )


def test_a_key_of_somebody_elses_page_gives_nobody_their_answer(under_attack: PageCalls) -> None:
    """The key that makes a form act once is one's own, whoever copies it."""
    typed = [("do", "send"), ("text", "the blue door"), (KEY, "a-key-that-was-copied")]
    path = "/matches/{matched}"
    with under_attack.community.database.undone():
        first = under_attack.post("author", path, typed)
        other = under_attack.post("member", path, typed)
    assert (first.status_code, other.status_code) == (303, 404)


@pytest.mark.parametrize("own_phone", [True, False])
def test_no_page_of_somebody_is_kept_for_the_next(under_attack: PageCalls, own_phone: bool) -> None:
    """On a phone of others nothing is kept; on one's own the browser asks each time whether it is still so. What is
    kept nowhere may say so to caches, too, that do not know that word (`private`).
    """
    calls = PageCalls(under_attack.community, own_phone=own_phone)
    nowhere, asked_each_time = [{"no-store"}, {"private", "no-store"}], [{"private", "no-cache"}]
    allowed = nowhere + asked_each_time if own_phone else nowhere
    for row in READS:
        with under_attack.community.database.undone():
            answer = calls.get("author", row.path)
        assert answer.status_code == row.statuses["author"], row.path
        if not row.path.endswith(".svg"):  # the picture of a circle is everybody's
            told = set(answer.headers["cache-control"].split(", "))
            assert told in allowed, (row.path, answer.status_code)


def test_what_is_taken_along_is_kept_in_no_browser(under_attack: PageCalls) -> None:
    """Whoever's phone it is: the file holds all that is sealed elsewhere."""
    for own_phone in (True, False):
        calls = PageCalls(under_attack.community, own_phone=own_phone)
        with under_attack.community.database.undone():
            answer = calls.get("author", "/me/export/minka.json")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")


def test_a_link_from_elsewhere_tells_of_nothing_that_did_not_happen(under_attack: PageCalls) -> None:
    told = say("web.said.erased", "en")
    for site, is_told in (("same-origin", True), ("cross-site", False), ("none", False)):
        page = under_attack.get("author", "/my?said=erased", {"Sec-Fetch-Site": site})
        assert (told in page.text) is is_told, site
