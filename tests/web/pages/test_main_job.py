"""A need and its match from the first yes to the last word, by two browsers without script."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from tests.support.browsers import Surfer, surfing_as
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.world import World


@dataclass
class TwoBrowsers:
    """Ana, who asks, and Ben, who helps, each with a browser."""

    community: CleosCommunity
    ana: Person
    by_ana: Surfer
    by_ben: Surfer

    def agreed(self, **fields: object) -> tuple[str, str]:
        """A need of Ana's and the match on which both have said yes."""
        need = self.asks(**fields)
        match = self.community.ben_says_yes(need)["id"]
        self.ana.post(f"/v1/matches/{match}/confirm")
        return need, match

    def asks(self, **fields: object) -> str:
        self.community.world.advance(hours=2)
        return str(self.ana.need(quantity=3, share=["phone", "place"], **fields)["id"])


@pytest.fixture(scope="module")
def two_browsers(shared_world: World) -> Iterator[TwoBrowsers]:
    community = CleosCommunity(shared_world)
    ana = community.member("Ana")
    ana.patch("/v1/me", {"time_zone": "America/Detroit"})
    with ExitStack() as stack:
        by_ana, by_ben = (stack.enter_context(surfing_as(shared_world, who)) for who in (ana, community.ben))
        yield TwoBrowsers(community, ana, by_ana, by_ben)


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
