"""The community that benchmarks measure against says what the product would have written."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, text
from sqlmodel import col

from benchmarks.house.community import build, forget_proposals
from benchmarks.house.database import BenchDatabase, opened
from core.database.db import Address
from core.models import Match, Membership, Need, Offer, Supply
from services.sealed import opened_in_need

NEEDS, OFFERS, AUTHORS = 12, 7, 3


@pytest.fixture
def bench(address: Address) -> Iterator[BenchDatabase]:
    with opened(address) as made:
        yield made


def test_needs_are_due_and_their_titles_open(bench: BenchDatabase) -> None:
    community = build(bench, needs=NEEDS, offers=OFFERS, authors=AUTHORS)
    with bench.database.transaction() as session:
        needs = session.scalars(select(Need).where(col(Need.status) == "open").order_by(col(Need.posted_at)))
        titles = [opened_in_need(session, need, "title") for need in needs]
        due = select(func.count()).where(col(Need.next_wave_at) <= community.built_at)
        members = select(func.count()).select_from(Membership)
        assert titles == [f"Something, {number}" for number in range(NEEDS)]
        assert session.scalars(due).one() == NEEDS
        assert session.scalars(members).one() == OFFERS + AUTHORS + 1


def test_every_offer_can_be_searched_and_has_a_past(bench: BenchDatabase) -> None:
    build(bench, needs=NEEDS, offers=OFFERS, authors=AUTHORS)
    with bench.database.transaction() as session:
        supplied = set(session.scalars(select(col(Supply.offer_id))))
        asked = set(session.scalars(select(col(Match.offer_id))))
        assert supplied == asked == set(session.scalars(select(col(Offer.id))))


def test_needs_alone_can_be_built(bench: BenchDatabase) -> None:
    build(bench, needs=NEEDS, authors=AUTHORS)
    with bench.database.transaction() as session:
        assert session.scalars(select(func.count()).select_from(Offer)).one() == 0


def test_what_was_proposed_is_forgotten_and_the_past_is_not(bench: BenchDatabase) -> None:
    community = build(bench, needs=NEEDS, offers=OFFERS, authors=AUTHORS)
    with bench.database.transaction() as session:
        session.execute(text("UPDATE need SET next_wave_at = NULL, wave = 1 WHERE status = 'open'"))
        session.execute(text("UPDATE match SET created_at = now() WHERE id = (SELECT id FROM match LIMIT 1)"))
    forget_proposals(bench, community)
    with bench.database.transaction() as session:
        assert session.scalars(select(func.count()).select_from(Match)).one() == 2 * OFFERS - 1
        due = select(func.count()).where(col(Need.next_wave_at) <= community.built_at)
        assert session.scalars(due).one() == NEEDS
