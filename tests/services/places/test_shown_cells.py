"""What others see of a place is wide enough that nobody in it stands alone."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import h3
import pytest
from sqlmodel import Session

from core import places
from core.models import Person
from services.places import shown_cells
from tests.support.places import LANSING_CELL
from tests.support.rows import a_need, an_offer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def settle(session: Session, community: UUID, cells: list[int], when: datetime = NOW) -> None:
    """One person with an offer in each of these cells."""
    for cell in cells:
        an_offer(session, community, cell, when)


def cells_within(resolution: int) -> list[int]:
    """Cells of ours that share the ancestor of CELL at `resolution`, CELL first."""
    parent = places.name(LANSING_CELL, resolution)
    found = [h3.str_to_int(c) for c in h3.cell_to_children(parent, places.RESOLUTION)]
    return [LANSING_CELL, *(cell for cell in found if cell != LANSING_CELL)]


def test_where_nobody_is_it_is_as_wide_as_it_gets(session: Session) -> None:
    assert shown_cells.shown(session, LANSING_CELL, now=NOW) == places.name(LANSING_CELL, places.COARSEST)


def test_a_crowd_of_ten_narrows_it(session: Session, community: UUID) -> None:
    settle(session, community, [LANSING_CELL] * 9)
    assert places.resolution(shown_cells.shown(session, LANSING_CELL, now=NOW)) == places.COARSEST
    settle(session, community, [LANSING_CELL])
    assert shown_cells.shown(session, LANSING_CELL, now=NOW) == places.name(LANSING_CELL)


@pytest.mark.parametrize("resolution", [6, 5, 4])
def test_a_thin_place_widens_until_there_are_ten(session: Session, community: UUID, resolution: int) -> None:
    outside = [
        cell
        for cell in cells_within(resolution)
        if places.name(cell, resolution + 1) != places.name(LANSING_CELL, resolution + 1)
    ]
    settle(session, community, [LANSING_CELL] * 4 + outside[:6])
    assert shown_cells.shown(session, LANSING_CELL, now=NOW) == places.name(LANSING_CELL, resolution)


def test_ten_posts_of_one_person_are_no_crowd(session: Session, community: UUID) -> None:
    author = Person(created_at=NOW)
    session.add(author)
    session.flush()
    for _ in range(10):
        a_need(session, community, author.id, NOW, cell=LANSING_CELL)
        an_offer(session, community, LANSING_CELL, NOW, author=author.id)
    assert places.resolution(shown_cells.shown(session, LANSING_CELL, now=NOW)) == places.COARSEST


def test_a_crowd_of_last_year_hides_nobody(session: Session, community: UUID) -> None:
    settle(session, community, [LANSING_CELL] * 20, NOW - timedelta(days=91))
    assert places.resolution(shown_cells.shown(session, LANSING_CELL, now=NOW)) == places.COARSEST
    settle(session, community, [LANSING_CELL] * 10, NOW - timedelta(days=89))
    assert shown_cells.shown(session, LANSING_CELL, now=NOW) == places.name(LANSING_CELL)
