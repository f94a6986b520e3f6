"""Who comes to a need for several: people, not quantities. Contact opens when enough of them are confirmed."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Uuid
from sqlmodel import Session

from core.models import Community, Match, Need, Offer
from matching.rules import several
from matching.rules.several import Comer
from matching.words.vocabulary import Unit
from services.facts import policies

_COMING = text("""
    SELECT who.person_id, who.named_by,
           ARRAY(SELECT c.lookup FROM contact_point c WHERE c.person_id = who.person_id) AS contacts,
           ARRAY(SELECT p.organisation_id FROM organisation_person p WHERE p.person_id = who.person_id)
               AS organisations
      FROM (
        SELECT m.confirmed_at, m.id, u.person_id, o.organisation_id AS named_by
          FROM match m
          JOIN offer o ON o.id = m.offer_id
         CROSS JOIN LATERAL unnest(CASE WHEN o.organisation_id IS NULL OR m.people IS NULL
                                        THEN ARRAY[m.helper_person_id] ELSE m.people END) AS u(person_id)
         WHERE m.need_id = :need AND m.status IN ('confirmed', 'completed') AND m.id <> :but
           AND (o.organisation_id IS NULL
                OR EXISTS (SELECT FROM organisation_person p JOIN organisation g ON g.id = p.organisation_id
                            WHERE p.person_id = u.person_id AND g.id = o.organisation_id AND g.verified))
        UNION ALL
        SELECT NULL, NULL, u.person_id, :organisation
          FROM unnest(:these) AS u(person_id)
      ) who
     ORDER BY who.confirmed_at NULLS LAST, who.id, who.person_id
""").bindparams(
    bindparam("these", type_=ARRAY(Uuid())),
    bindparam("but", type_=Uuid()),
    bindparam("organisation", type_=Uuid()),
)
"""Those of confirmed and done matches, in the order of confirming; an organisation's are those it named and has."""
_BEHIND = text("""
    SELECT u.person_id, g.id AS named_by,
           ARRAY(SELECT c.lookup FROM contact_point c WHERE c.person_id = u.person_id) AS contacts,
           ARRAY(SELECT p.organisation_id FROM organisation_person p WHERE p.person_id = u.person_id)
               AS organisations
      FROM offer o LEFT JOIN organisation g ON g.id = o.organisation_id AND g.verified
     CROSS JOIN LATERAL (
        SELECT o.author_id AS person_id WHERE o.organisation_id IS NULL
         UNION ALL
        (SELECT p.person_id FROM organisation_person p WHERE p.organisation_id = g.id
          ORDER BY p.person_id LIMIT o.up_to)
      ) u
     WHERE o.id = ANY(:offers)
""").bindparams(bindparam("offers", type_=ARRAY(Uuid())))
_NONE = UUID(int=0)


def wanted(session: Session, need: Need) -> int:
    """How many people must come: of helpers as many as were asked for, of things as many as the rule of risk says."""
    if need.at_least == 1 or need.unit is Unit.HELPER:
        return need.at_least
    here = session.get_one(Community, need.community_id)
    return policies.as_posted(policies.risk(here, need.category), need).at_least


def enough(session: Session, need: Need) -> bool:
    """Whether so many people are confirmed, or have helped already, as must come."""
    least = wanted(session, need)
    return least <= 1 or several.people(_coming(session, need)) >= least


def leaves_room(
    session: Session,
    need: Need,
    match: Match,
    people: Sequence[UUID],
    remaining: int | None,
    quantity: int,
) -> bool:
    """Whether enough people could still come once this match stands, too, for so much. `remaining`: before that."""
    least = wanted(session, need)
    if least <= 1 or remaining is None:
        return True
    offer = session.get_one(Offer, match.offer_id)
    theirs = _coming(session, need, match, people, offer.organisation_id)
    return several.leaves_room(remaining - quantity, least, several.people(theirs))


def with_these(session: Session, need: Need, offers: Sequence[UUID]) -> int:
    """How many people there would be for a need if those behind these offers came too: of a verified organisation as
    many as it has, and as it said at most.
    """
    rows = session.execute(_BEHIND, {"offers": list(offers)}).mappings()
    return several.could_come(_coming(session, need), [_comer(row) for row in rows])


def _coming(
    session: Session,
    need: Need,
    match: Match | None = None,
    these: Sequence[UUID] = (),
    organisation_id: UUID | None = None,
) -> list[Comer]:
    session.flush()
    values = {
        "need": need.id,
        "but": match.id if match else _NONE,
        "these": list(these),
        "organisation": organisation_id,
    }
    return [_comer(row) for row in session.execute(_COMING, values).mappings()]


def _comer(row: RowMapping) -> Comer:
    contacts = frozenset(bytes(lookup) for lookup in row["contacts"])
    return Comer(row["person_id"], contacts, frozenset(row["organisations"]), row["named_by"])
