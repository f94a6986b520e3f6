"""When a helper comes: the time they name with their yes, or the usual one; and that it is a time for both."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.errors import Invalid
from core.models import Match, Need
from matching.rules import meeting
from matching.rules.stretches import lasting
from matching.states import deadlines
from matching.words.values import ItsTime, Window
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from services.consequences import match_times


def ensure_may_be_named(need: Need, value: NeedValue, wanted: Window, *, now: datetime) -> None:
    """Raises Invalid for a time that is over, outside the need's times or life, too short for it, or longer than a day.

    Where several must come and the first has agreed on a time, `value` has that time only.
    """
    offered = value.windows
    if wanted.end <= wanted.start:
        raise Invalid("/window", "ends_before_it_starts")
    around = [window for window in offered if window.covers(wanted)]
    if offered and not around:
        raise Invalid("/window", "outside_the_needs_windows")
    if wanted.end <= now:
        raise Invalid("/window", "in_the_past")
    if wanted.end > need.expires_at:
        raise Invalid("/window", "after_the_needs_end")
    if lasting(wanted) > deadlines.HELPERS_TIME_AT_MOST and wanted not in offered:
        raise Invalid("/window", "longer_than_a_day")
    least = min((meeting.least(value, window) for window in around), default=_least(value))
    if lasting(wanted) < least:
        raise Invalid("/window", "shorter_than_it_takes", minutes=least // timedelta(minutes=1))


def ensure_within_yes(need: Need, match: Match, value: NeedValue, wanted: Window, *, now: datetime) -> None:
    """Raises Invalid for a time that the helper's yes does not hold."""
    ensure_may_be_named(need, value, wanted, now=now)
    said = match_times.of(match).stretch
    if said is not None and not said.covers(wanted):
        raise Invalid("/window", "outside_what_they_said")


def narrowed(
    value: NeedValue, offer: OfferValue, part: Window | None, *, own_hours: bool = True
) -> tuple[NeedValue, OfferValue]:
    """The same two, asked about one time. What may be done at any time goes by what its helper named, not by hours."""
    if part is None:
        return value, offer
    if not (value.windows and own_hours):
        offer = replace(offer, availability=(), away=())
    return replace(value, windows=(part,), minutes=None), offer


def of_yes(value: NeedValue, offer: OfferValue, wanted: Window | None, *, now: datetime) -> ItsTime:
    """The time of a helper's yes: the one they named, else the usual one."""
    if wanted is not None:
        return ItsTime(agreed=wanted)
    return meeting.usual_time(meeting.times(value, offer, now).meeting, whole=value.minutes is None)


def _least(value: NeedValue) -> timedelta:
    return timedelta(minutes=value.minutes or 0)
