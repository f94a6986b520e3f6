"""Whom to call at a place: every number told there is the community's or an emergency number of a country there."""

from datetime import UTC, datetime

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from core import places
from core.geography import country
from core.models import Community
from core.models.values import EmergencyNumber
from matching.words.vocabulary import CommunityState, JoinPolicy
from services.places import emergency

OWN = EmergencyNumber("Our nurse", "+254722000101")

anywhere = st.builds(places.cell_of, st.floats(-90, 90), st.floats(-180, 180))


def circle(cell: int, state: CommunityState, reach_km: float) -> Community:
    lat, lon = places.centre(cell)
    return Community(
        name="Circle",
        slug="circle",
        state=state,
        lat=lat,
        lon=lon,
        reach_km=reach_km,
        time_zone="UTC",
        join_policy=JoinPolicy.OPEN,
        emergency=(OWN,),
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
    )


@settings(deadline=None)
@given(anywhere, anywhere, st.sampled_from(CommunityState), st.sampled_from((1.0, 500.0)))
def test_a_place_is_told_its_own_numbers_and_nobody_elses(
    here: int, middle: int, state: CommunityState, reach_km: float
) -> None:
    told = emergency.lines(here, circle(middle, state, reach_km), locale="en")
    countries = country.of(here)
    for line in told:
        assert line == OWN or any(phonenumbers.is_emergency_number(line.phone, code) for code in countries)
    if here == middle and state is CommunityState.RECOGNISED:
        assert told == (OWN,)
    if here == middle and state is CommunityState.NEW:
        assert told == (*emergency.of_country(here, locale="en"), OWN)
    if not countries and here != middle and reach_km == 1.0:
        assert told == ()


@given(st.sampled_from(("US", "KE", "CH", "ZZ")), st.text(max_size=40))
def test_a_country_has_a_name_in_any_language(code: str, locale: str) -> None:
    assert country.name(code, locale)


def test_names_are_in_the_readers_language() -> None:
    assert [country.name("DE", locale) for locale in ("en", "es-MX", "sw", "tlh")] == [
        "Germany",
        "Alemania",
        "Ujerumani",
        "Germany",
    ]
    assert country.name("ZZ", "en") == "Unknown Region"
    assert country.name("Q9", "en") == "Q9"


def test_what_has_no_place_is_where_its_community_is() -> None:
    cell = places.cell_of(42.731, -84.551)
    assert emergency.lines(None, circle(cell, CommunityState.RECOGNISED, 1.0), locale="en") == (OWN,)
    assert emergency.lines(None, None, locale="en") == ()
