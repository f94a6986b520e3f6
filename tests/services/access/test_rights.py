"""On which side of a match somebody is, themselves or by whom they speak for; whoever oversees it is on none."""

from typing import Any
from uuid import UUID

import pytest

from core.access import Caller
from core.errors import Forbidden
from core.models import Match
from matching.words.vocabulary import By, MatchStatus
from services.access import rights

ANA, BEN, CLEO, ROSA = (UUID(int=number) for number in range(1, 5))


def a_caller(person: UUID, *represents: UUID) -> Caller:
    spoken_for = {one: frozenset({"answer"}) for one in represents}
    return Caller(person, person, "en", True, {}, frozenset(), frozenset(), spoken_for)


@pytest.mark.parametrize(
    ("caller", "side"),
    [
        (a_caller(ANA), By.BENEFICIARY),
        (a_caller(BEN), By.HELPER),
        (a_caller(CLEO), None),
        (a_caller(CLEO, ANA), By.BENEFICIARY),
        (a_caller(CLEO, BEN), By.HELPER),
        (a_caller(CLEO, ROSA), None),
    ],
)
def test_only_the_two_of_a_match_and_who_speaks_for_them_are_let_through(
    caller: Caller, side: By | None
) -> None:
    ids: dict[str, Any] = dict.fromkeys(("need_id", "offer_id", "community_id", "helper_id"), ROSA)
    match = Match(status=MatchStatus.CONFIRMED, beneficiary_id=ANA, helper_person_id=BEN, **ids)
    if side is None:
        with pytest.raises(Forbidden):
            rights.require_side(caller, match, By.HELPER, By.BENEFICIARY)
        return
    assert rights.require_side(caller, match, By.HELPER, By.BENEFICIARY) is side
    with pytest.raises(Forbidden):
        rights.require_side(caller, match, *({By.HELPER, By.BENEFICIARY} - {side}))
