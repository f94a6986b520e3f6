"""Where something is, to choose without script: a landmark from the circle's list, or a tap on a picture of its cells;
and beside these a place from a map.

What was tapped is one more place of the list, chosen. A tap on a wide cell opens the picture of what lies in it.
"""

from collections.abc import Iterator

from core import places
from core.errors import Invalid
from core.models import Community
from doors.forms import Fields
from matching.words.values import Point
from web.parts.fields import Choice, Field, Tap
from web.places import landmarks, pictures, spots_typed
from web.reader import Reader

PLACE, PICTURE, WITHIN, SPOT = "place", "cells", "within", "spot"
MIDDLE, AFAR, _CELL = "middle", "afar", "cell-"

FROM_AFAR = frozenset({"company_call", "translation", "forms_offices", "tech_help", "learning"})
"""Kinds of help that can be given without coming: by phone, or in writing."""
GOES_SOMEWHERE = frozenset({"ride", "moving_things", "health_visit_company"})


def fields(
    reader: Reader,
    circle: Community,
    sent: Fields,
    *,
    afar: bool = False,
    first: Choice | None = None,
    stands: int | None = None,
) -> Iterator[Field | Tap]:
    """The list and the picture; of a form that was sent, with what was chosen. `afar`: it may be at no place.

    `first`: what the list begins with, else the circle's middle; `stands`: the cell where it is as yet.
    """
    tapped, within = _tapped(circle, sent)
    first = first or Choice(MIDDLE, reader.say("web.where.somewhere", circle=circle.name))
    picked = f"{_CELL}{places.name(tapped)}" if tapped is not None else sent.one(PLACE) or first.value
    choices = [first]
    choices += [Choice(near.value, near.name) for near in landmarks.to_choose(circle)]
    if afar:
        choices.append(Choice(AFAR, reader.say("page.remote")))
    if picked.startswith(_CELL):
        choices.append(Choice(picked, reader.say("web.where.tapped")))
    label = reader.say("web.where.near")
    yield Field(PLACE, label, "select", choices=tuple(choices), picked=(picked,), needed=False)
    if pictures.picture_of(circle, within) is None:
        return
    shown = {WITHIN: within, "marked": _cell(picked) or stands}
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


def spot(reader: Reader, sent: Fields) -> Field:
    """Beside them a place that is pasted, or filled in by the phone that knows it."""
    label, note = reader.say("web.where.spot"), reader.say("web.where.spot_note")
    here = reader.say("web.found.here")
    value = sent.one(SPOT)
    return Field(SPOT, label, "place", value, needed=False, note=note, here=here)


def pasted(sent: Fields) -> Point | None:
    """The place that was pasted; None where none was. Raises Invalid for what is none."""
    return spots_typed.place(sent.one(SPOT), f"/{SPOT}") if sent.one(SPOT) else None


def changed(circle: Community, sent: Fields) -> Point | int | None:
    """The place that was pasted or chosen of a form whose list begins with "as it is"; None where it stays, and where
    it is to be at no place (`is_afar`). Raises Invalid as `chosen`.
    """
    place = pasted(sent)
    if place is not None or not sent.one(PLACE):
        return place
    return chosen(circle, sent)


def is_afar(sent: Fields) -> bool:
    """Whether it is to be at no place."""
    return not sent.one(SPOT) and sent.one(PLACE) == AFAR


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
