"""What is written down of a batch of proposals: matches, events, who was asked when, and when to look again."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.events import NewEvent, record_many
from core.models import Need
from matching.asking.next_look import Look, next_look, nobody_to_wait_for
from matching.asking.scoring import Score
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from services.asking import held_back, overflow, recording
from services.asking.asked_so_far import NOBODY_YET, AskedSoFar
from services.asking.recording import Proposed
from services.asking.rounds.backlog import Backlog, Behind
from services.asking.rounds.plans import Chosen, Plan
from services.facts import allied

_MATCHES = text("""
    INSERT INTO match (id, need_id, offer_id, community_id, beneficiary_id, helper_id, helper_person_id,
                       helper_number, status, quantity, opened_by, created_at, reply_by, score, parts, reasons,
                       p_yes, chance, propensity, wave, contact_closed, urgent_at_yes, version)
    SELECT m.id, m.need, m.offer, :community, m.author, coalesce(m.organisation, m.person), m.person,
           m.number, 'proposed', 1, 'engine', :now, m.reply_by, m.score, m.parts, m.reasons, m.p_yes, m.chance,
           m.propensity, m.wave, false, false, 1
      FROM json_to_recordset(CAST(:made AS json))
           AS m(id uuid, need uuid, offer uuid, author uuid, organisation uuid, person uuid, number bigint,
                reply_by timestamptz, score int, parts jsonb, reasons text[], p_yes float8, chance float8,
                propensity float8, wave int)
""")
_NEEDS = text("""
    UPDATE need n SET candidates = d.found, wave = n.wave + 1, next_wave_at = d.next,
                      held_since = CASE WHEN d.held THEN coalesce(n.held_since, :now) END, held_until = d.free,
                      handed_over_at = CASE WHEN d.over THEN :now ELSE n.handed_over_at END
      FROM json_to_recordset(CAST(:needs AS json)) AS d(id uuid, found int, next timestamptz, over bool,
                                                                 held bool, free timestamptz)
     WHERE n.id = d.id
""")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A match that is to be, with what stood behind it when everything was locked."""

    id: UUID
    need: NeedValue
    row: Need
    offer: OfferValue
    behind: Behind
    score: Score
    chosen: Chosen
    reply_by: datetime


def insert(session: Session, due: Backlog, made: list[Proposal], now: datetime) -> None:
    """Writes the matches, their events, and for each helper that they were asked now."""
    rows = parameters.rows(_row(p) for p in made)
    session.execute(_MATCHES, {"community": due.community_id, "now": now, "made": rows})
    proposed = [Proposed(p.id, p.offer.id, p.need.id, due.community_id, p.row.wave) for p in made]
    recording.proposed(session, proposed, now=now)


def _row(made: Proposal) -> dict[str, object]:
    """A proposal as `_MATCHES` takes it."""
    behind, chosen = made.behind, made.chosen
    why = recording.grounds(
        made.offer, made.score, p_yes=chosen.p_yes, propensity=chosen.propensity, wave=made.row.wave
    )
    return why | {
        "id": made.id,
        "need": made.need.id,
        "offer": made.offer.id,
        "author": made.need.author_id,
        "organisation": behind.organisation_id,
        "person": behind.person_id,
        "number": None if behind.organisation_id else behind.number,
        "reply_by": made.reply_by,
    }


def plan_next(
    session: Session,
    due: Backlog,
    batch: list[Plan],
    asked: Counter[UUID],
    so_far: Mapping[UUID, AskedSoFar],
    now: datetime,
) -> None:
    """When to look again at each need, and the handing over of those that nobody is left for."""
    has_allies = bool(allied.giving(session, due.community_id))
    looked_at: list[dict[str, object]] = []
    handed_over: list[tuple[Need, NeedValue]] = []
    unanswered: list[NewEvent] = []
    for plan in batch:
        need, row = due.needs[plan.need], due.rows[plan.need]
        before = so_far.get(need.id, NOBODY_YET)
        look = Look(
            found=plan.could_help,
            asked=asked[need.id],
            undecided=before.undecided,
            enough_said_yes=before.enough_said_yes(row),
            asleep=plan.asleep,
            held_back=plan.held_back.helpers,
            free_at=plan.held_back.free_at,
            wait_ends=held_back.wait_ends(row, now),
        )
        over = row.handed_over_at is None and nobody_to_wait_for(look, need.urgency, now)
        to_allies = over and has_allies and need.criteria.allies
        later = now if to_allies else next_look(look, need.urgency, due.policy, now)
        looked_at.append(_looked_at(need.id, look, later, over=over))
        if over:
            handed_over.append((row, need))
            unanswered.append(recording.unanswered(need.id, due.community_id, candidates=look.found))
    session.execute(_NEEDS, {"now": now, "needs": parameters.rows(looked_at)})
    if unanswered:
        told = overflow.telling_organisations(session, due.community_id, handed_over)
        record_many(session, [*told, *unanswered], actor=None, now=now)


def _looked_at(need_id: UUID, look: Look, later: datetime, *, over: bool) -> dict[str, object]:
    """What a look came to, as `_NEEDS` takes it."""
    return {
        "id": need_id,
        "found": look.candidates,
        "next": later,
        "over": over,
        "held": look.only_limits,
        "free": look.free_at if look.only_limits else None,
    }
