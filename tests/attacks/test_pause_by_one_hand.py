"""Somebody who wanted a rival gone reported him twice: by a second account, a colleague, or a friend of theirs."""

import pytest

from tests.support.one_hand import TIES, pause_by
from tests.support.reported_community import ReportedCommunity
from tests.support.world import World


@pytest.fixture(scope="module")
def rivalry(shared_world: World) -> ReportedCommunity:
    return ReportedCommunity(shared_world)


@pytest.mark.parametrize("tie", TIES)
def test_two_who_have_something_in_common_pause_nobody(rivalry: ReportedCommunity, tie: str) -> None:
    assert pause_by(rivalry, TIES[tie]) is (tie == "nothing")
