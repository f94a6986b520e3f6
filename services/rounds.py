"""Rounds: where many needs of a region are due at once, they are asked for together.

One after the other, the first few needs would take the helpers that others have nobody but. So everybody who waits
is looked at side by side, the assignment says who had best turn to whom, and each of its pairs is still asked only
if asking them now is worth its price (`matching.waves`). While one region is being solved next door, the one before
is written down. Several workers share a round by claiming regions; whoever is slower finds the needs no longer due.
"""

import logging
import random
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from core import garbage
from core.db import Database
from matching import attention, deadlines, waves
from matching.assignment import Problem, Result
from matching.prices import Prices
from matching.scoring import Weights
from matching.values import Need
from matching.vector_rules import Crowd
from matching.vector_scores import scores
from services import backlog, proposals, regions
from services.backlog import Backlog, History
from services.proposals import Chosen, Plan
from services.regions import Claim
from services.solver_process import SolverFailedError, SolverProcess

log = logging.getLogger(__name__)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

AT_ONCE = 3
"""So many are asked for one need in a round at most. Where helpers may be asked less often than there are needs,
it is one: the second for one need would be another's first."""
SOLVER_SECONDS = 30.0
_NOTHING = History()


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """The pairs of a backlog that the rules over columns allow, need by need; and what each is worth."""

    src: Ints
    dst: Ints
    helper: Ints
    total: Ints
    p_yes: Floats
    left: NDArray[np.bool_]
    """Needs for which too few were found among those read: the careful way reads on."""

    def by_need(self) -> list[slice]:
        """For each need, which pairs are its own."""
        ends = np.searchsorted(self.src, np.arange(len(self.left) + 1)).tolist()
        return [slice(first, last) for first, last in pairwise(ends)]


@dataclass(frozen=True, slots=True)
class _Open:
    """A region whose assignment is being worked out."""

    region: Claim
    backlogs: list[tuple[Backlog, Edges, "Future[Result] | None"]]


def run(
    database: Database,
    solver: SolverProcess,
    *,
    now: datetime,
    rng: random.Random,
    many: int = regions.MANY,
) -> int:
    """One round over every crowded region that nobody else holds; returns how many needs were looked at."""
    moment = _clock(now)
    with database.transaction() as session:
        left = regions.crowded(session, now, many)
    done, under_way = 0, deque[_Open]()
    if not left:
        return 0
    with garbage.put_off(), ThreadPoolExecutor(1, thread_name_prefix="round") as beside:
        for region in _claims(database, left, moment):
            under_way.append(_prepare(database, region, solver, beside, now))
            if len(under_way) > 1:
                done += _finish(database, under_way.popleft(), now, moment, rng)
        while under_way:
            done += _finish(database, under_way.popleft(), now, moment, rng)
    return done


def _clock(now: datetime) -> Callable[[], datetime]:
    """What `now` has become since: leases run on while a round works."""
    began = monotonic()
    return lambda: now + timedelta(seconds=monotonic() - began)


def _claims(database: Database, left: list[int], moment: Callable[[], datetime]) -> Iterator[Claim]:
    while left:
        with database.transaction() as session:
            mine = regions.claim(session, left, moment())
        if mine is None:
            return
        left.remove(mine.number)
        yield mine


def _prepare(
    database: Database, region: Claim, solver: SolverProcess, beside: ThreadPoolExecutor, now: datetime
) -> _Open:
    """Reads a region and hands its assignment over to the solver."""
    with database.transaction() as session:
        found = backlog.read(session, region, now)
    prepared: list[tuple[Backlog, Edges, Future[Result] | None]] = []
    for each in found:
        edges = allowed(each, now)
        price = Prices(each.policy.leave_nobody_out, each.policy.price_of_fairness)
        problem = _problem(each, edges)
        solved = beside.submit(solver.solve, problem, price, SOLVER_SECONDS) if len(edges.src) else None
        prepared.append((each, edges, solved))
    return _Open(region, prepared)


def _finish(
    database: Database, ready: _Open, now: datetime, moment: Callable[[], datetime], rng: random.Random
) -> int:
    """Proposes what the assignment says, and gives the region back."""
    done = 0
    for found, edges, solved in ready.backlogs:
        try:
            flow = solved.result().flow if solved else np.zeros(0, np.int64)
        except SolverFailedError:
            log.exception(
                "no assignment for region %s; its needs are asked for one by one", ready.region.number
            )
            continue
        plans = _plans(found, edges, flow, now, rng)
        done += proposals.write(database, ready.region, found, plans, now, moment)
    with database.transaction() as session:
        regions.release(session, ready.region)
    return done


def allowed(found: Backlog, now: datetime) -> Edges:
    """The nearest pairs that the rules over columns allow, at most `candidates` a need, each helper once."""
    src, dst = found.src, found.dst
    helper = _helpers(found)
    crowd = Crowd(found.needs, found.offers, now=now)
    enough = np.array(
        [o.asked_today >= o.asks_a_day or o.asked_this_week >= o.asks_a_week for o in found.offers], np.bool_
    )
    fits = ~(crowd.refused(src, dst, between=_not_again(found, src, dst)) | enough[dst])
    src, dst = src[fits], dst[fits]
    nearest = np.arange(len(src)) - np.searchsorted(src, src) < found.policy.candidates
    src, dst = src[nearest], dst[nearest]
    weights = Weights(policy=found.policy)
    scored = scores(crowd, found.needs, found.offers, src, dst, now=now, weights=weights)
    once = _each_helper_once(src, helper[dst], scored.total)
    few = np.bincount(src, minlength=len(found.needs)) < found.policy.candidates // 2
    left = few & np.array(found.more, np.bool_)
    once = once[~left[src[once]]]
    return Edges(src[once], dst[once], helper[dst[once]], scored.total[once], scored.p_yes[once], left)


def _helpers(found: Backlog) -> Ints:
    number: dict[object, int] = {}
    return np.array([number.setdefault(o.helper_id, len(number)) for o in found.offers], np.int64)


def _not_again(found: Backlog, src: Ints, dst: Ints) -> NDArray[np.bool_]:
    """Pairs that have a live match, or one of whom said no before."""
    stands = np.zeros(len(src), np.bool_)
    for i, need in enumerate(found.needs):
        if people_before := found.history.get(need.id, _NOTHING).not_again:
            theirs = np.flatnonzero(src == i)
            stands[theirs] = [found.offers[j].helper_id in people_before for j in dst[theirs]]
    return stands


def _each_helper_once(src: Ints, helper: Ints, total: Ints) -> Ints:
    """The places of the best pair of each need with each helper, in order."""
    order = np.lexsort((-total, helper, src))
    again = (np.diff(src[order], prepend=-1) == 0) & (np.diff(helper[order], prepend=-1) == 0)
    return np.sort(order[~again])


def _problem(found: Backlog, edges: Edges) -> Problem:
    """Needs and helpers with what each may be asked: a unit is one proposal."""
    helpers = int(edges.helper.max(initial=-1)) + 1
    capacity, declared, load = np.zeros(helpers, np.int64), np.ones(helpers, np.int64), np.zeros(helpers)
    for j, h in dict(zip(edges.dst.tolist(), edges.helper.tolist(), strict=True)).items():
        offer = found.offers[j]
        capacity[h] = min(offer.asks_a_day - offer.asked_today, offer.asks_a_week - offer.asked_this_week)
        declared[h], load[h] = offer.asks_a_week, offer.recent_load
    waiting = len(np.unique(edges.src))
    most = max(1, min(AT_ONCE, int(capacity.sum()) // max(1, waiting)))
    return Problem(
        quantity=np.array([_worth_asking(found, need, most) for need in found.needs], np.int64),
        capacity=capacity,
        src=edges.src.astype(np.int32),
        dst=edges.helper.astype(np.int32),
        score=np.maximum(edges.total, 1),
        limit=np.ones(len(edges.src), np.int64),
        declared=declared,
        load=load,
    )


def _worth_asking(found: Backlog, need: Need, most: int) -> int:
    """How many may be asked for this need now."""
    if need.remaining == 0:
        return 0
    sent = found.history.get(need.id, _NOTHING).sent
    return max(0, min(most, found.policy.wave_size, found.policy.max_proposals_per_need - sent))


def _plans(found: Backlog, edges: Edges, flow: Ints, now: datetime, rng: random.Random) -> Iterator[Plan]:
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
        history = found.history.get(need.id, _NOTHING)
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
    rings: dict[object, bool] = {}
    awake = np.ones(len(found.offers), np.bool_)
    since = np.full(len(found.offers), np.inf)
    for j, offer in enumerate(found.offers):
        behind = found.behind[offer.id]
        quiet, zone = proposals.quiet_hours(behind, found.policy), behind["time_zone"]
        if (quiet, zone) not in rings:
            rings[quiet, zone] = deadlines.may_ring(now, quiet, zone)
        awake[j] = rings[quiet, zone]
        if offer.last_asked_at is not None:
            since[j] = (now - offer.last_asked_at).total_seconds() / 3600
    return np.where(awake, attention.reachable(since), attention.reachable(since, awake=False))
