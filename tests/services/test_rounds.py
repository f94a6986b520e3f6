"""Rounds at size: regions shared by workers, nobody asked twice, nobody beyond their limits, no rule forgotten."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from core import places
from core.database.db import Database
from core.models import Alliance, Block, Match, Need, Offer, Person
from matching.rounds.assignment import Problem, Result, Status
from matching.rounds.prices import Prices
from matching.rules import rules
from matching.words.vocabulary import Decide, MatchStatus, OfferStatus, Urgency
from services.asking.rounds import proposals, regions
from services.asking.rounds.round import run_round
from services.asking.rounds.solver_process import SolverProcess
from services.due import needs as due_needs
from services.facts import offers as offer_facts
from services.matches import eligibility
from tests.services.supply_of import a_community, a_need, a_person, an_offer, many_offers

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOWN = places.cell_of(42.73, -84.55)
FAR_TOWN = places.cell_of(46.5, -84.35)
FEW = 5


class Here(SolverProcess):
    """Solves at once, in this process: most of these tests are not about the other one."""

    def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
        from matching.rounds.assignment import assign

        return assign(problem, price)


def town(
    session: Session, *, needs: int, helpers: int, cell: int = TOWN, asks: int = 1, **fields: Any
) -> UUID:
    """A community in which everybody lives in one cell, and every need is due."""
    community = a_community(session, NOW)
    plant(session, community, needs=needs, cell=cell, **fields)
    many_offers(session, community, [cell] * helpers, NOW, asks_a_day=asks, asks_a_week=asks)
    return community


def plant(session: Session, community: UUID, *, needs: int, cell: int = TOWN, **fields: Any) -> list[UUID]:
    author = a_person(session, NOW)
    return [a_need(session, community, author, NOW, cell=cell, **fields).id for _ in range(needs)]


def a_round(
    database: Database,
    solver: SolverProcess | None = None,
    now: datetime = NOW,
    rest: Callable[[], None] = lambda: None,
) -> int:
    return run_round(database, solver or Here(), now=now, many=FEW, rest=rest)


def asked(database: Database) -> list[Match]:
    with database.transaction() as session:
        return list(session.exec(select(Match)))


def test_every_need_of_a_crowded_region_is_asked_for(database: Database) -> None:
    with database.transaction() as session:
        town(session, needs=20, helpers=20)
    assert a_round(database) == 20
    found = asked(database)
    assert len({match.need_id for match in found}) == 20
    assert len({match.helper_id for match in found}) == len(found) == 20
    assert all(match.status is MatchStatus.PROPOSED and match.parts and match.reasons for match in found)
    assert all(match.reply_by and match.p_yes and match.chance and match.propensity for match in found)
    with database.transaction() as session:
        kinds = session.execute(text("SELECT kind, count(*) FROM event GROUP BY kind")).all()
        assert ("match_proposed", 20) in [tuple(row) for row in kinds]
        assert session.execute(text("SELECT count(*) FROM event_todo")).scalar_one() >= 20
        asked_at = select(Offer.last_asked_at).where(col(Offer.status) == OfferStatus.ACTIVE)
        assert set(session.exec(asked_at)) == {NOW}
        assert all(need.next_wave_at == NOW + timedelta(minutes=30) for need in session.exec(select(Need)))


def test_a_small_backlog_and_what_is_urgent_are_left_to_the_immediate_way(database: Database) -> None:
    with database.transaction() as session:
        community = town(session, needs=FEW, helpers=10)
        plant(session, community, needs=20, cell=FAR_TOWN, urgency=Urgency.URGENT)
        assert regions.crowded(session, NOW, FEW) == []
    assert a_round(database) == 0
    assert asked(database) == []


def test_two_workers_share_the_regions(database: Database) -> None:
    cells = [places.cell_of(42.73 + degree, -84.55) for degree in range(4)]
    with database.transaction() as session:
        community = a_community(session, NOW)
        for cell in cells:
            plant(session, community, needs=15, cell=cell)
        # Reach across regions, so that both workers have the same helpers in mind.
        many_offers(
            session, community, [cell for cell in cells for _ in range(20)], NOW, asks_a_day=1, asks_a_week=1
        )
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: a_round(database), range(2)))
    found = asked(database)
    assert sum(done) == len({match.need_id for match in found})
    assert max(Counter(match.helper_id for match in found).values()) == 1
    assert all(match.wave == 0 for match in found)


def test_nobody_is_asked_beyond_their_limits(database: Database) -> None:
    with database.transaction() as session:
        community = town(session, needs=40, helpers=6, asks=2)
        plant(session, community, needs=10, category="ride")
    for hours in (0, 1, 2):
        a_round(database, now=NOW + timedelta(hours=hours))
    assert max(Counter(match.helper_id for match in asked(database)).values()) <= 2


def test_who_is_left_over_goes_to_the_coordinators(database: Database) -> None:
    with database.transaction() as session:
        town(session, needs=12, helpers=4)
    a_round(database)
    with database.transaction() as session:
        over = [need for need in session.exec(select(Need)) if need.handed_over_at is not None]
        lines = session.execute(
            text("SELECT count(*) FROM event WHERE kind = 'need_unanswered'")
        ).scalar_one()
    assert len(over) == lines == 8


def test_who_is_left_over_and_may_go_to_allies_is_due_at_once(database: Database) -> None:
    with database.transaction() as session:
        here = town(session, needs=6, helpers=2, criteria={"allies": True})
        plant(session, here, needs=6)
        there, steward = a_community(session, NOW), a_person(session, NOW)
        session.execute(text("UPDATE community SET state = 'recognised'"))
        for one, another in ((here, there), (there, here)):
            session.add(Alliance(community_id=one, other_id=another, steward_id=steward, at=NOW))
    a_round(database)
    with database.transaction() as session:
        over = [need for need in session.exec(select(Need)) if need.handed_over_at is not None]
        at_once = [need for need in over if need.next_wave_at == NOW]
        assert len(over) == 10
        assert at_once == [need for need in over if need.criteria.get("allies")] != []
    assert a_round(database) == 0, "rounds leave them to the careful way"


def test_every_proposal_passes_the_hard_rules(database: Database) -> None:
    rng = random.Random(7)
    with database.transaction() as session:
        community = a_community(session, NOW)
        for i in range(40):
            author = a_person(session, NOW, is_adult=rng.choice((True, True, None, False)))
            window = {
                "from": (NOW + timedelta(hours=20)).isoformat(),
                "to": (NOW + timedelta(hours=22)).isoformat(),
            }
            a_need(
                session,
                community,
                author,
                NOW,
                cell=TOWN,
                posted_at=NOW - timedelta(minutes=i),
                involves=rng.choice(([], ["stairs"])),
                requires=rng.choice(([], ["car"])),
                windows=rng.choice(([], [window])),
                criteria=rng.choice(
                    ({}, {"languages": ["sw"]}, {"max_distance_km": 3}, {"by": "organisations"})
                ),
            )
        nobody_free = [{"weekday": "mon", "from": "01:00", "to": "02:00"}]
        for _ in range(30):
            helper = a_person(session, NOW, is_adult=rng.random() < 0.9, paused=rng.random() < 0.1)
            session.execute(
                text("INSERT INTO membership (community_id, person_id, state, role, trust, since)"
                     " VALUES (:c, :p, 'active', 'member', 'new', :now)"),
                {"c": community, "p": helper, "now": NOW},
            )  # fmt: skip
            an_offer(
                session,
                community,
                rng.choice((TOWN, places.cell_of(42.9, -84.55))),
                NOW,
                author=helper,
                reach_km=rng.choice((3.0, 50.0)),
                cannot=rng.choice(([], ["stairs"])),
                has=rng.choice(([], ["car"])),
                languages=rng.choice((["en"], ["sw"])),
                availability=rng.choice(([], nobody_free)),
            )
    a_round(database)
    found = asked(database)
    assert len(found) > 5
    with database.transaction() as session:
        for match in found:
            session.execute(text("DELETE FROM match WHERE id = :id"), {"id": match.id})
            need = session.get_one(Need, match.need_id)
            [(offer, between)] = offer_facts.offers(session, [match.offer_id], need, now=NOW)
            value = eligibility.needed(session, need)
            assert rules.refused(value, offer, between, now=NOW) is None
            assert rules.may_be_asked(value, offer, now=NOW) is None


def test_needs_between_whose_author_and_somebody_something_stands_are_left(database: Database) -> None:
    with database.transaction() as session:
        town(session, needs=20, helpers=20)
        blocked = session.exec(select(Need)).first()
        assert blocked is not None
        helper = session.exec(select(Offer).where(col(Offer.status) == OfferStatus.ACTIVE)).first()
        assert helper is not None
        careful = a_person(session, NOW)
        one = a_need(session, blocked.community_id, careful, NOW, cell=TOWN)
        session.add(Block(blocker_id=careful, blocked_id=helper.author_id, at=NOW))
    assert a_round(database) == 20
    assert one.id not in {match.need_id for match in asked(database)}
    with database.transaction() as session:
        assert one.id in due_needs.waves_to_open(session, NOW, 100)


def test_what_changed_after_reading_is_seen_under_the_locks(database: Database) -> None:
    """Between reading and writing a need is edited and a helper withdraws: neither comes about."""
    with database.transaction() as session:
        town(session, needs=10, helpers=10)

    class Meanwhile(Here):
        def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
            with database.transaction() as session:
                edited = session.exec(select(Need).order_by(col(Need.id))).first()
                gone = session.exec(
                    select(Offer).where(col(Offer.status) == OfferStatus.ACTIVE).order_by(col(Offer.id))
                ).first()
                assert edited is not None
                assert gone is not None
                edited.version += 1
                session.get_one(Person, gone.author_id).paused = True
                self.edited, self.gone = edited.id, gone.id
            return super().solve(problem, price, seconds)

    solver = Meanwhile()
    a_round(database, solver)
    found = asked(database)
    assert len(found) >= 8
    assert solver.edited not in {match.need_id for match in found}
    assert solver.gone not in {match.offer_id for match in found}


def test_a_solver_that_dies_in_the_middle_is_stood_in_for(database: Database) -> None:
    """Its process is killed as it starts to work: greedy and swaps answer, in a new one."""
    with database.transaction() as session:
        town(session, needs=12, helpers=12)

    class Killed(SolverProcess):
        statuses: list[Status] = []  # noqa: RUF012

        def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
            self._next_door._started()
            self._next_door.kill()
            # It looks alive until somebody speaks to it.
            assert self._next_door._process is not None
            self._next_door._process.is_alive = lambda: True  # type: ignore[method-assign]
            result = super().solve(problem, price, seconds)
            self.statuses.append(result.status)
            return result

    with Killed() as solver:
        assert a_round(database, solver) == 12
        assert solver.statuses == [Status.SOLVER_DIED]
    assert len({match.need_id for match in asked(database)}) == 12


def test_the_region_of_a_dead_worker_is_taken_up_when_its_lease_runs_out(database: Database) -> None:
    with database.transaction() as session:
        town(session, needs=12, helpers=12)
    with database.transaction() as session:
        [number] = regions.crowded(session, NOW, FEW)
        dead = regions.claim(session, [number], NOW)
    assert dead is not None
    assert a_round(database) == 0
    with database.transaction() as session:
        assert due_needs.waves_to_open(session, NOW, 100) == [], "a region under way is nobody else's"
    later = NOW + regions.LEASE
    assert a_round(database, now=later) == 12
    with database.transaction() as session:
        assert not regions.hold(session, dead, later), "its fence has been passed"


def test_a_worker_that_lost_its_lease_writes_nothing(database: Database) -> None:
    with database.transaction() as session:
        town(session, needs=12, helpers=12)

    class Slow(Here):
        def solve(self, problem: Problem, price: float | Prices = 0.02, seconds: float = 60.0) -> Result:
            with database.transaction() as session:
                [number] = regions.crowded(session, NOW, FEW)
                assert (
                    regions.claim(session, [number], NOW + regions.LEASE + timedelta(minutes=1)) is not None
                )
            return super().solve(problem, price, seconds)

    assert a_round(database, Slow()) == 0
    assert asked(database) == []


def test_batches_end_with_the_last_need(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposals, "BATCH", 7)
    with database.transaction() as session:
        town(session, needs=20, helpers=25)
    assert a_round(database) == 20
    assert len({match.need_id for match in asked(database)}) == 20


def test_whoever_wants_to_decide_first_is_not_asked_for(database: Database) -> None:
    with database.transaction() as session:
        town(session, needs=12, helpers=12, criteria={"decide": Decide.ASK_ME_FIRST}, next_wave_at=None)
    assert a_round(database) == 0
