"""What somebody may not have meant to make known: a phone number, an address, a link, or talk of money in a text."""

import re
from collections.abc import Iterable

import phonenumbers

_LINK = re.compile(r"https?://|www\.|\b[\w-]+\.(com|org|net|info|me|io|app)\b", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_STREET = re.compile(
    r"\b\d{1,5}\s+(?:\w+\s){0,3}(?:street|st|road|rd|avenue|ave|lane|drive|court|rue|calle|rua|barabara)\b"
    r"|\b(?:street|road|avenue|rue|calle|rua|avenida|barabara|شارع)\s+(?:\w+\s){0,3}\d{1,5}\b"
    r"|\b\w+(?:straße|strasse|weg|gasse)\s+\d{1,4}\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:iban|pin|paypal|bitcoin|western union|credit card|bank card|cvv|m-?pesa)\b", re.IGNORECASE
)


def of_texts(texts: Iterable[str | None], *, region: str | None = None) -> list[str]:
    """Codes of what these texts hold: `phone_number`, `address`, `link`, `money`."""
    whole = "\n".join(text for text in texts if text)
    holds = {
        "phone_number": phonenumbers.PhoneNumberMatcher(whole, region).has_next()
        or re.search(r"(?:\d[\s./-]?){8,}", whole) is not None,
        "address": _STREET.search(whole) is not None,
        "link": _LINK.search(whole) is not None or _MAIL.search(whole) is not None,
        "money": _MONEY.search(whole) is not None,
    }
    return [code for code, is_there in holds.items() if is_there]
