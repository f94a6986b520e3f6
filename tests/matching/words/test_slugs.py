"""Slugs: readable, short, never an id, and with letters of their own until a circle is recognised."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.words import slugs

ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lewiston & Auburn", "lewiston-auburn"),
        ("São Tomé", "sao-tome"),
        ("Łódź Straße", "lodz-strasse"),
        ("  --  ", None),
        ("حي السلام", None),
        ("A circle with a name that goes on for ever", "a-circle-with-a-name-that-goes"),
        ("x" * 200, "x" * 30),
        ("01a1faab-8b54-7619-af68-c7086f4c6562", "01a1faab-8b54-7619-af68"),
    ],
)
def test_a_name_as_it_stands_in_an_address(name: str, slug: str | None) -> None:
    assert slugs.plain(name) == slug


@given(st.text(max_size=200), st.uuids(), st.integers(0, 1000))
def test_whatever_the_name_a_slug_can_be_typed_and_is_no_id(name: str, circle: UUID, turn: int) -> None:
    for slug in (slugs.plain(name) or "circle", slugs.lettered(name, circle, turn)):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert len(slug) <= slugs.LONGEST + slugs.MANY + 1
        with pytest.raises(ValueError, match="badly formed"):
            UUID(slug)


def test_two_circles_of_one_name_have_letters_of_their_own() -> None:
    first, second = slugs.lettered("Lansing", ONE, 0), slugs.lettered("Lansing", OTHER, 0)
    assert first != second
    assert re.fullmatch(r"lansing-[b-z]{4}", first)
    assert first == slugs.lettered("Lansing", ONE, 0)
    assert first != slugs.lettered("Lansing", ONE, 1)
