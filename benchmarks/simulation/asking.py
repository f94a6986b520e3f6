"""One simulated community: a platform that asks by some policy, and helpers who answer, event by event."""

import heapq
from dataclasses import dataclass, field

import numpy as np

from benchmarks.simulation.people import Helpers
from benchmarks.simulation.policies import AskingPolicy, Moment
from benchmarks.simulation.world import Bools, World, is_day
from matching.asking import attention
from matching.asking.askable import Askable
from matching.rounds.arrays import Floats, Ints
from matching.words.vocabulary import Urgency

LOOKED_AT_KM = 40.0
SECOND_TIME_AFTER = 48.0
"""Hours of silence before somebody is asked for the same need once more: when nobody unasked is left, and never if it
is urgent."""


class Memory:
    """What the platform remembers of its helpers, and how it learns. It never sees who is blind."""

    def __init__(self, helpers: int) -> None:
        self.last_asked = np.full(helpers, -np.inf)
        self.alpha = np.full(helpers, attention.START_ALPHA)
        self.beta = np.full(helpers, attention.START_BETA)
        self.busy_until = np.zeros(helpers)
        self._week, self._load, self._load_at = np.zeros((3, helpers))

    def columns(self, helpers: Ints, fit: Floats, now: float) -> Askable:
        return Askable(
            p_yes=self.alpha[helpers] / (self.alpha[helpers] + self.beta[helpers]) * fit,
            reachable=attention.reachable(now - self.last_asked[helpers], awake=bool(is_day(np.array(now)))),
            asked_in_week=self._asked_in_week(helpers, now),
            recent_load=self._recent_load(helpers, now),
            # A night makes people hard to reach here; whom it lets sleep is the policies' to say (`_not_at_night`).
            may_ring=np.ones(len(helpers), np.bool_),
        )

    def asked(self, helpers: Ints, chance_to_answer: Floats, now: float) -> None:
        """Until a yes comes, silence counts for as much as there was a chance that they saw it."""
        self.beta[helpers] += chance_to_answer
        self._week[helpers] = self._asked_in_week(helpers, now) + 1
        self.last_asked[helpers] = now

    def said_yes(self, helper: int) -> None:
        self.alpha[helper] += 1

    def helps(self, helper: int, now: float, hours: float) -> None:
        one = np.array([helper])
        self._load[one] = self._recent_load(one, now) + 1
        self._load_at[helper], self.busy_until[helper] = now, now + hours

    def _asked_in_week(self, helpers: Ints, now: float) -> Floats:
        return attention.decayed(self._week[helpers], now - self.last_asked[helpers])

    def _recent_load(self, helpers: Ints, now: float) -> Floats:
        return attention.decayed(self._load[helpers], now - self._load_at[helpers], attention.LOAD_HOURS)


class Limits:
    """How often each helper wants to be asked, in 24 and in 168 hours; kept to before any policy is asked."""

    def __init__(self, a_day: Ints, a_week: Ints) -> None:
        self.a_day, self.a_week = a_day, a_week
        self._latest = np.full((len(a_week), int(a_week.max())), -np.inf)

    def allow(self, helpers: Ints, now: float) -> Bools:
        since = now - self._latest[helpers]
        day, week = np.count_nonzero(since < 24, axis=1), np.count_nonzero(since < 168, axis=1)
        return np.asarray((day < self.a_day[helpers]) & (week < self.a_week[helpers]))

    def asked(self, helpers: Ints, now: float) -> None:
        self._latest[helpers] = np.roll(self._latest[helpers], 1, axis=1)
        self._latest[helpers, 0] = now


@dataclass(slots=True)
class OpenNeed:
    """A need that is being asked for: who could help, who was asked, and with what hope of a yes.

    `km` is how far the platform takes helpers to be, `true_km` how far they are; `times` counts how often each was
    asked, `until` says until when each has time for it.
    """

    helpers: Ints
    km: Floats
    true_km: Floats
    fit: Floats
    times: Ints = field(init=False)
    hope: Floats = field(init=False)
    asked_at: Floats = field(init=False)
    until: Floats = field(init=False)
    wave: int = 0

    def __post_init__(self) -> None:
        self.times = np.zeros(len(self.helpers), int)
        self.hope, self.asked_at = np.zeros((2, len(self.helpers)))
        self.until = np.full(len(self.helpers), np.inf)

    def waiting(self, now: float) -> Floats:
        """By helper who was asked: the chance of a yes that may still come."""
        asked = self.times > 0
        return attention.still_to_come(self.hope[asked], now - self.asked_at[asked])

    def silent(self, now: float) -> Bools:
        """Who was asked once, and has been silent for long enough to be asked once more."""
        return np.asarray((self.times == 1) & (now - self.asked_at >= SECOND_TIME_AFTER))


@dataclass(frozen=True, slots=True)
class SimulatedRun:
    """What happened in a run: `filled_after` in hours (nan: not filled) and `sent` per need, and every proposal:
    for which need, to whom, when."""

    filled_after: Floats
    sent: Ints
    proposed_for: Ints
    proposed_to: Ints
    proposed_at: Floats
    gone: Bools
    not_needed: int


class Simulation:
    """Runs one policy through one world, event by event. `twice`: whoever was silent is asked once more."""

    def __init__(
        self,
        world: World,
        policy: AskingPolicy,
        seed: int,
        limits: Limits | None = None,
        *,
        twice: bool = False,
    ) -> None:
        self.world, self.policy, self.limits, self.twice = world, policy, limits, twice
        self.people = Helpers(world, seed)
        self.memory = Memory(world.assumptions.helpers)
        self.open_needs: dict[int, OpenNeed] = {}
        self.filled_after = np.full(len(world.posted), np.nan)
        self.sent = np.zeros(len(world.posted), int)
        self.proposals: list[tuple[float, int, Ints]] = []
        self.not_needed = 0
        self.due: list[tuple[float, int, int]] = [(float(t), i, -1) for i, t in enumerate(world.posted)]

    def run(self) -> SimulatedRun:
        """Plays the world to its end."""
        heapq.heapify(self.due)
        while self.due:
            now, need, helper = heapq.heappop(self.due)
            if helper >= 0:
                self._yes(need, helper, now)
            elif np.isnan(self.filled_after[need]) and now <= self.world.deadline(need):
                self._wave(need, now)
            else:
                self.open_needs.pop(need, None)
        empty = [np.zeros(0, int)]
        return SimulatedRun(
            self.filled_after,
            self.sent,
            np.concatenate([np.full(len(who), need) for _, need, who in self.proposals] or empty),
            np.concatenate([who for _, _, who in self.proposals] or empty),
            np.concatenate([np.full(len(who), at) for at, _, who in self.proposals] or [np.zeros(0)]),
            self.people.gone,
            self.not_needed,
        )

    def _wave(self, need: int, now: float) -> None:
        if need not in self.open_needs:
            self.open_needs[need] = self._open(need)
        opened = self.open_needs[need]
        free = np.flatnonzero(self._free(opened, now) & self._may_be_asked(need, opened, now))
        columns = self.memory.columns(opened.helpers[free], opened.fit[free], now)
        step = self.policy(
            Moment(
                now=now,
                urgency=Urgency.URGENT if self.world.urgent[need] else Urgency.SOON,
                wave=opened.wave,
                sent=int(self.sent[need]),
                waiting=opened.waiting(now),
                km=opened.km[free],
                columns=columns,
                helpers=self.world.assumptions.helpers,
            )
        )
        opened.wave += 1
        if len(step.ask):
            self._propose(need, opened, free[step.ask], columns.reachable[step.ask], now)
        if step.again_in is not None:
            heapq.heappush(self.due, (now + step.again_in, need, -1))

    def _open(self, need: int) -> OpenNeed:
        helpers, km = self.world.known_within(need, LOOKED_AT_KM)
        return OpenNeed(helpers, km, self.world.km(need, helpers), self.world.fading(helpers, km))

    def _free(self, opened: OpenNeed, now: float) -> Bools:
        who = opened.helpers
        free = self.memory.busy_until[who] <= now
        return free & self.limits.allow(who, now) if self.limits else free

    def _may_be_asked(self, need: int, opened: OpenNeed, now: float) -> Bools:
        """By the pair's own history: nobody twice before everybody once."""
        could = ~self.people.gone[opened.helpers] & (opened.until >= now)
        first = (opened.times == 0) & could
        if first.any() or not self.twice or self.world.urgent[need]:
            return np.asarray(first)
        return np.asarray(opened.silent(now) & could)

    def _propose(self, need: int, opened: OpenNeed, places: Ints, reachable: Floats, now: float) -> None:
        who = opened.helpers[places]
        chance = opened.fit[places] * reachable
        belief = self.memory.alpha[who] / (self.memory.alpha[who] + self.memory.beta[who])
        opened.times[places] += 1
        opened.hope[places], opened.asked_at[places] = belief * chance, now
        self.memory.asked(who, chance, now)
        if self.limits:
            self.limits.asked(who, now)
        self.proposals.append((now, need, who))
        self.sent[need] += len(who)
        yes, hours = self.people.propose(need, who, opened.true_km[places], now)
        for helper, after in zip(who[yes].tolist(), hours[yes].tolist(), strict=True):
            heapq.heappush(self.due, (now + after, need, helper))

    def _yes(self, need: int, helper: int, now: float) -> None:
        self.memory.said_yes(helper)
        wanted = np.isnan(self.filled_after[need]) and now <= self.world.deadline(need)
        if not wanted or self.memory.busy_until[helper] > now:
            self.not_needed += 1
            return
        self.filled_after[need] = now - self.world.posted[need]
        self.memory.helps(helper, now, self.world.assumptions.busy_hours)
        self.open_needs.pop(need, None)
