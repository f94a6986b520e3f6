"""What a batch of proposals leaves behind: the matches themselves, whose turn it was, when to look again, events."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from core.events import EventKind, Line, record_many
from core.models import Need
from matching.asking import waves
from matching.asking.scoring import Score, because_code, chance
from matching.words.values import Need as NeedValue
from matching.words.values import Offer as OfferValue
from matching.words.vocabulary import By
from services.asking import overflow
from services.asking.rounds.backlog import NOTHING_YET, UNHURRIED, Backlog, Behind, History
from services.asking.rounds.plans import Chosen, Plan
from services.facts import allied
from services.places import supply

_NOBODY_LEFT = timedelta(hours=1)

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


def insert(session: Session, found: Backlog, made: list[Proposal], now: datetime) -> None:
    """The matches, their events, and for each helper that their turn has been."""
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


def _row(made: Proposal) -> dict[str, object]:
    """A proposal as `_MATCHES` takes it."""
    behind, score = made.behind, made.score
    return {
        "id": made.id,
        "need": made.need.id,
        "offer": made.offer.id,
        "author": made.need.author_id,
        "organisation": behind.organisation_id,
        "person": behind.person_id,
        "number": None if behind.organisation_id else behind.number,
        "reply_by": made.reply_by,
        "score": score.total,
        "parts": score.parts._asdict(),
        "reasons": [because_code(reason) for reason in score.reasons],
        "p_yes": made.chosen.p_yes,
        "chance": chance(made.offer, made.chosen.p_yes),
        "propensity": made.chosen.propensity,
        "wave": made.row.wave,
    }


def plan_next(
    session: Session,
    found: Backlog,
    batch: list[Plan],
    asked: Counter[UUID],
    history: Mapping[UUID, History],
    now: datetime,
) -> None:
    """When to look again: soon while there are people, later while everybody has been asked or is full."""
    pause = waves.pause_before_next(UNHURRIED, found.policy)
    helped_out = bool(allied.giving(session, found.community_id))
    looked_at: list[dict[str, object]] = []
    unanswered: list[Line] = []
    for plan in batch:
        need, row = found.needs[plan.need], found.rows[plan.need]
        waited_for = asked[need.id] or history.get(need.id, NOTHING_YET).waiting
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
