"""Whom to ask now. Few at once, those most likely to be glad of it, and never everybody.

One more person is asked only while what asking them adds is worth more than what it costs them:

    miss × worth of the need × p(yes) × p(reachable)  >  price of their attention

where `miss` is the chance that nobody asked so far says yes. Each person asked lowers it for the next, so a
wave ends by itself. A no raises it again: the place is free at once.

Sources: Manshadi & Rodilitz, "Online Policies for Efficient Volunteer Crowdsourcing" (Management Science
2022): ask sparsely, attention comes back slowly. Tang, Raman, Fang & Shi on food rescue: larger budgets
where matches are rare. Mitzenmacher, "The Power of Two Choices" (2001), for the share left to chance.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.asking.attention import Belief, price
from matching.words.policy import Policy
from matching.words.vocabulary import Urgency

Column = NDArray[np.float64]

LEAST_CHANCE = 0.004
"""Below one yes in 250 we would only be disturbing people."""
HOPE_ENOUGH, URGENT_HOPE_ENOUGH = 0.05, 0.15
"""A small circle is asked one after the other: the next when less hope than this is left of those before."""
RESTED = 0.5
"""In a small circle somebody less reachable than this is left in peace until later, unless it is urgent."""
SPARED_BELOW = 0.4
"""In a small circle somebody is spared who would add less than this share of what a usual member adds."""
NEAR_EQUAL = 0.9
"""Who adds at least this share of what the best would add may be drawn in their place."""
VILLAGE = 50
"""A community with fewer helpers than this is a small circle whatever the need, and nothing is left to chance
there: it has too few answers in a year to learn from experiments."""
_USUAL_YES = Belief().mean
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Askable:
    """A helper who may be asked for this need by every rule and every limit of their own.

    `p_yes` is what we believe of a yes if they see it (`attention.Belief.mean` × fit), `reachable` that they
    see it (`attention.reachable`); `asked_in_week` and `recent_load` are fading counts. `may_ring` is false
    in their quiet hours.
    """

    helper_id: UUID
    offer_id: UUID
    p_yes: float
    reachable: float = 1.0
    asked_in_week: float = 0.0
    recent_load: float = 0.0
    last_asked_at: datetime | None = None
    may_ring: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One proposal of a wave, with what is logged of it.

    `p_yes` is the chance that this proposal brings a yes (reachable included), `gain` what it adds and
    `price` what it costs, both in chances of a yes; `propensity` the probability with which this helper,
    and no near equal, was given this place: 1 where nothing was left to chance.
    """

    helper_id: UUID
    offer_id: UUID
    p_yes: float
    price: float
    gain: float
    propensity: float


@dataclass(frozen=True, slots=True)
class Columns:
    """Candidates as columns, in a fixed order: of equals, the first is asked first."""

    p_yes: Column
    reachable: Column
    asked_in_week: Column
    recent_load: Column

    def __len__(self) -> int:
        return len(self.p_yes)

    def of(self, some: slice) -> "Columns":
        return Columns(
            self.p_yes[some], self.reachable[some], self.asked_in_week[some], self.recent_load[some]
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """The same as `Asked`, by place in the columns."""

    index: int
    p_yes: float
    price: float
    gain: float
    propensity: float


def next_wave(
    *,
    urgency: Urgency,
    waiting: Sequence[float],
    sent: int,
    candidates: Sequence[Askable],
    policy: Policy,
    rng: random.Random | None = None,
    helpers: int | None = None,
    usual_yes: float = _USUAL_YES,
) -> tuple[Asked, ...]:
    """Whom to ask now for one need, in the order of asking; nobody when waiting is better.

    `waiting` holds the chance of a yes of each who was asked and has not answered (fading with silence:
    `attention.still_to_come`), `sent` counts all proposals for this need so far. `helpers` is how many the
    whole community has (not given: no village), `usual_yes` what its members say yes with on average
    (`attention.community_belief`). Nothing is left to chance without both `rng` and `helpers`. The order of
    `candidates` does not matter. A later wave leaves those alone whose phone may not ring now.
    """
    people = _one_offer_each([c for c in candidates if c.may_ring or not sent])
    columns = Columns(
        np.array([c.p_yes for c in people]),
        np.array([c.reachable for c in people]),
        np.array([c.asked_in_week for c in people]),
        np.array([c.recent_load for c in people]),
    )
    picks = choose(
        urgency=urgency,
        waiting=waiting,
        sent=sent,
        columns=columns,
        policy=policy,
        rng=rng,
        helpers=helpers,
        usual_yes=usual_yes,
    )
    return tuple(
        Asked(people[c.index].helper_id, people[c.index].offer_id, c.p_yes, c.price, c.gain, c.propensity)
        for c in picks
    )


def pause_before_next(urgency: Urgency, policy: Policy) -> timedelta:
    """How long a wave is given to answer. A no does not wait for it: the next may be asked at once."""
    urgent = urgency is Urgency.URGENT
    return timedelta(minutes=policy.urgent_pause_minutes if urgent else policy.pause_minutes)


def choose(
    *,
    urgency: Urgency,
    waiting: Sequence[float] | Column,
    sent: int,
    columns: Columns,
    policy: Policy,
    rng: random.Random | None = None,
    helpers: int | None = None,
    usual_yes: float = _USUAL_YES,
) -> list[Choice]:
    """`next_wave` over columns: the rule itself, for one need and for a simulated year of them."""
    room = min(policy.wave_size, policy.max_proposals_per_need - sent)
    if room <= 0 or not len(columns):
        return []
    chance = columns.p_yes * columns.reachable
    wave = _Wave(
        columns=columns,
        chance=chance,
        price=price(columns.asked_in_week, columns.recent_load, policy),
        worth=_worth(urgency, chance, policy),
        miss=float(np.prod(1 - np.asarray(waiting, dtype=np.float64))),
    )
    village = helpers is not None and helpers < VILLAGE
    if village or len(columns) + sent < policy.small_circle:
        return list(islice(wave.one_after_the_other(urgency, first=not sent, usual_yes=usual_yes), room))
    exploring = rng if helpers is not None else None
    return list(islice(wave.while_it_gains(policy.exploration, exploring), room))


def _worth(urgency: Urgency, chance: Column, policy: Policy) -> float:
    """What a yes is worth: more when it is urgent, more when few could give it."""
    urgent = policy.urgent_worth if urgency is Urgency.URGENT else 1.0
    return urgent * (1 + policy.hard_to_fill * float(np.exp(-chance.sum() / 2)))


@dataclass(slots=True)
class _Wave:
    """A wave in the making. `miss` falls with each person asked."""

    columns: Columns
    chance: Column
    price: Column
    worth: float
    miss: float

    def while_it_gains(self, exploration: float, rng: random.Random | None) -> Iterator[Choice]:
        """Always the best of those left, while they add more than asking them costs."""
        worth_asking = self.chance >= LEAST_CHANCE
        while True:
            net = np.where(worth_asking, self.miss * self.worth * self.chance - self.price, -np.inf)
            best = int(net.argmax())
            if net[best] <= 0:
                return
            index, propensity = best, 1.0
            if rng is not None:
                near = np.flatnonzero(net >= NEAR_EQUAL * net[best])
                index, propensity = self._draw(best, near, exploration, rng)
            worth_asking[index] = False
            yield self._ask(index, propensity)

    def one_after_the_other(self, urgency: Urgency, *, first: bool, usual_yes: float) -> Iterator[Choice]:
        """The likeliest first, the next when hope in those before has faded.

        Everybody's turn comes, but for those who would add next to nothing. The very first proposal is
        never held back: whoever is likeliest gets it, tired or not.
        """
        urgent = urgency is Urgency.URGENT
        enough = URGENT_HOPE_ENOUGH if urgent else HOPE_ENOUGH
        for index in np.argsort(-self.chance, kind="stable").tolist():
            if 1 - self.miss >= enough:
                return
            rested = urgent or self.columns.reachable[index] >= RESTED
            adds = self.miss * self.columns.p_yes[index] >= SPARED_BELOW * usual_yes
            if first or (rested and adds):
                first = False
                yield self._ask(index, 1.0)

    def _draw(
        self, best: int, near: NDArray[np.int64], exploration: float, rng: random.Random
    ) -> tuple[int, float]:
        """Mostly the best; now and then the less asked of two near equals. With the probability of it."""
        if len(near) == 1:
            return best, 1.0
        ranked: list[int] = near[np.argsort(self.columns.asked_in_week[near], kind="stable")].tolist()
        rank = ranked.index(best)
        if rng.random() < exploration:
            rank = min(rng.sample(range(len(ranked)), 2))
        pairs = len(ranked) * (len(ranked) - 1) / 2
        by_chance = exploration * (len(ranked) - 1 - rank) / pairs
        return ranked[rank], by_chance + (1 - exploration if ranked[rank] == best else 0.0)

    def _ask(self, index: int, propensity: float) -> Choice:
        chance = float(self.chance[index])
        gain = self.miss * self.worth * chance
        self.miss *= 1 - chance
        return Choice(index, chance, float(self.price[index]), gain, propensity)


def _one_offer_each(candidates: Sequence[Askable]) -> list[Askable]:
    """Each helper once, by the offer that fits best; least recently asked first, then by id."""
    best: dict[UUID, Askable] = {}
    for c in sorted(candidates, key=lambda c: (-c.p_yes, c.offer_id)):
        best.setdefault(c.helper_id, c)
    return sorted(best.values(), key=lambda c: (c.last_asked_at or _LONG_AGO, c.helper_id))
