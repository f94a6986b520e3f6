"""Asking by a browser without script: without an account first, then posted with a code; nobody else reads a draft."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Community
from matching.words.categories import CATEGORIES
from tests.support.browsers import PageShown, Surfer, read, surfing, surfing_as
from tests.support.world import World
from web.pages.asking import kinds, when
from web.parts.day_parts import DAY_PARTS, DayPart

DOOR = "Canary Lane 7, the blue door"


@pytest.fixture(scope="module")
def circle_to_ask(shared_world: World) -> dict[str, str]:
    steward = shared_world.person("Stella")
    landmarks = [{"name": "The library", "lat": 42.7325, "lon": -84.5555}]
    return shared_world.community(steward, landmarks=landmarks)


@pytest.fixture
def asker(shared_world: World, circle_to_ask: dict[str, str]) -> Iterator[Surfer]:
    with surfing(shared_world) as surfer:
        yield surfer


def near_library(page: PageShown) -> str:
    html = page.response.text
    return html.split(">The library<")[0].rpartition('value="')[2].rstrip('"')


def said_all(surfer: Surfer, circle_to_ask: dict[str, str], title: str = "Bread and milk") -> PageShown:
    """The page on which all of it stands together."""
    page = surfer.send(surfer.open("/ask", c=circle_to_ask["slug"]), "groceries")
    assert page.path == "/ask/where", page.text
    page = surfer.send(page, "on", place=near_library(page), door=DOOR)
    assert page.path == "/ask/when", page.text
    page = surfer.send(page, "on", urgency="soon", for_people="٢")
    assert page.path == "/ask/words", page.text
    page = surfer.send(page, "on", title=title)
    assert page.path == "/ask/check", page.text
    return page


def posted(world: World, surfer: Surfer, page: PageShown, address: str) -> PageShown:
    page = surfer.send(page, "send", address=address, name="Nadia")
    assert page.path == "/ask/code", page.text
    world.tick()
    return surfer.send(page, "post", code=world.code_for(address))


def test_a_need_is_asked_for_before_there_is_an_account(
    shared_world: World, asker: Surfer, circle_to_ask: dict[str, str]
) -> None:
    page = said_all(asker, circle_to_ask)
    for words in ("Groceries", "The library", DOOR, "Bread and milk", "2"):
        assert words in page.text
    assert "marked=" in page.response.text, "the cell that others see"
    page = posted(shared_world, asker, page, "nadia@example.org")
    assert page.path.startswith("/needs/")
    assert "You have asked" in page.text
    nadia = shared_world.sign_in("nadia@example.org")
    [listed] = nadia.get("/v1/needs?mine=true")["items"]
    need = nadia.get(f"/v1/needs/{listed['id']}")
    assert (need["title"], need["address"], need["for_people"]) == ("Bread and milk", DOOR, 2)
    assert need["community_id"] == circle_to_ask["id"]
    assert nadia.get("/v1/me")["display_name"] == "Nadia"
    assert asker.open("/ask/check").path == "/ask/what", "the draft is gone"


def test_pressed_twice_it_is_asked_once(
    shared_world: World, asker: Surfer, circle_to_ask: dict[str, str]
) -> None:
    page = asker.send(said_all(asker, circle_to_ask), "send", address="twice@example.org")
    shared_world.tick()
    before = dict(asker.http.cookies)
    code = shared_world.code_for("twice@example.org")
    first = asker.send(page, "post", code=code)
    asker.http.cookies.clear()
    for name, value in before.items():  # the answer was lost
        asker.http.cookies.set(name, value, domain=urlsplit(shared_world.server.url).hostname or "")
    second = asker.send(page, "post", code=code)
    assert (second.status, second.path) == (200, first.path)
    third = asker.send(page, "post", code=code)
    assert third.path == "/my"
    assert len(shared_world.sign_in("twice@example.org").get("/v1/needs?mine=true")["items"]) == 1


def test_each_answer_can_be_changed_and_leads_back(asker: Surfer, circle_to_ask: dict[str, str]) -> None:
    page = said_all(asker, circle_to_ask)
    assert "/ask/words?then=check" in page.hrefs
    page = asker.send(asker.open("/ask/words", then="check"), "on", title="Only bread")
    assert page.path == "/ask/check"
    assert "Only bread" in page.text
    page = asker.send(
        asker.open("/ask/more"), "on", min_trust="vouched", cost="repaid", up_to="", currency=""
    )
    assert (page.status, "#up_to" in page.hrefs) == (422, True)
    page = asker.send(page, "on", up_to="١٠", currency="kes")
    assert page.path == "/ask/check"


def test_where_nobody_is_yet_is_told_at_where(asker: Surfer, circle_to_ask: dict[str, str]) -> None:
    page = asker.send(asker.open("/ask", c=circle_to_ask["slug"]), "groceries")
    page = asker.send(page, "on", spot="-4.0435, 39.6682")
    assert (page.status, page.path) == (409, "/ask/where")
    assert "999" in page.text or "112" in page.text
    assert "/found" in page.hrefs


def test_a_tap_on_the_picture_is_a_place(asker: Surfer, circle_to_ask: dict[str, str]) -> None:
    page = asker.send(asker.open("/ask", c=circle_to_ask["slug"]), "groceries")
    tapped = [("cells.x", "150"), ("cells.y", "150")]
    for _ in range(3):
        fields = [(name, text) for name, text in page.form("on").fields if name != "door"]
        page = read(asker.post("/ask/where", [*fields, ("door", DOOR), *tapped]))
    assert "the place you tapped" in page.text
    assert ("door", DOOR) in page.form("on").fields
    page = asker.send(page, "on")
    assert page.path == "/ask/when", page.text


def test_an_urgent_one_tells_first_whom_to_call(asker: Surfer, circle_to_ask: dict[str, str]) -> None:
    page = said_all(asker, circle_to_ask)
    page = asker.send(asker.open("/ask/when"), "on", urgency="urgent")
    assert "Is somebody in danger?" in page.text
    assert "tel:911" in page.hrefs


def test_what_stands_in_words_that_all_can_read_is_warned_of(
    asker: Surfer, circle_to_ask: dict[str, str]
) -> None:
    page = said_all(asker, circle_to_ask, title="Call me: +1 517 555 0123")
    assert "Your text holds a phone number" in page.text


def test_steps_lead_to_the_first_that_is_missing(asker: Surfer) -> None:
    for path in ("/ask/where", "/ask/when", "/ask/words", "/ask/more", "/ask/check"):
        assert asker.open(path).path == "/ask/what"


def test_a_draft_is_read_by_nobody_else(shared_world: World, circle_to_ask: dict[str, str]) -> None:
    first, second = shared_world.person("Yara"), shared_world.person("Zoe")
    with surfing_as(shared_world, first, own_phone=False) as surfer:
        assert DOOR in said_all(surfer, circle_to_ask).text
        held = surfer.http.cookies.get("minka-draft") or ""
    for who in (second, None):
        with surfing_as(shared_world, second) if who else surfing(shared_world) as other:
            other.http.cookies.set(
                "minka-draft", held, domain=urlsplit(shared_world.server.url).hostname or ""
            )
            page = other.open("/ask/check")
            assert page.path == "/ask/what"
            assert DOOR not in page.response.text


def test_what_is_refused_at_last_keeps_the_sign_in_and_the_words(shared_world: World) -> None:
    steward = shared_world.person("Wanda")
    picky = shared_world.community(
        steward, landmarks=[{"name": "The library", "lat": 42.7325, "lon": -84.5555}]
    )
    with surfing(shared_world) as surfer:
        page = surfer.send(said_all(surfer, picky), "send", address="late@example.org")
        shared_world.tick()
        with shared_world.database.transaction() as session:
            session.get_one(Community, UUID(picky["id"])).categories = ["ride"]
        page = surfer.send(page, "post", code=shared_world.code_for("late@example.org"))
        assert page.status == 422
        assert "Bread and milk" in page.text
        assert shared_world.sign_in("late@example.org").get("/v1/needs?mine=true")["items"] == []
        page = surfer.open("/ask/check")
        assert "My page" in page.text, "the sign-in stands"
        assert page.does[:1] == ["post"]


def test_words_are_shown_and_never_run(asker: Surfer, circle_to_ask: dict[str, str]) -> None:
    script = "<script>alert(1)</script>"
    page = said_all(asker, circle_to_ask, title=script)
    assert script not in page.response.text
    assert script in page.text


def test_one_press_forgets_it(asker: Surfer, circle_to_ask: dict[str, str]) -> None:
    page = asker.send(said_all(asker, circle_to_ask), "forget")
    assert "It is forgotten" in page.text
    assert asker.open("/ask/check").path == "/ask/what"


def test_somebody_signed_in_asks_for_whom_they_speak(
    shared_world: World, circle_to_ask: dict[str, str]
) -> None:
    speaker = shared_world.person("Hana", proved="hana@example.org")
    speaker.post(f"/v1/communities/{circle_to_ask['id']}/join")
    consent = {"how": "in_person", "at": shared_world.now().isoformat(), "covers": ["post"]}
    elder = speaker.post("/v1/people", {"display_name": "Bibi Asha", "consent": consent})
    with surfing_as(shared_world, speaker) as surfer:
        page = surfer.open("/ask")
        assert "Bibi Asha" in page.text
        page = surfer.send(surfer.open("/ask/what", **{"for": elder["id"]}), "groceries")
        page = surfer.send(page, "on", place=near_library(page))
        page = surfer.send(surfer.send(page, "on"), "on")
        page = surfer.send(page, "post")
        assert page.path.startswith("/needs/"), page.text
        stranger = surfer.post(
            "/ask/what",
            [
                *[p for p in surfer.open("/ask/what").forms[0].fields if p[0] != "for"],
                ("for", circle_to_ask["id"]),
                ("do", "ride"),
            ],
        )
        assert stranger.status_code == 404


@pytest.mark.parametrize("typed", ["soon\r\nX-Evil: 1", "", "now"])
def test_what_no_form_offers_is_refused(asker: Surfer, circle_to_ask: dict[str, str], typed: str) -> None:
    page = asker.send(asker.open("/ask", c=circle_to_ask["slug"]), "groceries")
    page = asker.send(page, "on", place=near_library(page))
    page = asker.send(page, "on", urgency=typed)
    assert page.status in (400, 422)
    assert "X-Evil" not in page.response.headers


def test_every_kind_is_offered_once() -> None:
    offered = [kind for _, group in kinds.GROUPS for kind in group]
    assert sorted(offered) == sorted(CATEGORIES)


BOXES = st.lists(
    st.tuples(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.sampled_from(DAY_PARTS)),
    max_size=12,
    unique=True,
)


@given(BOXES, st.sampled_from(["Africa/Nairobi", "America/Detroit", "Australia/Lord_Howe", "UTC"]))
def test_parts_of_days_become_as_few_stretches_as_hold_them(
    boxes: list[tuple[date, DayPart]], zone: str
) -> None:
    ticked = [f"{day}_{part.value}" for day, part in boxes]
    found = when.windows({when.TIMES: ticked}, ZoneInfo(zone))
    alone = [one for value in ticked for one in when.windows({when.TIMES: [value]}, ZoneInfo(zone))]
    assert list(found) == sorted(found, key=lambda one: one.start)
    assert all(first.end < second.start for first, second in pairwise(found))
    assert all(any(whole.covers(part) for whole in found) for part in alone)
    assert sum((one.end - one.start).total_seconds() for one in found) == sum(
        (one.end - one.start).total_seconds() for one in alone
    )


def test_an_organisations_person_asks_for_it(shared_world: World, circle_to_ask: dict[str, str]) -> None:
    founder, other = shared_world.person("Founder"), shared_world.person("Other")
    for person in (founder, other):
        person.post(f"/v1/communities/{circle_to_ask['id']}/join")
    kitchen = shared_world.organisation(founder, name="The long table")
    unchecked = founder.post("/v1/organisations", {"name": "Unchecked", "kind": "collective"})["id"]
    with surfing_as(shared_world, founder) as surfer:
        page = surfer.open("/ask")
        assert "The long table" in page.text
        assert "Unchecked" not in page.text, "it can neither ask nor offer yet"
        forged = surfer.send(surfer.open("/ask/what"), "groceries", ticked=[("for", unchecked)])
        assert forged.status == 404
        page = surfer.send(surfer.open("/ask/what", **{"for": kitchen}), "groceries")
        page = surfer.send(page, "on", place=near_library(page))
        page = surfer.send(surfer.send(page, "on", urgency="soon"), "on", title="Forty loaves")
        assert "The long table" in page.text
        done = surfer.send(page, "post")
        assert f"/organisations/{kitchen}" in done.hrefs, done.text
    need = founder.get(f"/v1/needs/{done.path.rpartition('/')[2]}")
    assert need["organisation_id"] == kitchen
    with surfing_as(shared_world, other) as surfer:
        assert "The long table" not in surfer.open("/ask").text
        assert surfer.send(surfer.open("/ask/what"), "groceries", ticked=[("for", kitchen)]).status == 404
