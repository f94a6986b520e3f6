"""The main job in real browsers: in Arabic on the smallest screen, in Swahili without script, and with a third person."""

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
        return MainJob(self.world, found["slug"], LIBRARY["name"], language)


LIBRARY = {"name": "The library", "lat": 42.7325, "lon": -84.5555}


@pytest.fixture(scope="module")
def neighbours(shared_world: World, browser: Browser) -> Iterator[Neighbours]:
    community = CleosCommunity(shared_world)
    community.cleo.patch(f"/v1/communities/{community.id}", {"landmarks": [LIBRARY]})
    found = Neighbours(shared_world, browser, community)
    yield found
    for one in found.taken:
        one.context.close()
        assert one.complaints == []
        assert one.asked == {shared_world.server.url.partition("//")[2]}, "a page asked somebody else"


@pytest.mark.parametrize(("language", "scripts"), [("ar", True), ("sw", False)])
def test_the_main_job_in_a_browser(neighbours: Neighbours, language: str, scripts: bool) -> None:
    job = neighbours.job(language)
    asker = neighbours.take(scripts=scripts)
    helper = neighbours.take(neighbours.community.ben, scripts=scripts)
    need = job.ask(
        asker, f"asker-{language}@example.org", "خبز وحليب" if language == "ar" else "Mkate na maziwa"
    )
    match = job.answer(helper, need, "At ten at the shop")
    job.agree(asker, match, "At ten at the shop")
    job.write(helper, asker, match, "I am on my way")
    neighbours.world.advance(hours=2)
    job.finish(helper, asker, match, "A thousand thanks")
