"""What a page is made of. Every page is a title, some sentences, some facts and its forms."""

from dataclasses import dataclass, field
from typing import Literal

Input = Literal["text", "long", "number", "moment", "email", "address", "code", "checkbox", "hidden"]
"""How something is filled in; `address` is an e-mail address or a phone number, `long` may have several lines,
`moment` is a day and an hour where the reader is."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `error`: a sentence about what was sent before."""

    name: str
    label: str = ""
    kind: Input = "text"
    value: str = ""
    error: str = ""
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Button:
    """A way to answer: the form is sent with `do` set to this. A quiet one is drawn less boldly."""

    do: str
    label: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Buttons, what is to be filled in before they are pressed, and a heading (`asks`) where it has its own."""

    buttons: tuple[Button, ...]
    fields: tuple[Field, ...] = ()
    asks: str = ""

    @property
    def wrong(self) -> Field | None:
        """The first field that has to be looked at again: whoever comes back begins there."""
        return next((field for field in self.fields if field.error), None)


@dataclass(frozen=True, slots=True)
class Fact:
    """A line with its label. `href` where it can be followed: a phone number, a place on the map; `note` is small."""

    label: str
    text: str
    href: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message of two people: whose, when, and the words as they were written."""

    who: str
    when: str
    words: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is drawn. `words` are somebody's own, shown as they wrote them; `code` is drawn large.

    `more` are further things that one may do here, each set apart from the one before.
    """

    title: str
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    words: str | None = None
    cautions: tuple[str, ...] = ()
    """What their reader should know of `words` and `talk`, which others wrote."""
    code: str | None = None
    form: Form | None = None
    more: tuple[Form, ...] = ()
    talk: tuple[Said, ...] = ()
    below: tuple[Fact, ...] = ()
    """Whom to call, beneath all that one may do here."""
    onward: tuple[str, str] | None = None
    """Where to go from here: a path and its label."""
    status: int = field(default=200, kw_only=True)

    @property
    def forms(self) -> tuple[Form, ...]:
        return (*((self.form,) if self.form is not None else ()), *self.more)
