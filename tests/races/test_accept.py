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
from doors import database_problems
from matching.words.values import Criteria
from matching.words.vocabulary import Decide, MatchStatus
from tests.support.at_once import (
    accept,
    at_once,
    caller_of,
    connections,
    deadlocks,
    statuses,
)
from tests.support.places import LANSING_CELL
from tests.support.rows import a_need, matches_on
from tests.support.world import World

HELPERS = 16
NEEDED = 3
FIRST = Criteria(decide=Decide.FIRST_WHO_FITS)
ROOMY = {"at_a_time": 1000, "per_week": 1000}


def days_have_passed(session: Session) -> None:
    """What was agreed or opened to whoever was first is days old and over: nobody has used up what may open in one
    day, nor how many yes-es of theirs may stand at once."""
    session.execute(
        text("""
        UPDATE match SET first_opened_at = first_opened_at - interval '4 days',
                         confirmed_at = confirmed_at - interval '4 days'
        """)
    )


class SixteenHelpers:
    """One who asks, sixteen who are vouched for, and room for all their yes-es."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.author = world.person("Ana")
        self.helpers = [world.person(f"Helper {n}") for n in range(HELPERS)]
        steward = world.person("Cy")
        self.community_id: str = world.community(steward, self.author, *self.helpers)["id"]
        self.offers = [UUID(helper.offer(capacity=ROOMY)["id"]) for helper in self.helpers]
        for helper in self.helpers:
            world.vouch_for(helper, self.community_id)
        self.now = world.now()

    def need(self, session: Session, **fields: object) -> Need:
        usual: dict[str, object] = {"cell": LANSING_CELL, "next_wave_at": None}
        community, author = UUID(self.community_id), UUID(self.author.id)
        return a_need(session, community, author, self.now, **usual | fields)

    def asked_all(self, database: Database) -> tuple[UUID, list[UUID]]:
        """A need of three under `first_who_fits`, and all sixteen asked."""
        with database.transaction() as session:
            days_have_passed(session)
            need = self.need(session, quantity=NEEDED, criteria=FIRST)
            return need.id, matches_on(session, need, self.offers, self.now)

    def settled(self, database: Database, need_id: UUID) -> None:
        """Three are confirmed, the thirteen others hear that they are not needed, the need is matched."""
        with database.transaction() as session:
            assert Counter(statuses(session, need_id)) == {"confirmed": NEEDED, "superseded": 13}
            state = session.execute(text("SELECT status FROM need WHERE id = :id"), {"id": need_id})
            assert state.scalar_one() == "matched"


@pytest.fixture(scope="module")
def sixteen(shared_world: World) -> SixteenHelpers:
    return SixteenHelpers(shared_world)


@pytest.fixture
def sixteen_connections(shared_world: World) -> Iterator[Database]:
    with connections(shared_world, HELPERS) as made:
        yield made


@pytest.mark.parametrize("times", [40, pytest.param(200, marks=pytest.mark.long)])
def test_of_sixteen_at_once_exactly_three_are_confirmed(
    sixteen: SixteenHelpers, sixteen_connections: Database, times: int
) -> None:
    callers = [caller_of(sixteen_connections, helper, sixteen.now) for helper in sixteen.helpers]
    for _ in range(times):
        need_id, asked = sixteen.asked_all(sixteen_connections)
        answers = at_once(
            [
                partial(accept, sixteen_connections, caller, match, sixteen.now)
                for caller, match in zip(callers, asked, strict=True)
            ]
        )
        assert Counter(answers) == {"confirmed": NEEDED, "somebody_was_faster": HELPERS - NEEDED}
        sixteen.settled(sixteen_connections, need_id)
    assert deadlocks(sixteen_connections) == 0


def test_over_http_the_others_hear_kindly_that_somebody_was_faster(
    sixteen: SixteenHelpers, sixteen_connections: Database
) -> None:
    for _ in range(20):
        need_id, asked = sixteen.asked_all(sixteen_connections)
        answers = at_once(
            [
                partial(helper.call, "POST", f"/v1/matches/{match}/accept", {})
                for helper, match in zip(sixteen.helpers, asked, strict=True)
            ]
        )
        told = Counter((a.status_code, a.json().get("code", a.json()["status"])) for a in answers)
        assert told == {(200, "confirmed"): NEEDED, (409, "somebody_was_faster"): HELPERS - NEEDED}
        sixteen.settled(sixteen_connections, need_id)


def test_the_one_place_of_an_offer_is_given_once(
    sixteen: SixteenHelpers, sixteen_connections: Database
) -> None:
    """Two invitations to a helper with one place, both answered with yes at once."""
    helper = sixteen.helpers[0]
    offer = UUID(helper.offer(capacity={"at_a_time": 1, "per_week": 1000})["id"])
    caller = caller_of(sixteen_connections, helper, sixteen.now)
    for _ in range(100):
        with sixteen_connections.transaction() as session:
            invited = [
                *matches_on(session, sixteen.need(session), [offer], sixteen.now, MatchStatus.INVITED),
                *matches_on(session, sixteen.need(session), [offer], sixteen.now, MatchStatus.INVITED),
            ]
        answers = at_once(
            [partial(accept, sixteen_connections, caller, match, sixteen.now) for match in invited]
        )
        assert sorted(answers) == ["confirmed", "not_eligible"]
        _make_room(sixteen_connections, offer)


def _make_room(database: Database, offer_id: UUID) -> None:
    with database.transaction() as session:
        session.execute(
            text("UPDATE match SET status = 'withdrawn' WHERE offer_id = :offer"), {"offer": offer_id}
        )


def _confirmed_at(
    database: Database,
    sixteen: SixteenHelpers,
    window: tuple[datetime, datetime],
    offer_index: int = 0,
) -> None:
    """A confirmed match at that time, written past every rule of ours."""
    with database.transaction() as session:
        [match_id] = matches_on(session, sixteen.need(session), [sixteen.offers[offer_index]], sixteen.now)
        match = session.get_one(Match, match_id)
        match.agreed_from, match.agreed_to = window
        match.status = MatchStatus.CONFIRMED


def test_the_database_itself_allows_nobody_in_two_places(
    sixteen: SixteenHelpers, sixteen_connections: Database
) -> None:
    noon = sixteen.now + timedelta(days=1)
    hour = timedelta(hours=1)
    _confirmed_at(sixteen_connections, sixteen, (noon, noon + 2 * hour))
    _confirmed_at(sixteen_connections, sixteen, (noon + 2 * hour, noon + 3 * hour))  # one after the other
    _confirmed_at(sixteen_connections, sixteen, (noon, noon + hour), offer_index=1)  # somebody else
    with pytest.raises(IntegrityError) as refused:
        _confirmed_at(sixteen_connections, sixteen, (noon + hour, noon + 3 * hour))
    assert isinstance(refused.value.orig, ExclusionViolation)
    assert database_problems.of(refused.value).code == "double_booked", "what a door says of it"


def test_the_database_itself_allows_a_pair_one_live_match(
    sixteen: SixteenHelpers, sixteen_connections: Database
) -> None:
    with sixteen_connections.transaction() as session:
        need = sixteen.need(session)
        [first] = matches_on(session, need, [sixteen.offers[3]], sixteen.now)
    with pytest.raises(IntegrityError) as refused, sixteen_connections.transaction() as session:
        matches_on(session, session.get_one(Need, need.id), [sixteen.offers[3]], sixteen.now)
    assert isinstance(refused.value.orig, UniqueViolation)
    with sixteen_connections.transaction() as session:
        session.get_one(Match, first).status = MatchStatus.LAPSED
        session.flush()
        matches_on(session, session.get_one(Need, need.id), [sixteen.offers[3]], sixteen.now)


def test_two_acceptances_for_one_hour_are_one_promise(
    sixteen: SixteenHelpers, sixteen_connections: Database
) -> None:
    """No window was asked for; the hours that the helper names clash all the same, and the later yes is told so."""
    start = sixteen.now + timedelta(days=1)
    body = {"window": {"from": start.isoformat(), "to": (start + timedelta(hours=2)).isoformat()}}
    with sixteen_connections.transaction() as session:
        days_have_passed(session)
        asked = [
            *matches_on(session, sixteen.need(session, criteria=FIRST), [sixteen.offers[2]], sixteen.now),
            *matches_on(session, sixteen.need(session, criteria=FIRST), [sixteen.offers[2]], sixteen.now),
        ]
    helper = sixteen.helpers[2]
    answers = at_once([partial(helper.call, "POST", f"/v1/matches/{match}/accept", body) for match in asked])
    told = sorted((a.status_code, a.json().get("reason", a.json()["status"])) for a in answers)
    assert told == [(200, "confirmed"), (409, "busy")]
