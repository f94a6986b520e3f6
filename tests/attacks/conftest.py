"""What several of the attacks are tried on."""

import pytest

from tests.support.concerned_community import ConcernedCommunity
from tests.support.kept import Keep


@pytest.fixture
def concerned(keep: Keep) -> ConcernedCommunity:
    return keep(ConcernedCommunity)
