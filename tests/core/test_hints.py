"""What somebody may not have meant to make known, or should look at twice, found in what was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import hints

HARMLESS = (
    "12 eggs, 2 litres of milk, for 4 people at 6",
    "the street is closed",
    "2026-11-29 18:00 until 2026-11-30 19:30",
    "open 08.00-12.00 and 14.00-18.00, ring twice at the 3rd door",
    "je suis prêt, à 18h30 devant la porte",
    "es un remedio efectivo para la tos",
    "the pinboard at school. Me too, thank you.",
    "نحتاج 12 بيضة ولترين من الحليب الساعة 18:30",
    "tunahitaji mayai 12 na maziwa lita 2",
)
MONEY = (
    "send a gift card",
    "by wire transfer please",
    "I can send you my PIN",
    "50 euros",
    "$20 is fine",
    "haz una transferencia",
    "una tarjeta de regalo",
    "manda o PIX",
    "faça um depósito",
    "un virement ou de l'argent",
    "carte prépayée",
    "أحتاج المال",
    "أرسل بالتحويل",
    "بطاقة هدية",
    "tuma pesa kwanza",
    "kadi ya zawadi",
    "M-Pesa",
    "western union",
    "GB82 WEST 1234 5698 7654 32 thank you",
    "4111 1111 1111 1111",
    "0x52908400098527886E0F7030069857D2E4169EE7",
)
UNSEEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\u202e", "\ufeff", "\u0301")
BETWEEN_DIGITS = ("", " ", "-", ".", "/", " - ", ") ", "\u200b", "\u00a0")
ZEROES = (0x30, 0x0660, 0x06F0, 0x0966, 0xFF10)
"""The first digit of some scripts: ours, Arabic, Persian, Devanagari, full width."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ring me: 0151 2345 6789", ["phone_number"]),
        ("+254 712 345678 any time", ["phone_number"]),
        ("01.51.23.45.67", ["phone_number"]),
        ("12 Elm Street, the blue door", ["address"]),
        ("Lindenstraße 4", ["address"]),
        ("شارع النيل 12", ["address"]),
        ("look at https://example.org/me", ["link"]),
        ("example [dot] com", ["link"]),
        ("bit.ly/2xyz", ["link"]),
        ("write to ana@example.org", ["link"]),
        ("ana (at) mail.example", ["link"]),
        ("M-Pesa to www.example.com", ["link", "money"]),
        *((text, []) for text in HARMLESS),
        *((text, ["money"]) for text in MONEY),
    ],
)
def test_a_text_is_searched_for_what_to_look_at_twice(text: str, found: list[str]) -> None:
    assert hints.of_texts([text]) == found


def test_all_texts_are_searched_and_missing_ones_passed_over() -> None:
    assert hints.of_texts([None, "", "bread", "ana@example.org"]) == ["link"]
    assert hints.of_texts([None, None]) == []


def test_a_number_is_read_as_people_write_it_where_they_live() -> None:
    assert hints.of_texts(["ring 650 253 0000"], region="US") == ["phone_number"]


def test_readers_are_told_of_no_address() -> None:
    assert hints.to_readers(["12 Elm Street, 20 dollars"]) == ["money"]


@given(
    st.sampled_from(MONEY[:-3]),
    st.sampled_from(HARMLESS),
    st.lists(st.sampled_from(UNSEEN), max_size=4),
    st.data(),
)
def test_money_is_found_whatever_stands_around_and_hides_in_it(
    money: str, around: str, unseen: list[str], data: st.DataObject
) -> None:
    for mark in unseen:
        at = data.draw(st.integers(1, len(money)))
        money = money[:at] + mark + money[at:]
    shouted = money.upper() if data.draw(st.booleans()) else unicodedata.normalize("NFD", money)
    assert "money" in hints.of_texts([f"{around} {shouted}, {around}"])


@given(
    st.text("0123456789", min_size=9, max_size=12),
    st.sampled_from(BETWEEN_DIGITS),
    st.integers(1, 3),
    st.sampled_from(ZEROES),
)
def test_a_number_is_found_in_any_digits_and_however_it_is_spaced(
    digits: str, gap: str, size: int, zero: int
) -> None:
    written = "".join(chr(zero + int(digit)) for digit in digits)
    spaced = gap.join(written[at : at + size] for at in range(0, len(written), size))
    assert hints.of_texts([f"call me on {spaced} please"]) == ["phone_number"]


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=14, max_size=26), st.integers(2, 6))
def test_the_number_of_an_account_is_known_by_its_check_digits(body: str, size: int) -> None:
    for country in ("GB", "KE"):
        check = 98 - int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
        account = f"{country}{check:02}{body}"
        assert "money" in hints.of_texts([f"to {account}."])
        assert "money" in hints.of_texts([" ".join(account[at : at + 4] for at in range(0, len(account), 4))])


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_was_found_in_one_text_is_found_beside_another(one: str, other: str) -> None:
    assert set(hints.to_readers([one])) - {"phone_number"} <= set(hints.to_readers([one, other]))


@given(st.lists(st.sampled_from(HARMLESS), min_size=1, max_size=4))
def test_what_people_usually_write_is_nothing(texts: list[str]) -> None:
    assert hints.of_texts(texts) == []


@pytest.mark.parametrize(
    "name", ["Ana", "محمد", "Lansing 48933", "Elm Street Neighbours", "St. John's", "Ana-Lúcia 2"]
)
def test_a_name_is_a_name(name: str) -> None:
    assert hints.is_plain_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "bit.ly/abc",
        "Ana ana@example.org",
        "0712 345 678",
        "٠٧١٢٣٤٥٦٧٨",
        "c\u200ball 5 5 5 1 2 3",
        "www.pay-here",
    ],
)
def test_a_link_or_a_number_is_no_name(name: str) -> None:
    assert not hints.is_plain_name(name)
