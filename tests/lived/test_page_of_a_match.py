"""lived 23: a letter leads to the page of its match, where its reader does whatever is open to them, and no more."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.models.link import LinkPurpose
from tests.support import pages
from tests.support.linked_community import LONG, LinkedCommunity
from tests.support.pages import LARGEST, Shown, on_the_wire
from tests.support.people import Person
from tests.support.telling import change, scalar
from texts.catalogue import LANGUAGES, say


class Sides:
    """Ana and Ben of one match, each with the link to its page."""

    def __init__(self, community: LinkedCommunity, match: str) -> None:
        self.community, self.match = community, match
        self.links = {
            who.name: community.link(LinkPurpose.MATCH, who, match) for who in (community.ana, community.ben)
        }

    def page(self, who: Person) -> Shown:
        return pages.get(self.community.http, self.links[who.name])

    def press(self, who: Person, do: str, **filled: str) -> Shown:
        return pages.press(self.community.http, self.page(who), do, **filled)

    def title(self, who: Person) -> str:
        return self.page(who).text.splitlines()[1]

    def now(self) -> datetime:
        with self.community.database.transaction() as session:
            return clock.now(session, movable=True)

    def seen_by(self, who: Person) -> dict[str, Any]:
        return dict(who.get(f"/v1/matches/{self.match}"))


@pytest.fixture
def agreed_sides(linked_community: LinkedCommunity) -> Sides:
    return Sides(linked_community, linked_community.agreed)


@pytest.fixture
def invited_sides(linked_community: LinkedCommunity) -> Sides:
    return Sides(linked_community, linked_community.invited)


def test_with_whom_what_and_whom_to_call_stand_on_it(agreed_sides: Sides) -> None:
    helper, author = (
        agreed_sides.page(who) for who in (agreed_sides.community.ben, agreed_sides.community.ana)
    )
    for page in (helper, author):
        assert {"Groceries", "Lansing", "911", "+15175550100"} <= set(page.text.splitlines())
        assert {"tel:911", "tel:+15175550100", "mailto:circle@example.org"} <= set(page.hrefs)
        assert "Rice" in page.text
    assert "Ben" in author.text
    assert "Ana" not in helper.text, "a scanner learns nobody's name who asks for help"
    assert "Ana" in agreed_sides.press(agreed_sides.community.ben, "show").text


def test_nothing_stands_twice_on_it_and_nobody_reads_their_own_name(agreed_sides: Sides) -> None:
    """Once contact or messages are shown the button for them is gone; what comes next is at hand."""
    ana, ben = agreed_sides.community.ana, agreed_sides.community.ben
    shown = agreed_sides.press(ana, "show")
    assert shown.text.splitlines().count("Ben") == 1
    assert "show" not in shown.buttons
    assert say("page.match.no_way_shared", "en") in shown.text, "Ben has no number to show"
    agreed_sides.press(ben, "send", text="On my way")
    assert "Ana" not in agreed_sides.page(ana).text
    read = agreed_sides.press(ana, "read")
    assert "read" not in read.buttons
    assert next(iter(read.buttons)) == "send"


DO = {
    "accept": "yes",
    "decline": "no",
    "choose": "yes",
    "confirm": "yes",
    "refuse": "no",
    "take_back": "no",
    "report": "helped",
    "cancel": "cancel",
    "contest": "not_helped",
    "edit": "change",
    "agree_change": "agree_change",
    "keep_as_it_is": "keep_as_it_is",
}
"""By the word of `allowed`: the button that does it."""


def test_buttons_are_what_is_allowed(agreed_sides: Sides, invited_sides: Sides) -> None:
    """In every state that the two come through, for both: a button for each word, and none beside them."""
    community = agreed_sides.community
    for sides, steps in (
        (invited_sides, ()),
        (agreed_sides, ((community.ben, "helped"), (community.ana, "helped"))),
    ):
        for who, do in (None, None), *steps:
            if who is not None:
                sides.press(who, do)
            for reader in (community.ana, community.ben):
                words = set(sides.seen_by(reader)["allowed"])
                buttons = set(sides.page(reader).buttons) & set(DO.values())
                said = "report" in words and reader is who
                wanted = {DO[word] for word in words} - ({"helped"} if said else set())
                wanted |= {"not_helped"} if "helped" in wanted else set()
                assert buttons == wanted, (reader.name, words)


def test_an_invitation_is_accepted_and_contact_read(invited_sides: Sides) -> None:
    ben = invited_sides.community.ben
    done = invited_sides.press(ben, "yes")
    assert done.status == 200
    assert invited_sides.seen_by(ben)["status"] == "confirmed"
    assert any(href.startswith("geo:42.731") for href in invited_sides.press(ben, "show").hrefs)


def test_messages_go_to_and_fro_and_count_as_read_once_they_are_shown(agreed_sides: Sides) -> None:
    ana, ben = agreed_sides.community.ana, agreed_sides.community.ben
    assert agreed_sides.press(ben, "send", text="On my way\nback door?").status == 200
    assert agreed_sides.seen_by(ana)["unread"] == 1
    shown = agreed_sides.page(ana)
    assert "On my way" not in shown.text, "a scanner reads no messages, and marks none as read"
    assert shown.buttons["read"] == say("page.match.unread", "en", count=1)
    assert agreed_sides.seen_by(ana)["unread"] == 1
    read = agreed_sides.press(ana, "read")
    assert "On my way" in read.text
    assert "back door?" in read.text
    assert agreed_sides.seen_by(ana)["unread"] == 0
    assert agreed_sides.page(ana).buttons["read"] == say("page.match.read", "en")


def test_the_same_page_sent_twice_is_one_message(agreed_sides: Sides) -> None:
    ben, page = agreed_sides.community.ben, agreed_sides.page(agreed_sides.community.ben)
    for _ in range(2):
        pages.press(agreed_sides.community.http, page, "send", text="On my way")
    many = "SELECT count(*) FROM message WHERE match_id = :m"
    assert scalar(agreed_sides.community.database, many, m=agreed_sides.match) == 1
    agreed_sides.press(ben, "send", text="On my way")
    assert scalar(agreed_sides.community.database, many, m=agreed_sides.match) == 2, (
        "said again is said again"
    )


def test_an_empty_message_is_none(agreed_sides: Sides) -> None:
    page = agreed_sides.press(agreed_sides.community.ben, "send", text="  ")
    assert page.status == 422
    assert say("field.missing", "en") in page.text


def test_how_it_went_is_said_by_both(agreed_sides: Sides) -> None:
    ana, ben = agreed_sides.community.ana, agreed_sides.community.ben
    page = agreed_sides.press(ben, "helped", thanks="You are kind")
    assert say("web.said.they_are_asked", "en") in page.text
    assert "helped" not in page.buttons
    agreed_sides.press(ana, "helped")
    assert agreed_sides.seen_by(ana)["status"] == "completed"
    assert "You are kind" in agreed_sides.page(ana).text


def test_the_title_says_how_a_match_stands(agreed_sides: Sides) -> None:
    """After a report it still said "It is agreed"."""
    ana, ben = agreed_sides.community.ana, agreed_sides.community.ben
    titles = [(agreed_sides.title(ana), agreed_sides.title(ben))]
    agreed_sides.press(ben, "helped")
    titles.append((agreed_sides.title(ana), agreed_sides.title(ben)))
    agreed_sides.press(ana, "helped")
    titles.append((agreed_sides.title(ana), agreed_sides.title(ben)))
    assert titles == [
        ("It is agreed", "It is agreed"),
        ("How did it go?", "You have said how it went"),
        ("Done, thank you!", "Done, thank you!"),
    ]


def test_not_at_night_is_a_press_away_while_it_may_ring(agreed_sides: Sides) -> None:
    """lived 2: the switch stands on the page that the message leads to."""
    community, ben = agreed_sides.community, agreed_sides.community.ben
    assert "night" not in agreed_sides.page(ben).buttons, "nothing of this rings at night"
    change(community.database, "UPDATE match SET urgent_at_yes = true WHERE id = :m", m=agreed_sides.match)
    done = agreed_sides.press(ben, "night")
    assert say("web.said.not_at_night", "en") in done.text
    assert ben.get("/v1/me/notification-settings")["kinds"]["at_night"] is False
    assert "night" not in done.buttons
    assert agreed_sides.seen_by(ben)["status"] == "confirmed", "what was agreed stands"


def test_after_a_day_nothing_rings_and_nothing_is_to_be_switched_off(agreed_sides: Sides) -> None:
    community = agreed_sides.community
    change(community.database, "UPDATE match SET urgent_at_yes = true WHERE id = :m", m=agreed_sides.match)
    community.advance(days=1)
    assert "night" not in agreed_sides.page(community.ben).buttons


@pytest.mark.parametrize(("typed", "status"), [("", 422), ("3", 422), ("1", 200), ("١", 200)])
def test_partly_says_how_much(agreed_sides: Sides, typed: str, status: int) -> None:
    change(
        agreed_sides.community.database, "UPDATE match SET quantity = 2 WHERE id = :m", m=agreed_sides.match
    )
    assert agreed_sides.press(agreed_sides.community.ana, "partly", quantity=typed).status == status
    found = agreed_sides.seen_by(agreed_sides.community.ana)
    assert (found["status"], found.get("completed_quantity")) == (
        ("completed", 1) if status == 200 else ("confirmed", None)
    )


def test_less_of_it_holds_at_once(agreed_sides: Sides) -> None:
    """lived 21, on the page."""
    community = agreed_sides.community
    change(community.database, "UPDATE match SET quantity = 2 WHERE id = :m", m=agreed_sides.match)
    assert agreed_sides.press(community.ben, "change", amount="1").status == 200
    assert agreed_sides.seen_by(community.ana)["quantity"] == 1


@pytest.mark.parametrize(("do", "holds"), [("agree_change", True), ("keep_as_it_is", False)])
def test_another_time_waits_for_the_other_side(agreed_sides: Sides, do: str, holds: bool) -> None:
    community = agreed_sides.community
    day = agreed_sides.now() + timedelta(days=1)
    typed = {"day": f"{day:%Y-%m-%d}", "from": "10", "to": "١١:٣٠"}
    before = agreed_sides.seen_by(community.ana)["agreed"]
    agreed_sides.press(community.ben, "change", **typed)
    assert agreed_sides.seen_by(community.ana)["agreed"] == before, "until then the old agreement stands"
    answered = agreed_sides.press(community.ana, do)
    assert answered.status == 200
    assert say(f"notification.{'agreement_changed' if holds else 'change_kept'}.title", "en") in answered.text
    assert (agreed_sides.seen_by(community.ana)["agreed"] != before) is holds


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"from": "soon", "to": "10"}, "from"),
        ({"from": "11:00", "to": "10:00"}, "to"),
        ({"from": "11:00"}, "to"),
        ({"day": "", "from": "11:00", "to": "12"}, "day"),
        ({"day": "1999-01-01", "from": "11:00", "to": "12"}, "day"),
    ],
)
def test_a_time_that_is_none_is_said_beside_its_field(
    agreed_sides: Sides, typed: dict[str, str], at: str
) -> None:
    tomorrow = agreed_sides.now() + timedelta(days=1)
    typed = {"day": f"{tomorrow:%Y-%m-%d}"} | typed
    page = agreed_sides.press(agreed_sides.community.ben, "change", **typed)
    assert page.status == 422
    assert f"{at}-error" in page.response.text


def test_what_was_not_right_ends_it_after_a_second_press(agreed_sides: Sides) -> None:
    community = agreed_sides.community
    asked = agreed_sides.press(community.ana, "concern")
    assert agreed_sides.seen_by(community.ana)["status"] == "confirmed"
    assert say("page.match.concern_means", "en") in asked.text
    done = pages.press(community.http, asked, "concern_yes", note="he shouted\nat me")
    assert say("web.said.looked_at", "en") in done.text
    for who in (community.ana, community.ben):
        assert agreed_sides.seen_by(who)["status"] == "cancelled"
        page = agreed_sides.page(who)
        assert set(page.buttons) == set()
        assert "shouted" not in page.text


def test_after_a_block_the_page_says_which_one_is_off(agreed_sides: Sides) -> None:
    """lived 18: the letter said "have a look", and the page was a 404."""
    community = agreed_sides.community
    when = "UPDATE match SET agreed_from = :at, agreed_to = CAST(:at AS timestamptz) + interval '1 hour' WHERE id = :m"
    change(community.database, when, m=agreed_sides.match, at="2026-12-24T15:00:00Z")
    community.ana.post("/v1/blocks", {"about": {"type": "match", "id": agreed_sides.match}})
    for who in (community.ana, community.ben):
        page = agreed_sides.page(who)
        assert (page.status, page.buttons) == (200, {})
        assert "Dec 24" in page.text
        others = {"Ana", "Rice"} if who is community.ben else {"Ben"}
        assert not others & set(page.text.split())
    for do in ("show", "read", "send"):
        answer = community.http.post(agreed_sides.links["Ben"], data={"do": do, "text": "x"})
        assert answer.status_code == 404, do


def test_the_link_opens_it_until_seven_days_after_the_end(agreed_sides: Sides) -> None:
    community = agreed_sides.community
    community.advance(days=20)
    assert agreed_sides.page(community.ben).status == 200, "longer than any other link, for it goes on"
    agreed_sides.press(community.ben, "cancel", reason="fell ill")
    community.advance(days=6, hours=23)
    assert agreed_sides.page(community.ben).status == 200
    community.advance(hours=2)
    assert agreed_sides.page(community.ben).status == 404


def test_a_letter_that_comes_late_opens_it_for_seven_days_too(agreed_sides: Sides) -> None:
    """A digest tells of an end when that is a week old: its link was shut before anybody could read it."""
    community = agreed_sides.community
    agreed_sides.press(community.ben, "cancel", reason="fell ill")
    community.advance(days=7, hours=1)
    late = community.link(LinkPurpose.MATCH, community.ana, agreed_sides.match)
    assert pages.get(community.http, late).status == 200
    assert agreed_sides.page(community.ana).status == 404, "an earlier one is over"
    community.advance(days=7)
    assert pages.get(community.http, late).status == 404


def test_nobody_elses_link_opens_it(linked_community: LinkedCommunity) -> None:
    for who in (linked_community.cy, linked_community.steward):
        link = linked_community.link(LinkPurpose.MATCH, who, linked_community.agreed)
        assert pages.get(linked_community.http, link).status in (403, 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_page_stays_small(agreed_sides: Sides, language: str) -> None:
    community = agreed_sides.community
    need = community.ana.get(f"/v1/matches/{agreed_sides.match}")["need_id"]
    change(community.database, "UPDATE person SET locale = :l", l=language)
    change(community.database, "UPDATE match SET quantity = 2 WHERE id = :m", m=agreed_sides.match)
    assert need
    for number in range(8):
        who = community.ana if number % 2 else community.ben
        who.post(f"/v1/matches/{agreed_sides.match}/messages", {"text": f"{number} {LONG[:390]}"})
    for do in ("read", "show", "concern"):
        page = agreed_sides.press(community.ben, do)
        assert on_the_wire(page.response.content) <= LARGEST, do
        assert not page.tags & {"script", "img", "link", "iframe"}


def test_what_changed_while_it_was_read_is_read_first(agreed_sides: Sides) -> None:
    """Bait and switch on a page that was open for a while: it shows what is wished now, and agrees to nothing."""
    community, path = agreed_sides.community, f"/v1/matches/{agreed_sides.match}"
    day = f"{agreed_sides.now() + timedelta(days=1):%Y-%m-%d}"
    before = agreed_sides.seen_by(community.ana)["agreed"]
    community.ben.patch(path, {"window": {"from": f"{day}T15:00:00Z", "to": f"{day}T16:30:00Z"}})
    page = agreed_sides.page(community.ana)
    community.ben.patch(path, {"window": {"from": f"{day}T21:00:00Z", "to": f"{day}T22:30:00Z"}})
    shown = pages.press(community.http, page, "agree_change")
    assert shown.status == 200
    assert agreed_sides.seen_by(community.ana)["agreed"] == before
    pages.press(community.http, shown, "agree_change")
    assert agreed_sides.seen_by(community.ana)["agreed"] != before
