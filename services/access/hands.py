"""By whom people came to speak for others, and which accounts are one hand: the rows behind
`matching.rules.second_words`.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from matching.rules.second_words import Grants

_FOUNDED = """
    SELECT m.person_id, c.id,
           (SELECT count(*) FROM recognition n WHERE n.community_id = c.id) >= 2 AS by_stewards
      FROM membership m JOIN community c ON c.id = m.community_id AND c.state = 'recognised'
     WHERE m.person_id = ANY(:people) AND m.role_by IS NULL
       AND (m.role <> 'member' OR EXISTS (SELECT FROM membership o
                                           WHERE o.community_id = c.id AND o.role_by = m.person_id))"""
"""Whoever spoke for a recognised community first. A role that nobody gave was theirs from the beginning, or the
operator's to give; whoever gave one had one, also if they have left since."""

_GIVEN = text(f"""
    WITH founded AS ({_FOUNDED})
    SELECT person_id AS receiver, role_by AS giver FROM membership
     WHERE person_id = ANY(:people) AND (role <> 'member' OR person_id = ANY(:still)) AND role_by IS NOT NULL
    UNION SELECT person_id, unnest(agreed || agreed_as_neighbours) FROM pending_change
     WHERE person_id = ANY(:people) AND kind = 'steward' AND ended_as = 'made'
    UNION SELECT person_id, NULL FROM pending_change
     WHERE person_id = ANY(:people) AND kind = 'steward' AND ended_as = 'made' AND by_operator
    UNION SELECT f.person_id, r.steward_id FROM founded f JOIN recognition r ON r.community_id = f.id
     WHERE f.by_stewards
    UNION SELECT person_id, NULL FROM founded WHERE NOT by_stewards
""")  # noqa: S608  (put together from constants)
"""Who came to speak by whom; by nobody: by the operator, who recognises a community where two stewards did not."""

_ALONE = text("""
    SELECT m.person_id AS receiver, m.role_by AS giver FROM membership m
     WHERE m.person_id = ANY(:people) AND m.role_by IS NOT NULL
       AND NOT EXISTS (SELECT FROM pending_change p
                        WHERE p.community_id = m.community_id AND p.person_id = m.person_id
                          AND p.by_id = m.role_by AND p.kind = 'steward' AND p.ended_as = 'made'
                          AND (p.by_operator OR cardinality(p.agreed || p.agreed_as_neighbours) > 0))
""")
"""Roles that somebody gave, also such as were taken away again, where nobody else said yes."""

_SAME = text("""
    SELECT array_agg(DISTINCT person_id) AS hand FROM contact_point
     WHERE person_id = ANY(:people) GROUP BY kind, lookup HAVING count(DISTINCT person_id) > 1
    UNION ALL SELECT array_agg(person_id) FROM device
     WHERE person_id = ANY(:people) GROUP BY id HAVING count(*) > 1
    UNION ALL SELECT ARRAY[person_id, former_id] FROM former_self
     WHERE person_id = ANY(:people) AND former_id = ANY(:people)
""")


def grants(session: Session, people: Iterable[UUID], *, still: Iterable[UUID] = ()) -> Grants:
    """How these came to speak for others, back to where it began. `still`: of whom it is asked as if they spoke yet,
    for something they did when they did.
    """
    as_before = sorted(still)
    outside: set[UUID] = set()
    by: dict[UUID, set[UUID]] = {}
    known: set[UUID] = set()
    asked = set(people)
    while asked:
        known |= asked
        for row in session.execute(_GIVEN, {"people": sorted(asked), "still": as_before}):
            if row.giver is None:
                outside.add(row.receiver)
            else:
                by.setdefault(row.receiver, set()).add(row.giver)
        asked = set().union(*by.values()) - known
    alone: dict[UUID, set[UUID]] = {}
    for row in session.execute(_ALONE, {"people": sorted(known)}):
        alone.setdefault(row.receiver, set()).add(row.giver)
    same = session.scalars(_SAME, {"people": sorted(known)})
    return Grants(frozenset(outside), _frozen(by), _frozen(alone), [frozenset(hand) for hand in same])


def _frozen(given: dict[UUID, set[UUID]]) -> dict[UUID, frozenset[UUID]]:
    return {who: frozenset(givers) for who, givers in given.items()}
