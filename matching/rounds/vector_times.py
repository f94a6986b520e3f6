"""The meeting over columns: which pairs have no time in common, for hundreds of thousands of them at once.

Each helper's free time is laid out once, as rows of stretches in the order of time; each window of a need then looks
only at the stretches that it meets. Says what `rulebook.time_to_help` says, held equal by a property test.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import numpy as np

from matching.rounds.arrays import Flags, Ints
from matching.rules import rulebook
from matching.rules.holding import full_weeks
from matching.rules.meeting import asked, free_time
from matching.rules.stretches import covering
from matching.words.values import Need, Offer, Pair, Window

_TICK = timedelta(microseconds=1)


class FreeTimes:
    """The windows of needs, and the free time of those helpers who said or promised something about it."""

    def __init__(self, needs: Sequence[Need], offers: Sequence[Offer], now: datetime) -> None:
        self._needs, self._offers, self._now = needs, offers, now
        wanted = [asked(need, now) for need in needs]
        windows = [piece for pieces in wanted for piece in pieces]
        self._first, self._windows = _shelf([len(pieces) for pieces in wanted])
        self._hull = covering([window for window, _ in windows]) if windows else Window(now, now)
        self._start = self._ticks(window.start for window, _ in windows)
        self._end = self._ticks(window.end for window, _ in windows)
        self._least = np.array([least // _TICK for _, least in windows], np.int64)
        self._timed = np.array([bool(need.windows) for need in needs], np.bool_)
        self._bound = np.array([_is_bound(offer) for offer in offers], np.bool_)
        self._by_week = np.array([bool(full_weeks(offer)) for offer in offers], np.bool_)
        self._away = np.array([bool(offer.away) for offer in offers], np.bool_)

    def refused(self, src: Ints, dst: Ints) -> Flags:
        """Which pairs have no time in common for as long as it takes; or, at any time, are away throughout."""
        timed, bound = self._timed[src], self._bound[dst]
        no: Flags = timed & (self._windows[src] == 0)
        by_hand = (timed & self._by_week[dst]) | (~timed & self._away[dst])
        for pair in np.flatnonzero(by_hand & ~no):
            no[pair] = self._says_no(int(src[pair]), int(dst[pair]))
        laid_out = np.flatnonzero(timed & bound & ~by_hand & ~no)
        no[laid_out] = ~self._meet(src[laid_out], dst[laid_out])
        return no

    def _says_no(self, need: int, offer: int) -> bool:
        """The rule itself, for the few whose weeks are full, and for whole lives."""
        rule = rulebook.time_to_help
        return rule(self._needs[need], self._offers[offer], Pair(), self._now) is not None

    def _meet(self, src: Ints, dst: Ints) -> Flags:
        """Which pairs have a window and a stretch of free time that lie upon one another for long enough."""
        helpers, row = np.unique(dst, return_inverse=True)
        free = [free_time(self._hull, self._offers[j]) for j in helpers.tolist()]
        first, count = _shelf([len(stretches) for stretches in free])
        starts = self._ticks(stretch.start for stretches in free for stretch in stretches)
        ends = self._ticks(stretch.end for stretches in free for stretch in stretches)
        width = int((self._hull.end - self._hull.start) // _TICK) + 1
        pair = np.repeat(np.arange(len(src)), self._windows[src])
        window = self._first[src][pair] + _numbered(self._windows[src])
        ordered = np.repeat(np.arange(len(helpers)), count) * width + ends
        at = np.searchsorted(ordered, row[pair] * width + self._start[window], side="right")
        last = (first + count)[row[pair]]
        meets = np.zeros(len(src), np.bool_)
        while len(pair):
            there = at < last
            there[there] = starts[at[there]] < self._end[window[there]]
            pair, window, at, last = pair[there], window[there], at[there], last[there]
            common = np.minimum(ends[at], self._end[window]) - np.maximum(starts[at], self._start[window])
            enough = common >= self._least[window]
            meets[pair[enough]] = True
            pair, window, at, last = (column[~enough] for column in (pair, window, at + 1, last))
        return meets

    def _ticks(self, moments: Iterable[datetime]) -> Ints:
        return np.fromiter(((at - self._hull.start) // _TICK for at in moments), np.int64)


def _is_bound(offer: Offer) -> bool:
    """Whether anything is known of a helper's time; who said nothing is free."""
    return bool(offer.availability or offer.away or offer.busy or len(offer.held) >= offer.at_a_time)


def _shelf(counts: Sequence[int]) -> tuple[Ints, Ints]:
    """Where each row begins that holds so many, laid end to end; and how many."""
    many = np.array(counts, np.int64)
    return np.cumsum(many) - many, many


def _numbered(counts: Ints) -> Ints:
    """0, 1, 2, … within each row that holds so many."""
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
