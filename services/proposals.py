"""Writing down what a round has decided: two hundred needs at a time, under the locks that everybody takes.

Everything is read again once it is locked, once for the whole batch, and the hard rules have the last word on every
pair. A need that was touched meanwhile, or of whose helpers nobody fits any more, is left due: the careful way asks
for it next. What is lost when the database falls is decided anew, so a batch need not wait for the disk: nobody is
told before a later transaction, which does wait, has made it safe.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import Session

from core import parameters
from core.db import Database
from core.events import EventKind, Line, record_many
from core.ids import new_id
from core.models import Need
from matching import deadlines, rules, waves
from matching.deadlines import Awaiting, QuietHours
from matching.policy import Policy
from matching.scoring import Score, Weights, score
from matching.values import Need as NeedValue
from matching.values import Offer as OfferValue
from matching.values import Pair
from matching.vocabulary import By, Urgency
from services import allied, backlog, facts, locks, overflow, regions, supply
from services.backlog import Backlog, History
from services.proposing import because_code
from services.regions import Claim

BATCH = 200
_NOBODY_LEFT = timedelta(hours=1)
_FAR_OFF = timedelta(days=400)

_STILL_DUE = text(f"""
    SELECT n.id, n.version FROM need n
     WHERE n.id = ANY(CAST(:needs AS uuid[])) AND n.status = 'open' AND n.next_wave_at <= :now AND n.expires_at > :now
       AND {backlog.PLAIN}
""")  # noqa: S608  (put together from constants)

_MATCHES = text("""
    INSERT INTO match (id, need_id, offer_id, community_id, beneficiary_id, helper_id, helper_person_id,
                       helper_number, status, quantity, opened_by, created_at, reply_by, score, parts, reasons,
                       p_yes, chance, propensity, wave, contact_closed, version)
    SELECT m.id, m.need, m.offer, :community, m.author, coalesce(m.organisation, m.person), m.person,
           m.number, 'proposed', 1, 'engine', :now, m.reply_by, m.score, m.parts, m.reasons, m.p_yes, m.chance,
           m.propensity, m.wave, false, 1
      FROM json_to_recordset(CAST(:made AS json))
           AS m(id uuid, need uuid, offer uuid, author uuid, organisation uuid, person uuid, number bigint,
                reply_by timestamptz, score int, parts jsonb, reasons text[], p_yes float8, chance float8,
                propensity float8, wave int)
""")
_NEEDS = text("""
    UPDATE need n SET candidates = d.found, wave = n.wave + 1, next_wave_at = d.next,
                      handed_over_at = CASE WHEN d.over THEN :now ELSE n.handed_over_at END
      FROM json_to_recordset(CAST(:needs AS json)) AS d(id uuid, found int, next timestamptz, over bool)
     WHERE n.id = d.id
""")
_OFFERS = text("UPDATE offer SET last_asked_at = :now WHERE id = ANY(CAST(:offers AS uuid[]))")
_NOT_YET_SAFE = text("SET LOCAL synchronous_commit = off")


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


@dataclass(frozen=True, slots=True)
class _Proposal:
    id: UUID
    need: NeedValue
    row: Need
    offer: OfferValue
    behind: RowMapping
    score: Score
    chosen: Chosen
    reply_by: datetime


def write(
    database: Database,
    region: Claim,
    found: Backlog,
    plans: Iterable[Plan],
    now: datetime,
    moment: Callable[[], datetime],
) -> int:
    """Writes plans batch by batch; returns how many needs were looked after.

    Stops where the region was taken over. `moment` says what has become of `now`: the lease is renewed by it.
    """
    done = 0
    for batch in _batches(found, plans):
        with database.transaction() as session:
            session.execute(_NOT_YET_SAFE)
            if not regions.hold(session, region, moment()):
                return done
            done += _write(session, found, batch, now)
    return done


def _batches(found: Backlog, plans: Iterable[Plan]) -> Iterator[list[Plan]]:
    """By category, in which helpers are read."""
    waiting: defaultdict[str, list[Plan]] = defaultdict(list)
    for plan in plans:
        batch = waiting[found.needs[plan.need].category]
        batch.append(plan)
        if len(batch) == BATCH:
            yield batch
            waiting[found.needs[plan.need].category] = []
    yield from (batch for batch in waiting.values() if batch)


def _write(session: Session, found: Backlog, batch: list[Plan], now: datetime) -> int:
    needs = [found.needs[plan.need].id for plan in batch]
    helpers = {found.offers[c.offer].helper_id for plan in batch for c in plan.chosen}
    locks.hold(session, needs=needs, helpers=helpers)
    due = {r.id: r.version for r in session.execute(_STILL_DUE, {"needs": parameters.ids(needs), "now": now})}
    history = backlog.histories(session, needs, now)
    batch = [plan for plan in batch if due.get(found.needs[plan.need].id) == found.rows[plan.need].version]
    made = _made(session, found, batch, history, now)
    by_need = Counter(proposal.need.id for proposal in made)
    # All whom it chose were refused at the last look: the careful way finds others.
    batch = [plan for plan in batch if by_need[found.needs[plan.need].id] or not plan.chosen]
    if made:
        _insert(session, found, made, now)
    _plan_next(session, found, batch, by_need, history, now)
    return len(batch)


def _made(
    session: Session, found: Backlog, batch: list[Plan], history: Mapping[UUID, History], now: datetime
) -> list[_Proposal]:
    """Proposals to those who still fit, now that everything is locked."""
    wanted = {
        (found.offers[c.offer].id, found.needs[plan.need].category) for plan in batch for c in plan.chosen
    }
    if not wanted:
        return []
    fresh = facts.own_offers(session, wanted, found.community_id, now=now)
    asked: Counter[UUID] = Counter()
    replies: dict[object, datetime] = {}
    weights = Weights(policy=found.policy)
    made: list[_Proposal] = []
    for plan in batch:
        need = found.needs[plan.need]
        before = history.get(need.id, History()).not_again
        for chosen in plan.chosen:
            offer = fresh.get((found.offers[chosen.offer].id, need.category))
            if (
                offer is None
                or offer.helper_id in before
                or not _fits(need, offer, asked[offer.helper_id], now)
            ):
                continue
            asked[offer.helper_id] += 1
            behind = found.behind[offer.id]
            made.append(
                _Proposal(
                    new_id(),
                    need,
                    found.rows[plan.need],
                    offer,
                    behind,
                    score(need, offer, now=now, scarcity=plan.scarcity, weights=weights),
                    chosen,
                    _reply_by(need, behind, found.policy, now, replies),
                )
            )
    return made


def _fits(need: NeedValue, offer: OfferValue, just_asked: int, now: datetime) -> bool:
    """The rules' last word, with what this batch has just asked of the same helper."""
    if just_asked:
        offer = replace(
            offer,
            asked_today=offer.asked_today + just_asked,
            asked_this_week=offer.asked_this_week + just_asked,
        )
    return (
        rules.refused(need, offer, Pair(), now=now) is None
        and rules.may_be_asked(need, offer, now=now) is None
    )


def _reply_by(
    need: NeedValue, behind: RowMapping, policy: Policy, now: datetime, known: dict[object, datetime]
) -> datetime:
    """As `keys.reply_by`; whoever keeps the same hours in the same place gets the same answer."""
    quiet = quiet_hours(behind, policy)
    key = (need.urgency, quiet, behind["time_zone"])
    if key not in known:
        known[key] = deadlines.reply_by(
            Awaiting.PROPOSAL,
            need.urgency,
            now,
            need_expires_at=now + _FAR_OFF,
            quiet=quiet,
            time_zone=behind["time_zone"],
        )
    return min(known[key], need.expires_at)


def quiet_hours(behind: RowMapping, policy: Policy) -> QuietHours:
    """As `people.quiet_hours` for what is not urgent: their own hours, else their community's."""
    start, end = behind["quiet_from"], behind["quiet_to"]
    return QuietHours(
        start if start is not None else time(policy.quiet_from % 24),
        end if end is not None else time(policy.quiet_until),
    )


def _insert(session: Session, found: Backlog, made: list[_Proposal], now: datetime) -> None:
    rows = parameters.rows(_row(p) for p in made)
    session.execute(_MATCHES, {"community": found.community_id, "now": now, "made": rows})
    asked = list({p.offer.id for p in made})
    session.execute(_OFFERS, {"offers": parameters.ids(asked), "now": now})
    supply.mark_asked(session, asked, now)
    lines = [
        Line(
            EventKind.MATCH_PROPOSED,
            ("match", p.id),
            p.need.id,
            found.community_id,
            {"by": By.ENGINE, "wave": p.row.wave},
        )
        for p in made
    ]
    record_many(session, lines, actor=None, now=now)


def _row(made: _Proposal) -> dict[str, object]:
    """A proposal as `_MATCHES` takes it."""
    behind, score = made.behind, made.score
    return {
        "id": made.id,
        "need": made.need.id,
        "offer": made.offer.id,
        "author": made.need.author_id,
        "organisation": behind["organisation_id"],
        "person": behind["author_id"],
        "number": None if behind["organisation_id"] else behind["number"],
        "reply_by": made.reply_by,
        "score": score.total,
        "parts": score.parts._asdict(),
        "reasons": [because_code(reason) for reason in score.reasons],
        "p_yes": made.chosen.p_yes,
        "chance": _chance(made.offer, made.chosen),
        "propensity": made.chosen.propensity,
        "wave": made.row.wave,
    }


def _chance(offer: OfferValue, chosen: Chosen) -> float:
    """How well it fits × how likely they see it: what their silence will tell, should they be silent."""
    return min(1.0, chosen.p_yes * (offer.alpha + offer.beta) / offer.alpha)


def _plan_next(
    session: Session,
    found: Backlog,
    batch: list[Plan],
    asked: Counter[UUID],
    history: Mapping[UUID, History],
    now: datetime,
) -> None:
    """When to look again: soon while there are people, later while everybody has been asked or is full."""
    pause = waves.pause_before_next(Urgency.SOON, found.policy)
    helped_out = bool(allied.giving(session, found.community_id))
    looked_at: list[dict[str, object]] = []
    unanswered: list[Line] = []
    for plan in batch:
        need, row = found.needs[plan.need], found.rows[plan.need]
        waited_for = asked[need.id] or history.get(need.id, History()).waiting
        over = not waited_for and row.handed_over_at is None
        to_allies = over and helped_out and need.criteria.allies
        later = now if to_allies else now + (pause if plan.found else max(pause, _NOBODY_LEFT))
        looked_at.append({"id": need.id, "found": plan.found, "next": later, "over": over})
        if over:
            unanswered.append(
                Line(
                    EventKind.NEED_UNANSWERED,
                    ("need", need.id),
                    need.id,
                    found.community_id,
                    {"candidates": plan.found},
                )
            )
            if overflow.organisations(session, row, need):
                unanswered.append(overflow.told(row))
    session.execute(_NEEDS, {"now": now, "needs": parameters.rows(looked_at)})
    if unanswered:
        record_many(session, unanswered, actor=None, now=now)
