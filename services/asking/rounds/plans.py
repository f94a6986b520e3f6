"""Whom to ask now for each need: of those the assignment gave it, who is worth the price of their attention."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from matching.asking import attention, waves
from matching.rounds.arrays import Floats, Ints
from matching.states.quiet_hours import may_ring
from services.asking.rounds.backlog import NOTHING_YET, Backlog
from services.asking.rounds.pairs import Edges


@dataclass(frozen=True, slots=True)
class Chosen:
    """A helper chosen for a need, by the place of their offer in the backlog."""

    offer: int
    p_yes: float
    propensity: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for a need, by its place in the backlog. `found` could help; `chosen` are to be asked now."""

    need: int
    found: int
    scarcity: float
    chosen: list[Chosen]


def whom_to_ask(
    found: Backlog, edges: Edges, flow: Ints, now: datetime, rng: random.Random
) -> Iterator[Plan]:
    """Whom to ask now for each need: of those assigned, who is worth the price."""
    columns = waves.Columns(
        # Those promised to other needs are of no help to this one now, and make it worth more.
        p_yes=np.where(flow > 0, edges.p_yes, 0.0),
        reachable=_reachable(found, now)[edges.dst],
        asked_in_week=np.array([o.asked_in_week for o in found.offers])[edges.dst],
        recent_load=np.array([o.recent_load for o in found.offers])[edges.dst],
    )
    for i, (need, pairs) in enumerate(zip(found.needs, edges.by_need(), strict=True)):
        if edges.left[i]:
            continue
        dst, assigned = edges.dst[pairs].tolist(), flow[pairs].tolist()
        history = found.history.get(need.id, NOTHING_YET)
        chosen = waves.choose(
            urgency=need.urgency,
            waiting=[attention.still_to_come(p, hours) for p, hours in history.waiting],
            sent=history.sent,
            columns=columns.of(pairs),
            policy=found.policy,
            rng=rng,
            helpers=None,
        )
        yield Plan(
            need=i,
            found=len(dst),
            scarcity=float(np.exp(-np.sort(edges.p_yes[pairs]).sum() / 2)),
            chosen=[Chosen(dst[c.index], c.p_yes, c.propensity) for c in chosen if assigned[c.index] > 0],
        )


def _reachable(found: Backlog, now: datetime) -> Floats:
    """For each offer, how likely its helper would see a proposal now."""
    awake = np.ones(len(found.offers), np.bool_)
    since = np.full(len(found.offers), np.inf)
    for j, offer in enumerate(found.offers):
        behind = found.behind[offer.id]
        awake[j] = may_ring(now, behind.quiet, behind.time_zone)
        if offer.last_asked_at is not None:
            since[j] = (now - offer.last_asked_at).total_seconds() / 3600
    return np.where(awake, attention.reachable(since), attention.reachable(since, awake=False))
