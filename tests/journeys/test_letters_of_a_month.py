"""A month of a town: what reached each of its people, held to what people bear (`pytest -s` prints the list)."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from matching.asking.again import AT_MOST
from matching.states.at_night import A_NIGHT, AtNight
from notifications.messages import manners
from tests.support.letter_town import LetterTown
from tests.support.town import Reached, Town, as_a_list
from tests.support.world import World

A_MONTH, EIGHT_DAYS = 30, 8
COORDINATORS = ("Sara", "Omar")
NOT_COUNTED = {"ring", "for_somebody", "please_phone"}
"""Of a coordinator's letters: rings, and what concerns somebody they speak for."""
PROPOSALS = {"proposal", "proposal_from_ally", "invitation"}
OF_ONE_MATCH = {"cancelled", "confirmed_beneficiary", "confirmed_helper", "agreed_tomorrow", "agreed_soon"}
OWN_PROMISES = {
    "confirmed_helper",
    "cancelled",
    "refused",
    "no_longer_needed",
    "need_over",
    "your_yes_waits",
    "message",
    "reported",
    "how_did_it_go",
    "disputed",
    "agreed_tomorrow",
    "agreed_soon",
    "unsettled_helper",
    "already_answered",
}


@pytest.fixture
def town_of_a_month(world: World) -> Town:
    return Town(world, random.Random(11))


def lived(town: Town, days: int) -> list[Reached]:
    """What reached whom. Every letter has led to a page on which something can be done, not to an app alone."""
    town.live(days)
    reached = town.reached()
    print("\n".join(as_a_list(reached)))
    letters = town.letters()
    nowhere = [letter for letter in letters if "/l/" not in letter]
    print(f"\n{len(letters)} letters, {len(nowhere)} lead to no page of their reader's")
    assert nowhere == []
    return reached


def test_nobody_is_told_more_than_is_borne(town_of_a_month: Town) -> None:
    """Of eight days, so that each weekday is among them; the whole month is the long form."""
    hold(lived(town_of_a_month, EIGHT_DAYS))


@pytest.mark.long
def test_nobody_is_told_more_than_is_borne_in_a_month(town_of_a_month: Town) -> None:
    reached = lived(town_of_a_month, A_MONTH)
    hold(reached)
    assert "yes_waits" in {one.kind for one in reached}


@pytest.mark.long
def test_whoever_has_no_app_is_heard_by_letters(world: World) -> None:
    """lived 23: no letter leads to an app alone, silence counts of those who could have spoken, people end it."""
    town = LetterTown(world, random.Random(11))
    town.live(A_MONTH)
    print(town.as_a_list())
    assert town.letters["to a page"] > 100, "else nothing happened"
    assert town.letters["to an app"] == 0
    assert town.letters["to a shut page"] == 0
    ends = town.ends()
    assert ends["silence of whom nothing had reached"] == 0
    assert ends["person"] > ends["silence"]


def hold(reached: list[Reached]) -> None:
    """The table of limits, over everybody and every day."""
    assert len(reached) > 80, "else nothing happened"
    assert {"digest", "proposal", "yes", "message", "ring"} <= {one.kind for one in reached}
    coordinators([one for one in reached if one.name in COORDINATORS])
    helpers([one for one in reached if one.name.startswith("helper")])
    askers([one for one in reached if one.name.startswith("asker")])
    nights(reached)


def coordinators(reached: list[Reached]) -> None:
    letters = per_day(one for one in reached if one.kind not in NOT_COUNTED)
    assert max(letters.values(), default=0) <= 3, letters.most_common(3)
    digests = per_day(one for one in reached if one.kind == "digest")
    assert max(digests.values(), default=0) <= 2


def helpers(reached: list[Reached]) -> None:
    asked = per_day(_for_the_first_time(reached))
    assert max(asked.values(), default=0) <= 1, asked.most_common(3)
    asking = {(one.name, one.need, one.subject) for one in reached if one.kind in PROPOSALS}
    of_one_need = Counter((name, need) for name, need, _ in asking)
    assert max(of_one_need.values(), default=0) <= AT_MOST, of_one_need.most_common(3)
    digests = per_day(one for one in reached if one.kind == "digest")
    assert max(digests.values(), default=0) <= 1
    assert {one.kind for one in reached} <= PROPOSALS | OWN_PROMISES | {"digest", "admitted"}
    welcomed = Counter(one.name for one in reached if one.kind == "admitted")
    assert max(welcomed.values(), default=0) <= 1, "at once, as they came, and never again"


def _for_the_first_time(reached: list[Reached]) -> Iterator[Reached]:
    """Proposals, without those of a need to which their helper had said yes: they are asked first when it opens."""
    seen = set()
    for one in reached:
        if one.kind in PROPOSALS and (one.name, one.need) not in seen:
            seen.add((one.name, one.need))
            yield one


def askers(reached: list[Reached]) -> None:
    """One of a kind for a need and day; of what somebody relies on, one for each who comes; of words, as they come."""
    counted = Counter(
        (one.name, one.kind, one.subject if one.kind in OF_ONE_MATCH else one.need, one.at.date())
        for one in reached
        if one.kind not in {"message", "digest"} and not one.urgent
    )
    assert max(counted.values(), default=0) <= 1, counted.most_common(3)


def nights(reached: list[Reached]) -> None:
    """Asleep nobody hears anything but what decides an urgent match, or a duty's ring."""
    asleep = [one for one in reached if one.asleep]
    for one in asleep:
        night = manners.of(one.kind).night
        assert night is AtNight.ALWAYS or (night is not AtNight.NEVER and one.urgent), one
    assert asleep, "else no night was tried"
    rung = Counter((one.name, one.at.date()) for one in asleep if one.kind != "ring")
    assert max(rung.values(), default=0) <= A_NIGHT


def per_day(reached: Iterable[Reached]) -> Counter[tuple[str, object]]:
    return Counter((one.name, one.at.date()) for one in reached)
