"""What people type as numbers and times is read in the digits of all scripts, and never guessed."""

import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from texts.catalogue import LANGUAGES
from texts.reasons import moment
from web.parts import typed, week_grid

ZEROS = [chr(code) for code in range(0x110000) if unicodedata.decimal(chr(code), None) == 0]
"""The nought of each script that counts by ten."""

scripts = st.sampled_from(ZEROS)
unseen = st.text(st.sampled_from(" \t\u200e\u200f\u061c\u00a0\u2067\u2069"), max_size=3)


def in_script(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(letter)) if letter in "0123456789" else letter for letter in text)


def code_of(refused: pytest.ExceptionInfo[Invalid]) -> str:
    [error] = refused.value.extra["errors"]
    assert error["pointer"] == "/x"
    return str(error["code"])


@given(st.integers(0, 10**6), scripts, unseen, unseen)
def test_a_number_is_the_same_in_every_script(value: int, zero: str, before: str, after: str) -> None:
    written = before + in_script(str(value), zero) + after
    assert typed.number(written, "/x", least=0, most=10**6) == value


@given(st.times(), scripts, st.sampled_from([":", ".", "h", " h ", "٫"]), unseen)
def test_a_time_is_the_same_in_every_script(at: time, zero: str, between: str, around: str) -> None:
    wanted = time(at.hour, at.minute)
    written = around + in_script(f"{at.hour}{between}{at.minute:02}", zero) + around
    assert typed.hour(written, "/x", locale="en") == wanted


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("9", time(9)),
        ("9h", time(9)),
        ("9:30", time(9, 30)),
        ("9.30", time(9, 30)),
        ("09h30", time(9, 30)),
        ("٩:٣٠", time(9, 30)),
        ("९:३०", time(9, 30)),
        ("0", time(0)),
        ("9 PM", time(21)),
        ("9:30am", time(9, 30)),
        ("12 am", time(0)),
        ("12:15 p. m.", time(12, 15)),
        ("٩ م", time(21)),
        ("١٠:٣٠ ص", time(10, 30)),
    ],
)
def test_times_as_people_write_them(written: str, at: time) -> None:
    assert typed.hour(written, "/x", locale="en") == at


@pytest.mark.parametrize(
    "written", ["", "x", "24", "25:00", "9:60", "9:3", "13 pm", "0 am", "-1", "9-10", "½", "²", "九"]
)
def test_what_no_clock_shows_is_no_time(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        typed.hour(written, "/x", locale="en")
    assert code_of(refused) == "not_an_hour"


def test_twenty_four_is_the_end_of_a_day_and_never_a_beginning() -> None:
    assert (
        typed.hour("24", "/x", locale="en", ends=True)
        == typed.hour("24:00", "/x", locale="en", ends=True)
        == time(0)
    )
    with pytest.raises(Invalid):
        typed.hour("24:30", "/x", locale="en", ends=True)


@pytest.mark.parametrize(
    ("written", "value"), [("1 000", 1000), ("1\u202f000", 1000), ("1'000", 1000), ("١٬٠٠٠", 1000)]
)
def test_thousands_may_stand_apart(written: str, value: int) -> None:
    assert typed.number(written, "/x", least=0, most=9999) == value
    assert typed.amount(written + ",50", "/x", most=9999) == value + 0.5


@pytest.mark.parametrize(
    "written", ["", "three", "1.000", "1,000", "-3", "1 2", "10 00", "3x", "1e3", "²", "9" * 40]
)
def test_what_can_be_read_in_two_ways_is_not_guessed(written: str) -> None:
    for read in (
        lambda: typed.number(written, "/x", least=0, most=10**9),
        lambda: typed.amount(written, "/x", most=10**9),
    ):
        with pytest.raises(Invalid) as refused:
            read()
        assert code_of(refused) == "not_a_number"


def test_bounds_are_told() -> None:
    for written, bound in (("0", {"least": 1}), ("11", {"most": 10})):
        with pytest.raises(Invalid) as refused:
            typed.number(written, "/x", least=1, most=10)
        assert refused.value.extra["errors"] == [{"pointer": "/x", "code": "out_of_range", **bound}]
    assert typed.amount("10,00", "/x", most=10) == 10
    with pytest.raises(Invalid):
        typed.amount("10,01", "/x", most=10)


@given(st.integers(0, 99_999_999), scripts, st.sampled_from(".,٫"))
def test_an_amount_is_the_same_in_every_script(cents: int, zero: str, point: str) -> None:
    written = in_script(f"{cents // 100}{point}{cents % 100:02}", zero)
    assert round(typed.amount(written, "/x", most=10**6) * 100) == cents


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(written: str) -> None:
    for read in (
        lambda: typed.number(written, "/x", least=0, most=9),
        lambda: typed.amount(written, "/x", most=9),
        lambda: typed.hour(written, "/x", locale="en"),
    ):
        with suppress(Invalid):
            read()


CLOCKS = st.times().map(lambda at: time(at.hour, at.minute))


@given(at=CLOCKS, locale=st.sampled_from(LANGUAGES))
def test_an_hour_as_phones_show_it_is_read_so_in_every_language(at: time, locale: str) -> None:
    assert typed.hour(f"{at:%H:%M}", "/x", locale=locale) == at


@given(number=st.integers(1, 12), minutes=st.sampled_from(["", ":00", "h", ".30"]))
def test_in_swahili_nobody_guesses_from_where_an_hour_is_counted(number: int, minutes: str) -> None:
    """ "Saa mbili" is what phones show as 08:00: a bare 2 may mean either."""
    said = f"{number}{minutes}" if number < 10 else f"{number}"
    with pytest.raises(Invalid) as refused:
        typed.hour(said, "/x", locale="sw")
    assert code_of(refused) == "not_an_hour"
    assert typed.hour(f"{number + 12}", "/x", locale="sw", ends=True).hour == (number + 12) % 24
    assert typed.hour(f"{number} pm", "/x", locale="sw").hour == number % 12 + 12


@given(at=CLOCKS)
def test_times_in_swahili_are_shown_as_phones_show_them(at: time) -> None:
    """In twenty-four hours everywhere, so that what is shown can be typed again."""
    shown = moment(datetime.combine(date(2026, 11, 30), at, UTC), "sw", "UTC")
    assert shown.endswith(f" {at:%H:%M}")
    assert week_grid.clock(at, "sw") == f"{at:%H:%M}"
