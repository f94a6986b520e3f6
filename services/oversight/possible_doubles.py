"""Needs that may ask for the same thing: of one person or household by keyed hash, or of one kind at one place."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select, text
from sqlmodel import Session, col

from core.access import Caller
from core.crypto.keyring import keyring
from core.models import Need
from services import sealed

WITHIN = timedelta(days=3)
"""So far apart two needs of one household may have been posted to look like one."""
NEIGHBOURS_WITHIN = timedelta(hours=6)
"""So far apart those of two households of one kind and place may have been."""
AT_MOST = 5

Why = Literal["same_person", "same_household", "same_kind_and_place"]

_LIKE = text("""
    WITH household(id) AS (
        SELECT CAST(:author AS uuid)
        UNION SELECT b.person_id FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
               WHERE a.person_id = :author
        UNION SELECT b.person_id FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup AND b.kind = a.kind
               WHERE a.person_id = :author
        UNION SELECT person_id FROM contact_point WHERE lookup = ANY(CAST(:lookups AS bytea[]))
        UNION SELECT person_id FROM household_mark WHERE lookup = ANY(CAST(:lookups AS bytea[]))
    ), standing AS (
        SELECT o.id, o.posted_at, coalesce(o.author_id = :author, false) AS same_person,
               o.author_id IN (SELECT id FROM household WHERE id IS NOT NULL) AS same_household
          FROM need o
         WHERE o.community_id = :community AND o.status IN ('open', 'matched') AND o.duplicate_of IS NULL
           AND o.category = :category AND o.cell IS NOT DISTINCT FROM CAST(:cell AS bigint)
           AND o.id IS DISTINCT FROM CAST(:need AS uuid)
           AND NOT o.hidden AND NOT o.author_hidden AND o.author_id <> ALL(:blocked)
           AND o.posted_at BETWEEN :at - CAST(:within AS interval) AND :at + CAST(:within AS interval)
    )
    SELECT id, same_person, same_household FROM standing
     WHERE same_household OR posted_at BETWEEN :at - CAST(:nearly AS interval) AND :at + CAST(:nearly AS interval)
     ORDER BY same_household DESC, posted_at, id LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for, written down already (`need_id`) or about to be: of whom (`lookups`: keyed hashes of how
    they are reached, where they have no account yet), of which kind, at which shown cell, and when.
    """

    category: str
    cell: int | None
    at: datetime
    author_id: UUID | None = None
    lookups: tuple[bytes, ...] = ()
    need_id: UUID | None = None

    @classmethod
    def by(cls, need: Need) -> "Asked":
        """What a need asks for."""
        return cls(need.category, need.cell, need.posted_at, need.author_id, need_id=need.id)


@dataclass(frozen=True, slots=True)
class PossibleDouble:
    """A standing need that may ask for the same, and why it looks so."""

    need_id: UUID
    why: Why
    title: str | None
    posted_at: datetime


def of(session: Session, caller: Caller, community_id: UUID, asked: Asked) -> list[PossibleDouble]:
    """Standing needs that may ask for the same, those of one household first; nothing of anybody who keeps away from
    the caller. For whoever answers for the community: see that they do.
    """
    session.flush()
    rows = session.execute(
        _LIKE,
        {
            "community": community_id,
            "author": asked.author_id,
            "lookups": list(asked.lookups),
            "category": asked.category,
            "cell": asked.cell,
            "need": asked.need_id,
            "blocked": list(caller.blocked),
            "at": asked.at,
            "within": WITHIN,
            "nearly": NEIGHBOURS_WITHIN,
            "most": AT_MOST,
        },
    ).all()
    found = session.scalars(select(Need).where(col(Need.id).in_([row.id for row in rows])))
    needs = {need.id: need for need in found}
    keyring(session).fetch([need.author_id for need in needs.values()])
    return [
        PossibleDouble(
            row.id,
            _why(row.same_person, row.same_household),
            sealed.opened_in_need(session, needs[row.id], "title"),
            needs[row.id].posted_at,
        )
        for row in rows
    ]


def _why(same_person: bool, same_household: bool) -> Why:
    if same_person:
        return "same_person"
    return "same_household" if same_household else "same_kind_and_place"
