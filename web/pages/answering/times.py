"""When a helper comes, to choose: one of the times that both have, or a part of it, by the hour."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.errors import Invalid
from doors.forms import Fields
from matching.states import deadlines
from matching.words.values import Window
from web.parts import days, typed
from web.parts.fields import Choice, Field, Input
from web.reader import Reader

WHEN, FROM, TO = "window", "from", "to"
_LONGEST = 12


def fields(reader: Reader, meeting: Sequence[Window] | None) -> tuple[Field, ...]:
    """Which of these times (None: of the days to come), and from when to when of it. All may be left as it is."""
    any_time = Choice("", reader.say("web.answer.any_time"))
    if meeting is None:
        coming = days.coming(reader.now, ZoneInfo(reader.time_zone), reader.locale)
        choices = [Choice(day.value, day.name) for day in coming]
    else:
        pieces = _pieces(meeting, ZoneInfo(reader.time_zone))
        choices = [Choice(_value(piece), said(reader, piece)) for piece in pieces]
    label = reader.say("web.answer.when")
    kind: Input = "select" if meeting is None else "one_of"
    which = Field(WHEN, label, kind, choices=(any_time, *choices), picked=("",), needed=False)
    return which, _hour(reader, FROM, "web.answer.from"), _hour(reader, TO, "web.answer.to")


def said(reader: Reader, window: Window) -> str:
    return f"{reader.when(window.start)} – {reader.when(window.end)}"


def chosen(reader: Reader, sent: Fields, meeting: Sequence[Window] | None) -> Window | None:
    """The time that was named; None: none was. Raises Invalid for what is no time, or none of those."""
    zone = ZoneInfo(reader.time_zone)
    value, begins, ends = sent.one(WHEN), sent.one(FROM), sent.one(TO)
    if not (value or begins or ends):
        return None
    piece = _day(value, reader.now, zone) if meeting is None else _piece(value, _pieces(meeting, zone))
    start = (
        _next(piece.start, typed.hour(begins, f"/{FROM}", locale=reader.locale), zone)
        if begins
        else piece.start
    )
    end = (
        _next(start, typed.hour(ends, f"/{TO}", locale=reader.locale, ends=True), zone, after=True)
        if ends
        else piece.end
    )
    return Window(start, end)


def _hour(reader: Reader, name: str, label: str) -> Field:
    return Field(name, reader.say(label), longest=_LONGEST, needed=False)


def _value(piece: Window) -> str:
    return f"{piece.start:%Y%m%dT%H%M}"


def _pieces(meeting: Sequence[Window], zone: ZoneInfo) -> list[Window]:
    """The times both have; one longer than a helper may name is told day by day."""
    found: list[Window] = []
    for window in meeting:
        if window.end - window.start <= deadlines.HELPERS_TIME_AT_MOST:
            found.append(window)
        else:
            found += _by_day(window, zone)
    return found


def _by_day(window: Window, zone: ZoneInfo) -> list[Window]:
    found: list[Window] = []
    start = window.start
    while start < window.end and len(found) < days.MANY:
        end = min(window.end, _next(start, time(), zone, after=True))
        found.append(Window(start, end))
        start = end
    return found


def _piece(value: str, pieces: Sequence[Window]) -> Window:
    if not value and len(pieces) == 1:
        return pieces[0]
    if not value:
        raise Invalid(f"/{WHEN}", "missing")
    found = next((piece for piece in pieces if _value(piece) == value), None)
    if found is None:
        raise Invalid(f"/{WHEN}", "outside_the_needs_windows")
    return found


def _day(value: str, now: datetime, zone: ZoneInfo) -> Window:
    """The whole of a day that was chosen, as far as it is to come."""
    if not value:
        raise Invalid(f"/{WHEN}", "missing")
    begins = datetime.combine(days.chosen(value, now, zone, f"/{WHEN}"), time(), zone).astimezone(UTC)
    return Window(max(begins, now), _next(begins, time(), zone, after=True))


def _next(moment: datetime, clock: time, zone: ZoneInfo, *, after: bool = False) -> datetime:
    """The first time from a moment on (`after`: after it) at which the clock on the wall shows this."""
    day = moment.astimezone(zone).date()
    found = datetime.combine(day, clock, zone).astimezone(UTC)
    if found < moment or (after and found == moment):
        found = datetime.combine(day + timedelta(days=1), clock, zone).astimezone(UTC)
    return found
