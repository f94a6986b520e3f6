"""What a text holds that its writer may not have meant to make known, or its reader should look at twice.

A phone number, an address, a link, talk of money or a way to pay: found in any script, also where it was spaced out
or has letters in it that are not seen. Nothing is kept back for it: whoever writes or reads is told, in a sentence.
"""

import re
from collections.abc import Iterable

import phonenumbers

from core import money_words
from core.money_words import folded

FOR_READERS = ("phone_number", "link", "money")
"""What those who read somebody else's words are told of. An address is its writer's to think of."""

_WHERE_SITES_ARE = "com|org|net|info|io|app|ly|link|shop|site|online|xyz|top|club|live|biz|page|dev"
_LINK = re.compile(
    r"\b(?:https?|hxxps?|ftp)://|\bwww\.|\b[a-z0-9-]{2,}\.[a-z]{2,12}/"
    rf"|\b[a-z0-9-]{{2,}}\s?(?:\.|\[\.\]|\(\.\)|[\[(]dot[\])]|\sdot\s)\s?(?:{_WHERE_SITES_ARE})\b"
    r"|\b[a-z0-9-]{2,}\.me\b"
)
_MAIL = re.compile(r"[\w.+-]\s?(?:@|[\[(](?:at|@)[\])])\s?[\w-]+\.\w")
_STREET = re.compile(
    r"\b\d{1,5}\s+(?:\w+\s){0,3}(?:street|st|road|rd|avenue|ave|lane|drive|court|rue|calle|rua|barabara)\b"
    r"|\b(?:street|road|avenue|rue|calle|rua|avenida|barabara|شارع)\s+(?:\w+\s){0,3}\d{1,5}\b"
    r"|\b\w+(?:strasse|weg|gasse)\s+\d{1,4}\b"
)
_ARABIC_BEFORE = "[وفبلك]?(?:ال|لل)?"  # and, so, with, for, like; the
_MONEY = re.compile(
    r"\b(?:"
    + "|".join(
        f"{_ARABIC_BEFORE}(?:{words})" if language == "ar" else words
        for language, words in money_words.WORDS.items()
    )
    + r")\b"
)
_SIGNS = r"[$€£¥₦₹₱₽]"
_UNITS = "usd|eur|gbp|kes|ksh|tzs|ugx|ngn|brl|mxn|dollars?|dolares|euros?|reais|pesos?|shillings?|shilingi|دولار|يورو"
_SUM = re.compile(rf"{_SIGNS}\s?\d|\d\s?{_SIGNS}|\b\d[\d.,]*\s?(?:{_UNITS})\b|\b(?:{_UNITS})\.?\s?\d")
_ACCOUNT = re.compile(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{1,4}){3,8}")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_WALLET = re.compile(r"\b(?:bc1[a-z0-9]{25,}|0x[0-9a-f]{40})\b")
_TIME = re.compile(
    r"\b(?:19|20)\d{2}-\d{1,2}-\d{1,2}\b|\b[0-3]?\d[./][0-3]?\d[./](?:19|20)\d{2}\b|\b[0-2]?\d[:h][0-5]\d(?::[0-5]\d)?\b"
    r"|(?<![\d.])\d{1,2}\.\d{2}\s?[-–]\s?\d{1,2}\.\d{2}(?![\d.])"
)
_SHORT_NUMBER = re.compile(r"(?:\d[^a-z0-9]{0,3}){6,}")
_DIGITS = re.compile(r"(?:\d[\s./()_*-]{0,3}){8,}")


def of_texts(texts: Iterable[str | None], *, region: str | None = None) -> list[str]:
    """Codes of what these texts hold: `phone_number`, `address`, `link`, `money`.

    `region`: the country (ISO 3166-1) whose short way to write numbers is known, too.
    """
    whole = folded("\n;\n".join(text for text in texts if text))
    if not whole:
        return []
    rest, paid_there = _without_accounts(whole)
    holds = {
        "phone_number": _has_number(rest, region),
        "address": _STREET.search(whole) is not None,
        "link": _LINK.search(whole) is not None or _MAIL.search(whole) is not None,
        "money": paid_there or _MONEY.search(whole) is not None or _SUM.search(whole) is not None,
    }
    return [code for code, is_there in holds.items() if is_there]


def to_readers(texts: Iterable[str | None]) -> list[str]:
    """Of these codes those that whoever reads the words of somebody else is told."""
    return [code for code in of_texts(texts) if code in FOR_READERS]


def is_plain_name(name: str) -> bool:
    """Whether a name is one, and nothing that strangers could be made to call or open.

    Five digits may be a postcode.
    """
    plain = folded(name)
    return not {"phone_number", "link"} & set(of_texts([name])) and _SHORT_NUMBER.search(plain) is None


def _has_number(text: str, region: str | None) -> bool:
    """Whether it holds a telephone number. Days and hours are none."""
    without_times = _TIME.sub(" ; ", text)
    if _DIGITS.search(without_times) is not None:
        return True
    return region is not None and phonenumbers.PhoneNumberMatcher(without_times, region).has_next()


def _without_accounts(text: str) -> tuple[str, bool]:
    """The text without numbers of bank accounts, cards and wallets, which are no telephone numbers; and whether
    there were any. Whether it is one their check digits tell (ISO 13616; ISO/IEC 7812).
    """
    kept, wallets = _WALLET.subn(" ; ", text)
    found = wallets > 0

    def cut(of: re.Match[str]) -> str:
        nonlocal found
        plain = re.sub(r"[^a-z0-9]", "", of[0])
        if not (_is_card(plain) if plain.isdigit() else _begins_with_account(plain)):
            return of[0]
        found = True
        return " ; "

    for form in (_ACCOUNT, _CARD):
        kept = form.sub(cut, kept)
    return kept, found


def _begins_with_account(plain: str) -> bool:
    """Whether an IBAN stands at the beginning; words that follow may have been taken for more of it."""
    return any(_is_account(plain[:length]) for length in range(15, min(len(plain), 34) + 1))


def _is_account(plain: str) -> bool:
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _is_card(digits: str) -> bool:
    doubled = (int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
