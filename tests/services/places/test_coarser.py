"""Places shown coarser: every row of one community follows, and the search with it; nobody else's."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.geography import cells
from core.models import Need, Offer
from services.places import coarser, search, supply
from services.places.cells import middle
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_need, a_person, an_offer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
WIDE = cells.parent(LANSING_CELL, 5)
LOST = text("""
    SELECT count(*) FROM supply s
     WHERE cell <> :afar AND NOT EXISTS (
        SELECT FROM supply_cell c WHERE c.pool_id = s.pool_id AND c.cell = s.cell AND c.pt IS NOT NULL)
""")


def planted(session: Session, community: UUID) -> tuple[UUID, UUID]:
    need = a_need(session, community, a_person(session, NOW), NOW, cell=LANSING_CELL, to_cell=LANSING_CELL)
    return need.id, an_offer(session, community, LANSING_CELL, NOW, remote=True).id


def test_one_community_is_shown_coarser_and_its_helpers_are_found(session: Session) -> None:
    here, elsewhere = a_community(session, NOW), a_community(session, NOW)
    (need, offer), (other_need, other_offer) = planted(session, here), planted(session, elsewhere)
    coarser.coarsen(session, here, 5)
    changed, same = session.get_one(Need, need), session.get_one(Need, other_need)
    assert (changed.cell, changed.to_cell, same.cell, same.to_cell) == (
        WIDE,
        WIDE,
        LANSING_CELL,
        LANSING_CELL,
    )
    assert session.get_one(Offer, offer).cell == WIDE
    assert session.get_one(Offer, other_offer).cell == LANSING_CELL
    assert session.execute(LOST, {"afar": supply.AFAR}).scalar_one() == 0
    for community, found in ((here, offer), (elsewhere, other_offer)):
        assert list(search.near(session, [community], "groceries", middle(WIDE))) == [found]
        assert list(search.near(session, [community], "groceries", None)) == [found]


def test_what_is_as_wide_already_stays(session: Session) -> None:
    here = a_community(session, NOW)
    need, _ = planted(session, here)
    for resolution in (5, 6, 7):
        coarser.coarsen(session, here, resolution)
        assert session.get_one(Need, need).cell == WIDE
    cells_held = session.scalars(select(col(Need.cell)).where(col(Need.community_id) == here)).all()
    assert cells_held == [WIDE]
