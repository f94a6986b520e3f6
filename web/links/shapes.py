"""The page behind a link: a title, some sentences, some facts and its forms, in the order in which they are drawn."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from web.parts import shapes
from web.parts.fields import Form
from web.parts.shapes import Code, Fact, Facts, Line, Part, Said, Talk, Way, Ways, Words


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
    lang: str | None = None
    """The language of `words`, where it is known."""
    status: int = field(default=200, kw_only=True)

    @property
    def forms(self) -> tuple[Form, ...]:
        return (*((self.form,) if self.form is not None else ()), *self.more)

    @property
    def whole(self) -> shapes.Page:
        """The page in its parts."""
        return shapes.Page(self.title, tuple(self._parts()), self.status)

    def _parts(self) -> Iterator[Part]:
        yield from map(Line, self.lines)
        if self.code:
            yield Code(self.code)
        if self.facts:
            yield Facts(self.facts)
        if self.words:
            yield Words(self.words, self.lang)
        if self.talk:
            yield Talk(self.talk)
        for line in self.cautions:
            yield Line(line, quiet=True)
        for number, form in enumerate(self.forms):
            yield replace(form, aside=bool(number or self.talk))
        if self.below:
            yield Facts(self.below)
        if self.onward:
            yield Ways((Way(*self.onward, bold=True),))
