"""Reasons as sentences: `near:under_2_km` in, "It is less than 2 km away." out."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time, get_datetime_format, get_timezone

from texts.catalogue import best, say, say_or

_NO_BREAK = "\u00a0"


def explain(code_with_detail: str, locale: str, *, prefix: str = "why", time_zone: str = "UTC") -> str:
    """The sentence for a reason and its detail: a distance band, a language tag, a time (ISO 8601), a thing.

    `prefix` says to whom: `why` to the helper, `why_other` to whom they may help. Times are told in
    `time_zone` (IANA). Raises KeyError for an unknown reason, ValueError for a time that cannot be read,
    LookupError for an unknown time zone.
    """
    code, _, detail = code_with_detail.partition(":")
    key = f"{prefix}.{code}"
    match code:
        case "near":
            return say(key, locale, band=say(f"band.{detail}", locale))
        case "same_language":
            return say(key, locale, language=language_name(detail, locale))
        case "free_then":
            return say(key, locale, when=moment(datetime.fromisoformat(detail), locale, time_zone))
        case "has_what_it_takes":
            thing = say(f"requires.{detail}", locale)
            return say_or(f"{key}.{detail}", locale, key, requires=thing)
    return say(key, locale)


_CALLED = {"prs": "fa_AF"}
"""Languages that CLDR names by another tag than their own."""


@lru_cache(maxsize=2048)
def language_name(tag: str, locale: str) -> str:
    """What the reader calls a language (BCP 47); its own name where we know no other, else the tag."""
    primary = tag.replace("_", "-").partition("-")[0].lower()
    named = Locale(best(locale)).languages.get(_CALLED.get(primary, primary))
    return named or _own_name(primary) or tag


@lru_cache(maxsize=2048)
def moment(at: datetime, locale: str, time_zone: str = "UTC") -> str:
    """A day and a time of day as the reader writes them; an hour and its word (PM, م) stay on one line.

    Raises LookupError for an unknown time zone.
    """
    language, zone = best(locale), get_timezone(time_zone)
    day = format_skeleton("MMMMEEEEd", at, tzinfo=zone, locale=language)
    time = format_time(at, "short", tzinfo=zone, locale=language).replace(" ", _NO_BREAK)
    joined = str(get_datetime_format("medium", locale=language)).replace("'", "")
    return joined.replace("{1}", day).replace("{0}", time)


@lru_cache(maxsize=2048)
def day(on: date, locale: str) -> str:
    """A day without a time of day, as the reader writes it."""
    there = datetime(on.year, on.month, on.day)  # noqa: DTZ001
    return str(format_skeleton("MMMMd", there, locale=best(locale)))


def _own_name(primary: str) -> str | None:
    try:
        return Locale.parse(primary).get_language_name()
    except (UnknownLocaleError, ValueError):
        return None
