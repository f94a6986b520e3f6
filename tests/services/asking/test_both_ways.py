"""One by one or in a round: the same need is asked for in the same way, and the same is written down of it.

Two communities are made alike. In one the need is asked for by itself, in the other by a round; then everything that
came of it is held against each other.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlmodel import Session, col

from core import places
from core.database.db import Database
from core.models import Alliance, Match, Need, Offer, Organisation, OrganisationPerson, Person
from matching.words.policy import PolicyChoices
from matching.words.values import Criteria
from matching.words.vocabulary import By, CommunityState, MatchStatus, OrganisationKind, Urgency, WhoHelps
from services.asking import proposing
from services.asking.rounds.round import run_round
from services.matches import opening as match_opening
from tests.support.rounds import SolvesHere
from tests.support.rows import a_community, a_member, a_need, a_person, an_offer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NIGHT = datetime(2026, 3, 2, 23, tzinfo=UTC)
HERE = places.cell_of(42.731, -84.551)
NEAR = places.cell_of(42.76, -84.55)


@dataclass(frozen=True)
class Helper:
    """A member with one offer, and what came of asking them for this need before."""

    person: dict[str, Any]
    offer: dict[str, Any]
    before: tuple[MatchStatus, By, float | None] | None
    hours_ago: int


@dataclass(frozen=True)
class Case:
    """A need, its community and who could help with it."""

    now: datetime
    policy: dict[str, Any]
    need: dict[str, Any]
    handed_over: bool
    with_ally: bool
    with_organisation: bool
    helpers: tuple[Helper, ...]


clocks = st.none() | st.integers(0, 23).map(time)
people = st.fixed_dictionaries(
    {
        "quiet_from": clocks,
        "quiet_to": clocks,
        "urgent_welcome": st.booleans(),
        "asks_a_day": st.sampled_from([None, 1, 5]),
        "asks_a_week": st.sampled_from([None, 5]),
        "is_adult": st.sampled_from([True, True, True, False]),
        "paused": st.sampled_from([False, False, False, True]),
        "time_zone": st.sampled_from(["UTC", "America/Detroit", "Asia/Tokyo"]),
    }
)
offers = st.fixed_dictionaries(
    {
        "cell": st.sampled_from([HERE, NEAR]),
        "reach_km": st.sampled_from([3.0, 40.0]),
        "languages": st.sampled_from([["en"], ["sw"], ["en", "sw"]]),
        "cannot": st.sampled_from([[], [], ["stairs"]]),
        "has": st.sampled_from([[], ["car"]]),
        "at_a_time": st.sampled_from([1, 5]),
    }
)
befores = st.none() | st.sampled_from(
    [
        (MatchStatus.PROPOSED, By.ENGINE, 0.1),
        (MatchStatus.PROPOSED, By.COORDINATOR, None),
        (MatchStatus.INVITED, By.BENEFICIARY, None),
        (MatchStatus.ACCEPTED, By.ENGINE, 0.1),
        (MatchStatus.ACCEPTED, By.HELPER, None),
        (MatchStatus.DECLINED, By.ENGINE, 0.1),
        (MatchStatus.LAPSED, By.ENGINE, 0.05),
    ]
)
helpers = st.builds(Helper, people, offers, befores, st.integers(1, 90))
needs = st.fixed_dictionaries(
    {
        "urgency": st.sampled_from([Urgency.SOON, Urgency.FLEXIBLE]),
        "quantity": st.sampled_from([None, 1, 2]),
        "involves": st.sampled_from([[], ["stairs"]]),
        "requires": st.sampled_from([[], [], ["car"]]),
        "criteria": st.sampled_from(
            [
                Criteria(),
                Criteria(languages=("sw",)),
                Criteria(max_distance_km=2),
                Criteria(allies=True),
                Criteria(by=WhoHelps.ORGANISATIONS),
            ]
        ),
        "posted_hours_ago": st.integers(0, 100),
        "ends_in_hours": st.integers(1, 120),
        "author_is_adult": st.sampled_from([True, None, False]),
    }
)
policies = st.fixed_dictionaries(
    {
        "pause_minutes": st.sampled_from([10, 30, 240]),
        "quiet_from": st.sampled_from([20, 24]),
        "quiet_until": st.sampled_from([6, 11]),
        "attention_price": st.sampled_from([0.05, 0.2]),
        "small_circle": st.sampled_from([0, 10]),
    }
)
cases = st.builds(
    Case,
    st.sampled_from([NOON, NIGHT]),
    policies,
    needs,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.lists(helpers, max_size=3).map(tuple),
)


def plant(session: Session, case: Case) -> UUID:
    """Makes the community of a case; returns the need's id."""
    community = a_community(
        session, NOON, policy=PolicyChoices(dials=case.policy), state=CommunityState.RECOGNISED
    )
    if case.with_ally:
        ally = a_community(session, NOON, state=CommunityState.RECOGNISED)
        for one, another in ((community, ally), (ally, community)):
            session.add(
                Alliance(community_id=one, other_id=another, steward_id=a_person(session, NOON), at=NOON)
            )
    if case.with_organisation:
        organisation = Organisation(
            name="Kitchen", kind=OrganisationKind.COLLECTIVE, created_at=NOON, verified=True
        )
        session.add(organisation)
        session.flush()
        session.add(
            OrganisationPerson(
                organisation_id=organisation.id, person_id=a_member(session, community, NOON), since=NOON
            )
        )
    fields = dict(case.need)
    quantity = fields.pop("quantity", 1)
    need = a_need(
        session,
        community,
        a_person(session, NOON, is_adult=fields.pop("author_is_adult")),
        case.now,
        cell=HERE,
        posted_at=case.now - timedelta(hours=fields.pop("posted_hours_ago")),
        expires_at=case.now + timedelta(hours=fields.pop("ends_in_hours")),
        handed_over_at=case.now - timedelta(hours=1) if case.handed_over else None,
        **fields,
    )
    need.quantity = quantity
    for helper in case.helpers:
        author = a_member(session, community, NOON, **helper.person)
        cell = helper.offer["cell"]
        others = {name: value for name, value in helper.offer.items() if name != "cell"}
        offer = an_offer(session, community, cell, NOON, author=author, **others)
        if helper.before is not None:
            status, by, p_yes = helper.before
            at = case.now - timedelta(hours=helper.hours_ago)
            match = match_opening.new(session, need, offer, status, by, at, p_yes=p_yes, chance=p_yes)
            match.helper_key_at = at if status is MatchStatus.ACCEPTED else None
            offer.last_asked_at = at
    session.flush()
    return need.id


def outcome(session: Session, need_id: UUID, now: datetime) -> dict[str, Any]:
    """What came of asking, with people by their number: whatever may differ between two communities left out."""
    need = session.get_one(Need, need_id)
    number = {
        person: index
        for index, person in enumerate(
            session.scalars(
                select(Person.id)  # type: ignore[call-overload]
                .join(Offer, col(Offer.author_id) == col(Person.id))
                .where(col(Offer.community_id) == need.community_id)
                .order_by(col(Person.number))
            )
        )
    }
    asked = session.scalars(
        select(Match).where(
            col(Match.need_id) == need_id,
            col(Match.opened_by) == By.ENGINE,
            col(Match.status) == MatchStatus.PROPOSED,
            col(Match.created_at) == now,
        )
    )
    offers = session.scalars(select(Offer).where(col(Offer.community_id) == need.community_id))
    events = session.execute(
        text("SELECT kind, payload FROM event WHERE need_id = :need ORDER BY id"), {"need": need_id}
    )
    return {
        "need": (need.status, need.next_wave_at, need.handed_over_at, need.wave, need.candidates),
        "asked": sorted(
            (
                number[m.helper_person_id],
                m.reply_by,
                m.score,
                m.parts,
                m.reasons,
                # Columns and single numbers may differ in the last digit.
                round(m.p_yes or 0.0, 12),
                round(m.chance or 0.0, 12),
                m.propensity,
                m.wave,
                m.quantity,
                m.beneficiary_id == need.author_id,
                m.helper_id == m.helper_person_id,
                m.helper_number is not None,
                m.version,
            )
            for m in asked
        ),
        "turns": sorted((number[offer.author_id], offer.last_asked_at) for offer in offers),
        "events": [(row.kind, row.payload) for row in events],
    }


def one_by_one(database: Database, case: Case) -> dict[str, Any]:
    with database.transaction() as session:
        need = plant(session, case)
    with database.transaction() as session:
        proposing.open_wave(session, need, now=case.now, rng=random.Random(1))
    return settled(database, need, case.now)


def in_a_round(database: Database, case: Case) -> dict[str, Any] | None:
    """What came of it in a round; None where the round left the need to be asked for by itself."""
    with database.transaction() as session:
        need = plant(session, case)
    done = run_round(database, SolvesHere(), now=case.now, rest=lambda: None, many=0)
    came_of_it = settled(database, need, case.now)
    return came_of_it if done else None


def settled(database: Database, need: UUID, now: datetime) -> dict[str, Any]:
    """What came of it. Nobody asks for this need any more: what follows is about others."""
    with database.transaction() as session:
        came_of_it = outcome(session, need, now)
        session.execute(text("UPDATE need SET next_wave_at = NULL"))
        return came_of_it


def a_helper(
    before: MatchStatus | None = None,
    by: By = By.ENGINE,
    *,
    p_yes: float | None = None,
    hours_ago: int = 20,
    cell: int = HERE,
    reach_km: float = 40.0,
    **person: Any,
) -> Helper:
    """Somebody who may be rung at any hour."""
    usual = {"quiet_from": time(0), "quiet_to": time(0)}
    offer = {"cell": cell, "reach_km": reach_km}
    return Helper(usual | person, offer, (before, by, p_yes) if before else None, hours_ago)


def a_case(
    *helpers: Helper,
    now: datetime = NOON,
    policy: dict[str, Any] | None = None,
    with_ally: bool = False,
    with_organisation: bool = False,
    **need: Any,
) -> Case:
    usual = {
        "urgency": Urgency.SOON,
        "posted_hours_ago": 1,
        "ends_in_hours": 100,
        "author_is_adult": True,
    }
    return Case(
        now,
        policy or {},
        usual | need,
        handed_over=False,
        with_ally=with_ally,
        with_organisation=with_organisation,
        helpers=helpers,
    )


ASLEEP: dict[str, Any] = {"quiet_from": time(22), "quiet_to": time(8)}
REFUSER = a_helper(MatchStatus.DECLINED)
RULES = {
    "nobody is there": a_case(),
    "one said no": a_case(REFUSER, a_helper()),
    "the author invited somebody": a_case(a_helper(MatchStatus.INVITED, By.BENEFICIARY)),
    "somebody's yes waits for the author": a_case(a_helper(MatchStatus.ACCEPTED, By.HELPER), a_helper()),
    "the first to be asked sleeps": a_case(a_helper(**ASLEEP), now=NIGHT),
    "whoever is left sleeps": a_case(REFUSER, a_helper(**ASLEEP), now=NIGHT),
    "the community sleeps for less long": a_case(
        a_helper(quiet_from=None, quiet_to=None, time_zone="America/Detroit"), policy={"quiet_until": 6}
    ),
    "in a village there is hope": a_case(
        a_helper(MatchStatus.PROPOSED, p_yes=0.9, hours_ago=1), a_helper(), policy={"small_circle": 0}
    ),
    "hardly anybody ever says yes here": a_case(REFUSER, REFUSER, REFUSER, a_helper(cell=NEAR, reach_km=5.5)),
    "allies may be asked": a_case(with_ally=True, criteria=Criteria(allies=True)),
    "organisations are told": a_case(with_organisation=True),
    "its author is a child": a_case(a_helper(), author_is_adult=False),
}
"""Cases that each of the rules decides, by what is so."""


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases)
def test_a_need_is_asked_for_alike_by_itself_and_in_a_round(database: Database, case: Case) -> None:
    together = in_a_round(database, case)
    alone = one_by_one(database, case)
    if together is not None:
        assert together == alone


@pytest.mark.parametrize("what", RULES)
def test_each_rule_decides_alike_by_itself_and_in_a_round(database: Database, what: str) -> None:
    """A round leaves none of these to be asked for by itself."""
    assert in_a_round(database, RULES[what]) == one_by_one(database, RULES[what])
