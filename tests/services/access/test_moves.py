"""`allowed` names no yes that would be refused for a reason that its reader may know (lived 15)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.models import Match
from matching.words.vocabulary import By, MatchStatus
from services.access import moves
from services.access.moves import Standing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(hours=1), NOON - timedelta(seconds=1)
SOMEBODY = UUID(int=1)
NO = {"decline", "refuse", "take_back", "withdraw", "cancel"}


def a_match(status: MatchStatus, reply_by: datetime | None) -> Match:
    people: dict[str, Any] = dict.fromkeys(("need_id", "offer_id", "community_id", "helper_id"), SOMEBODY)
    return Match(
        status=status, reply_by=reply_by, helper_person_id=SOMEBODY, beneficiary_id=SOMEBODY, **people
    )


@pytest.mark.parametrize("reply_by", [None, LATER, NOON, EARLIER])
@pytest.mark.parametrize("has_time", [True, False])
@pytest.mark.parametrize("need_is_open", [True, False])
@pytest.mark.parametrize("status", [MatchStatus.PROPOSED, MatchStatus.INVITED, MatchStatus.ACCEPTED])
def test_a_yes_is_named_while_it_may_be_said(
    status: MatchStatus, need_is_open: bool, has_time: bool, reply_by: datetime | None
) -> None:
    """A helper's while there is time to answer and to come; an author's, who is told nothing of either, while the need
    is open. A no is always there for whom it is.
    """
    standing = Standing(need_is_open=need_is_open, has_time=has_time, now=NOON)
    for side in (By.HELPER, By.BENEFICIARY):
        match = a_match(status, reply_by)
        always, found = set(moves.moves(match, side)), set(moves.open_moves(match, side, standing))
        late = reply_by is not None and reply_by <= NOON and status is not MatchStatus.ACCEPTED
        may = need_is_open and (side is By.BENEFICIARY or (has_time and not late))
        assert found == (always if may else always & NO), side
