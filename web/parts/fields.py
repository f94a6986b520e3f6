"""What is filled in on pages: fields, buttons, and the forms that hold them."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

Input = Literal[
    "text",
    "long",
    "number",
    "moment",
    "email",
    "tel",
    "address",
    "code",
    "checkbox",
    "hidden",
    "one_of",
    "some_of",
    "select",
    "place",
]
"""How something is filled in; `address` is an e-mail address or a phone number, `long` may have several lines,
`moment` is a day and an hour where the reader is, `place` two numbers or a map's link, `one_of` and `some_of` are
lists to tick, `select` a long one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things to choose. `sign`: a picture of it, as SVG; `note` is small."""

    value: str
    label: str
    sign: Markup | None = None
    note: str = ""
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `error`: a sentence about what was sent before. `picked`: what is ticked of `choices`."""

    name: str
    label: str = ""
    kind: Input = "text"
    value: str = ""
    error: str = ""
    needed: bool = True
    note: str = ""
    choices: tuple[Choice, ...] = ()
    picked: tuple[str, ...] = ()
    autocomplete: str | None = None
    longest: int | None = None
    here: str = ""
    """Of a place: the label of a button that script puts beside it, which fills in where the phone is."""
    shortcut: str = ""
    """The key that leads there, with script."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a grid: what it is of, and its boxes, one for each column."""

    label: str
    boxes: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of boxes to tick, such as the hours of a week."""

    name: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    picked: frozenset[str] = frozenset()
    error: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A picture that is tapped where something is meant; the form is sent with `{name}.x` and `{name}.y`."""

    name: str
    src: str
    label: str
    width: int
    height: int
    error: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A way to answer: the form is sent with `do` set to this. A quiet one is drawn less boldly; `sign`: a picture of
    what it means; `shortcut`: the key that presses it, with script.
    """

    do: str
    label: str
    quiet: bool = False
    sign: Markup | None = None
    shortcut: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Buttons, what is to be filled in before they are pressed, and a heading (`asks`) where it has its own.

    `action`: the path it is sent to; empty: its page's own. `key`: tells it from other forms of its page that have
    fields of the same names. `aside`: set apart from what stands before it. `opens`: it does nothing but open a page,
    and what was filled in stands in that page's address. `left`: for so many seconds yet it can be sent; script counts
    them down. `checks`: the button that only looks; script presses it as fields change, and shows what it finds.
    """

    buttons: tuple[Button, ...]
    fields: tuple[Field | Grid | Tap, ...] = ()
    asks: str = ""
    action: str = ""
    key: str = ""
    aside: bool = False
    lines: tuple[str, ...] = ()
    opens: bool = False
    left: int = 0
    checks: str = ""

    @property
    def wrong(self) -> Field | Grid | Tap | None:
        """The first field that has to be looked at again: whoever comes back begins there."""
        return next((field for field in self.fields if field.error), None)

    @property
    def hides_its_first_button(self) -> bool:
        """Whether a picture, which sends the form as buttons do, stands before the button that Enter is to press."""
        return bool(self.buttons) and any(isinstance(field, Tap) for field in self.fields)

    def id_of(self, field: Field | Grid | Tap) -> str:
        """The name of its element within the page."""
        return f"{self.key}-{field.name}" if self.key else field.name
