"""The main job in real browsers, on the smallest screen: in Arabic, and in Swahili without script."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import OneBrowser
from tests.browser.job import MainJob
from tests.support.browsers import cookie_of
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.world import World


@dataclass
class Neighbours:
    """A circle with a landmark, Ben who helps there, and browsers for whoever wants one."""

    world: World
    browser: Browser
    community: CleosCommunity
    taken: list[OneBrowser] = field(default_factory=list)

    def take(self, person: Person | None = None, *, scripts: bool) -> OneBrowser:
        cookie = cookie_of(self.world, person) if person is not None else None
        self.taken.append(
            OneBrowser.in_hand(self.browser, self.world.server.url, scripts=scripts, cookie=cookie)
        )
        return self.taken[-1]

    def job(self, language: str) -> MainJob:
        found = self.community.cleo.get(f"/v1/communities/{self.community.id}")
        return MainJob(self.world, str(found["slug"]), LIBRARY, language)


LIBRARY = "The library"


@pytest.fixture(scope="module")
def browsing_neighbours(shared_world: World, browser: Browser) -> Iterator[Neighbours]:
    community = CleosCommunity(shared_world)
    community.cleo.patch(
        f"/v1/communities/{community.id}", {"landmarks": [{"name": LIBRARY, "lat": 42.7325, "lon": -84.5555}]}
    )
    found = Neighbours(shared_world, browser, community)
    yield found
    for one in found.taken:
        one.context.close()
        assert one.complaints == []
        assert one.asked == {shared_world.server.url.partition("//")[2]}, "a page asked somebody else"


@pytest.mark.parametrize(("language", "scripts"), [("ar", True), ("sw", False)])
def test_the_main_job_in_a_browser(browsing_neighbours: Neighbours, language: str, scripts: bool) -> None:
    job = browsing_neighbours.job(language)
    asker = browsing_neighbours.take(scripts=scripts)
    helper = browsing_neighbours.take(browsing_neighbours.community.ben, scripts=scripts)
    need = job.ask(
        asker, f"asker-{language}@example.org", "خبز وحليب" if language == "ar" else "Mkate na maziwa"
    )
    match = job.answer(helper, need, "At ten at the shop")
    job.agree(asker, match, "At ten at the shop")
    job.write(helper, asker, match, "I am on my way")
    browsing_neighbours.world.advance(minutes=20)
    job.finish(helper, asker, match, "A thousand thanks")
