"""What pages are made of: a page is a title and parts, each drawn once, by the macro of its name in `parts.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from web.parts.fields import Button, Form


@dataclass(frozen=True, slots=True)
class Fact:
    """A line with its label. `href` where it can be followed: a phone number, a place on the map; `note` is small."""

    label: str
    text: str
    href: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message of two people: whose, when, and the words as they were written, in which language where known."""

    who: str
    when: str
    words: str
    mine: bool
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a section of a page."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence. A quiet one is small."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts one below the other."""

    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Words:
    """Somebody's own words, shown as they wrote them. `lang`: their language, where it is known."""

    text: str
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Something to be read out letter by letter, drawn large."""

    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Messages of two people, the oldest first."""

    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where something stands, in a sentence; below it why, and what comes next."""

    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What its reader must not miss: that something was done (`said`), or to take care (`care`)."""

    text: str
    kind: Literal["said", "care"] = "said"


@dataclass(frozen=True, slots=True)
class Way:
    """Somewhere to go from here: a path and its label; `bold` as a button is; `shortcut`: its key, with script."""

    href: str
    label: str
    sign: Markup | None = None
    note: str = ""
    bold: bool = False
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: its title leads to its page. `state` is drawn beside the title, `words` are somebody's own,
    `waits`: it waits for the reader. `ways`: where one may go from there about it. `key`: the name of its element.
    `buttons` belong to the form of its list.
    """

    title: str
    href: str | None = None
    lines: tuple[str, ...] = ()
    words: str | None = None
    lang: str | None = None
    state: str = ""
    sign: Markup | None = None
    waits: bool = False
    forms: tuple[Form, ...] = ()
    ways: tuple[Way, ...] = ()
    key: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of things. `empty`: the sentence that stands there where it has none. `form`: one for the buttons of all.
    `name`: the name of its element.
    """

    items: Sequence[Item]
    empty: str = ""
    form: Form | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ways:
    """Where one may go from here."""

    ways: Sequence[Way]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, with what it shows in words."""

    src: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class News:
    """What came since the page was drawn, and where it is seen; nothing at first. `look`: what script asks with."""

    look: str
    text: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Live:
    """Parts that script puts in place anew while the page is seen. `name`: of their element."""

    name: str
    parts: "tuple[Part, ...]"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something that its own module has drawn, such as a poster."""

    html: Markup


@dataclass(frozen=True, slots=True)
class Fold:
    """Parts folded away behind a line, until that is pressed."""

    summary: str
    parts: "tuple[Part, ...]"
    open: bool = False


Part = (
    Heading
    | Line
    | Facts
    | Words
    | Code
    | Talk
    | Progress
    | Notice
    | Items
    | Ways
    | Picture
    | Drawn
    | Fold
    | Live
    | News
    | Form
)
"""Drawn by the macro of its class's name in small letters."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page of the desk has beside its parts: its script, and the words that this says and shows.

    `gone`: that something needs nobody any more, with its `{title}`; `keys_do`: each key, and what it does.
    """

    script: str
    gone: str
    keys: str
    keys_do: tuple[tuple[str, str], ...]
    keys_on: str
    keys_off: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is drawn. `back`: where it came from, a path and its label. `desk`: of pages of the desk."""

    title: str
    parts: tuple[Part, ...] = ()
    status: int = 200
    back: tuple[str, str] | None = None
    desk: Desk | None = None

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """What has to be looked at again: the name of each field's element, and what is wrong there."""
        return [
            (form.id_of(field), field.error) for form in self.forms for field in form.fields if field.error
        ]

    @property
    def forms(self) -> list[Form]:
        """Its forms, those that are folded away or belong to a thing of a list, too."""
        return _forms(self.parts)


def _forms(parts: Sequence[Part]) -> list[Form]:
    found: list[Form] = []
    for part in parts:
        if isinstance(part, Form):
            found.append(part)
        elif isinstance(part, Fold | Live):
            found += _forms(part.parts)
        elif isinstance(part, Items):
            found += [form for item in part.items for form in item.forms]
            found += [part.form] if part.form is not None else []
    return found
