"""By whom people came to speak for others, and which accounts are one hand: the rows behind
`matching.rules.second_words` and `matching.rules.hands`.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from matching.rules import hands
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

_ONE_HAND = text("""
    SELECT a.person_id AS one, b.person_id AS other, false AS told
      FROM device a JOIN device b ON b.id = a.id AND b.person_id > a.person_id
     WHERE a.person_id = ANY(:people) AND b.person_id = ANY(:people)
    UNION ALL SELECT person_id, former_id, false FROM former_self
     WHERE person_id = ANY(:people) AND former_id = ANY(:people)
    UNION ALL SELECT t.person_id, p.person_id, true
      FROM contact_point p JOIN contact_point t ON t.lookup = p.lookup AND t.kind = p.kind
     WHERE p.person_id = ANY(:people) AND t.person_id = ANY(:people) AND t.person_id <> p.person_id
       AND p.verified_at IS NOT NULL
""")
"""What is proved belongs to one account; it may be written down in another one, too."""

_HELPERS = text("""
    SELECT coalesce(o.organisation_id, o.author_id) AS helper,
           CASE WHEN g.verified THEN g.id
                WHEN EXISTS (SELECT FROM contact_point c
                              WHERE c.person_id = o.author_id AND c.verified_at IS NOT NULL) THEN o.author_id
                ELSE (SELECT min(CAST(r.representative_id AS text)) FROM representation r
                        JOIN contact_point c ON c.person_id = r.representative_id AND c.verified_at IS NOT NULL
                       WHERE r.person_id = o.author_id AND r.given_at IS NOT NULL AND r.ended_at IS NULL)::uuid
           END AS hand
      FROM offer o LEFT JOIN organisation g ON g.id = o.organisation_id
     WHERE o.id = ANY(:offers)
""")
"""Whose hand stands behind an offer: who has proved where they are reached, or speaks for one who has no app."""


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


def of_accounts(session: Session, people: Iterable[UUID]) -> dict[UUID, UUID]:
    """By account, which of these stands for all of one hand; whoever is not named has no other among them."""
    rows = session.execute(_ONE_HAND, {"people": sorted(people)}).all()
    same = [frozenset((row.one, row.other)) for row in rows if not row.told]
    return hands.joined(same, [(row.one, row.other) for row in rows if row.told])


def of_helpers(session: Session, offers: Sequence[UUID]) -> dict[UUID, UUID]:
    """By helper of these offers, whose hand it is; without those behind whom nobody proved where they are reached."""
    rows = session.execute(_HELPERS, {"offers": list(offers)})
    behind = {row.helper: row.hand for row in rows if row.hand is not None}
    one = of_accounts(session, set(behind.values()))
    return {helper: one.get(hand, hand) for helper, hand in behind.items()}
