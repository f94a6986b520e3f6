"""Words in a row are parted as each language writes it."""

import pytest

from texts.lists import listed


@pytest.mark.parametrize(
    ("locale", "written"),
    [("en", "a, b"), ("sw", "a, b"), ("ar", "a، b"), ("ar-EG", "a، b"), ("arn", "a, b")],
)
def test_arabic_parts_words_by_its_own_comma(locale: str, written: str) -> None:
    assert listed(["a", "b"], locale) == written
    assert (listed([], locale), listed(["a"], locale)) == ("", "a")
