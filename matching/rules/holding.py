"""Which of an offer's places are held when, and which weeks are full: the limits that helpers set themselves.

An hour and a place are two things. At one hour a helper is in one place only; a place is what `at_a_time` counts, and
a match holds one for some time around the hour, so that nobody runs from one door to the next.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from matching.rules.stretches import crowded
from matching.words.values import ItsTime, Offer, Window
from matching.words.vocabulary import Urgency

AROUND = timedelta(hours=2)
"""So long before and after an agreed time its place is held."""
WITHOUT_A_TIME = timedelta(hours=72)
"""So long after both said yes to a match that has no time."""
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Promise:
    """What of a match its place and its week go by. `yes_at` is the helper's yes, `waits_since` where it waits anew
    since then; `confirmed_at` None: it waits.
    """

    yes_at: datetime
    waits_since: datetime | None = None
    confirmed_at: datetime | None = None
    time: ItsTime = field(default_factory=ItsTime)
    urgency: Urgency = Urgency.SOON


def waits_for(urgency: Urgency) -> timedelta:
    """So long a yes that waits holds its place; then it stands without one, and its helper is free for others."""
    return timedelta(hours=1) if urgency is Urgency.URGENT else timedelta(hours=24)


def place(promise: Promise) -> Window:
    """From when to when a match holds a place of its offer."""
    if promise.confirmed_at is None:
        since = promise.waits_since or promise.yes_at
        return Window(since, since + waits_for(promise.urgency))
    agreed, between = promise.time.agreed, promise.time.between
    if agreed is not None:
        return Window(agreed.start - AROUND, agreed.end + AROUND)
    if between is not None:
        return between
    return Window(promise.confirmed_at, promise.confirmed_at + WITHOUT_A_TIME)


def counts_at(promise: Promise) -> datetime:
    """The moment by which a match counts for a week: when its time begins, else the helper's yes."""
    its_time = promise.time.stretch
    return promise.yes_at if its_time is None else its_time.start


def is_full(offer: Offer, at: datetime) -> bool:
    """Whether all places of an offer are held at a moment."""
    return sum(held.start <= at < held.end for held in offer.held) >= offer.at_a_time


def full_times(offer: Offer) -> list[Window]:
    """When all places of an offer are held."""
    return crowded(offer.held, offer.at_a_time) if len(offer.held) >= offer.at_a_time else []


def full_weeks(offer: Offer) -> list[Window]:
    """When nothing more may begin, in the order of time: some 7 x 24 hours around it hold `per_week` already.

    Both ends of each stretch are outside of it: what begins a week to the minute after another is in the next one.
    """
    starts, many = sorted(offer.promised_at), offer.per_week
    runs = zip(starts, starts[many - 1 :], strict=False)
    return [Window(last - A_WEEK, first + A_WEEK) for first, last in runs if last - first < A_WEEK]


def week_is_full(offer: Offer, at: datetime) -> bool:
    """Whether nothing more may begin at this moment."""
    return any(week.start < at < week.end for week in full_weeks(offer))


def first_start(window: Window, full: Iterable[Window], least: timedelta) -> Window | None:
    """What is left of a stretch from the first moment on at which something of this length may begin; None: nothing."""
    start = window.start
    for week in full:
        if week.start < start < week.end:
            start = week.end
    return Window(start, window.end) if start + least <= window.end else None
