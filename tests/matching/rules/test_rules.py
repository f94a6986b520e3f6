"""The hard rules, one by one: what makes each speak, what keeps it silent, and who may hear it."""

from dataclasses import fields, replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from matching.rules.languages import shared, spoken
from matching.rules.rules import RULES, Reason, fits_first, may_be_asked, refusals, refused, told
from matching.words.tasks import CostKind, Involves, Requires, Weekday
from matching.words.values import (
    Away,
    Cost,
    Criteria,
    Money,
    Need,
    Offer,
    Pair,
    Point,
    RiskRule,
    Slot,
    Window,
)
from matching.words.vocabulary import (
    By,
    Decide,
    OrganisationKind,
    PlaceKind,
    TrustLevel,
    Unit,
    Urgency,
    WhoHelps,
)
from tests.matching.builders import LANSING, NOW, a_need, an_offer

ORG = UUID(int=99)
HELPER = UUID(int=21)
AFTERNOON = Window(NOW + timedelta(days=1, hours=2), NOW + timedelta(days=1, hours=4))
EVENING = Window(NOW + timedelta(days=1, hours=6), NOW + timedelta(days=1, hours=8))
FAR = Point(43.2, -84.55)
VERIFIED = {"organisation_id": ORG, "helper_id": ORG, "organisation_verified": True}
FOUND = {"place_kind": PlaceKind.AT_OFFER}


def codes(need: Need, offer: Offer, **pair: bool) -> set[Reason]:
    return {no.reason for no in refusals(need, offer, Pair(**pair), now=NOW)}  # type: ignore[arg-type]


def wants(**criteria: Any) -> dict[str, Any]:
    return {"criteria": Criteria(**criteria)}


def costs(kind: CostKind, up_to: float = 40, currency: str = "USD") -> dict[str, Any]:
    return {"cost": Cost(kind, up_to, currency)}


def has_money(advance: float = 0, gift: float = 0, currency: str = "USD") -> dict[str, Any]:
    return {"money": Money(advance, gift, currency)}


def test_two_who_fit_are_refused_by_nothing() -> None:
    assert refusals(a_need(), an_offer(), Pair(), now=NOW) == ()
    assert refused(a_need(), an_offer(), Pair(), now=NOW) is None


REFUSED: list[tuple[Reason, dict[str, Any], dict[str, Any]]] = [
    (Reason.NEED_OVER, {"expires_at": NOW}, {}),
    (Reason.OFFER_OVER, {}, {"ends_at": NOW}),
    (Reason.PAUSED, {}, {"paused": True}),
    (Reason.OWN_NEED, {"author_id": HELPER}, {}),
    (Reason.OWN_NEED, {"organisation_id": ORG}, VERIFIED),
    (Reason.EXCLUDED, wants(exclude=(HELPER,)), {}),
    (Reason.EXCLUDED, wants(exclude=(ORG,)), VERIFIED | {"helper_id": HELPER}),
    (Reason.INDIVIDUALS_ONLY, wants(by=WhoHelps.INDIVIDUALS), VERIFIED),
    (Reason.ORGANISATIONS_ONLY, wants(by=WhoHelps.ORGANISATIONS), {}),
    (
        Reason.KIND_NOT_WANTED,
        wants(not_kinds=(OrganisationKind.FAITH_GROUP,)),
        VERIFIED | {"organisation_kind": OrganisationKind.FAITH_GROUP},
    ),
    (Reason.ALLIES_NOT_WANTED, {}, {"allied": True}),
    (Reason.TRUST_WANTED, wants(min_trust=TrustLevel.CHECKED), {"trust": TrustLevel.VOUCHED}),
    (Reason.NO_SHARED_LANGUAGE, wants(languages=("sw", "so")), {"languages": frozenset({"en"})}),
    (Reason.NO_SHARED_LANGUAGE, wants(languages=("sw",)), {"languages": frozenset()}),
    (Reason.TOO_FAR, wants(max_distance_km=1.0), {}),
    (Reason.TOO_FAR, FOUND, {"point": FAR}),
    (Reason.TOO_FAR, FOUND | wants(max_distance_km=1.0), {}),
    (Reason.CATEGORY_NOT_OFFERED, {"category": "ride"}, {}),
    (Reason.CATEGORY_NOT_OFFERED, {"category": "shelter"}, {"categories": frozenset()}),
    (
        Reason.CATEGORY_NOT_OFFERED,
        {"risk": RiskRule(min_trust=TrustLevel.VOUCHED)},
        {"categories": frozenset(), "trust": TrustLevel.CHECKED},
    ),
    (Reason.CATEGORY_NEEDS_TRUST, {"risk": RiskRule(TrustLevel.VOUCHED)}, {}),
    (Reason.NEEDS_TWO_HELPERS, {"risk": RiskRule(at_least=2)}, {}),
    (Reason.ORGANISATION_NOT_VERIFIED, {}, {"organisation_id": ORG, "trust": TrustLevel.CHECKED}),
    (Reason.HELPER_NOT_ADULT, {}, {"is_adult": False}),
    (Reason.CHECKED_ORGANISATIONS_ONLY, {"author_is_minor": True}, {"trust": TrustLevel.CHECKED}),
    (Reason.BEYOND_REACH, {}, {"reach_km": 1.0}),
    (Reason.BEYOND_REACH, {"place_kind": PlaceKind.MEET}, {"reach_km": 1.0}),
    (Reason.BEYOND_REACH, {}, {"point": None, "remote": True}),
    (Reason.BEYOND_REACH, {"point": replace(LANSING, radius_km=3.4)}, {"point": replace(FAR, radius_km=3.4)}),
    (Reason.NOT_REMOTE, {"point": None, "place_kind": PlaceKind.REMOTE}, {}),
    (
        Reason.CANNOT,
        {"involves": frozenset({Involves.DOGS, Involves.STAIRS})},
        {"cannot": frozenset({Involves.DOGS})},
    ),
    (
        Reason.LACKS,
        {"requires": frozenset({Requires.CAR, Requires.CHILD_SEAT})},
        {"has": frozenset({Requires.CAR})},
    ),
    (Reason.COSTS_MORE, costs(CostKind.REPAID), has_money(advance=39.99, gift=100)),
    (Reason.COSTS_MORE, costs(CostKind.GIFT), has_money(advance=100, gift=39.99)),
    (Reason.COSTS_MORE, costs(CostKind.REPAID), has_money(advance=100, currency="EUR")),
    (Reason.NO_STOCK, {"unit": Unit.KILOGRAM}, {"stock": 0}),
    (Reason.NOT_THEN, {"windows": (AFTERNOON,)}, {"availability": (Slot(Weekday.MON, time(9), time(12)),)}),
    (Reason.AWAY, {"windows": (AFTERNOON,)}, {"away": (Away(date(2026, 11, 21), date(2026, 11, 21)),)}),
    (Reason.AWAY, {}, {"away": (Away(date(2026, 11, 1), date(2026, 12, 31)),)}),
    (
        Reason.BUSY,
        {"windows": (AFTERNOON,)},
        {"busy": (Window(NOW, AFTERNOON.start + timedelta(minutes=1)),)},
    ),
    (Reason.FULL_NOW, {}, {"held": (Window(NOW, NOW + timedelta(minutes=1)),)}),
    (Reason.FULL_NOW, {"windows": (AFTERNOON,)}, {"held": (Window(NOW, AFTERNOON.end),)}),
    (Reason.FULL_THIS_WEEK, {}, {"promised_at": (NOW - timedelta(days=6), NOW)}),
    (Reason.FULL_THIS_WEEK, {"windows": (AFTERNOON,)}, {"promised_at": (NOW, AFTERNOON.end)}),
]


@pytest.mark.parametrize(("reason", "need", "offer"), REFUSED)
def test_a_rule_speaks_and_only_that_one(reason: Reason, need: dict[str, Any], offer: dict[str, Any]) -> None:
    assert codes(a_need(**need), an_offer(**offer)) == {reason}
    no = refused(a_need(**need), an_offer(**offer), Pair(), now=NOW)
    assert no is not None
    assert no.reason is reason
    assert refused(a_need(**need), an_offer(**offer), Pair(), now=NOW, skip=frozenset({reason})) is None


@pytest.mark.parametrize(
    ("pair", "reason"),
    [
        ("own_need", Reason.OWN_NEED),
        ("too_close", Reason.TOO_CLOSE),
        ("blocked", Reason.BLOCKED),
        ("earlier_no", Reason.EARLIER_NO),
        ("live_match", Reason.LIVE_MATCH),
    ],
)
def test_what_stands_between_two_people(pair: str, reason: Reason) -> None:
    assert codes(a_need(), an_offer(), **{pair: True}) == {reason}


AROUND_NOW = Window(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
ALLOWED: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {"categories": frozenset()}),
    ({"category": "shelter"}, {"categories": frozenset({"shelter"})}),
    ({"risk": RiskRule(TrustLevel.VOUCHED)}, {"trust": TrustLevel.VOUCHED}),
    ({"risk": RiskRule(TrustLevel.CHECKED, at_least=2), "at_least": 2}, VERIFIED),
    ({"author_is_minor": True}, VERIFIED),
    (wants(allies=True), {"allied": True}),
    (wants(by=WhoHelps.ORGANISATIONS, min_trust=TrustLevel.CHECKED), VERIFIED),
    (wants(languages=("pt-BR", "sw")), {"languages": frozenset({"pt"})}),
    (wants(max_distance_km=2.0), {}),
    (FOUND, {"reach_km": 0.1}),
    ({"point": replace(LANSING, radius_km=3.4)}, {"reach_km": 0.1}),
    ({"point": None, "place_kind": PlaceKind.REMOTE}, {"remote": True, "point": FAR, "reach_km": 1.0}),
    (costs(CostKind.REPAID), has_money(advance=40)),
    (costs(CostKind.GIFT), has_money(gift=40)),
    (costs(CostKind.PREPAID, 500), {}),
    (costs(CostKind.REPAID, 0), {}),
    ({"unit": Unit.ITEM}, {"stock": 1}),
    ({"unit": Unit.ITEM}, {"stock": None}),
    ({"unit": Unit.HELPER}, {"stock": 0}),
    ({"windows": (AFTERNOON, EVENING)}, {"busy": (AFTERNOON,)}),
    ({"windows": (AFTERNOON,)}, {"busy": (Window(AFTERNOON.end, EVENING.end),)}),
    ({}, {"away": (Away(date(2026, 11, 1), date(2026, 11, 26)),)}),
    ({}, {"at_a_time": 2, "held": (AROUND_NOW,), "per_week": 3, "promised_at": (NOW, NOW)}),
    ({}, {"held": (Window(NOW + timedelta(minutes=1), AFTERNOON.end),)}),
    ({"windows": (AFTERNOON,)}, {"held": (Window(NOW, AFTERNOON.start),)}),
    ({"windows": (AFTERNOON,)}, {"promised_at": (AFTERNOON.start - timedelta(days=7), AFTERNOON.start)}),
    ({}, {"asked_today": 9, "asked_this_week": 9}),
]


@pytest.mark.parametrize(("need", "offer"), ALLOWED)
def test_a_rule_keeps_silent_where_it_should(need: dict[str, Any], offer: dict[str, Any]) -> None:
    assert codes(a_need(**need), an_offer(**offer)) == set()


def test_no_window_may_pass_one_question_and_another_the_next() -> None:
    """Free in the afternoon but promised; open in the evening but not within their hours."""
    afternoons = Slot(Weekday.SAT, time(12), time(17))
    need = a_need(windows=(AFTERNOON, EVENING))
    assert codes(need, an_offer(availability=(afternoons,), busy=(AFTERNOON,))) == {Reason.BUSY}


def test_all_reasons_are_kept() -> None:
    offer = an_offer(paused=True, held=(AROUND_NOW,), trust=TrustLevel.NEW, reach_km=0.5)
    need = a_need(criteria=Criteria(min_trust=TrustLevel.VOUCHED))
    assert codes(need, offer, blocked=True) == {
        Reason.PAUSED,
        Reason.FULL_NOW,
        Reason.TRUST_WANTED,
        Reason.BEYOND_REACH,
        Reason.BLOCKED,
    }


def test_an_unverified_organisation_is_a_stranger_to_minors_too() -> None:
    both = {Reason.CHECKED_ORGANISATIONS_ONLY, Reason.ORGANISATION_NOT_VERIFIED}
    assert codes(a_need(author_is_minor=True), an_offer(organisation_id=ORG)) == both


def test_every_rule_is_seen_to_speak() -> None:
    """No reason without a case above, and no rule that never says no."""
    elsewhere = {
        Reason.ASKED_TODAY,
        Reason.ASKED_THIS_WEEK,
        Reason.ASKED_ALREADY,
        Reason.NOT_AVAILABLE,
    }
    between = {
        Reason.TOO_CLOSE,
        Reason.BLOCKED,
        Reason.EARLIER_NO,
        Reason.AUTHOR_SAID_NO,
        Reason.LIVE_MATCH,
    }
    assert {reason for reason, _, _ in REFUSED} | elsewhere | between == set(Reason)
    cases = [(a_need(**need), an_offer(**offer), Pair()) for _, need, offer in REFUSED]
    all_at_once = {field.name: True for field in fields(Pair) if field.type == "bool" or field.type is bool}
    cases.append((a_need(), an_offer(), Pair(**all_at_once)))  # type: ignore[arg-type]
    for rule in RULES:
        assert any(rule(need, offer, pair, NOW) for need, offer, pair in cases), rule


def test_helpers_limits_bind_who_would_ask_and_urgent_needs_where_welcome() -> None:
    usual, urgent = a_need(), a_need(urgency=Urgency.URGENT)
    assert may_be_asked(usual, an_offer()) is None
    today, week = an_offer(asked_today=1), an_offer(asked_this_week=4)
    for need in (usual, urgent):
        for offer, reason in ((today, Reason.ASKED_TODAY), (week, Reason.ASKED_THIS_WEEK)):
            no = may_be_asked(need, offer)
            assert no is not None
            assert no.reason is reason
    welcome = an_offer(asked_today=1, asked_this_week=9, urgent_welcome=True)
    assert may_be_asked(urgent, welcome) is None
    assert may_be_asked(usual, welcome) is not None


@pytest.mark.parametrize(
    ("offer", "fits"),
    [
        ({}, False),
        ({"trust": TrustLevel.VOUCHED}, True),
        ({"trust": TrustLevel.CHECKED}, True),
        ({"organisation_id": ORG}, False),
        (VERIFIED, True),
        ({"trust": TrustLevel.CHECKED, "under_concern": True}, False),
        (VERIFIED | {"under_concern": True}, False),
        ({"trust": TrustLevel.VOUCHED, "trust_since": NOW - timedelta(hours=24)}, True),
        ({"trust": TrustLevel.VOUCHED, "trust_since": NOW - timedelta(hours=23)}, False),
        ({"trust": TrustLevel.CHECKED, "trust_since": NOW}, False),
    ],
)
def test_the_key_given_in_advance_is_for_those_known_here(offer: dict[str, Any], fits: bool) -> None:
    first = a_need(criteria=Criteria(decide=Decide.FIRST_WHO_FITS))
    assert fits_first(first, an_offer(**offer), now=NOW) is fits
    for other in (Decide.I_CHOOSE, Decide.ASK_ME_FIRST):
        assert not fits_first(a_need(criteria=Criteria(decide=other)), an_offer(**offer), now=NOW)


BETWEEN_TWO = {
    Reason.TOO_CLOSE,
    Reason.BLOCKED,
    Reason.EXCLUDED,
    Reason.EARLIER_NO,
    Reason.AUTHOR_SAID_NO,
}
THE_HELPERS_OWN = {
    Reason.OWN_NEED,
    Reason.BEYOND_REACH,
    Reason.CANNOT,
    Reason.LACKS,
    Reason.NO_STOCK,
    Reason.NOT_THEN,
    Reason.AWAY,
    Reason.BUSY,
    Reason.PAUSED,
    Reason.FULL_NOW,
    Reason.FULL_THIS_WEEK,
    Reason.ASKED_TODAY,
    Reason.ASKED_THIS_WEEK,
    Reason.ASKED_ALREADY,
    Reason.HELPER_NOT_ADULT,
}


@pytest.mark.parametrize("reason", list(Reason))
def test_what_is_nobodys_business_is_one_word(reason: Reason) -> None:
    """A new reason is told to nobody until somebody decides here who may know it."""
    hidden = Reason.NOT_AVAILABLE
    assert told(reason, By.BENEFICIARY) is hidden
    to_coordinator = told(reason, By.COORDINATOR)
    assert to_coordinator is (hidden if reason in BETWEEN_TWO | THE_HELPERS_OWN else reason)
    the_other_sides = BETWEEN_TWO | {Reason.CHECKED_ORGANISATIONS_ONLY}
    assert told(reason, By.HELPER) is (hidden if reason in the_other_sides else reason)


@pytest.mark.parametrize(
    ("wanted", "known", "talk"),
    [
        ("pt", "pt-BR", True),
        ("en-GB", "en-US", True),
        ("zh-Hant", "zh-Hans-CN", True),
        ("EN", "en_US", True),
        ("zh-yue", "zh-cmn", False),
        ("sw", "so", False),
    ],
)
def test_languages_are_compared_as_they_are_spoken(wanted: str, known: str, talk: bool) -> None:
    assert bool(shared([wanted], [known])) is talk
    assert spoken(wanted) == spoken(spoken(wanted))
