"""What several of the attacks are tried on."""

import pytest

from tests.support.concerned_community import ConcernedCommunity
from tests.support.world import World


@pytest.fixture
def concerned(world: World) -> ConcernedCommunity:
    return ConcernedCommunity(world)
