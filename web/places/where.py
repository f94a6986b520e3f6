"""Where something is, to choose without script: a landmark from the circle's list, or a tap on a picture of its cells.

What was tapped is one more place of the list, chosen. A tap on a wide cell opens the picture of what lies in it.
"""

from collections.abc import Iterator

from core import places
from core.errors import Invalid
from core.models import Community
from doors.forms import Fields
from matching.words.values import Point
from web.parts.fields import Choice, Field, Tap
from web.places import landmarks, pictures
from web.reader import Reader

PLACE, PICTURE, WITHIN = "place", "cells", "within"
MIDDLE, AFAR, _CELL = "middle", "afar", "cell-"


def fields(reader: Reader, circle: Community, sent: Fields, *, afar: bool = False) -> Iterator[Field | Tap]:
    """The list and the picture; of a form that was sent, with what was chosen. `afar`: it may be at no place."""
    tapped, within = _tapped(circle, sent)
    picked = f"{_CELL}{places.name(tapped)}" if tapped is not None else sent.one(PLACE) or MIDDLE
    choices = [Choice(MIDDLE, reader.say("web.where.somewhere", circle=circle.name))]
    choices += [Choice(near.value, near.name) for near in landmarks.to_choose(circle)]
    if afar:
        choices.append(Choice(AFAR, reader.say("page.remote")))
    if picked.startswith(_CELL):
        choices.append(Choice(picked, reader.say("web.where.tapped")))
    label = reader.say("web.where.near")
    yield Field(PLACE, label, "select", choices=tuple(choices), picked=(picked,), needed=False)
    if pictures.picture_of(circle, within) is None:
        return
    shown = {WITHIN: within, "marked": _cell(picked)}
    query = "&".join(f"{name}={places.name(cell)}" for name, cell in shown.items() if cell is not None)
    if within is not None:
        yield Field(WITHIN, kind="hidden", value=places.name(within))
    yield Tap(
        PICTURE,
        f"/c/{circle.slug}/cells.svg{'?' if query else ''}{query}",
        reader.say("web.where.picture"),
        pictures.SIDE,
        pictures.SIDE,
    )


def was_tapped(sent: Fields) -> bool:
    """Whether the form came by a tap on its picture, and by none of its buttons."""
    return bool(sent.one(f"{PICTURE}.x"))


def chosen(circle: Community, sent: Fields) -> Point | int | None:
    """A landmark's place, the cell that was tapped, or the circle's middle; None: at no place.

    Raises Invalid where it is none of those: the circle has the landmark no more.
    """
    value = sent.one(PLACE) or MIDDLE
    if value == AFAR:
        return None
    if value == MIDDLE:
        return Point(circle.lat, circle.lon)
    place = _cell(value) if value.startswith(_CELL) else landmarks.place_of(circle, value)
    if place is None:
        raise Invalid(f"/{PLACE}", "wrong_value")
    return place


def _tapped(circle: Community, sent: Fields) -> tuple[int | None, int | None]:
    """The cell that was tapped; and the wider one that is to be looked into."""
    within = pictures.cell_named(sent.one(WITHIN))
    x, y = sent.one(f"{PICTURE}.x"), sent.one(f"{PICTURE}.y")
    if not (x.isascii() and x.isdecimal() and y.isascii() and y.isdecimal()):
        return None, within
    found = pictures.tapped(circle, int(x[:4]), int(y[:4]), within)
    if found is None:
        return None, within
    return (found.cell, within) if found.whole else (None, found.cell)


def _cell(value: str) -> int | None:
    """A shown cell that was chosen before; one of any other size stands for the nearest that is shown."""
    try:
        return places.number(value.removeprefix(_CELL)) if value.startswith(_CELL) else None
    except ValueError:
        return None
