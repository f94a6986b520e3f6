"""What people do on phones that no form without a browser shows: Back, reload, signing out, and being too slow."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.chromium import OneBrowser
from tests.browser.conftest import FLAGS, executable
from tests.browser.job import do
from tests.browser.neighbours import LIBRARY, Neighbours
from tests.support.ids import without_ids
from tests.support.people import Person
from texts.catalogue import say
from web.pages.sign_out import CLEARED

WORDS = "Canary soup for my mother"
KEPT = """async () => [
    Object.keys(localStorage).length, Object.keys(sessionStorage).length,
    (await caches.keys()).length, (await indexedDB.databases()).length,
    (await navigator.serviceWorker.getRegistrations()).length,
]"""
"""What a browser keeps of us beside cookies, and how much of each."""


@pytest.fixture(scope="module")
def olga(browsing_neighbours: Neighbours) -> Person:
    """She has asked for something, with words that nobody else is to find on the phone she used."""
    person = browsing_neighbours.world.person("Olga", proved="olga@example.org")
    person.post(f"/v1/communities/{browsing_neighbours.community.id}/join")
    person.need(title=WORDS)
    return person


def nothing_is_left(street: Neighbours, one: OneBrowser) -> None:
    """Signs Olga in on a phone of others, lets her look around and sign out, and looks for what she leaves."""
    one.open("/in")
    street.sign_in(one, "olga@example.org")
    assert WORDS in one.text
    for path in ("/me", "/my"):
        one.open(path)
    one.press('nav a[href="/out"]')
    one.press(do("out"))
    assert one.path == "/in"
    said = [line for line in one.complaints if line.startswith("Clear-Site-Data")]
    assert [line.rpartition("types: ")[2] for line in said] == [f"{CLEARED}."], "as the browser tells it"
    one.complaints.clear()
    held = {cookie["name"]: cookie["value"] for cookie in one.context.cookies()}
    assert "minka" not in held
    assert one.page.evaluate(KEPT) == [0, 0, 0, 0, 0]
    for _ in range(4):
        one.back()
        assert WORDS not in one.page.content(), one.path
        assert "Olga" not in one.page.content(), one.path
    one.open("/my")
    assert one.path == "/in"
    one.context.set_offline(True)
    with pytest.raises(Error):
        one.open("/my")
    one.context.set_offline(False)


def test_signing_out_on_a_phone_of_others_leaves_nothing(
    browsing_neighbours: Neighbours, olga: Person
) -> None:
    nothing_is_left(browsing_neighbours, browsing_neighbours.take(scripts=True))


@pytest.fixture
def remembering_browser(browser: Browser) -> Iterator[Browser]:
    """A Chromium that keeps whole pages alive for Back, as on phones; Playwright's does not."""
    launched = browser.browser_type.launch(
        executable_path=executable(), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield launched
    launched.close()


@pytest.mark.pages
def test_neither_does_a_browser_that_keeps_pages_for_going_back(
    browsing_neighbours: Neighbours, olga: Person, remembering_browser: Browser
) -> None:
    nothing_is_left(browsing_neighbours, browsing_neighbours.take(scripts=True, browser=remembering_browser))


@pytest.mark.pages
@pytest.mark.parametrize("scripts", [True, False])
def test_words_typed_longer_than_a_sign_in_lasts_are_there_again(
    browsing_neighbours: Neighbours, olga: Person, scripts: bool
) -> None:
    street = browsing_neighbours
    one = street.take(olga, scripts=scripts, own_phone=False)
    need = olga.need(title="Rice")["id"]
    one.open(f"/needs/{need}/edit")
    one.page.locator('[name="details"]').fill("Brown, if there is any")
    street.world.advance(minutes=45)
    one.press(do("save"))
    assert one.path == "/in"
    street.sign_in(one, "olga@example.org")
    assert one.path == f"/needs/{need}/edit"
    assert say("web.kept", "en") in one.text
    assert one.value('[name="details"]') == "Brown, if there is any"
    one.press(do("save"))
    assert olga.get(f"/v1/needs/{need}")["details"] == "Brown, if there is any"
    olga.post(f"/v1/needs/{need}/withdraw")
    street.world.advance(hours=1)


@pytest.mark.pages
@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_asks_to_be_called(browsing_neighbours: Neighbours, scripts: bool) -> None:
    """One who has no account, and leaves a number only."""
    street = browsing_neighbours
    one = street.take(scripts=scripts)
    one.open(f"/c/{street.slug}")
    one.press(f'main a[href="/c/{street.slug}/call"]')
    one.type('[name="phone"]', "call me")
    one.press(do("call"))
    assert one.page.locator('[name="phone"][aria-invalid="true"]').count() == 1
    assert one.value('[name="phone"]') == "call me"
    number = f"+1 517 555 014{scripts:d}"
    one.page.locator('[name="phone"]').fill(number)
    one.press(do("call"))
    assert one.path.endswith("/called")
    assert say("web.call.done_title", "en") in one.text
    assert number[-4:] not in without_ids(one.page.content()), "the answer is the same for everybody"


@pytest.mark.pages
@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_helps_with_a_part_at_another_time(browsing_neighbours: Neighbours, scripts: bool) -> None:
    """Five of twelve portions, from three to five, where it was asked for from one to nine."""
    street = browsing_neighbours
    author, helper = street.community.member("Amina"), street.community.member("Juma")
    begins = (street.world.now() + timedelta(days=2)).replace(hour=13, minute=0, second=0, microsecond=0)
    window = {"from": begins.isoformat(), "to": (begins + timedelta(hours=8)).isoformat()}
    need = author.need(
        category="cooked_meals",
        unit="portion",
        quantity=12,
        minutes=60,
        when={"kind": "windows", "windows": [window]},
    )["id"]
    with_offer = street.take(helper, scripts=scripts)
    with_offer.open(f"/needs/{need}/answer")
    with_offer.page.locator('[name="from"]').fill("15")
    with_offer.page.locator('[name="to"]').fill("17")
    with_offer.page.locator('[name="quantity"]').fill("5")
    with_offer.press(do("yes"))
    assert with_offer.path.startswith("/matches/"), with_offer.text
    asks = street.take(author, scripts=scripts)
    asks.open(with_offer.path)
    asks.press(do("yes"))
    for one in (asks, with_offer):
        one.open(with_offer.path)
        assert say("page.match.agreed", "en") in one.text
        assert "3:00" in one.text
    found = author.match_on(need)
    assert (found["quantity"], found["status"]) == (5, "confirmed")
    assert author.get(f"/v1/needs/{need}")["status"] == "open", "seven are still needed"


@pytest.mark.pages
@pytest.mark.parametrize("scripts", [True, False])
def test_what_one_began_to_ask_is_there_after_going_back_and_is_forgotten_on_a_press(
    browsing_neighbours: Neighbours, scripts: bool
) -> None:
    street = browsing_neighbours
    one = street.take(scripts=scripts)
    one.open(f"/ask?c={street.slug}")
    one.press(do("groceries"))
    one.choose("place", LIBRARY)
    one.type('[name="door"]', "The blue door")
    one.press(do("on"))
    one.tick('input[name="urgency"][value="soon"]')
    one.press(do("on"))
    one.type('[name="title"]', WORDS)
    one.press(do("on"))
    assert one.path == "/ask/check"
    for path, field, words in (("/ask/words", "title", WORDS), ("/ask/where", "door", "The blue door")):
        one.open(path)
        assert one.value(f'[name="{field}"]') == words
    one.open("/ask/check")
    one.press(do("forget"))
    one.open("/ask/words")
    assert one.path == "/ask/what"
    assert WORDS not in one.page.content()
    one.back()
    assert WORDS not in one.page.content()


@pytest.mark.pages
def test_reload_and_back_repeat_nothing(browsing_neighbours: Neighbours) -> None:
    street = browsing_neighbours
    author, helper = street.community.member("Amina"), street.community.member("Juma")
    need = author.need(title="Bread")["id"]
    one = street.take(helper, scripts=True)
    one.open(f"/needs/{need}/answer")
    one.type('[name="message"]', "At ten")
    one.press(do("yes"))
    match = one.path
    one.page.reload()
    one.back()
    one.open(match)
    one.type('[name="text"]', "I am on my way")
    one.page.locator(do("send")).dblclick()
    one.page.get_by_text("I am on my way").first.wait_for()
    one.page.reload()
    messages = author.get(f"/v1{match}/messages")["items"]
    assert [line["text"] for line in messages] == ["At ten", "I am on my way"]
    assert len(author.get(f"/v1/needs/{need}/matches")["items"]) == 1
