"""A number on a page is read again as the same number."""

from hypothesis import given
from hypothesis import strategies as st

from web.parts import numbers, typed

CENTS = st.integers(0, 100_000_000).map(lambda cents: cents / 100)


@given(amount=CENTS)
def test_what_is_written_is_read_as_the_same_amount(amount: float) -> None:
    assert typed.amount(numbers.short(amount), "/up_to", most=1_000_000) == amount


def test_a_number_is_as_short_as_it_can_be() -> None:
    written = [numbers.short(number) for number in (0.0, 5.0, 12.5, 1_000_000.0, 0.00001, 40)]
    assert written == ["0", "5", "12.5", "1000000", "0.00001", "40"]
