"""Two who report one and the same person, and are one hand or near to one another; and whether that paused them."""

from collections.abc import Callable, Mapping
from functools import partial

from core.ids import new_id
from tests.support.people import Person
from tests.support.reported_community import ReportedCommunity

Tie = Callable[[ReportedCommunity, Person, Person], None]


def _one_phone(_: ReportedCommunity, one: Person, other: Person) -> None:
    installation = new_id()
    for who in (one, other):
        who.put(f"/v1/me/devices/{installation}", {"address": f"ok-{who.id}"})


def _one_organisation(here: ReportedCommunity, one: Person, other: Person) -> None:
    here.world.organisation(one, other)


def _a_word(here: ReportedCommunity, one: Person, other: Person) -> None:
    for who in (one, other):
        who.post(f"/v1/communities/{here.id}/join")
    one.put(f"/v1/communities/{here.id}/members/{other.id}/vouch")


TIES: Mapping[str, Tie] = {
    "a phone": _one_phone,
    "an organisation": _one_organisation,
    "a word": _a_word,
    "nothing": lambda _here, _one, _other: None,
}
"""What the two have in common."""


def pause_by(here: ReportedCommunity, tie: Tie) -> bool:
    """Whether two of this tie pause somebody whom both have met."""
    rival = here.world.person("Rival")
    rival.post(f"/v1/communities/{here.id}/join")
    two = here.world.person("One"), here.world.person("Other")
    tie(here, *two)
    matches = [here.met(who, rival) for who in two]
    for report in [
        partial(here.report, who, "match", match) for who, match in zip(two, matches, strict=True)
    ]:
        report()
    here.world.tick()
    return "matching_paused" in rival.inbox()
