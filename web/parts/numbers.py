"""Numbers as a page writes them: as short as they are, whole, and never in powers of ten."""

from decimal import Decimal


def short(number: float) -> str:
    """`5` for 5.0, `12.5`, `1000000`: what is typed again comes to the same number."""
    return format(Decimal(repr(number)).normalize(), "f")
