"""Neighbours who have nothing but a browser and a mailbox: they come in by a code, press what stands on their pages,
and follow the links in their letters.
"""

import re
from collections.abc import Sequence
from contextlib import ExitStack
from urllib.parse import urlsplit

from tests.support.browsers import PageShown, Surfer, surfing
from tests.support.world import World

LINK = re.compile(r"https?://[^\s<>\"']+")


class Neighbour:
    """Somebody by name, with a mailbox, and a browser that speaks `language`."""

    def __init__(self, world: World, surfer: Surfer, name: str, language: str) -> None:
        self.world, self.surfer, self.name, self.language = world, surfer, name, language
        self.address = f"{name.lower()}@example.org"
        surfer.http.who = name  # type: ignore[attr-defined]

    def open(self, path: str, **query: str) -> PageShown:
        """A page, wherever that leads. Fails on what is refused."""
        return self._good(self.surfer.open(path, **query))

    def press(
        self, page: PageShown, do: str, *, ticked: Sequence[tuple[str, str]] = (), **typed: str
    ) -> PageShown:
        """Presses a button of a page. Fails on what is refused."""
        return self._good(self.surfer.send(page, do, ticked=ticked, **typed))

    def does(self, path: str, do: str, *, ticked: Sequence[tuple[str, str]] = (), **typed: str) -> PageShown:
        """Opens a page and presses a button there."""
        return self.press(self.open(path), do, ticked=ticked, **typed)

    def comes_in(self, *, own_phone: bool = True, next: str = "") -> PageShown:
        page = self.open("/in", **({"next": next} if next else {}))
        page = self.press(page, "send", address=self.address)
        return self.press(page, "in", code=self.code(), own_phone="yes" if own_phone else "")

    def code(self) -> str:
        self.world.tick()
        return self.world.code_for(self.address)

    def letters(self) -> list[dict[str, str]]:
        """All that came to the mailbox, newest first."""
        return self.world.outbox(self.address)

    def _good(self, page: PageShown) -> PageShown:
        request = page.response.request
        assert page.status < 400, f"{self.name}: {request.method} {request.url} -> {page.status}: {page.text}"
        return page


def paths_in(text: str) -> list[str]:
    """Where the links of a letter lead, as paths."""
    found = [urlsplit(link.rstrip(".,)")) for link in LINK.findall(text)]
    return [f"{one.path}?{one.query}" if one.query else one.path for one in found]


def neighbour(world: World, stack: ExitStack, name: str, language: str) -> Neighbour:
    """Somebody whose browser is closed with the stack."""
    surfer = stack.enter_context(surfing(world, **{"Accept-Language": language}))
    return Neighbour(world, surfer, name, language)
