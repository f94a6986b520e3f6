"""The desk of a circle as the tests of its list and cards find it, and the browsers of those who work there."""

import pytest

from tests.support.desk import DeskCircle, WaitingDesk
from tests.support.kept import Keep


@pytest.fixture
def desk_circle(keep: Keep) -> DeskCircle:
    """Nothing waits there yet."""
    return keep(DeskCircle)


@pytest.fixture
def waiting_desk(keep: Keep) -> WaitingDesk:
    """Two needs wait there."""
    return keep(WaitingDesk)
