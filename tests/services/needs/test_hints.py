"""What somebody may not have meant to make known, found in what they wrote."""

import pytest

from services.needs import hints


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ring me: 0151 2345 6789", ["phone_number"]),
        ("+254 712 345678 any time", ["phone_number"]),
        ("12 Elm Street, the blue door", ["address"]),
        ("Lindenstraße 4", ["address"]),
        ("شارع النيل 12", ["address"]),
        ("look at https://example.org/me", ["link"]),
        ("write to ana@example.org", ["link"]),
        ("I can send you my PIN", ["money"]),
        ("M-Pesa to www.example.com", ["link", "money"]),
        ("12 eggs, 2 litres of milk, for 4 people at 6", []),
        ("the street is closed", []),
    ],
)
def test_a_text_is_searched_for_what_gives_somebody_away(text: str, found: list[str]) -> None:
    assert hints.of_texts([text]) == found


def test_all_texts_are_searched_and_missing_ones_passed_over() -> None:
    assert hints.of_texts([None, "", "bread", "ana@example.org"]) == ["link"]
    assert hints.of_texts([None, None]) == []


def test_a_number_is_read_as_people_write_it_where_they_live() -> None:
    assert hints.of_texts(["ring 650 253 0000"], region="US") == ["phone_number"]
