"""What a suspension that ends makes of somebody: never more than they are by their own will."""

import pytest

from matching.states.member_states import let_back
from matching.words.vocabulary import MemberState


@pytest.mark.parametrize("before", [None, *MemberState])
def test_nobody_who_left_is_made_a_member_and_everybody_else_is_let_in(before: MemberState | None) -> None:
    wanted = MemberState.LEFT if before is MemberState.LEFT else MemberState.ACTIVE
    assert let_back(before) is wanted
