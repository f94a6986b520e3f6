"""A need and its match from the first yes to the last word, by two browsers without script."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.support.browsers import PageShown, Surfer, read, surfing, surfing_as
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.telling import change
from tests.support.world import World

NOTHING = "019aa000-0000-7000-8000-000000000000"


@dataclass
class TwoBrowsers:
    """Ana, who asks, and Ben, who helps, each with a browser."""

    community: CleosCommunity
    ana: Person
    by_ana: Surfer
    by_ben: Surfer

    def agreed(self, **fields: Any) -> tuple[str, str]:
        """A need of Ana's and the match on which both have said yes."""
        need = self.asks(**fields)
        match = str(self.community.ben_says_yes(need)["id"])
        self.ana.post(f"/v1/matches/{match}/confirm")
        return need, match

    def asks(self, **fields: Any) -> str:
        self.community.world.advance(hours=2)
        posted = self.ana.need(**({"quantity": 3, "share": ["phone", "place"]} | fields))
        return str(posted["id"])


@pytest.fixture(scope="module")
def two_browsers(shared_world: World) -> Iterator[TwoBrowsers]:
    community = CleosCommunity(shared_world)
    community.ben.patch(
        f"/v1/offers/{community.offer['id']}", {"capacity": {"at_a_time": 30, "per_week": 90}}
    )
    ana = community.member("Ana")
    shared_world.vouch_for(ana, community.id)  # so that she may ask for many things
    with ExitStack() as stack:
        by_ana, by_ben = (stack.enter_context(surfing_as(shared_world, who)) for who in (ana, community.ben))
        yield TwoBrowsers(community, ana, by_ana, by_ben)


def sent_twice(surfer: Surfer, page: PageShown, do: str, typed: Sequence[tuple[str, str]]) -> list[PageShown]:
    """The same form, pressed twice by somebody impatient."""
    form = page.form(do)
    names = {name for name, _ in typed}
    fields = [pair for pair in form.fields if pair[0] not in names] + [*typed, ("do", do)]
    where = urljoin(page.path, form.action)
    return [read(surfer.post(where, fields)) for _ in range(2)]


def test_from_a_yes_to_how_it_went(two_browsers: TwoBrowsers) -> None:
    by_ana, by_ben = two_browsers.by_ana, two_browsers.by_ben
    need = two_browsers.asks(title="Rice and beans")
    match = two_browsers.community.ben.post(
        f"/v1/needs/{need}/responses", {"message": "I am at the shop at ten."}
    )["id"]

    mine = by_ana.open("/my")
    assert "somebody can help" in mine.text
    assert f"/matches/{match}" in mine.hrefs
    page = by_ana.open(f"/needs/{need}")
    for said in ("Rice and beans", "Ben", "People here gave their word for them", "I am at the shop at ten."):
        assert said in page.text
    both = by_ana.send(page, "yes")
    assert both.path == f"/matches/{match}"
    assert "You have both said yes." in both.text

    shown = by_ben.send(by_ben.open(f"/matches/{match}"), "show")
    assert shown.path == f"/matches/{match}/contact"
    assert shown.response.headers["Cache-Control"] == "no-store"
    assert "Ana" in shown.text

    sent = by_ben.send(by_ben.open(f"/matches/{match}"), "send", text="On my way")
    assert "Your message is on its way." in sent.text
    assert "On my way" in by_ana.open(f"/matches/{match}").text
    assert two_browsers.ana.get("/v1/home")["unread"]["messages"] == 0, "what was read counts as read"

    by_ben.send(by_ben.open(f"/matches/{match}"), "helped")
    thanked = by_ana.send(by_ana.open(f"/matches/{match}"), "helped", thanks="You saved my day")
    assert "Thank you" in thanked.text
    assert "You saved my day" in by_ben.open(f"/matches/{match}").text


def test_contact_is_read_by_a_press_and_by_nothing_else(two_browsers: TwoBrowsers) -> None:
    """Opening the address, reload and Back read nothing; nor does another's browser see what this one was shown."""
    need, match = two_browsers.agreed()

    def looks() -> int:
        history = two_browsers.ana.get(f"/v1/needs/{need}/history?limit=50")["items"]
        return len([line for line in history if line["kind"] == "contact_read"])

    by_ben = two_browsers.by_ben
    assert by_ben.open(f"/matches/{match}/contact").path == f"/matches/{match}"
    assert looks() == 0
    shown = by_ben.send(by_ben.open(f"/matches/{match}"), "show")
    for _ in range(3):
        again = by_ben.http.get(shown.response.url)
        assert "Ana" in again.text
    assert looks() == 1
    assert two_browsers.by_ana.http.get(shown.response.url).url.path == f"/matches/{match}"
    two_browsers.community.world.advance(minutes=11)
    assert by_ben.http.get(shown.response.url).url.path == f"/matches/{match}"
    assert looks() == 1


def test_a_form_sent_twice_acts_once(two_browsers: TwoBrowsers) -> None:
    _, match = two_browsers.agreed()
    page = two_browsers.by_ben.open(f"/matches/{match}")
    first, second = sent_twice(two_browsers.by_ben, page, "send", [("text", "At the gate")])
    assert first.path == second.path == f"/matches/{match}"
    assert [one["text"] for one in two_browsers.ana.get(f"/v1/matches/{match}/messages")["items"]] == [
        "At the gate"
    ]
    again = two_browsers.by_ben.send(
        two_browsers.by_ben.open(f"/matches/{match}"), "send", text="At the gate"
    )
    assert again.text.count("At the gate") == 2, "meant twice it is said twice"


def test_another_time_waits_for_the_other_side(two_browsers: TwoBrowsers) -> None:
    _, match = two_browsers.agreed()
    day = two_browsers.community.world.now() + timedelta(days=2)
    typed = {"day": f"{day:%Y-%m-%d}", "from": "١٠", "to": "11:30"}
    by_ana, by_ben = two_browsers.by_ana, two_browsers.by_ben
    waits = by_ben.send(by_ben.open(f"/matches/{match}"), "change", ticked=list(typed.items()))
    assert "waits for it" in waits.text
    asked = by_ana.open(f"/matches/{match}")
    assert "agree_change" in asked.does

    later = by_ben.send(by_ben.open(f"/matches/{match}"), "keep_as_it_is")
    by_ben.send(later, "change", ticked=list((typed | {"to": "12"}).items()))
    stale = by_ana.send(asked, "agree_change")
    assert stale.status == 409, "nobody agrees to what they have not read"
    agreed = by_ana.send(by_ana.open(f"/matches/{match}"), "agree_change")
    assert agreed.status == 200
    assert two_browsers.ana.get(f"/v1/matches/{match}")["agreed"] is not None


def test_a_part_of_it_and_how_much_was_done(two_browsers: TwoBrowsers) -> None:
    _, match = two_browsers.agreed(quantity=5)
    database = two_browsers.community.world.database
    change(database, "UPDATE match SET quantity = 3 WHERE id = :m", m=match)
    by_ana, by_ben = two_browsers.by_ana, two_browsers.by_ben
    by_ben.send(by_ben.open(f"/matches/{match}"), "change", amount="2")
    assert two_browsers.ana.get(f"/v1/matches/{match}")["quantity"] == 2, "less of it holds at once"
    by_ana.send(by_ana.open(f"/matches/{match}"), "partly", quantity="١")
    assert two_browsers.ana.get(f"/v1/matches/{match}")["completed_quantity"] == 1


def test_what_was_typed_stays_where_something_is_wrong(two_browsers: TwoBrowsers) -> None:
    _, match = two_browsers.agreed()
    page = two_browsers.by_ben.open(f"/matches/{match}")
    day = two_browsers.community.world.now() + timedelta(days=2)
    typed = [("day", f"{day:%Y-%m-%d}"), ("from", "soon"), ("to", "11")]
    wrong = two_browsers.by_ben.send(page, "change", ticked=typed)
    assert wrong.status == 422
    assert ("from", "soon") in wrong.form("change").fields
    assert "#from" in wrong.hrefs
    unsaid = two_browsers.by_ben.send(page, "cancel")
    assert unsaid.status == 422
    assert "#reason" in unsaid.hrefs


def test_a_concern_ends_it_after_a_second_press(two_browsers: TwoBrowsers) -> None:
    _, match = two_browsers.agreed()
    asked = two_browsers.by_ana.send(two_browsers.by_ana.open(f"/matches/{match}"), "concern")
    assert asked.path == f"/matches/{match}/concern"
    assert two_browsers.ana.get(f"/v1/matches/{match}")["status"] == "confirmed"


def test_reading_the_head_of_a_page_reads_no_messages(two_browsers: TwoBrowsers) -> None:
    _, match = two_browsers.agreed()
    two_browsers.community.ben.post(f"/v1/matches/{match}/messages", {"text": "Hello"})
    assert two_browsers.by_ana.http.head(f"/matches/{match}").status_code == 200
    assert two_browsers.ana.get(f"/v1/matches/{match}")["unread"] == 1
    two_browsers.by_ana.open(f"/matches/{match}")
    assert two_browsers.ana.get(f"/v1/matches/{match}")["unread"] == 0


@pytest.fixture(scope="module")
def ended_by_a_block(two_browsers: TwoBrowsers) -> tuple[str, str]:
    """A need and a match of two who are to meet no more."""
    need, match = two_browsers.agreed(title="Never again")
    done = two_browsers.by_ana.send(two_browsers.by_ana.open(f"/matches/{match}/block"), "block")
    assert "do not meet here any more" in done.text
    return need, match


def test_after_a_block_only_that_it_is_off_is_left(
    two_browsers: TwoBrowsers, ended_by_a_block: tuple[str, str]
) -> None:
    need, match = ended_by_a_block
    page = two_browsers.by_ben.open(f"/matches/{match}")
    assert page.status == 200
    assert "Never again" not in page.text
    assert "Ana" not in page.text
    assert page.does == []
    assert not [href for href in page.hrefs if need in href or "/block" in href or "/reports" in href]


def test_after_a_block_the_need_is_as_if_it_were_not_there(
    two_browsers: TwoBrowsers, ended_by_a_block: tuple[str, str]
) -> None:
    need, match = ended_by_a_block
    for path, id in (
        (f"/needs/{need}", need),
        (f"/needs/{need}/edit", need),
        (f"/matches/{match}/block", match),
    ):
        pages = [two_browsers.by_ben.open(one) for one in (path, path.replace(id, NOTHING))]
        assert [page.status for page in pages] == [404, 404]
        assert pages[0].response.text == pages[1].response.text


def test_whoever_speaks_for_somebody_says_that_they_asked_them(two_browsers: TwoBrowsers) -> None:
    community = two_browsers.community
    consent = {"how": "phone", "at": community.world.now().isoformat()}
    rosa = community.cleo.post("/v1/people", {"display_name": "Rosa", "consent": consent})["id"]
    need = community.cleo.need(on_behalf_of=rosa, community_id=community.id)["id"]
    match = community.ben_says_yes(need)["id"]
    with surfing_as(community.world, community.cleo) as by_cleo:
        page = by_cleo.open(f"/needs/{need}")
        unasked = by_cleo.send(page, "yes")
        assert unasked.status == 422
        assert "#asked_yes" in unasked.hrefs
        assert community.ben.get(f"/v1/matches/{match}")["status"] == "accepted"
        by_cleo.send(by_cleo.open(f"/needs/{need}"), "yes", asked_yes="yes")
    assert community.ben.get(f"/v1/matches/{match}")["status"] == "confirmed"


@pytest.mark.parametrize("path", ["/my", "/needs/{id}", "/matches/{id}", "/needs/{id}/edit"])
def test_whoever_is_not_signed_in_comes_back_after_it(two_browsers: TwoBrowsers, path: str) -> None:
    where = path.format(id=NOTHING)
    with surfing(two_browsers.community.world) as stranger:
        stranger.http.follow_redirects = False
        assert stranger.http.get(where).headers["Location"] == f"/in?next={where}"
