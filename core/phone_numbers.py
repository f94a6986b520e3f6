"""Telephone numbers: taken as people write them, kept in the one form that can be dialled from everywhere (E.164)."""

import phonenumbers
from phonenumbers import (
    CountryCodeSource,
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from core.errors import Invalid

_SAID = (CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN, CountryCodeSource.FROM_NUMBER_WITH_IDD)
_USUAL = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.VOIP,
    }
)
"""What people have of their own, and who calls pays as for any other: no premium, shared or personal rates."""
LONGEST = 60
"""So many characters a number is written in at most, marks around it included."""


def read(text: str, country: str | None) -> str:
    """A number in E.164: one with + or an exit code as it says, any other as it is dialled in `country` (ISO 3166-1).

    Spaces, dashes, brackets, `tel:` and the digits of any script are taken. Raises ValueError for what cannot be a
    number, and without a country for every number that names none. A number whose country is only thought of must be
    one that is given out there: else one of elsewhere, or one without its area code, would be kept as another's.
    """
    try:
        number = phonenumbers.parse(text, country, keep_raw_input=True)
    except NumberParseException as error:
        raise ValueError(text) from error
    said = number.country_code_source in _SAID
    possible = phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    if not possible or not (said or phonenumbers.is_valid_number(number)):
        raise ValueError(text)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def given(text: str, country: str | None, pointer: str) -> str:
    """The same of the field of a body to which `pointer` leads. Raises Invalid there for what is no number."""
    try:
        return read(text, country)
    except ValueError as error:
        raise Invalid(pointer, "not_a_phone_number") from error


def to_call(text: str, country: str | None, pointer: str) -> str:
    """A usual number of this country (ISO 3166-1), in E.164: somebody's own, that costs what calls there cost.

    Raises Invalid at `pointer` for what is no number, `number_elsewhere` for another country's, `number_not_usual` for
    a short or a dear one.
    """
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException as error:
        raise Invalid(pointer, "not_a_phone_number") from error
    if country is None or number.country_code != phonenumbers.country_code_for_region(country):
        raise Invalid(pointer, "number_elsewhere")
    if phonenumbers.is_possible_short_number(number):
        raise Invalid(pointer, "number_not_usual")
    if not phonenumbers.is_valid_number(number):
        raise Invalid(pointer, "not_a_phone_number")
    if not phonenumbers.is_valid_number_for_region(number, country):
        raise Invalid(pointer, "number_elsewhere")
    if phonenumbers.number_type(number) not in _USUAL:
        raise Invalid(pointer, "number_not_usual")
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
