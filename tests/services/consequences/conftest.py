"""What the tests of consequences stand on."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from core.models import Need
from tests.support.places import LANSING_CELL
from tests.support.rows import a_need, a_person

POSTED = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def open_need(session: Session, community: UUID) -> Need:
    """An open need, of an author with no other."""
    return a_need(session, community, a_person(session, POSTED), POSTED, cell=LANSING_CELL)
