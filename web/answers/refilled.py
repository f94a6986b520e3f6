"""A form that was not taken, shown again: what was typed stands in it, and what is wrong stands at its field.

A page is drawn as whoever opens it sees it now; here what was sent is put into the form that it came from. Of a form
that somebody else was faster with, what stands now is told beside what was typed.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from core.errors import Conflict, Forbidden, Invalid, Stale, TooMany
from doors.forms import Fields
from web.answers import refused as refusals
from web.answers.again import Again, again
from web.coming.visitor import Visitor
from web.parts import forms_within
from web.parts.fields import Field, Form, Grid, Tap
from web.parts.shapes import Notice, Page

EDITION = "version"
"""The hidden field that says which edition of a thing its form was made of."""
LAST = "last"
"""The hidden field that says which message stood last on the page."""
_NOT_TYPED = ("do", EDITION, LAST)


@contextmanager
def looked_at_again(visitor: Visitor, page: Callable[[], Page]) -> Iterator[None]:
    """What is refused within is told on the page that was sent; of an older edition, beside what stands now.

    Whoever has to show once more that it is them is sent to do that instead.
    """
    try:
        yield
    except Stale as problem:
        raise stale(visitor, page()) from problem
    except (Invalid, Conflict, Forbidden) as problem:
        if problem.code == "step_up_needed":
            raise
        raise refused(visitor, page(), problem) from problem


def refused(visitor: Visitor, page: Page, problem: Invalid | Conflict | Forbidden | TooMany) -> Again:
    """To be raised: the page with what was sent in its form, and why it was not taken.

    The form stays one of the edition that it was written on: else, mended and sent again, it would undo unseen what
    somebody else has changed meanwhile.
    """
    errors = refusals.at_fields(visitor, problem) or {"": refusals.sentence(visitor, problem)}
    filled = _page(page, visitor.fields, errors, "")
    shown = {error for _, error in filled.wrong}
    left = tuple(Notice(error, "care") for error in errors.values() if error not in shown)
    return again(visitor, replace(filled, parts=(*left, *filled.parts), status=problem.status))


def stale(visitor: Visitor, page: Page) -> Again:
    """To be raised where somebody was faster: what was typed stays, and each field tells what stands there now.

    `page` is drawn of what stands now: sent again, the form replaces that.
    """
    now = visitor.say("web.stale.now")
    filled = _page(page, visitor.fields, {}, now)
    notice = Notice(visitor.say("web.stale"), "care")
    return again(visitor, replace(filled, parts=(notice, *filled.parts), status=409))


def _page(page: Page, sent: Fields, errors: Mapping[str, str], now: str) -> Page:
    return replace(
        page, parts=forms_within.changed(page.parts, lambda form: _filled(form, sent, errors, now))
    )


def _filled(form: Form, sent: Fields, errors: Mapping[str, str], now: str) -> Form:
    return _form(form, sent, errors, now) if _came_from(form, sent) else form


def _came_from(form: Form, sent: Fields) -> bool:
    """Whether this is the form that was sent: it has the button that was pressed, and says the same unseen."""
    unseen = [field for field in form.fields if isinstance(field, Field) and field.kind == "hidden"]
    return sent.one("do") in {button.do for button in form.buttons} and all(
        sent.one(field.name) == field.value for field in unseen if field.name not in _NOT_TYPED
    )


def _form(form: Form, sent: Fields, errors: Mapping[str, str], now: str) -> Form:
    return replace(form, fields=tuple(_field(field, sent, errors, now) for field in form.fields))


def _field(
    field: Field | Grid | Tap, sent: Fields, errors: Mapping[str, str], now: str
) -> Field | Grid | Tap:
    error = errors.get(field.name, "")
    if isinstance(field, Tap):
        return replace(field, error=error)
    if isinstance(field, Grid):
        return replace(field, picked=frozenset(sent.all(field.name)), error=error)
    if field.kind == "hidden":
        return replace(field, value=sent.one(EDITION)) if field.name == EDITION and not now else field
    if field.kind in ("one_of", "some_of", "select"):
        typed = replace(field, picked=sent.all(field.name), error=error)
        return _beside(typed, _labels(field), now) if set(typed.picked) != set(field.picked) else typed
    typed = replace(field, value=sent.one(field.name), error=error)
    return _beside(typed, field.value, now) if typed.value != field.value else typed


def _beside(typed: Field, present: str, now: str) -> Field:
    """The field with what stands there now as its note, where that is to be told."""
    return replace(typed, note=f"{now} {present or '–'}") if now and typed.kind != "checkbox" else typed


def _labels(field: Field) -> str:
    return ", ".join(choice.label for choice in field.choices if choice.value in field.picked)
