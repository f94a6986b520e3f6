"""Texts that others read hold nothing that is not seen, and lose nothing that is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import readable

HIDDEN = "\u200b\u2060\ufeff\u00ad\u202e\u202a\u2066\u2069\u180e\U000e0041\u200d\u200c\u200f\u0085\u0007"
ANY = st.text(st.one_of(st.characters(), st.sampled_from(HIDDEN + "می👩👧क्ष\u2028 ")), max_size=40)


@given(ANY)
def test_cleaning_twice_is_cleaning_once(said: str) -> None:
    for clean in (readable.text, readable.line):
        assert clean(clean(said)) == clean(said)


@given(ANY)
def test_nothing_that_is_seen_is_lost(said: str) -> None:
    def seen(of: str) -> str:
        return "".join(letter for letter in of if readable.is_seen(letter))

    assert seen(readable.text(said)) == seen(readable.line(said)) == seen(said)


@given(ANY)
def test_a_line_is_one_line_and_turns_nothing(said: str) -> None:
    left = readable.line(said)
    assert len(left.splitlines()) <= 1
    controls = {letter for letter in left if unicodedata.category(letter) in ("Cf", "Cc")}
    assert controls <= set("\u200c\u200d\u200e\u200f\u061c")
    assert left == left.strip()


@given(
    st.text("AnaBé ", min_size=1, max_size=12), st.text(HIDDEN.replace("\u0085", ""), max_size=6), st.data()
)
def test_a_name_with_something_hidden_in_it_is_the_same_name(
    name: str, hidden: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(name)))
    around = {name[at - 1 : at], name[at : at + 1]}
    if not around <= {"", " "}:
        assert readable.line(name[:at] + hidden + name[at:]) == readable.line(name)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d👧 rice", "👩\u200d👧 rice"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("خبز \u200f(2)", "خبز \u200f(2)"),
        ("A\u200dna", "Ana"),
        ("Ana\u00a0\u2003 B\nC", "Ana B C"),
        ("ecir\u202e", "ecir"),
        ("\u200fAna\u200f", "Ana"),
    ],
)
def test_what_scripts_need_stays(said: str, read: str) -> None:
    assert readable.line(said) == read
