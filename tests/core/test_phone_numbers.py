"""Telephone numbers as people write them: the examples of every country, in every way they are written there."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from core import phone_numbers
from core.errors import Invalid

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
FORMS = (
    PhoneNumberFormat.NATIONAL,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.E164,
    PhoneNumberFormat.RFC3966,
)
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
EXAMPLES = [
    (region, number)
    for region in REGIONS
    for kind in KINDS
    if (number := phonenumbers.example_number_for_type(region, kind)) is not None
]


def marked(text: str, mark: str) -> str:
    """The same with other marks where people write spaces, and around it what is pasted along."""
    return f" \u202a{text.replace(' ', mark)}\u202c "


@given(
    st.sampled_from(EXAMPLES),
    st.sampled_from(FORMS),
    st.sampled_from((" ", ".", "-", "\u00a0", "/", "\u2011")),
    st.booleans(),
)
def test_a_number_is_the_same_however_it_is_written(
    example: tuple[str, phonenumbers.PhoneNumber], form: int, mark: str, arabic: bool
) -> None:
    region, number = example
    written = marked(phonenumbers.format_number(number, form), mark)
    kept = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    assert phone_numbers.read(written.translate(ARABIC) if arabic else written, region) == kept
    assert phone_numbers.read(kept, None) == kept


def test_every_country_has_examples() -> None:
    assert {region for region, _ in EXAMPLES} == set(REGIONS)


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("0722 000 101", "KE", "+254722000101"),
        ("00 254 722 000101", "FR", "+254722000101"),
        ("254722000101", "KE", "+254722000101"),
        ("(517) 555-0133", "US", "+15175550133"),
        ("1 517 555 0133", "US", "+15175550133"),
        ("011 254 722 000101", "US", "+254722000101"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06 6982 1234", "IT", "+390669821234"),
        ("tel:+254-722-000101", None, "+254722000101"),
        ("٠٧٢٢٠٠٠١٠١", "KE", "+254722000101"),
        ("＋２５４７２２０００１０１", None, "+254722000101"),
    ],
)
def test_as_people_write_them(written: str, country: str | None, kept: str) -> None:
    assert phone_numbers.read(written, country) == kept


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("one two three", "KE"),
        ("", "KE"),
        ("0722 000 101", None),
        ("0722 000 101", "ZZ"),
        ("0722 000 101", "US"),
        ("0171 234 567", "US"),
        ("555 0133", "US"),
        ("12", "KE"),
        ("0722 000 101 000 101 000", "KE"),
        ("+999 722 000101", "KE"),
        ("+1 517 555", None),
        ("+1 517 555 0133 0133", None),
        ("\ud800", "KE"),
    ],
)
def test_what_cannot_be_dialled_from_everywhere_is_refused(written: str, country: str | None) -> None:
    """`555 0133` reaches somebody else in each area: kept as +15550133 it would reach nobody."""
    with pytest.raises(Invalid):
        phone_numbers.given(written, country, "/phone")
