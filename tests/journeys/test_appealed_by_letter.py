"""Whoever has only a mailbox reads what was decided about them, and says on the same page that it was wrong."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.support import pages
from tests.support.judged_community import JudgedCommunity
from tests.support.kept import Keep
from tests.support.pages import LARGEST, Shown
from tests.support.people import Person
from tests.support.world import World


class ByLetter(JudgedCommunity):
    """Ana and Ben read letters and have no app."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        for who in (self.ana, self.ben):
            world.prove(who, self.address(who))

    @staticmethod
    def address(who: Person) -> str:
        return f"{who.id}@by-letter.example"

    def page(self, who: Person, subject: str) -> Shown:
        """What the last letter with this subject leads to."""
        self.world.advance(seconds=10)
        texts = [one["text"] for one in self.world.outbox(self.address(who)) if one["subject"] == subject]
        shown = pages.get(self.world.http, pages.link_in(texts[-1]))
        assert len(shown.response.content) <= LARGEST
        return shown


@pytest.fixture
def by_letter(keep: Keep) -> ByLetter:
    return keep(ByLetter)


def test_a_need_taken_down_is_appealed_on_the_page_of_its_letter(by_letter: ByLetter) -> None:
    by_letter.removed(by_letter.cora)
    page = by_letter.page(by_letter.ana, "A coordinator decided something")
    assert {"It was taken down.", "this is an advertisement", "Groceries"} <= set(page.text.splitlines())
    assert list(page.buttons) == ["appeal"]
    assert by_letter.waits_for(by_letter.carl) == [], "to look at the page says nothing"
    empty = pages.press(by_letter.world.http, page, "appeal", note="  ")
    assert (empty.status, by_letter.waits_for(by_letter.carl)) == (422, [])
    for _ in range(2):
        said = pages.press(by_letter.world.http, page, "appeal", note="it is no advertisement")
        assert (said.status, said.buttons) == (200, {})
        assert "You said that it was wrong" in said.text
    assert by_letter.waits_for(by_letter.cora, by_letter.carl) == ["Carl"]
    [told] = by_letter.ana.get("/v1/decisions")["items"]
    assert told["appeal"]["text"] == "it is no advertisement"
    by_letter.decided(by_letter.carl, "appeal", told["appeal"]["id"], "upheld", "it names a shop")
    answer = by_letter.page(by_letter.ana, "The decision stands")
    assert ("it names a shop" in answer.text, answer.buttons) == (True, {})
    assert "it names a shop" in pages.get(by_letter.world.http, page.path).text


def test_somebody_suspended_appeals_and_is_let_back(by_letter: ByLetter) -> None:
    by_letter.suspends(by_letter.cora, by_letter.ben)
    page = by_letter.page(by_letter.ben, "Your membership is on hold")
    assert "she shouted" in page.text
    pages.press(by_letter.world.http, page, "appeal", note="that was somebody else")
    [told] = by_letter.ben.get("/v1/decisions")["items"]
    by_letter.decided(by_letter.carl, "appeal", told["appeal"]["id"], "overturned", "it was another Ben")
    assert "it was another Ben" in by_letter.page(by_letter.ben, "You were right to appeal").text


def test_of_a_dispute_only_whom_it_goes_against_is_asked(by_letter: ByLetter) -> None:
    _need, match = by_letter.disputed()
    by_letter.decided(by_letter.cora, "match", match, "failed", "nobody saw him there")
    lost, won = (by_letter.page(who, "It is settled") for who in (by_letter.ben, by_letter.ana))
    assert (list(lost.buttons), list(won.buttons)) == (["appeal"], [])
    for page in (lost, won):
        assert "nobody saw him there" in page.text
    refused = by_letter.world.http.post(won.path, data={"do": "appeal", "note": "and yet"})
    assert refused.status_code == 409


def test_the_form_goes_with_its_thirty_days(by_letter: ByLetter) -> None:
    by_letter.removed(by_letter.cora)
    page = by_letter.page(by_letter.ana, "A coordinator decided something")
    with by_letter.world.database.transaction() as session:
        session.execute(text("UPDATE decision SET at = at - :days"), {"days": timedelta(days=31)})
    assert pages.get(by_letter.world.http, page.path).buttons == {}
    late = pages.press(by_letter.world.http, page, "appeal", note="it is no advertisement")
    assert late.status == 409


def test_who_speaks_for_somebody_says_it_for_them(by_letter: ByLetter) -> None:
    world, steward = by_letter.world, by_letter.sara
    world.prove(steward, by_letter.address(steward))
    consent = {"how": "phone", "at": world.now().isoformat()}
    entry = {"display_name": "Mercy", "consent": consent, "languages": ["en"]}
    mercy = steward.post("/v1/people", entry)["id"]
    need = steward.need(community_id=by_letter.id, on_behalf_of=mercy)["id"]
    by_letter.decided(by_letter.cora, "need", need, "removed", "this is an advertisement")
    world.advance(hours=12)
    world.advance(hours=12)
    letters = "\n".join(one["text"] for one in world.outbox(by_letter.address(steward)))
    opened = [pages.get(world.http, path) for path in re.findall(r"/l/[\w-]{22,}", letters)]
    [page] = [one for one in opened if "appeal" in one.buttons]
    assert pages.press(world.http, page, "appeal", note="she told me so").status == 200
    waits = by_letter.waits_for(by_letter.sam, by_letter.sara, by_letter.cora, by_letter.carl)
    assert waits == ["Sam", "Carl"], "neither who decided nor who speaks for her"
