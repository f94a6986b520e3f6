"""Emergency numbers: each one exists, and none is made up."""

import re
from itertools import product

import phonenumbers
import pytest
from phonenumbers import PhoneMetadata

from core import time_zones
from core.geography import emergency
from core.geography.emergency import written_out

COUNTRIES = sorted(set(time_zones.countries().values()))
UNKNOWN = {"AQ", "GN", "GQ", "GS", "IO", "PN", "TF", "TK", "UM"}
"""Where the data knows no number: there a community's own line must do."""

LISTS = {
    "US": ("911", "112"),
    "CA": ("911", "112"),
    "DE": ("112", "110"),
    "KE": ("112", "999", "114"),
    "IS": ("112",),
    "GB": ("112", "999"),
    "NL": ("112", "911"),
    "AU": ("112", "000", "106"),
    "JP": ("110", "119"),
    "ET": ("911", "91", "92", "93", "939", "991", "997"),
    "RU": ("112", "01", "02", "03", "101", "102", "103"),
}


@pytest.mark.parametrize("country", LISTS)
def test_the_numbers_of_a_country(country: str) -> None:
    assert emergency.lines(country) == LISTS[country]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_number_is_an_emergency_number_there(country: str) -> None:
    numbers = emergency.lines(country)
    assert len(set(numbers)) == len(numbers)
    assert all(phonenumbers.is_emergency_number(number, country) for number in numbers)
    assert bool(numbers) != (country in UNKNOWN)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_number_is_left_out_but_those_of_a_family(country: str) -> None:
    known = PhoneMetadata.short_metadata_for_region(country)
    pattern = known and known.emergency and known.emergency.national_number_pattern
    if not pattern or r"\d" in pattern:
        return
    dialled = ("".join(digits) for length in (2, 3, 4) for digits in product("0123456789", repeat=length))
    matched = {number for number in dialled if re.fullmatch(pattern, number)}
    assert {number for number in emergency.lines(country) if len(number) <= 4} == matched


@pytest.mark.parametrize("nowhere", ["", "ZZ", "us", "USA", "112", "AQ"])
def test_where_nothing_is_known_there_is_no_line(nowhere: str) -> None:
    assert emergency.lines(nowhere) == ()


@pytest.mark.parametrize(
    ("pattern", "numbers"),
    [
        ("112", {"112"}),
        ("112|911", {"112", "911"}),
        ("11[02]", {"110", "112"}),
        ("9(?:11|9[7-9])", {"911", "997", "998", "999"}),
        ("1(?:1(?:22?|5)|[56])", {"112", "1122", "115", "15", "16"}),
        ("[01]22", {"022", "122"}),
        ("11[0-2]?", {"11", "110", "111", "112"}),
        (r"1(?:12|5\d)", {"112"}),
        (r"1(?:3\d\d|730|8)", {"1730", "18"}),
        (r"\d", set()),
        ("9{3}", set()),
        ("112|9+", {"112"}),
        ("112)", set()),
        ("(?:112", set()),
        ("(112)", set()),
    ],
)
def test_a_pattern_written_out(pattern: str, numbers: set[str]) -> None:
    assert written_out(pattern) == numbers
