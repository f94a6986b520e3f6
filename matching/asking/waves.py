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
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.asking.askable import Askable, Column, askable
from matching.asking.attention import Belief, asked_longest_ago, hours_since, price, reachable
from matching.asking.candidates import Candidate
from matching.words.policy import Policy
from matching.words.values import Offer
from matching.words.vocabulary import Urgency

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


@dataclass(frozen=True, slots=True)
class Choice:
    """One proposal of a wave, with what is logged of it.

    `index` is the helper's place among those who could be asked. `p_yes` is the chance that this proposal brings a
    yes (reachable included), `gain` what it adds and `price` what it costs, both in chances of a yes; `propensity`
    the probability with which this helper, and no near equal, was chosen: 1 where nothing was left to chance.
    """

    index: int
    p_yes: float
    price: float
    gain: float
    propensity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of a need when somebody is to be asked for it.

    `waiting` holds the chance of a yes of everyone who was asked and has not answered (fading with silence:
    `attention.still_to_come`), `sent` counts all proposals for this need so far. `helpers` is how many the
    whole community has (None: not counted, and it is no village), `usual_yes` what its members say yes with on
    average (`attention.community_belief`).
    """

    urgency: Urgency
    waiting: Sequence[float] | Column
    sent: int
    policy: Policy
    helpers: int | None = None
    usual_yes: float = _USUAL_YES

    def is_small_circle(self, people: int) -> bool:
        """Whether the helpers are too few to hold back: those left to ask and those asked, or the community's."""
        village = self.helpers is not None and self.helpers < VILLAGE
        return village or people + self.sent < self.policy.small_circle


def next_wave(
    candidates: Sequence[tuple[Candidate, bool]],
    situation: Situation,
    *,
    now: datetime,
    rng: random.Random | None = None,
) -> list[tuple[Candidate, Choice]]:
    """Whom to ask now for one need, in the order of asking; nobody when waiting is better.

    `candidates` are each a different helper, with whether their phone may ring now; their order does not matter.
    Otherwise as `choose`.
    """
    ordered = sorted(candidates, key=lambda one: _longest_ago(one[0]))
    people = askable(
        [candidate.offer for candidate, _ in ordered],
        may_ring=[rings for _, rings in ordered],
        p_yes=[candidate.p_yes for candidate, _ in ordered],
        now=now,
    )
    return [(ordered[choice.index][0], choice) for choice in choose(people, situation, rng)]


def choose(people: Askable, situation: Situation, rng: random.Random | None = None) -> list[Choice]:
    """Whom of these to ask now, in the order of asking: the rule itself, one by one, in rounds and in simulations.

    Nothing is left to chance without `rng`, nor where the community's helpers were not counted. A later wave
    leaves those alone whose phone may not ring now.
    """
    if situation.sent and not people.may_ring.all():
        awake = np.flatnonzero(people.may_ring)
        choices = choose(people.rows(awake), situation, rng)
        return [replace(choice, index=int(awake[choice.index])) for choice in choices]
    most = room(situation.policy, situation.sent)
    if most <= 0 or not len(people):
        return []
    wave = _Wave.begun(people, situation)
    if situation.is_small_circle(len(people)):
        choosing = wave.one_after_the_other(situation)
    else:
        choosing = wave.while_it_gains(situation, rng if situation.helpers is not None else None)
    return list(islice(choosing, most))


def room(policy: Policy, sent: int) -> int:
    """How many more may be asked for a need at once, after so many proposals; not above 0 where nobody may."""
    return min(policy.wave_size, policy.max_proposals_per_need - sent)


def is_resting(offer: Offer, now: datetime) -> bool:
    """Whether this helper was asked something so lately that a small circle leaves them in peace for now."""
    return float(reachable(hours_since(offer.last_asked_at, now))) < RESTED


def _longest_ago(candidate: Candidate) -> tuple[datetime, UUID]:
    return asked_longest_ago(candidate.offer.last_asked_at, candidate.offer.helper_id)


def _worth(situation: Situation, chance: Column) -> float:
    """What a yes is worth: more when it is urgent, more when few could give it."""
    policy = situation.policy
    urgent = policy.urgent_worth if situation.urgency is Urgency.URGENT else 1.0
    return urgent * (1 + policy.hard_to_fill * float(np.exp(-chance.sum() / 2)))


@dataclass(slots=True)
class _Wave:
    """A wave in the making. `miss` falls with each person asked."""

    people: Askable
    chance: Column
    price: Column
    worth: float
    miss: float

    @classmethod
    def begun(cls, people: Askable, situation: Situation) -> "_Wave":
        chance = people.p_yes * people.reachable
        return cls(
            people=people,
            chance=chance,
            price=price(people.asked_in_week, people.recent_load, situation.policy),
            worth=_worth(situation, chance),
            miss=float(np.prod(1 - np.asarray(situation.waiting, dtype=np.float64))),
        )

    def while_it_gains(self, situation: Situation, rng: random.Random | None) -> Iterator[Choice]:
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
                index, propensity = self._draw(best, near, situation.policy.exploration, rng)
            worth_asking[index] = False
            yield self._ask(index, propensity)

    def one_after_the_other(self, situation: Situation) -> Iterator[Choice]:
        """The likeliest first, the next when hope in those before has faded.

        Everybody is asked in time, except those who would add next to nothing. The very first proposal is
        never held back: the likeliest helper gets it, tired or not.
        """
        urgent, first = situation.urgency is Urgency.URGENT, not situation.sent
        enough = URGENT_HOPE_ENOUGH if urgent else HOPE_ENOUGH
        for index in np.argsort(-self.chance, kind="stable").tolist():
            if 1 - self.miss >= enough:
                return
            rested = urgent or self.people.reachable[index] >= RESTED
            adds = self.miss * self.people.p_yes[index] >= SPARED_BELOW * situation.usual_yes
            if first or (rested and adds):
                first = False
                yield self._ask(index, 1.0)

    def _draw(
        self, best: int, near: NDArray[np.int64], exploration: float, rng: random.Random
    ) -> tuple[int, float]:
        """Mostly the best; now and then the less asked of two near equals. With the probability of it."""
        if len(near) == 1:
            return best, 1.0
        ranked: list[int] = near[np.argsort(self.people.asked_in_week[near], kind="stable")].tolist()
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
