"""Many say yes at once: as many are confirmed as are needed, and nobody is in two places."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest
from psycopg.errors import ExclusionViolation, UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from core.database.db import Database
from core.models import Match, Need
from matching.words.values import Criteria
from matching.words.vocabulary import Decide, MatchStatus
from tests.races.stage import (
    accept,
    at_once,
    caller_of,
    crowd,
    deadlocks,
    plant_matches,
    plant_need,
    statuses,
)
from tests.support.world import World

HELPERS = 16
NEEDED = 3
FIRST = Criteria(decide=Decide.FIRST_WHO_FITS)
ROOMY = {"at_a_time": 1000, "per_week": 1000}


class Town:
    """One who asks, sixteen who are vouched for, and room for all their yes-es."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.author = world.person("Ana")
        self.helpers = [world.person(f"Helper {n}") for n in range(HELPERS)]
        steward = world.person("Cy")
        self.community_id: str = world.community(steward, self.author, *self.helpers)["id"]
        self.offers = [helper.offer(capacity=ROOMY)["id"] for helper in self.helpers]
        for helper in self.helpers:
            world.trust(self.community_id, helper, "vouched")
        self.now = world.now()

    def need(self, session: Session, **fields: object) -> Need:
        return plant_need(session, self.community_id, self.author, self.now, **fields)

    def asked_all(self, database: Database) -> tuple[UUID, list[UUID]]:
        """A need of three under `first_who_fits`, and all sixteen asked."""
        with database.transaction() as session:
            need = self.need(session, quantity=NEEDED, criteria=FIRST)
            return need.id, plant_matches(session, need, self.offers, self.now)

    def settled(self, database: Database, need_id: UUID) -> None:
        """Three are confirmed, the thirteen others hear that they are not needed, the need is matched."""
        with database.transaction() as session:
            assert Counter(statuses(session, need_id)) == {"confirmed": NEEDED, "superseded": 13}
            state = session.execute(text("SELECT status FROM need WHERE id = :id"), {"id": need_id})
            assert state.scalar_one() == "matched"


@pytest.fixture(scope="module")
def town(arena: World) -> Town:
    return Town(arena)


@pytest.fixture
def database(arena: World) -> Iterator[Database]:
    with crowd(arena, HELPERS) as made:
        yield made


@pytest.mark.parametrize("times", [40, pytest.param(200, marks=pytest.mark.long)])
def test_of_sixteen_at_once_exactly_three_are_confirmed(town: Town, database: Database, times: int) -> None:
    callers = [caller_of(database, helper, town.now) for helper in town.helpers]
    for _ in range(times):
        need_id, asked = town.asked_all(database)
        answers = at_once(
            [
                partial(accept, database, caller, match, town.now)
                for caller, match in zip(callers, asked, strict=True)
            ]
        )
        assert Counter(answers) == {"confirmed": NEEDED, "somebody_was_faster": HELPERS - NEEDED}
        town.settled(database, need_id)
    assert deadlocks(database) == 0


def test_over_http_the_others_hear_kindly_that_somebody_was_faster(town: Town, database: Database) -> None:
    for _ in range(20):
        need_id, asked = town.asked_all(database)
        answers = at_once(
            [
                partial(helper.call, "POST", f"/v1/matches/{match}/accept", {})
                for helper, match in zip(town.helpers, asked, strict=True)
            ]
        )
        told = Counter((a.status_code, a.json().get("code", a.json()["status"])) for a in answers)
        assert told == {(200, "confirmed"): NEEDED, (409, "somebody_was_faster"): HELPERS - NEEDED}
        town.settled(database, need_id)


def test_one_place_is_given_once(town: Town, database: Database) -> None:
    """Two invitations to a helper with one place, both answered with yes at once."""
    helper = town.helpers[0]
    offer = helper.offer(capacity={"at_a_time": 1, "per_week": 1000})["id"]
    caller = caller_of(database, helper, town.now)
    for _ in range(100):
        with database.transaction() as session:
            invited = [
                *plant_matches(session, town.need(session), [offer], town.now, MatchStatus.INVITED),
                *plant_matches(session, town.need(session), [offer], town.now, MatchStatus.INVITED),
            ]
        answers = at_once([partial(accept, database, caller, match, town.now) for match in invited])
        assert sorted(answers) == ["confirmed", "not_eligible"]
        _make_room(database, offer)


def _make_room(database: Database, offer_id: str) -> None:
    with database.transaction() as session:
        session.execute(
            text("UPDATE match SET status = 'withdrawn' WHERE offer_id = :offer"), {"offer": offer_id}
        )


def _confirmed_at(
    database: Database, town: Town, window: tuple[datetime, datetime], offer_index: int = 0
) -> None:
    """A confirmed match at that time, written past every rule of ours."""
    with database.transaction() as session:
        [match_id] = plant_matches(session, town.need(session), [town.offers[offer_index]], town.now)
        match = session.get_one(Match, match_id)
        match.agreed_from, match.agreed_to = window
        match.status = MatchStatus.CONFIRMED


def test_the_database_itself_allows_nobody_in_two_places(town: Town, database: Database) -> None:
    noon = town.now + timedelta(days=1)
    hour = timedelta(hours=1)
    _confirmed_at(database, town, (noon, noon + 2 * hour))
    _confirmed_at(database, town, (noon + 2 * hour, noon + 3 * hour))  # one after the other
    _confirmed_at(database, town, (noon, noon + hour), offer_index=1)  # somebody else
    with pytest.raises(IntegrityError) as refused:
        _confirmed_at(database, town, (noon + hour, noon + 3 * hour))
    assert isinstance(refused.value.orig, ExclusionViolation)


def test_the_database_itself_allows_a_pair_one_live_match(town: Town, database: Database) -> None:
    with database.transaction() as session:
        need = town.need(session)
        [first] = plant_matches(session, need, [town.offers[3]], town.now)
    with pytest.raises(IntegrityError) as refused, database.transaction() as session:
        plant_matches(session, session.get_one(Need, need.id), [town.offers[3]], town.now)
    assert isinstance(refused.value.orig, UniqueViolation)
    with database.transaction() as session:
        session.get_one(Match, first).status = MatchStatus.LAPSED
        session.flush()
        plant_matches(session, session.get_one(Need, need.id), [town.offers[3]], town.now)


def test_two_yes_es_for_one_hour_are_a_double_booking(town: Town, database: Database) -> None:
    """No window was asked for, so no rule sees the clash of the times that the helper names: the table does."""
    start = town.now + timedelta(days=1)
    body = {"window": {"from": start.isoformat(), "to": (start + timedelta(hours=2)).isoformat()}}
    with database.transaction() as session:
        asked = [
            *plant_matches(session, town.need(session, criteria=FIRST), [town.offers[2]], town.now),
            *plant_matches(session, town.need(session, criteria=FIRST), [town.offers[2]], town.now),
        ]
    helper = town.helpers[2]
    answers = at_once([partial(helper.call, "POST", f"/v1/matches/{match}/accept", body) for match in asked])
    told = sorted((a.status_code, a.json().get("code", a.json()["status"])) for a in answers)
    assert told == [(200, "confirmed"), (409, "double_booked")]
