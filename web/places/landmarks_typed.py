"""Landmarks as stewards type them: one on each line, its name and behind it the place as a map gives it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from core.errors import Invalid
from core.models.circle_values import Landmark
from web.parts.written import LONGEST_LINE
from web.places import spots_typed

MOST = 60
_LINES = (
    re.compile(r"(?P<name>.+?)\s*[:=\t]\s*(?P<place>(?:https?://|geo:)\S+)"),
    re.compile(r"(?P<name>.+)\s*[:=\t]\s*(?P<place>[-+−\d(].*)"),
)


def read(typed: str, pointer: str) -> tuple[Landmark, ...]:
    """The landmarks of a text. Raises Invalid `not_a_landmark`, naming the first line that cannot be read."""
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    if len(lines) > MOST:
        raise Invalid(pointer, "too_many", most=MOST)
    return tuple(_landmark(line, pointer) for line in lines)


def written(landmarks: Sequence[Landmark]) -> str:
    """The text of these landmarks."""
    return "\n".join(f"{place.name}: {_degrees(place.lat)}, {_degrees(place.lon)}" for place in landmarks)


def _degrees(number: float) -> str:
    """In as many digits as it takes, so that saving a list that was not changed moves nothing."""
    return format(Decimal(repr(number)), "f")


def _landmark(line: str, pointer: str) -> Landmark:
    found = next((found for form in _LINES if (found := form.fullmatch(line))), None)
    if found is None or len(found["name"]) > LONGEST_LINE:
        raise Invalid(pointer, "not_a_landmark", line=line[:40])
    try:
        place = spots_typed.place(found["place"], pointer)
    except Invalid as error:
        raise Invalid(pointer, "not_a_landmark", line=line[:40]) from error
    return Landmark(found["name"].strip(), place.lat, place.lon)
