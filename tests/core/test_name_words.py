"""Words of names: found by whoever writes them as they hear them, and by nothing shorter than three letters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import name_words

NAMES = st.text(st.characters(categories=("L", "M", "Zs", "Nd", "Pd")), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ana María López", "maria lopez"),
        ("Żaneta O’Brien", "zaneta brien"),
        ("Łukasz Ångström", "LUKASZ angstrom"),
        ("Jürgen Groß", "jurgen gross"),
        ("Søren Æbelø", "soren aebelo"),
        ("أَحْمَد الحَسَن", "احمد الحسن"),
        ("إيمان", "ايمان"),
        ("فاطمة", "فاطمه"),
        ("محـــمد", "محمد"),
        ("هدى", "هدي"),
    ],
)
def test_accents_capitals_and_marks_keep_nobody_from_being_found(name: str, written: str) -> None:
    assert name_words.begin_so(name_words.words(name), name_words.words(written))


def test_the_arabic_article_need_not_be_written() -> None:
    for written in ("الحسن", "حسن", "الحس", "حسنا"):
        assert name_words.begin_so(name_words.words("أحمد الحسن"), [written]) is (written != "حسنا")


def test_three_letters_begin_a_word_and_fewer_are_a_whole_one() -> None:
    assert name_words.begin_so(["ottilie", "li"], ["ott"])
    assert not name_words.begin_so(["ottilie", "li"], ["ot"])
    assert name_words.begin_so(["ottilie", "li"], ["li"])
    assert not name_words.begin_so(["ottilie", "li"], ["tti"])


@given(NAMES)
def test_every_word_of_a_name_and_its_beginning_find_it(name: str) -> None:
    found_by = name_words.found_by(name)
    for word in name_words.words(name):
        assert {word, name_words.beginning(word) or word} <= found_by
        assert name_words.begin_so(name_words.words(name), [word])
    assert all(len(word) in (0, len(word)) for word in found_by)


@given(NAMES)
def test_a_name_is_found_however_its_marks_are_put_together(name: str) -> None:
    """As one letter or as a letter and a mark: a keyboard decides that, and nobody sees it."""
    assert name_words.words(unicodedata.normalize("NFD", name)) == name_words.words(name)


def test_a_name_without_letters_is_found_by_nothing_that_somebody_writes() -> None:
    assert name_words.found_by("🙂 —") == {""}
    assert name_words.words("🙂 —") == ()
