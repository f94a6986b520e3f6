"""Between reading a region and writing down whom to ask, the world goes on: each change is seen in time."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from core.crypto.vault import Vault
from core.database.db import Address, Database
from core.models import Block, Match, Need, Offer, Person
from matching.rounds.assignment import Problem, Result
from matching.rounds.prices import Prices
from matching.words.vocabulary import By, MatchStatus, NeedStatus, OfferStatus
from services.asking.rounds import regions
from services.asking.rounds.solver_process import SolverFailedError
from services.due import needs as due_needs
from services.matches import opening as match_opening
from tests.support.places import LANSING_CELL
from tests.support.rounds import NOW, SolvesHere, a_round, add_needs, asked, crowded_community
from tests.support.rows import a_community, a_need, a_person, many_offers


class Meanwhile(SolvesHere):
    """Something happens in a transaction of its own while the solver thinks."""

    def __init__(self, database: Database, happens: Callable[[Session], None]) -> None:
        super().__init__()
        self.database, self.happens = database, happens

    def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
        with self.database.transaction() as session:
            self.happens(session)
        return super().solve(problem, price, seconds)


class Lavish(SolvesHere):
    """Everybody for everything: what a solver must not do, and the last word does not let it."""

    def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
        result = super().solve(problem, price, seconds)
        return replace(result, flow=np.ones_like(result.flow))


def offers_there(session: Session) -> list[Offer]:
    return list(session.exec(select(Offer).where(col(Offer.status) == OfferStatus.ACTIVE)))


def blocked(session: Session, need: Need) -> None:
    session.add(Block(blocker_id=need.author_id, blocked_id=a_person(session, NOW), at=NOW))


def opened_elsewhere(session: Session, need: Need) -> None:
    need.next_wave_at = NOW + timedelta(minutes=30)


def withdrawn(session: Session, need: Need) -> None:
    need.status = NeedStatus.WITHDRAWN


def over(session: Session, need: Need) -> None:
    need.expires_at = NOW


def declined_by_everybody(session: Session, need: Need) -> None:
    for offer in offers_there(session):
        match_opening.new(session, need, offer, MatchStatus.DECLINED, By.HELPER, NOW)


@pytest.mark.parametrize("happens", [blocked, opened_elsewhere, withdrawn, over, declined_by_everybody])
def test_a_need_to_which_something_happened_is_left_alone(
    database: Database, happens: Callable[[Session, Need], None]
) -> None:
    with database.transaction() as session:
        community = crowded_community(session, needs=10, helpers=12)
        touched = a_need(session, community, a_person(session, NOW), NOW, cell=LANSING_CELL).id
    meanwhile = Meanwhile(database, lambda session: happens(session, session.get_one(Need, touched)))
    assert a_round(database, meanwhile) == 10
    proposed = [match for match in asked(database) if match.status is MatchStatus.PROPOSED]
    assert len(proposed) == 10
    assert touched not in {match.need_id for match in proposed}


def test_a_helper_whom_somebody_else_has_asked_is_left_alone(database: Database) -> None:
    """Nothing stands on the helper's row: only their limits, counted anew, tell it."""
    with database.transaction() as session:
        crowded_community(session, needs=10, helpers=10)
        elsewhere = a_community(session, NOW, name="Flint")
        other = a_need(session, elsewhere, a_person(session, NOW), NOW, cell=LANSING_CELL).id

    def proposed_elsewhere(session: Session) -> None:
        for offer in offers_there(session)[:4]:
            match_opening.new(
                session, session.get_one(Need, other), offer, MatchStatus.PROPOSED, By.ENGINE, NOW
            )

    a_round(database, Meanwhile(database, proposed_elsewhere))
    helpers = [match.helper_id for match in asked(database)]
    assert len(helpers) == len(set(helpers)) == 10


@pytest.mark.parametrize(("a_day", "a_week"), [(1, 5), (5, 1)])
def test_what_one_batch_asks_of_a_helper_is_counted_within_it(
    database: Database, a_day: int, a_week: int
) -> None:
    with database.transaction() as session:
        community = a_community(session, NOW)
        add_needs(session, community, needs=12)
        many_offers(session, community, [LANSING_CELL], NOW, asks_a_day=a_day, asks_a_week=a_week)
    a_round(database, Lavish())
    [found] = asked(database)
    with database.transaction() as session:
        rest = set(due_needs.waves_to_open(session, NOW, 100))
    assert len(rest) == 11, "of whom nobody chosen was left: the careful way comes next"
    assert found.need_id not in rest


def test_a_region_without_an_answer_is_left_to_the_immediate_way(database: Database) -> None:
    class Broken(SolvesHere):
        def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
            raise SolverFailedError("exact: solver_died; greedy and swaps: solver_died")

    with database.transaction() as session:
        crowded_community(session, needs=10, helpers=10)
    assert a_round(database, Broken()) == 0
    with database.transaction() as session:
        assert len(due_needs.waves_to_open(session, NOW, 100)) == 10


def test_a_round_waits_for_whoever_holds_a_helper(address: Address, database: Database) -> None:
    with database.transaction() as session:
        crowded_community(session, needs=10, helpers=10)
    with (
        closing(Database(address.app_url, Vault(bytes(32)), pool_size=6, statement_timeout_ms=300)) as hasty,
        database.transaction() as session,
    ):
        helper = offers_there(session)[0].author_id
        session.exec(select(Person).where(col(Person.id) == helper).with_for_update(key_share=True)).one()
        with pytest.raises(OperationalError, match="statement timeout"):
            a_round(hasty)
    assert asked(database) == []


def test_a_round_that_rests_holds_nothing(database: Database) -> None:
    """Between reading, solving and each batch; whoever wants a need or a helper then has them at once."""
    with database.transaction() as session:
        community = crowded_community(session, needs=10, helpers=10)
        a_need(session, community, a_person(session, NOW), NOW, cell=LANSING_CELL, category="water")
    proposed: list[int] = []

    def rest() -> None:
        with database.transaction() as session:
            for whose in (Need, Person, Offer):
                session.exec(select(whose).with_for_update(nowait=True)).all()
            proposed.append(len(session.exec(select(Match)).all()))

    assert a_round(database, rest=rest) == 11
    assert proposed[:2] == [0, 0]
    assert proposed[-1] == 10


def test_whoever_claims_waits_for_nobody_and_takes_what_is_free(database: Database) -> None:
    """Two claims side by side, neither committed: each has a region of its own, and there is no third."""
    with database.transaction() as session:
        assert regions.claim(session, [1, 2], NOW) is not None
        regions.release(session, regions.Claim(1, 1))
        regions.claim(session, [2], NOW)
        regions.release(session, regions.Claim(2, 1))
    with database.transaction() as one, database.transaction() as other:
        first, second = regions.claim(one, [1, 2], NOW), regions.claim(other, [1, 2], NOW)
        assert first is not None
        assert second is not None
        assert (first.number, second.number) == (1, 2)
        assert regions.claim(other, [1], NOW) is None


def test_what_is_urgent_is_asked_for_beside_a_round(database: Database) -> None:
    with database.transaction() as session:
        community = crowded_community(session, needs=10, helpers=10)
        urgent = set(add_needs(session, community, needs=3, urgency="urgent"))

    beside: list[UUID] = []

    def look(session: Session) -> None:
        beside.extend(due_needs.waves_to_open(session, NOW, 100))

    assert a_round(database, Meanwhile(database, look)) == 10
    assert set(beside) == urgent, "the region is held, and they wait for nobody"
    assert urgent.isdisjoint(match.need_id for match in asked(database))
