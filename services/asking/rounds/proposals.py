"""A region's plans become proposals, batch by batch, under the locks and after the rules' last word."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import locks, parameters
from core.database.db import Database
from core.ids import new_id
from matching.asking import again
from matching.asking.scoring import Weights, score
from matching.states import deadlines
from matching.states.deadlines import Awaiting
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.values import Pair
from services.asking import asked_so_far
from services.asking.asked_so_far import NOBODY_YET, AskedSoFar
from services.asking.rounds import backlog, regions, storing
from services.asking.rounds.backlog import Backlog
from services.asking.rounds.plans import Chosen, Plan
from services.asking.rounds.regions import Claim
from services.asking.rounds.storing import Proposal
from services.facts import offers as offer_facts

BATCH = 200

_STILL_DUE = text(f"""
    SELECT n.id, n.version FROM need n
     WHERE n.id = ANY(CAST(:needs AS uuid[])) AND n.status = 'open' AND n.next_wave_at <= :now AND n.expires_at > :now
       AND {backlog.PLAIN}
""")  # noqa: S608  (put together from constants)
_NOT_YET_SAFE = text("SET LOCAL synchronous_commit = off")


def write(
    database: Database,
    region: Claim,
    due: Backlog,
    plans: Iterable[Plan],
    *,
    now: datetime,
    moment: Callable[[], datetime],
    rest: Callable[[], None],
) -> int:
    """Writes plans batch by batch, with a rest after each; returns how many needs were looked after.

    Stops where the region was taken over. `moment` says what has become of `now`: the lease is renewed by it.
    """
    done = 0
    for batch in _batches(due, plans):
        with database.transaction() as session:
            session.execute(_NOT_YET_SAFE)
            if not regions.hold(session, region, moment()):
                return done
            done += _write(session, due, batch, now)
        rest()
    return done


def _batches(due: Backlog, plans: Iterable[Plan]) -> Iterator[list[Plan]]:
    """By category, in which helpers are read."""
    waiting: defaultdict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        batch = waiting[due.needs[plan.need].category]
        batch.append(plan)
        if len(batch) == BATCH:
            yield batch
            waiting[due.needs[plan.need].category] = []
    yield from (batch for batch in waiting.values() if batch)


def _write(session: Session, due: Backlog, batch: list[Plan], now: datetime) -> int:
    needs = [due.needs[plan.need].id for plan in batch]
    helpers = {due.offers[c.offer].helper_id for plan in batch for c in plan.chosen}
    locks.hold(session, needs=needs, helpers=helpers)
    rows = session.execute(_STILL_DUE, {"needs": parameters.ids(needs), "now": now})
    versions = {row.id: row.version for row in rows}
    batch = [p for p in batch if versions.get(due.needs[p.need].id) == due.rows[p.need].version]
    so_far = asked_so_far.of_needs(session, needs, now)
    made = _made(session, due, batch, so_far, now)
    asked = Counter(proposal.need.id for proposal in made)
    # All whom it chose were refused at the last look: the careful way finds others.
    batch = [plan for plan in batch if asked[due.needs[plan.need].id] or not plan.chosen]
    if made:
        storing.insert(session, due, made, now)
    storing.plan_next(session, due, batch, asked, so_far, now)
    return len(batch)


def _made(
    session: Session, due: Backlog, batch: list[Plan], so_far: Mapping[UUID, AskedSoFar], now: datetime
) -> list[Proposal]:
    """Proposals to those who still fit, now that everything is locked."""
    fresh = _fresh(session, due, batch, now)
    asked: Counter[UUID] = Counter()
    made: list[Proposal] = []
    for plan in batch:
        need, row = due.needs[plan.need], due.rows[plan.need]
        before = so_far.get(need.id, NOBODY_YET)
        if before.enough_said_yes(row):
            continue
        for chosen in plan.chosen:
            offer = fresh[chosen.offer]
            if offer is None or offer.helper_id in before.asked_before:
                continue
            if _fits(need, offer, asked[offer.helper_id], now):
                asked[offer.helper_id] += 1
                made.append(_proposal(due, plan, chosen, offer, now))
    return made


def _proposal(due: Backlog, plan: Plan, chosen: Chosen, offer: OfferValue, now: datetime) -> Proposal:
    need, behind = due.needs[plan.need], due.behind[offer.id]
    return Proposal(
        id=new_id(),
        need=need,
        row=due.rows[plan.need],
        offer=offer,
        behind=behind,
        score=score(need, offer, now=now, scarcity=plan.scarcity, weights=Weights(policy=due.policy)),
        chosen=chosen,
        reply_by=deadlines.reply_by(
            Awaiting.PROPOSAL,
            need.urgency,
            now,
            need_expires_at=need.expires_at,
            quiet=behind.quiet,
            time_zone=behind.time_zone,
        ),
    )


def _fresh(session: Session, due: Backlog, batch: list[Plan], now: datetime) -> dict[int, OfferValue | None]:
    """The offers that were chosen, by their place in the backlog, as they are now."""
    wanted = {
        c.offer: (due.offers[c.offer].id, due.needs[plan.need].category)
        for plan in batch
        for c in plan.chosen
    }
    if not wanted:
        return {}
    read = offer_facts.own_offers(session, list(wanted.values()), due.community_id, now=now)
    return dict(zip(wanted, read, strict=True))


def _fits(need: NeedValue, offer: OfferValue, just_asked: int, now: datetime) -> bool:
    """The rules' last word, with what this batch has just asked of the same helper."""
    if just_asked:
        offer = replace(
            offer,
            asked_today=offer.asked_today + just_asked,
            asked_this_week=offer.asked_this_week + just_asked,
        )
    return again.against_asking(need, offer, Pair(), now=now) is None
