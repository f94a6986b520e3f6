"""What a coordinator may see of a helper: name, level, load, last answer. Never hours, places, what they cannot."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.models import Membership
from matching.words.vocabulary import TrustLevel
from services import sealed

Answer = Literal["yes", "no"]

_HELPERS = text("""
    SELECT o.id AS offer_id, o.author_id AS person_id, p.display_name, g.name AS organisation, o.cell,
           coalesce(a.trust, 'new') AS trust, l.answer, CAST(l.at AT TIME ZONE c.time_zone AS date) AS answered_on,
           (SELECT count(*) FROM match h WHERE h.helper_person_id = o.author_id AND h.community_id = :community
               AND h.status IN ('accepted', 'confirmed')) AS load
      FROM offer o
      JOIN person p ON p.id = o.author_id
      JOIN community c ON c.id = :community
      LEFT JOIN organisation g ON g.id = o.organisation_id
      LEFT JOIN membership a ON a.community_id = :community AND a.person_id = o.author_id
      LEFT JOIN LATERAL (
        SELECT CASE WHEN m.helper_key_at IS NULL THEN 'no' ELSE 'yes' END AS answer,
               coalesce(m.helper_key_at, m.ended_at) AS at
          FROM match m
         WHERE m.helper_person_id = o.author_id AND m.community_id = :community
           AND (m.helper_key_at IS NOT NULL OR m.status = 'declined')
         ORDER BY at DESC LIMIT 1
      ) l ON true
     WHERE o.id = ANY(CAST(:offers AS uuid[])) AND o.author_id <> ALL(:blocked)
""")


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """What somebody last said to a need of the circle, and on which day by its clock."""

    answer: Answer
    on: date


@dataclass(frozen=True, slots=True)
class NamedHelper:
    """Somebody who offers help in the circle. `load`: how many promises of theirs stand here."""

    offer_id: UUID
    person_id: UUID
    display_name: str | None
    organisation: str | None
    trust: TrustLevel
    load: int
    last_answer: LastAnswer | None
    cell: int | None
    """Where the offer is shown to be: for a distance band, and nothing else."""


def by_offer(
    session: Session, caller: Caller, community_id: UUID, offers: Collection[UUID]
) -> dict[UUID, NamedHelper]:
    """Whose offers these are, by offer; without whoever keeps away from the caller, or the caller from them."""
    if not offers:
        return {}
    session.flush()
    values = {"offers": list(offers), "community": community_id, "blocked": list(caller.blocked)}
    rows = session.execute(_HELPERS, values).all()
    keyring(session).fetch({row.person_id for row in rows})
    return {
        row.offer_id: NamedHelper(
            row.offer_id,
            row.person_id,
            sealed.opened_display_name(session, row.person_id, row.display_name),
            row.organisation,
            TrustLevel(row.trust),
            row.load,
            LastAnswer(row.answer, row.answered_on) if row.answer is not None else None,
            row.cell,
        )
        for row in rows
    }


def members(session: Session, community_id: UUID, people: Collection[UUID]) -> set[UUID]:
    """Those of these people who are, or were, of the circle: a helper of an allied one is not."""
    here = select(col(Membership.person_id)).where(
        col(Membership.community_id) == community_id, col(Membership.person_id).in_(people)
    )
    return set(session.scalars(here))
