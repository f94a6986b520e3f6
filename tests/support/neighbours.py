"""Neighbours who have nothing but a browser and a mailbox: they come in by a code, press what stands on their pages,
and follow the links in their letters.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.support.browsers import PageShown, Surfer, surfing
from tests.support.world import World

LINK = re.compile(r"https?://[^\s<>\"']+")
WAITS = re.compile(r'<li class="waits">.*?href="([^"]+)"', re.DOTALL)
ELSEWHERE = ("tel", "mailto", "geo", "http", "https")
Letter = dict[str, str]


class Neighbour:
    """Somebody by name, with a mailbox, and a browser that speaks `language`."""

    def __init__(self, world: World, surfer: Surfer, name: str, language: str) -> None:
        self.world, self.surfer, self.name, self.language = world, surfer, name, language
        self.address = f"{name.lower()}@example.org"
        self._read = 0

    def open(self, path: str) -> PageShown:
        """A page, wherever that leads. Fails on what is refused."""
        return self._good(self.surfer.open(path))

    def press(
        self, page: PageShown, do: str, *, ticked: Sequence[tuple[str, str]] = (), **typed: str
    ) -> PageShown:
        """Presses a button of a page. Fails on what is refused."""
        return self._good(self.surfer.send(page, do, ticked=ticked, **typed))

    def does(self, path: str, do: str, *, ticked: Sequence[tuple[str, str]] = (), **typed: str) -> PageShown:
        """Opens a page and presses a button there."""
        return self.press(self.open(path), do, ticked=ticked, **typed)

    def comes_in(self, next: str, *, own_phone: bool = True) -> PageShown:
        """Signs in by a code, and goes on to where they were going."""
        page = self.press(self.open(f"/in?next={next}"), "send", address=self.address)
        return self.press(page, "in", code=self.code(), own_phone="yes" if own_phone else "")

    def code(self) -> str:
        self.world.tick()
        return self.world.code_for(self.address)

    def asks(self, circle: str, what: str, *, place: str, **said: str) -> PageShown:
        """Asks for something in six steps. `said`: what is typed, at whichever step asks for it; with an `address` one
        comes in by a code on the way.
        """
        page = self.press(self.open(circle), what)
        chosen = re.search(rf'value="([^"]+)">{place}<', page.response.text)
        page = self.press(page, "on", place=chosen[1] if chosen else "", door=said.get("door", ""))
        numbers: dict[str, Any] = {name: said[name] for name in ("quantity", "for_people") if name in said}
        page = self.press(page, "on", urgency=said.get("urgency", "soon"), **numbers)
        page = self.press(page, "on", title=said.get("title", ""))
        if "address" not in said:
            return self.press(page, "post")
        page = self.press(page, "send", address=said["address"], name=self.name)
        return self.press(page, "post", code=self.code())

    def letters(self) -> list[Letter]:
        """Those that came since last time, oldest first; codes apart."""
        all_of_them = self.world.outbox(self.address)
        new, self._read = all_of_them[: len(all_of_them) - self._read], len(all_of_them)
        return [letter for letter in reversed(new) if paths_in(letter["text"])]

    def walk(self, *begin: str) -> Iterator[tuple[str, PageShown]]:
        """Every page one gets to from these by links, with where its link stood."""
        seen, todo = set[str](), [("", path) for path in begin]
        while todo:
            found_on, path = todo.pop()
            if path in seen:
                continue
            seen.add(path)
            page = self.surfer.open(path)
            yield found_on, page
            todo += [(path, to) for href in page.hrefs if (to := _within(path, href))]

    def waits(self) -> list[str]:
        """Where what waits for them is done."""
        return WAITS.findall(self.open("/my").response.text)

    def _good(self, page: PageShown) -> PageShown:
        request = page.response.request
        assert page.status < 400, f"{self.name}: {request.method} {request.url} -> {page.status}: {page.text}"
        return page


def paths_in(text: str) -> list[str]:
    """Where the links of a letter lead, as paths."""
    found = [urlsplit(link.rstrip(".,)")) for link in LINK.findall(text)]
    return [f"{one.path}?{one.query}" if one.query else one.path for one in found]


def _within(path: str, href: str) -> str | None:
    found = urlsplit(urljoin(path, href))
    if found.scheme in ELSEWHERE or "lang=" in found.query or not found.path:
        return None
    return f"{found.path}?{found.query}" if found.query else found.path


def neighbour(world: World, stack: ExitStack, name: str, language: str) -> Neighbour:
    """Somebody whose browser is closed with the stack."""
    surfer = stack.enter_context(surfing(world, **{"Accept-Language": language}))
    return Neighbour(world, surfer, name, language)
