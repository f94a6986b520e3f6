"""A browser in small: opens links, reads what stands on a page, and sends its form as it stands."""

import gzip
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from uuid import UUID

import httpx
from sqlalchemy import text

from core.database.db import Database
from core.models.link import LinkPurpose
from services.access import links
from tests.support.people import Person
from tests.support.world import World

LARGEST = 10_000
"""Bytes of a whole page on the wire: what a slow line carries while somebody waits."""


def on_the_wire(page: bytes) -> int:
    """How many bytes of it travel, compressed as every browser takes it."""
    return len(gzip.compress(page, 6))


@dataclass
class Shown:
    """One page, read."""

    response: httpx.Response
    path: str
    text: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    hrefs: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)

    @property
    def status(self) -> int:
        return self.response.status_code


class _Reader(HTMLParser):
    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.shown = shown
        self._button: str | None = None
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.shown.tags.add(tag)
        self._silent = tag in ("style", "title")
        if tag == "html":
            self.shown.attributes = given
        if tag == "input" and given.get("type") != "checkbox":
            self.shown.fields[given["name"]] = given.get("value", "")
        if tag == "button":
            self._button = given["value"]
        if tag == "a":
            self.shown.hrefs.append(given["href"])

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._silent or not data.strip():
            return
        if self._button is not None:
            self.shown.buttons[self._button] = data.strip()
        self.shown.text += data.strip() + "\n"


def read(response: httpx.Response) -> Shown:
    """What a person sees of an answer."""
    assert response.headers["content-type"] == "text/html; charset=utf-8", response.text
    shown = Shown(response, response.request.url.path)
    _Reader(shown).feed(response.text)
    return shown


def get(http: httpx.Client, path: str, **headers: str) -> Shown:
    return read(http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}))


def press(http: httpx.Client, shown: Shown, do: str, **filled: str) -> Shown:
    """Presses a button that is there, with what was filled in."""
    assert do in shown.buttons, f"no button {do!r} on the page, only {shown.buttons}"
    return read(http.post(shown.path, data={**shown.fields, **filled, "do": do}))


def link_in(text: str) -> str:
    """The path of the small page that a message leads to."""
    found = re.search(r"https?://[^/\s]+(/l/[\w-]{22,})", text)
    assert found, f"no link in {text!r}"
    return found[1]


def link_for(world: World, purpose: LinkPurpose, person: Person | None, subject_id: str) -> str:
    """A fresh link, as a message would bring it."""
    with world.database.transaction() as session:
        owner = UUID(person.id) if person else None
        return "/l/" + links.make(session, purpose, owner, UUID(subject_id), world.now())


def rows(database: Database) -> dict[str, list[str]]:
    """Everything that stands in the database, table by table, as text."""
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with database.transaction() as session:
        tables = sorted(session.execute(text(names)).scalars())
        return {
            table: sorted(session.execute(text(f'SELECT CAST(t AS text) FROM "{table}" t')).scalars())
            for table in tables
        }
