"""Places that everybody in a circle knows by name, to choose from a list: "near the library"."""

from dataclasses import dataclass
from hashlib import sha256

from core.models import Community
from core.models.circle_values import Landmark
from matching.words.values import Point

_ENOUGH = 12


@dataclass(frozen=True, slots=True)
class Near:
    """A landmark to choose. `value`: what the form sends for it."""

    value: str
    name: str


def to_choose(circle: Community) -> list[Near]:
    """A circle's landmarks in its stewards' order, each once."""
    return [Near(value, place.name) for value, place in _by_value(circle).items()]


def place_of(circle: Community, value: str) -> Point | None:
    """Where the landmark is that was chosen; None where the circle has it no more, or has moved it meanwhile.

    It is told by its name and place, not by its number: so a list that stewards edit while somebody chooses leads
    nobody to another place than the one they read.
    """
    place = _by_value(circle).get(value)
    return None if place is None else Point(place.lat, place.lon)


def _by_value(circle: Community) -> dict[str, Landmark]:
    return {_value(place): place for place in circle.landmarks}


def _value(place: Landmark) -> str:
    return sha256(f"{place.lat!r} {place.lon!r} {place.name}".encode()).hexdigest()[:_ENOUGH]
