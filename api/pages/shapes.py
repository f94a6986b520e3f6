"""What a page is made of. Every page is a title, some sentences, some facts and its forms."""

from dataclasses import dataclass, field
from typing import Literal

Input = Literal["text", "email", "address", "code", "checkbox", "hidden"]
"""How something is filled in; `address` is an e-mail address or a phone number."""


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
    buttons: tuple[Button, ...]
    fields: tuple[Field, ...] = ()

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
class Page:
    """A page before it is drawn. `words` are somebody's own, shown as they wrote them; `code` is drawn large."""

    title: str
    lines: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    words: str | None = None
    code: str | None = None
    form: Form | None = None
    aside: Form | None = None
    """A second thing that one may do here, set apart from the first."""
    onward: tuple[str, str] | None = None
    """Where to go from here: a path and its label."""
    status: int = field(default=200, kw_only=True)

    @property
    def forms(self) -> tuple[Form, ...]:
        return tuple(form for form in (self.form, self.aside) if form is not None)
