"""Whom to call in an emergency at a place: the lines of a community that holds it, else its country's, else nobody."""

from core.geography import country, emergency
from core.models import Community
from core.models.values import EmergencyNumber
from matching.rules.distance import km
from matching.words.values import Point
from matching.words.vocabulary import CommunityState
from services.places import cells


def lines(cell: int | None, community: Community | None, *, locale: str) -> tuple[EmergencyNumber, ...]:
    """The numbers to call where something is (its shown cell), those to try first in front; () where none is known.

    What somebody asks of a community elsewhere is still where it is: there the country's hold, near a border also the
    neighbour's, each under the country's name in the reader's language. What has no place is where its community is.
    A community that nobody recognised yet is not taken at its word: its own lines stand behind the country's.
    """
    own = community.emergency if community is not None and _holds(community, cell) else ()
    if own and community is not None and community.state is CommunityState.RECOGNISED:
        return own
    known = of_country(cell, locale=locale)
    said = {line.phone for line in known}
    return (*known, *(line for line in own if line.phone not in said))


def of_country(cell: int | None, *, locale: str) -> tuple[EmergencyNumber, ...]:
    """The numbers of the country in which a shown cell lies, then those of all others within 30 km of it."""
    return tuple(
        EmergencyNumber(country.name(code, locale), phone)
        for code in (country.of(cell) if cell is not None else ())
        for phone in emergency.lines(code)
    )


def _holds(community: Community, cell: int | None) -> bool:
    middle = Point(community.lat, community.lon)
    return cell is None or km(cells.middle(cell), middle) <= community.reach_km
