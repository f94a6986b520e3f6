"""A circle of neighbours, and a browser for whoever of them wants one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from playwright.sync_api import Browser

from tests.browser.chromium import OneBrowser
from tests.browser.job import MainJob, do
from tests.support.browsers import cookie_of
from tests.support.community import CleosCommunity
from tests.support.people import Person
from tests.support.world import World

LIBRARY = "The library"


@dataclass
class Neighbours:
    """A circle with a landmark and a phone, Ben who helps there, and whoever comes with a browser."""

    world: World
    browser: Browser
    community: CleosCommunity
    taken: list[OneBrowser] = field(default_factory=list)

    @classmethod
    @contextmanager
    def in_the_street(cls, world: World, browser: Browser) -> Iterator[Self]:
        """Afterwards no page may have complained of anything, or have asked anybody but us."""
        community = CleosCommunity(world)
        landmark = {"name": LIBRARY, "lat": 42.7325, "lon": -84.5555}
        contact = {"phone": "+1 517 555 0100"}
        community.cleo.patch(f"/v1/communities/{community.id}", {"landmarks": [landmark], "contact": contact})
        found = cls(world, browser, community)
        yield found
        for one in found.taken:
            one.context.close()
            assert one.complaints == [], one.complaints
            assert one.asked <= {world.server.url.partition("//")[2]}, "a page asked somebody else"

    @property
    def slug(self) -> str:
        return str(self.community.cleo.get(f"/v1/communities/{self.community.id}")["slug"])

    def take(
        self,
        person: Person | None = None,
        *,
        scripts: bool,
        own_phone: bool = True,
        browser: Browser | None = None,
    ) -> OneBrowser:
        """A browser in which this person is signed in; None: nobody is. `browser`: another than everybody's."""
        cookie = cookie_of(self.world, person, own_phone=own_phone) if person is not None else None
        url = self.world.server.url
        self.taken.append(OneBrowser.in_hand(browser or self.browser, url, scripts=scripts, cookie=cookie))
        return self.taken[-1]

    def sign_in(self, one: OneBrowser, address: str) -> None:
        """By a code, from the page that asks for an address; it is not said that the phone is one's own."""
        one.type('[name="address"]', address)
        one.press(do("send"))
        self.world.tick()
        one.type('[name="code"]', self.world.code_for(address))
        one.press(do("in"))

    def job(self, language: str) -> MainJob:
        return MainJob(self.world, self.slug, LIBRARY, language)
