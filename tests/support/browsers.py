"""A browser without script: keeps cookies, reads what stands on a page, fills in a form of it and sends that."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import UUID

import httpx

from core.models import Person as PersonRow
from services import browsers
from services.people import sign_in
from tests.support.people import Person
from tests.support.world import World

NO_TEXT = frozenset({"style", "script", "title"})


@dataclass
class FormShown:
    """A form as it stands on a page: where it is sent, what is filled in, its buttons by what they do."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)


@dataclass
class PageShown:
    """A page, read."""

    response: httpx.Response
    text: str = ""
    forms: list[FormShown] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.url.path

    @property
    def does(self) -> list[str]:
        """What its buttons do, in their order."""
        return [do for form in self.forms for do in form.buttons]

    def form(self, do: str) -> FormShown:
        """The first form with this button."""
        return next(form for form in self.forms if do in form.buttons)


class Surfer:
    """Somebody with a browser. Closed with the world."""

    def __init__(self, url: str, **headers: str) -> None:
        self.http = httpx.Client(
            base_url=url, timeout=60, follow_redirects=True, headers={"Accept": "text/html", **headers}
        )

    def open(self, path: str, **query: str) -> PageShown:
        return read(self.http.get(path, params=query or None))

    def send(
        self, page: PageShown, do: str, *, ticked: Sequence[tuple[str, str]] = (), **typed: str
    ) -> PageShown:
        """Presses a button. `typed` replaces what stands in its form; `ticked` is sent beside it."""
        form = page.form(do)
        fields = [(name, text) for name, text in form.fields if name not in typed]
        fields += [*typed.items(), *ticked, ("do", do)]
        return read(self.post(urljoin(page.path, form.action), fields))

    def post(self, path: str, fields: Sequence[tuple[str, str]], **headers: str) -> httpx.Response:
        data: dict[str, list[str]] = {}
        for name, text in fields:
            data.setdefault(name, []).append(text)
        return self.http.post(path, data=data, headers=headers)


@contextmanager
def surfing(world: World, **headers: str) -> Iterator[Surfer]:
    """Somebody who is not signed in."""
    surfer = Surfer(world.server.url, **headers)
    with surfer.http:
        yield surfer


@contextmanager
def surfing_as(world: World, person: Person, *, own_phone: bool = True, **headers: str) -> Iterator[Surfer]:
    """Somebody who is signed in by a browser."""
    with surfing(world, **headers) as surfer:
        surfer.http.cookies.set(
            "minka",
            cookie_of(world, person, own_phone=own_phone),
            domain=urlsplit(world.server.url).hostname or "",
        )
        yield surfer


def cookie_of(world: World, person: Person, *, own_phone: bool = True) -> str:
    """What a browser holds once this person has signed in there."""
    with world.database.transaction() as session:
        now = world.now()
        row = session.get_one(PersonRow, UUID(person.id))
        began = sign_in.start_session(session, row, device_name="browser", now=now)
        return browsers.begin(session, began.session_id, own_phone=own_phone, now=now)


def read(response: httpx.Response) -> PageShown:
    """A page as its reader sees it, whatever its status."""
    reader = _Reader(PageShown(response))
    if response.headers.get("content-type", "").startswith("text/html"):
        reader.feed(response.text)
    reader.shown.text = " ".join(" ".join(reader.words).split())
    return reader.shown


class _Reader(HTMLParser):
    def __init__(self, shown: PageShown) -> None:
        super().__init__()
        self.shown, self.words = shown, list[str]()
        self._open: list[str] = []
        self._select: str | None = None
        self._choices: list[tuple[str, bool]] = []
        self._typing: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        match tag:
            case "form":
                self.shown.forms.append(FormShown(given.get("action", "")))
            case "a" if "href" in given:
                self.shown.hrefs.append(given["href"])
            case "input":
                self._input(given)
            case "button" if given.get("type") != "button":
                self.shown.forms[-1].buttons[given.get("value", "")] = ""
            case "select":
                self._select, self._choices = given["name"], []
            case "option" if self._select:
                self._choices.append((given["value"], "selected" in given))
            case "textarea":
                self._typing = (given["name"], [])

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if (kind in ("checkbox", "radio") and "checked" not in given) or kind == "image":
            return
        self.shown.forms[-1].fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._choices if selected] or [
                value for value, _ in self._choices[:1]
            ]  # as browsers do: the first, where none is selected
            self.shown.forms[-1].fields += [(self._select, value) for value in chosen]
            self._select = None
        if tag == "textarea" and self._typing:
            name, typed = self._typing
            self.shown.forms[-1].fields.append((name, "".join(typed).removeprefix("\n")))
            self._typing = None

    def handle_data(self, data: str) -> None:
        if self._typing:
            self._typing[1].append(data)
        elif NO_TEXT.isdisjoint(self._open):
            self.words.append(data)
