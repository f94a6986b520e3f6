"""Whom to ask now for each need: of those the assignment gave it, who is worth the price of their attention."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from matching.asking import waves
from matching.asking.askable import Askable, askable
from matching.asking.scoring import scarcity_of
from matching.asking.waves import Situation
from matching.rounds.arrays import Ints
from matching.states.quiet_hours import may_ring
from matching.words.values import Offer
from services.asking import held_back
from services.asking.held_back import HeldBack
from services.asking.rounds.backlog import Backlog
from services.asking.rounds.pairs import AllowedPairs


@dataclass(frozen=True, slots=True)
class Chosen:
    """A helper chosen for a need, by the place of their offer in the backlog."""

    offer: int
    p_yes: float
    propensity: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for a need, by its place in the backlog. So many as `could_help` were found, some of them may be
    `asleep`; those `chosen` are to be asked now. `held_back`: whom only their own limits keep from being found.
    """

    need: int
    could_help: int
    asleep: bool
    scarcity: float
    chosen: list[Chosen]
    held_back: HeldBack


def whom_to_ask(due: Backlog, edges: AllowedPairs, flow: Ints, now: datetime) -> Iterator[Plan]:
    """Whom to ask now for each need: of those assigned, who is worth the price. Nothing is left to chance: who could
    be drawn in somebody's place is promised to another need.
    """
    people = _askable(due, edges, flow, now)
    held: defaultdict[int, list[Offer]] = defaultdict(list)
    for i, j in zip(*(column.tolist() for column in edges.held_back), strict=True):
        held[i].append(due.offers[j])
    for i, (need, pairs) in enumerate(zip(due.needs, edges.by_need(), strict=True)):
        if edges.left[i]:
            continue
        dst, assigned = edges.dst[pairs].tolist(), flow[pairs].tolist()
        situation = Situation(
            urgency=need.urgency,
            waiting=due.so_far[i].hopes(),
            sent=due.so_far[i].sent,
            policy=due.policy,
            helpers=due.circle.helpers,
            usual_yes=due.circle.usual_yes,
        )
        theirs = people.rows(pairs)
        yield Plan(
            need=i,
            could_help=len(dst),
            asleep=not theirs.may_ring.all(),
            scarcity=scarcity_of(edges.p_yes[pairs].tolist()),
            chosen=[
                Chosen(dst[choice.index], choice.p_yes, choice.propensity)
                for choice in waves.choose(theirs, situation)
                if assigned[choice.index] > 0
            ],
            held_back=held_back.of(held[i], due.free),
        )


def _askable(due: Backlog, edges: AllowedPairs, flow: Ints, now: datetime) -> Askable:
    """Those who may be asked, pair by pair. Whoever is promised to another need is of no help to this one now, and
    makes it worth more.
    """
    behind = [due.behind[offer.id] for offer in due.offers]
    return askable(
        due.offers,
        may_ring=[may_ring(now, person.quiet, person.time_zone) for person in behind],
        p_yes=np.where(flow > 0, edges.p_yes, 0.0),
        now=now,
        pairs=edges.dst,
    )
