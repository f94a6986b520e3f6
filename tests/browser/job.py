"""The main job as people do it with browsers: one asks without an account, one answers, both agree, it is done.

Written once for whatever drives a browser; everybody sees their pages in the language of their own.
"""

from dataclasses import dataclass
from typing import Protocol

from tests.support.world import World
from texts.catalogue import say


class Browsing(Protocol):
    """A browser in somebody's hands."""

    def open(self, path: str) -> None:
        """Opens a page of ours."""

    def press(self, css: str) -> None:
        """Presses a button or link, and waits for the page that follows."""

    def type(self, css: str, words: str) -> None:
        """Fills in an empty field."""

    def choose(self, name: str, label: str) -> None:
        """Chooses one of a list, by what it is called."""

    def tick(self, css: str) -> None:
        """Ticks a box or one of several."""

    @property
    def path(self) -> str:
        """Where they are."""

    @property
    def text(self) -> str:
        """What stands on the page."""


def do(button: str) -> str:
    """The button that one sees; not the one that Enter presses in its place where a picture comes before it."""
    return f'button[value="{button}"]:not(.enter)'


@dataclass
class MainJob:
    """One need, from the first page of a circle to the last word."""

    world: World
    circle: str
    landmark: str
    language: str

    def said(self, key: str) -> str:
        return say(key, self.language)

    def ask(self, asker: Browsing, address: str, title: str) -> str:
        """Somebody without an account asks; the address of the need's page."""
        asker.open(f"/c/{self.circle}?lang={self.language}")
        assert self.said("web.menu.ask") in asker.text
        asker.press('main a[href^="/ask"]')
        asker.press(do("groceries"))
        asker.choose("place", self.landmark)
        asker.press(do("on"))
        asker.tick('input[name="urgency"][value="soon"]')
        asker.press(do("on"))
        asker.type('[name="title"]', title)
        asker.press(do("on"))
        assert title in asker.text
        asker.type('[name="address"]', address)
        asker.press(do("send"))
        self.world.tick()
        asker.type('[name="code"]', self.world.code_for(address))
        asker.press(do("post"))
        assert asker.path.startswith("/needs/"), asker.text
        return asker.path

    def answer(self, helper: Browsing, need: str, message: str) -> str:
        """Somebody says that they can; the address of the match's page."""
        helper.open(f"/near?lang={self.language}")
        helper.open(need)
        helper.press(f'a[href="{need}/answer"]')
        helper.type('[name="message"]', message)
        helper.press(do("yes"))
        assert helper.path.startswith("/matches/"), helper.text
        return helper.path

    def agree(self, asker: Browsing, match: str, message: str) -> None:
        """Whoever asked reads who can, and says yes."""
        asker.open("/my")
        asker.press(f'a[href="{match}"]')
        assert message in asker.text
        asker.press(do("yes"))
        assert self.said("page.agreed.both_yes") in asker.text

    def write(self, one: Browsing, other: Browsing, match: str, words: str) -> None:
        """One writes, the other reads it."""
        one.open(match)
        one.type('[name="text"]', words)
        one.press(do("send"))
        other.open(match)
        assert words in other.text

    def finish(self, helper: Browsing, asker: Browsing, match: str, thanks: str) -> None:
        """Both say how it went."""
        helper.open(match)
        helper.press(do("helped"))
        asker.open(match)
        asker.type('[name="thanks"]', thanks)
        asker.press(do("helped"))
        helper.open(match)
        assert thanks in helper.text
