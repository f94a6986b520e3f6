"""Hours in a simulated world: when helpers are free, when needs are to be met, and how long that takes.

All of it is assumption, as in `world`. What fits whom is the product's own to say (`matching.rules.meeting`).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import numpy as np

from benchmarks.simulation.world import DAY_ENDS, DAY_STARTS, World
from matching.rules import meeting
from matching.words.tasks import Weekday
from matching.words.values import Need, Offer, Slot, Window

BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
"""The Monday on which simulated worlds begin; everybody lives by UTC."""
WEEKLY_HOURS = (3.0, 40.0)
SLOT_HOURS = (1, 5)
WINDOW_HOURS = (1, 10)
MINUTES = np.array([30, 60, 60, 120])
"""How long tasks take: most an hour."""
PER_WEEK = 7
"""More than anybody here is asked for; the other worlds know no such limit."""
_NOBODY = UUID(int=0)


def moment(hours: float) -> datetime:
    """A time of the simulated world as a moment."""
    return BEGINNING + timedelta(hours=hours)


def hours(moment: datetime) -> float:
    """A moment as hours since the world began."""
    return (moment - BEGINNING) / timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When each need of a world is to be met, and when each helper of it is free, as values of the product."""

    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]

    def whole_windows(self) -> "Calendar":
        """The same where a helper must be free for all of a window, as if every task took that long."""
        return Calendar(tuple(replace(need, minutes=None) for need in self.needs), self.offers)


def draw_calendar(world: World, seed: int) -> Calendar:
    """Hours and windows for a world; the same seed gives the same ones."""
    rng = np.random.default_rng(seed + 3000)
    offers = tuple(_offer(rng) for _ in range(world.assumptions.helpers))
    return Calendar(tuple(_need(world, need, rng) for need in range(len(world.posted))), offers)


def latest_start(need: Need, offer: Offer, now: datetime) -> float:
    """Until when, in hours since the world began, the two could still begin; minus infinity where they never meet."""
    pieces = meeting.times(need, offer, now).meeting
    if need.minutes is None:
        return max((hours(piece.end) for piece in pieces), default=-np.inf)
    return max((hours(piece.end) - need.minutes / 60 for piece in pieces), default=-np.inf)


def _offer(rng: np.random.Generator) -> Offer:
    slots: list[Slot] = []
    left = rng.uniform(*WEEKLY_HOURS)
    while left > 0:
        long = min(int(rng.integers(SLOT_HOURS[0], SLOT_HOURS[1] + 1)), max(1, int(left)))
        start = int(rng.integers(int(DAY_STARTS), int(DAY_ENDS) - long + 1))
        weekday = list(Weekday)[int(rng.integers(7))]
        slots.append(Slot(weekday, time(start), time(start + long)))
        left -= long
    return Offer(_NOBODY, _NOBODY, _NOBODY, frozenset(), None, availability=tuple(slots), per_week=PER_WEEK)


def _need(world: World, need: int, rng: np.random.Generator) -> Need:
    """A window by day within its life; an urgent need may be met at any moment of the little it has."""
    posted, ends = float(world.posted[need]), world.deadline(need)
    window = Window(moment(posted), moment(ends))
    if not world.urgent[need]:
        long = int(rng.integers(WINDOW_HOURS[0], WINDOW_HOURS[1] + 1))
        day = rng.integers(int(posted // 24) + 1, int(ends // 24) + 1)
        start = float(day) * 24 + rng.uniform(DAY_STARTS, DAY_ENDS - long)
        window = Window(moment(start), moment(start + long))
    minutes = int(min(rng.choice(MINUTES), (window.end - window.start) // timedelta(minutes=1)))
    return Need(
        UUID(int=need + 1),
        _NOBODY,
        _NOBODY,
        "",
        None,
        posted_at=moment(posted),
        expires_at=moment(ends),
        windows=(window,),
        minutes=minutes,
    )
