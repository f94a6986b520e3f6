"""Scores: whole numbers, explained, and better for whoever waits longer, lives nearer or was asked less."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.asking.scoring import (
    BENEFICIARY_MAY_SEE,
    Because,
    Weights,
    Why,
    p_yes,
    scarcity_of,
    score,
    way_to_go,
)
from matching.words.policy import Policy
from matching.words.tasks import Requires, Weekday
from matching.words.values import Need, Offer, Point, Slot, Window
from matching.words.vocabulary import PlaceKind, TrustLevel, Urgency
from tests.matching.builders import LANSING, NOW, a_need, an_offer

NEAR, FARTHER = Point(42.735, -84.55), Point(42.76, -84.55)
AFTERNOON = Window(NOW + timedelta(days=1, hours=2), NOW + timedelta(days=1, hours=4))


def total(need: Need, offer: Offer, **more: Any) -> int:
    return score(need, offer, now=NOW, **more).total


def test_a_total_is_what_its_parts_say() -> None:
    result = score(a_need(), an_offer(asked_in_week=2.0), now=NOW, scarcity=0.5)
    parts = result.parts
    assert parts.worth == (parts.urgency + parts.waiting) * (1000 + parts.scarcity) // 1000
    assert result.total == parts.worth * parts.p_yes * parts.fit // 1000 - parts.price * 1000
    assert all(isinstance(part, int) for part in (result.total, *parts))


def test_coordinators_are_not_told_what_somebody_may_answer_or_how_tired_they_are() -> None:
    shown = score(a_need(), an_offer(), now=NOW).parts.shown()
    assert shown.keys().isdisjoint({"p_yes", "price"})
    assert {"worth", "fit", "distance"} <= shown.keys()


def test_urgent_needs_are_worth_more_and_the_dial_says_how_much() -> None:
    urgent, soon, flexible = (total(a_need(urgency=urgency), an_offer()) for urgency in Urgency)
    assert urgent > soon > flexible
    eager = Weights(policy=Policy(urgent_worth=4.0))
    assert total(a_need(urgency=Urgency.URGENT), an_offer(), weights=eager) > urgent


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"point": NEAR}, {"point": FARTHER}),
        ({"languages": frozenset({"en-GB"})}, {"languages": frozenset({"fr"})}),
        ({"categories": frozenset({"groceries"})}, {"categories": frozenset()}),
        ({"alpha": 3.0}, {"alpha": 1.2}),
        ({"asked_in_week": 0.0}, {"asked_in_week": 1.0}),
        ({"recent_load": 0.0}, {"recent_load": 2.0}),
    ],
)
def test_what_makes_a_pair_better(better: dict[str, Any], worse: dict[str, Any]) -> None:
    assert total(a_need(), an_offer(**better)) > total(a_need(), an_offer(**worse))


def test_who_named_hours_that_fit_comes_before_who_said_any_time() -> None:
    named = an_offer(availability=(Slot(Weekday.SAT, time(12), time(18)),))
    need = a_need(windows=(AFTERNOON,))
    assert total(need, named) > total(need, an_offer())


def test_distance_is_measured_by_the_helpers_own_reach() -> None:
    need = a_need()
    assert total(need, an_offer(point=FARTHER, reach_km=20)) > total(
        need, an_offer(point=FARTHER, reach_km=5)
    )


def test_nobody_has_a_way_to_go_from_afar_or_where_they_are() -> None:
    assert way_to_go(a_need(), 3.0) == 3.0
    assert way_to_go(a_need(place_kind=PlaceKind.AT_OFFER), 3.0) == 0.0
    assert way_to_go(a_need(point=None), None) == 0.0


def test_the_chance_of_a_yes_starts_from_the_belief_and_falls_with_the_way() -> None:
    assert p_yes(an_offer(alpha=2.0, beta=8.0), 0.0) == pytest.approx(0.2)
    assert p_yes(an_offer(alpha=2.0, beta=8.0, reach_km=5), 6.0) == pytest.approx(0.2 / 2.718281828)
    assert p_yes(an_offer(reach_km=0), 1.0) > 0


def test_scarcity_is_whole_with_nobody_and_fades_in_a_crowd() -> None:
    assert scarcity_of([]) == 1.0
    assert scarcity_of([0.1] * 3) > scarcity_of([0.1] * 30) > 0
    assert total(a_need(), an_offer(), scarcity=0.9) > total(a_need(), an_offer(), scarcity=0.1)


def test_reasons_say_why() -> None:
    need = a_need(windows=(AFTERNOON,), requires=frozenset({Requires.VAN, Requires.CAR}))
    offer = an_offer(
        availability=(Slot(Weekday.SAT, time(12), time(18)),),
        has=frozenset({Requires.CAR, Requires.VAN, Requires.TOOLS}),
        trust=TrustLevel.VOUCHED,
        languages=frozenset({"en-US", "sw"}),
    )
    assert score(need, offer, now=NOW).reasons == (
        Because(Why.NEAR, "under_2_km"),
        Because(Why.SAME_LANGUAGE, "en"),
        Because(Why.FREE_THEN, AFTERNOON.start.isoformat()),
        Because(Why.HAS_WHAT_IT_TAKES, "car"),
        Because(Why.HAS_WHAT_IT_TAKES, "van"),
        Because(Why.KNOWN_HERE),
        Because(Why.ASKED_LEAST),
    )


def test_organisations_and_help_from_afar_have_reasons_of_their_own() -> None:
    org = UUID(int=99)
    offer = an_offer(organisation_id=org, organisation_verified=True, remote=True, asked_in_week=1.0)
    remote = a_need(point=None, place_kind=PlaceKind.REMOTE, language="sw")
    assert score(remote, offer, now=NOW).reasons == (Because(Why.REMOTE), Because(Why.ORGANISATION))


def test_a_beneficiary_hears_nothing_of_hours_load_or_trust() -> None:
    assert BENEFICIARY_MAY_SEE.isdisjoint({Why.FREE_THEN, Why.ASKED_LEAST, Why.KNOWN_HERE})


hours = st.floats(0, 24 * 60)
helpers = st.builds(
    lambda lat, asked, alpha: an_offer(
        point=Point(lat, LANSING.lon), asked_in_week=asked, alpha=alpha, reach_km=80
    ),
    st.floats(42.4, 43.0),
    st.floats(0, 20),
    st.floats(0.1, 50),
)


@settings(max_examples=100)
@given(hours, hours, st.sampled_from(Urgency), st.floats(0, 1), helpers)
def test_a_need_that_waits_longer_never_scores_lower(
    waited: float, less: float, urgency: Urgency, scarcity: float, offer: Offer
) -> None:
    longer, shorter = sorted((waited, less), reverse=True)
    old = a_need(urgency=urgency, posted_at=NOW - timedelta(hours=longer))
    young = replace(old, id=UUID(int=12), posted_at=NOW - timedelta(hours=shorter))
    assert total(old, offer, scarcity=scarcity) >= total(young, offer, scarcity=scarcity)


def test_waiting_counts() -> None:
    old = a_need(posted_at=NOW - timedelta(days=5))
    assert total(old, an_offer()) > total(a_need(), an_offer())
