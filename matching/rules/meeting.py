"""The meeting: when a helper and whoever asked both have time, for as long as the task takes, in one piece.

Free time is weekly hours less days away less what is promised to others, less when all places are held or the week is
full. A need without windows may be met at any time; it has no meeting.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.rules.availability import days_away, hours
from matching.rules.holding import first_start, full_times, full_weeks
from matching.rules.stretches import covering, lasting, without
from matching.words.values import ItsTime, Need, Offer, Window

AGREED_AT_MOST = timedelta(hours=4)
"""Where nobody named an hour, a meeting up to so long is the agreed time itself."""


@dataclass(frozen=True, slots=True)
class Times:
    """What is left for two of a need's windows: each is part of the one before, in pieces long enough for the task."""

    to_come: tuple[Window, ...] = ()
    within_hours: tuple[Window, ...] = ()
    not_away: tuple[Window, ...] = ()
    free: tuple[Window, ...] = ()
    """Promised to nobody else."""
    with_room: tuple[Window, ...] = ()
    """Not all places are held."""
    meeting: tuple[Window, ...] = ()
    """The week has room, too. Where it has none for some time, a piece begins when it has again."""


_Piece = tuple[Window, timedelta]
"""A stretch, and how long the task takes within it."""


def least(need: Need, window: Window) -> timedelta:
    """How long a helper comes within one of a need's windows: as its author said, or the whole of it."""
    return lasting(window) if need.minutes is None else timedelta(minutes=need.minutes)


def asked(need: Need, now: datetime) -> list[_Piece]:
    """What of a need's windows is to come and long enough. Who comes for all of a window may be late for it."""
    starts = [w.start if need.minutes is None else max(w.start, now) for w in need.windows]
    left = [Window(start, w.end) for start, w in zip(starts, need.windows, strict=True) if w.end > now]
    return [(w, least(need, w)) for w in left if lasting(w) >= least(need, w)]


def times(need: Need, offer: Offer, now: datetime) -> Times:
    """Sifts a need's windows by what the helper said and has already promised."""
    to_come = asked(need, now)
    if not to_come:
        return Times()
    within = _sifted(to_come, lambda w: hours(w, offer.availability, offer.time_zone))
    here = _less(within, days_away(offer.away, offer.time_zone))
    free = _less(here, offer.busy)
    roomy = _less(free, full_times(offer))
    full = full_weeks(offer)
    started = [(first_start(w, full, enough), enough) for w, enough in roomy] if full else roomy
    meeting = tuple(w for w, _ in started if w is not None)
    return Times(
        to_come=_windows(to_come),
        within_hours=_windows(within),
        not_away=_windows(here),
        free=_windows(free),
        with_room=_windows(roomy),
        meeting=meeting,
    )


def free_time(within: Window, offer: Offer) -> list[Window]:
    """When a helper is free within a stretch, whatever the need: full weeks left aside."""
    taken = [*days_away(offer.away, offer.time_zone), *offer.busy, *full_times(offer)]
    open_hours = hours(within, offer.availability, offer.time_zone)
    return [piece for one in open_hours for piece in without(one, taken)]


def usual_time(meeting: Sequence[Window], *, whole: bool) -> ItsTime:
    """The time of a yes that names none: the meeting where it is short or the whole window, else somewhere in it.

    `whole`: the task takes the whole window. A need for any time has neither.
    """
    if not meeting:
        return ItsTime()
    if len(meeting) == 1 and (whole or lasting(meeting[0]) <= AGREED_AT_MOST):
        return ItsTime(agreed=meeting[0])
    return ItsTime(between=covering(meeting))


def what_is_left(part: Window, taken: Iterable[Window], enough: timedelta) -> Window | None:
    """The longest piece of a promised time that other promises leave, the first of equals; None: too little."""
    return max(pieces_left(part, taken, enough), key=lasting, default=None)


def pieces_left(part: Window, taken: Iterable[Window], enough: timedelta) -> list[Window]:
    """The pieces that other promises leave of a stretch, where they are long enough."""
    return [piece for piece in without(part, taken) if lasting(piece) >= enough]


def _less(pieces: Iterable[_Piece], taken: Sequence[Window]) -> list[_Piece]:
    return _sifted(pieces, lambda w: without(w, taken)) if taken else list(pieces)


def _sifted(pieces: Iterable[_Piece], left: Callable[[Window], Iterable[Window]]) -> list[_Piece]:
    """What is left of pieces, where it is still long enough."""
    return [(part, enough) for piece, enough in pieces for part in left(piece) if lasting(part) >= enough]


def _windows(pieces: Iterable[_Piece]) -> tuple[Window, ...]:
    return tuple(window for window, _ in pieces)
