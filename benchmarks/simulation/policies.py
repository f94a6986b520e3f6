"""Asking policies to compare: whom each would ask for a need, and when it would look again.

A policy sees only what the platform would see: who was asked, when, and who said yes. The policy `ours` is
the product's own `matching.asking.waves`, not a likeness of it.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from matching.asking.askable import Askable
from matching.asking.next_look import pause_before_next
from matching.asking.waves import Situation, choose
from matching.rounds.arrays import Floats, Ints
from matching.words.policy import Policy
from matching.words.vocabulary import Urgency


@dataclass(frozen=True, slots=True)
class Moment:
    """What a policy may know when it is asked whom to ask. Candidates are columns; nobody is in it twice."""

    now: float
    urgency: Urgency
    wave: int
    sent: int
    waiting: Floats
    km: Floats
    columns: Askable
    helpers: int


@dataclass(frozen=True, slots=True)
class Step:
    """Whom to ask now, by place in the columns, and in how many hours to look again (None: never)."""

    ask: Ints
    again_in: float | None = None


AskingPolicy = Callable[[Moment], Step]


def notify_all(within_km: float = 10.0) -> AskingPolicy:
    """Everybody who could help within a radius, at once."""
    return lambda m: Step(np.flatnonzero(m.km <= within_km))


def nearest(k: int) -> AskingPolicy:
    """The k nearest who could help, at once."""
    return lambda m: Step(np.argsort(m.km, kind="stable")[:k])


def waves_without_price(hope: float = 0.8, first_km: float = 8.0, growth: float = 1.6) -> AskingPolicy:
    """Wave after wave in a growing circle, the likeliest first, until 0.8 acceptances may be hoped for."""

    def step(m: Moment) -> Step:
        p = np.where(m.km <= first_km * growth**m.wave, m.columns.p_yes, 0.0)
        likeliest = np.argsort(-p, kind="stable")
        wanted = hope * (1.5 if m.urgency is Urgency.URGENT else 1.0)
        enough = int(np.searchsorted(np.cumsum(p[likeliest]), wanted)) + 1
        ask = likeliest[: min(enough, 60)]
        return Step(ask[p[ask] > 0], _not_at_night(m, 1 / 6 if m.urgency is Urgency.URGENT else 0.5))

    return step


def ours(policy: Policy, seed: int) -> AskingPolicy:
    """Minka's own: `matching.asking.waves`, with its small share of chance."""
    rng = random.Random(seed)

    def step(m: Moment) -> Step:
        situation = Situation(
            urgency=m.urgency, waiting=m.waiting, sent=m.sent, policy=policy, helpers=m.helpers
        )
        picks = choose(m.columns, situation, rng)
        pause = pause_before_next(m.urgency, policy).total_seconds() / 3600
        return Step(np.array([pick.index for pick in picks], int), _not_at_night(m, pause))

    return step


def _not_at_night(m: Moment, pause: float) -> float:
    """Quiet hours hold later waves until the morning, unless it is urgent."""
    clock = (m.now + pause) % 24
    if m.urgency is Urgency.URGENT or 7 <= clock <= 22:
        return pause
    return pause + (31 - clock) % 24


POLICIES: Mapping[str, Callable[[Policy, int], AskingPolicy]] = {
    "notify_all": lambda _policy, _seed: notify_all(),
    "nearest_5": lambda _policy, _seed: nearest(5),
    "nearest_20": lambda _policy, _seed: nearest(20),
    "waves_without_price": lambda _policy, _seed: waves_without_price(),
    "ours": ours,
    "ours_never_twice": ours,
    "ours_no_limits": ours,
}
WITHIN_LIMITS = frozenset({"ours", "ours_never_twice"})
"""Policies simulated within what each helper wants a day and a week, as in the product."""
ASKING_TWICE = frozenset({"ours", "ours_no_limits"})
"""Policies that ask whoever was silent once more, as the product does (`Simulation`)."""
