"""Every clock of Minka, as arithmetic: what is due when. Truth never waits for a job that is late.

All times are aware and in UTC; quiet hours are in the person's own time zone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from datetime import time as hour
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from matching.states.local_time import A_DAY, instant, local_day
from matching.states.quiet_hours import QuietHours, next_quiet, next_ring
from matching.words.values import ItsTime, Window
from matching.words.vocabulary import Urgency

NEED_LIFE = {
    Urgency.URGENT: timedelta(hours=24),
    Urgency.SOON: timedelta(days=7),
    Urgency.FLEXIBLE: timedelta(days=30),
}
NEED_AT_MOST = timedelta(days=90)
OFFER_LIFE = timedelta(days=180)
OFFER_CHECK_IN = timedelta(days=60)
OFFER_ANSWER = timedelta(days=7)
"""So long "is this still right?" waits for an answer; then silence pauses the offer."""

PROPOSAL_STANDS = {
    Urgency.URGENT: timedelta(hours=1),
    Urgency.SOON: timedelta(hours=12),
    Urgency.FLEXIBLE: timedelta(hours=24),
}
INVITATION_STANDS = timedelta(hours=24)
WITHOUT_YES = {
    Urgency.URGENT: timedelta(minutes=15),
    Urgency.SOON: timedelta(hours=24),
    Urgency.FLEXIBLE: timedelta(days=7),
}
"""So long a need may stand without a yes; then it needs a human: coordinators, for an urgent one those on duty."""

CONTACT_AFTER_AGREED = timedelta(hours=72)
CONTACT_WITHOUT_AGREED = timedelta(days=14)
CONTACT_AT_MOST = timedelta(days=30)
"""So long after the second yes contact is open at most, whatever time was agreed."""
HELPERS_TIME_AT_MOST = timedelta(hours=24)
"""So long may the time be that a helper chooses; an author's own may be as long as their need lives."""
MESSAGES_AFTER = timedelta(days=7)
REPORT_AFTER_AGREED = timedelta(days=1)
REPORT_WITHOUT_AGREED = timedelta(days=3)
SILENCE = timedelta(hours=72)
"""So long the other side may answer a report before their silence counts as agreeing."""
ASKED_BEFORE = timedelta(hours=1)
"""So long before coordinators hear that nobody said how it went, the two were asked at least."""
UNREPORTED_LAPSE = timedelta(days=30)
REMIND_EVENING = hour(18)
REMIND_BEFORE = timedelta(hours=2)
JUST_AGREED = timedelta(hours=1)
"""Whoever agreed on something less than this ago needs no reminder of it."""
COMPANY_BEFORE = {
    Urgency.URGENT: timedelta(hours=1),
    Urgency.SOON: timedelta(days=1),
    Urgency.FLEXIBLE: timedelta(days=1),
}
"""So long before it begins those who agreed hear that too few do, where several must come."""
CONCERN_BARS = timedelta(days=14)
"""So long whoever a concern is about opens no place by themself, unless a human has looked; then again as long."""
CONTESTED_WITHIN = timedelta(days=30)
"""So long the beneficiary may contest that a match is completed, where only silence says so."""
DISPUTE = timedelta(days=30)
"""So long a dispute waits for a coordinator; then the match counts as failed."""


class Awaiting(StrEnum):
    """What waits for a helper's word."""

    PROPOSAL = "proposal"
    INVITATION = "invitation"


class Reminder(StrEnum):
    """What somebody is reminded of: that it is tomorrow, and that it is soon. In the order of time."""

    TOMORROW = "tomorrow"
    SOON = "soon"


def need_expiry(
    urgency: Urgency,
    posted_at: datetime,
    asked_until: datetime | None = None,
    last_window_end: datetime | None = None,
) -> datetime:
    """When a need ends: as its author asks, else by urgency; within 90 days and its last time window."""
    wanted = asked_until or posted_at + NEED_LIFE[urgency]
    limits = (wanted, posted_at + NEED_AT_MOST, last_window_end)
    return min(limit for limit in limits if limit is not None)


def first_reminder(start: datetime, expires_at: datetime) -> datetime:
    """When its author first hears that a need's time is running out: at three quarters of its life."""
    return start + (expires_at - start) * 0.75


def last_reminder(now: datetime, expires_at: datetime) -> datetime | None:
    """When they hear it once more, a day before the end; None where that is past."""
    last = expires_at - timedelta(days=1)
    return last if last > now else None


def offer_expiry(posted_at: datetime, until: datetime | None = None) -> datetime:
    """When an offer ends unless renewed: after 180 days, or sooner if its helper says so."""
    longest = posted_at + OFFER_LIFE
    return longest if until is None else min(until, longest)


def reply_by(
    kind: Awaiting,
    urgency: Urgency,
    start: datetime,
    *,
    need_expires_at: datetime,
    quiet: QuietHours | None,
    time_zone: str,
) -> datetime:
    """Until when a proposal or invitation stands, counting only hours in which that person may be rung.

    `quiet` None: they may always be (no quiet hours, or urgent and they welcome it). Never beyond the
    need's expiry. Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown time zone.
    """
    stands = INVITATION_STANDS if kind is Awaiting.INVITATION else PROPOSAL_STANDS[urgency]
    return min(_when_it_rang_for(stands, start, quiet, time_zone), need_expires_at)


@lru_cache(maxsize=4096)
def _when_it_rang_for(left: timedelta, start: datetime, quiet: QuietHours | None, time_zone: str) -> datetime:
    """When a phone could have rung for so long since `start`; no need lives longer than this looks ahead.

    Remembered, for a round asks it of thousands who keep the same hours.
    """
    longest = start + NEED_AT_MOST
    at = next_ring(start, quiet, time_zone)
    while at < longest:
        falls_quiet = next_quiet(at, quiet, time_zone)
        if falls_quiet is None or at + left <= falls_quiet:
            return at + left
        left -= falls_quiet - at
        at = next_ring(falls_quiet, quiet, time_zone)
    return longest


def time_of(confirmed_at: datetime, its_time: Window | None) -> datetime:
    """The time of a match, from which its later clocks run: the end of its agreed time (or of the stretch within which
    it is to be), or the second yes.
    """
    return its_time.end if its_time else confirmed_at


def contact_until(confirmed_at: datetime, its_time: Window | None) -> datetime:
    """When the two lose sight of each other's contact: 72 h after its time and 30 days after the second yes, whichever
    comes first; 14 days where it has no time.
    """
    if its_time is None:
        return confirmed_at + CONTACT_WITHOUT_AGREED
    return min(its_time.end + CONTACT_AFTER_AGREED, confirmed_at + CONTACT_AT_MOST)


def report_due_at(confirmed_at: datetime, its_time: Window | None) -> datetime:
    """When both are asked whether it worked out: a day after its time, else three days."""
    return time_of(confirmed_at, its_time) + (REPORT_AFTER_AGREED if its_time else REPORT_WITHOUT_AGREED)


def unreported_at(its_time: datetime, *, sooner: bool) -> datetime:
    """When coordinators hear that nobody said how it went: on day 7 after a match's time, on day 3 where it must not
    wait (`sooner`: it was urgent, somebody speaks for one of the two, or the question did not reach one of them).
    """
    return its_time + timedelta(days=3 if sooner else 7)


def reminder_at(which: Reminder, time: ItsTime, time_zone: str) -> datetime:
    """When somebody is reminded of what is agreed: at six of the evening before, where they are, or 2 h before; of what
    is only between two moments, at the first of them.

    Raises `zoneinfo.ZoneInfoNotFoundError` for an unknown time zone, ValueError where there is no time.
    """
    start = _stretch(time).start
    if which is Reminder.SOON:
        return start - REMIND_BEFORE if time.agreed else start
    zone = ZoneInfo(time_zone)
    return instant(local_day(start, zone) - A_DAY, REMIND_EVENING, zone)


def reminder_until(which: Reminder, time: ItsTime, time_zone: str) -> datetime:
    """Until when the reminder is true: to the end of that evening's day, or to the beginning; of what is between two
    moments, to the second of them.

    The first one gives way to the second, so that nobody gets two at one moment after a night or a standstill.
    """
    stretch = _stretch(time)
    if which is Reminder.SOON:
        return stretch.start if time.agreed else stretch.end
    zone = ZoneInfo(time_zone)
    midnight = instant(local_day(stretch.start, zone), hour(0), zone)
    return min(midnight, reminder_at(Reminder.SOON, time, time_zone))


def reminder_due(confirmed_at: datetime, time: ItsTime, time_zone: str, now: datetime) -> Reminder | None:
    """Which reminder is to be given now, if any: its moment has come, it is still true, it is no news."""
    for which in Reminder:
        at = reminder_at(which, time, time_zone)
        if confirmed_at + JUST_AGREED < at <= now < reminder_until(which, time, time_zone):
            return which
    return None


def next_reminder(confirmed_at: datetime, time: ItsTime, time_zone: str, now: datetime) -> datetime | None:
    """The moment of the next reminder after `now`; None where there is none to come."""
    after = max(now, confirmed_at + JUST_AGREED)
    moments = (reminder_at(which, time, time_zone) for which in Reminder)
    return min((at for at in moments if at > after), default=None)


def _stretch(time: ItsTime) -> Window:
    if time.stretch is None:
        raise ValueError("what has no time is nothing to be reminded of")
    return time.stretch


def company_begins(
    confirmed_at: datetime, agreed: Window | None, windows: Sequence[Window], expires_at: datetime
) -> datetime:
    """Until when others may agree to come, too, where several must: until the agreed time begins, else the need's last
    window; for whoever agreed after that, until it ends.
    """
    time = agreed or max(windows, key=lambda window: window.start, default=None)
    if time is None:
        return expires_at
    return min(expires_at, time.start if confirmed_at < time.start else time.end)


def company_told_at(begins: datetime, urgency: Urgency, now: datetime) -> datetime:
    """When those who agreed hear that too few do: a day before it begins (urgent: an hour), but never just after they
    agreed; where there is no time between, when it begins.
    """
    return min(begins, max(begins - COMPANY_BEFORE[urgency], now + JUST_AGREED))


def company_looked_at(begins: datetime, urgency: Urgency, now: datetime) -> datetime:
    """When it is looked at next whether enough come, once that was told: the day before (the hour), or at the end."""
    before = begins - COMPANY_BEFORE[urgency]
    return before if now < before else begins
