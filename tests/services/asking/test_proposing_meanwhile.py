"""Between finding whom to ask and locking them, the world goes on: a wave looks again before it asks."""

import random
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.models import Match, Need, Offer
from matching.asking.waves import VILLAGE
from matching.words.vocabulary import By, MatchStatus, NeedStatus
from services.asking import proposing
from services.matches import opening as match_opening
from tests.support.places import LANSING_CELL
from tests.support.rows import a_community, a_need, a_person, many_offers

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Meanwhile(random.Random):
    """Something happens, once, in a transaction of its own while the wave is drawn."""

    def __init__(self, happens: Callable[[], None]) -> None:
        super().__init__(1)
        self.happens: Callable[[], None] | None = happens

    def random(self) -> float:
        if self.happens is not None:
            happens, self.happens = self.happens, None
            happens()
        return super().random()


@pytest.fixture
def need(database: Database) -> UUID:
    """A need in a circle so large that whom it asks is drawn."""
    with database.transaction() as session:
        community = a_community(session, NOON)
        many_offers(session, community, [LANSING_CELL] * (VILLAGE + 10), NOON, asks_a_day=1, asks_a_week=1)
        return a_need(session, community, a_person(session, NOON), NOON, cell=LANSING_CELL).id


def wave(database: Database, need: UUID, rng: random.Random) -> int:
    with database.transaction() as session:
        return proposing.open_wave(session, need, now=NOON, rng=rng)


def every_helper_pauses(session: Session, need: Need) -> None:
    session.execute(text("UPDATE person SET paused = true"))


def every_helper_is_asked_elsewhere(session: Session, need: Need) -> None:
    other = a_need(session, need.community_id, need.author_id, NOON, cell=LANSING_CELL, next_wave_at=None)
    for offer in session.exec(select(Offer)):
        match_opening.new(session, other, offer, MatchStatus.PROPOSED, By.ENGINE, NOON)


def it_is_withdrawn(session: Session, need: Need) -> None:
    need.status = NeedStatus.WITHDRAWN


def it_is_to_be_asked_about_first(session: Session, need: Need) -> None:
    need.next_wave_at = None


def another_worker_was_faster(session: Session, need: Need) -> None:
    need.next_wave_at = NOON + timedelta(minutes=30)


@pytest.mark.parametrize(
    "happens",
    [
        every_helper_pauses,
        every_helper_is_asked_elsewhere,
        it_is_withdrawn,
        it_is_to_be_asked_about_first,
        another_worker_was_faster,
    ],
)
def test_a_wave_sees_under_its_locks_what_changed_before_them(
    database: Database, need: UUID, happens: Callable[[Session, Need], None]
) -> None:
    def meanwhile() -> None:
        with database.transaction() as session:
            happens(session, session.get_one(Need, need))

    rng = Meanwhile(meanwhile)
    assert wave(database, need, rng) == 0
    assert rng.happens is None, "it did happen in between"
    with database.transaction() as session:
        assert session.exec(select(Match).where(col(Match.need_id) == need)).all() == []


def test_with_nothing_in_between_somebody_is_asked(database: Database, need: UUID) -> None:
    assert wave(database, need, Meanwhile(lambda: None)) >= 1


def test_a_wave_waits_for_whoever_holds_its_helpers(address: Address, database: Database, need: UUID) -> None:
    with (
        closing(Database(address.app_url, Vault(bytes(32)), pool_size=2, statement_timeout_ms=300)) as hasty,
        database.transaction() as session,
    ):
        session.execute(text("SELECT FROM person FOR NO KEY UPDATE"))
        with pytest.raises(OperationalError, match="statement timeout"):
            wave(hasty, need, random.Random(1))


def test_a_need_past_its_end_asks_nobody(database: Database, need: UUID) -> None:
    with database.transaction() as session:
        session.execute(update(Need).values(expires_at=NOON))
    assert wave(database, need, random.Random(1)) == 0
    with database.transaction() as session:
        row = session.get_one(Need, need)
        assert (row.wave, row.handed_over_at) == (0, None), "nobody is troubled with it either"
