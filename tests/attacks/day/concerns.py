"""Concerns → ways to whoever raised one that are open to whom it is about."""

from tests.attacks.day.figure import Figure
from tests.support.concerned_community import ConcernedCommunity
from tests.support.world import World


def played(world: World) -> Figure:
    """Ben met Ana, and has another promise of hers; Ana raises a concern, and asks for something else later."""
    here = ConcernedCommunity(world)
    need, match = here.agreed()
    _, other = here.agreed(category="errands")
    here.concern(match)
    later = here.ana.need(category="water")["id"]
    calls = [
        ("GET", f"/v1/needs/{need}"),
        ("POST", f"/v1/needs/{need}/responses"),
        ("GET", f"/v1/needs/{later}"),
        ("POST", f"/v1/needs/{later}/responses"),
        ("GET", f"/v1/matches/{other}/contact"),
    ]
    reached = sum(here.ben.call(method, path).status_code < 300 for method, path in calls)
    return Figure("ways to whoever raised a concern", reached, len(calls))
