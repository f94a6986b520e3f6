"""Emergency numbers by country, from the short numbers that `phonenumbers` knows.

Which of them is the police and which an ambulance the data does not say, so nobody here does.
"""

import re
from collections import deque
from functools import lru_cache

from phonenumbers import PhoneMetadata, country_code_for_region

_KNOWN = ("112", "911", "999")
"""Said first where they hold, in this order: any mobile phone knows 112."""

_KNOWN_IN_AMERICA = ("911", "112", "999")
"""The same where numbers begin with +1: there 112 is for mobile phones alone."""

_TOKEN = re.compile(r"\(\?:|\[[\d-]+\]|\\d|.")
_RANGE = re.compile(r"(\d)-(\d)")


@lru_cache(maxsize=512)
def lines(country: str) -> tuple[str, ...]:
    """The numbers to call in an emergency in a country (ISO 3166-1 alpha-2), as they are dialled; () where unknown.

    Only numbers that can be written out: of a family ("15 and any digit") nobody knows which ones answer.
    """
    known = PhoneMetadata.short_metadata_for_region(country)
    pattern = known.emergency.national_number_pattern if known and known.emergency else None
    known_here = _KNOWN_IN_AMERICA if country_code_for_region(country) == 1 else _KNOWN
    numbers = written_out(pattern) if pattern else set()
    others = sorted(numbers.difference(known_here), key=lambda number: (len(number), number))
    return (*(number for number in known_here if number in numbers), *others)


def written_out(pattern: str) -> set[str]:
    """The numbers that a pattern of digits matches: `9(?:11|99)` is 911 and 999, `11[0-2]?` is 11, 110, 111, 112.

    Alternatives in which something else stands, such as any digit (`\\d`), are left out.
    """
    tokens = deque(_TOKEN.findall(pattern))
    numbers = _alternatives(tokens)
    return set() if tokens else numbers


def _alternatives(tokens: deque[str]) -> set[str]:
    """What the tokens match up to the end of their group, which stays."""
    whole: set[str] = set()
    begun = {""}
    while tokens and tokens[0] != ")":
        token = tokens.popleft()
        if token == "|":
            whole, begun = whole | begun, {""}
            continue
        one = _group(tokens) if token == "(?:" else _digits(token)
        if tokens and tokens[0] == "?":
            tokens.popleft()
            one = {*one, ""}
        begun = {start + end for start in begun for end in one}
    return whole | begun


def _group(tokens: deque[str]) -> set[str]:
    inside = _alternatives(tokens)
    if not tokens:
        return set()  # its end is missing
    tokens.popleft()
    return inside


def _digits(token: str) -> set[str]:
    """The digits for which one token stands: itself, those of its brackets, or none that can be written out."""
    if token.startswith("["):
        ranges = _RANGE.sub(lambda ends: "".join(map(str, range(int(ends[1]), int(ends[2]) + 1))), token)
        return set(ranges[1:-1])
    return {token} if token.isdigit() else set()
