"""A stretch of time on a form: a day by its name, from an hour, to an hour, where the reader is."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid
from matching.words.values import Window
from web.parts import days, typed
from web.parts.fields import Choice, Field
from web.reader import Reader

DAY, FROM, TO = "day", "from", "to"
LONGEST_NIGHT = timedelta(hours=12)
"""What ends at an hour before it begins, and would last longer, was mistyped."""


def fields(reader: Reader, label: str, errors: Mapping[str, str] | None = None) -> tuple[Field, ...]:
    """To be filled in where another time is meant, and left alone where not. `label`: of the day."""
    wrong = errors or {}
    zone = ZoneInfo(reader.time_zone)
    choices = [Choice("", "–")]
    choices += [Choice(day.value, day.name) for day in days.coming(reader.now, zone, reader.locale)]
    return (
        Field(
            DAY, label, "select", error=wrong.get(DAY, ""), needed=False, choices=tuple(choices), picked=("",)
        ),
        Field(FROM, reader.say("page.stretch.from"), error=wrong.get(FROM, ""), needed=False, longest=12),
        Field(TO, reader.say("page.stretch.to"), error=wrong.get(TO, ""), needed=False, longest=12),
    )


def read(reader: Reader, sent: Mapping[str, str]) -> Window | None:
    """What was filled in; None where nothing was. One that goes on into the night ends the day after.

    Raises Invalid at the field that is missing or wrong: also where it would last longer than a night.
    """
    day, first, last = (sent.get(name, "") for name in (DAY, FROM, TO))
    if not (day or first or last):
        return None
    for name, said in ((DAY, day), (FROM, first), (TO, last)):
        if not said:
            raise Invalid(f"/{name}", "missing")
    zone = ZoneInfo(reader.time_zone)
    on = days.chosen(day, reader.now, zone, f"/{DAY}")
    begins = typed.hour(first, f"/{FROM}", locale=reader.locale)
    ends = typed.hour(last, f"/{TO}", locale=reader.locale, ends=True)
    over_night = ends <= begins
    start = datetime.combine(on, begins, zone).astimezone(UTC)
    end = datetime.combine(on + timedelta(days=over_night), ends, zone).astimezone(UTC)
    if over_night and ends != time(0) and end - start > LONGEST_NIGHT:
        raise Invalid(f"/{TO}", "ends_before_it_starts")
    return Window(start, end)
