"""What ties those who reported somebody to one another: the rows behind `matching.rules.related`.

Who is too near to a matter to judge it is another question (`services.judging.own_matter`).
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import parameters
from matching.rules.related import Ties

_TIES = text("""
    SELECT a.person_id AS one, b.person_id AS other, true AS hand
      FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup
     WHERE a.person_id = ANY(CAST(:people AS uuid[])) AND b.person_id <> a.person_id
     UNION SELECT a.person_id, b.person_id, true FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
     WHERE a.person_id = ANY(CAST(:people AS uuid[])) AND b.person_id <> a.person_id
     UNION SELECT a.person_id, b.person_id, true FROM device a JOIN device b ON b.id = a.id
     WHERE a.person_id = ANY(CAST(:people AS uuid[])) AND b.person_id <> a.person_id
     UNION SELECT person_id, former_id, true FROM former_self WHERE person_id = ANY(CAST(:people AS uuid[]))
     UNION SELECT former_id, person_id, true FROM former_self WHERE former_id = ANY(CAST(:people AS uuid[]))
     UNION SELECT person_id, voucher_id, false FROM vouch WHERE person_id = ANY(CAST(:people AS uuid[]))
     UNION SELECT voucher_id, person_id, false FROM vouch WHERE voucher_id = ANY(CAST(:people AS uuid[]))
     UNION SELECT person_id, representative_id, false FROM representation
     WHERE person_id = ANY(CAST(:people AS uuid[]))
     UNION SELECT representative_id, person_id, false FROM representation
     WHERE representative_id = ANY(CAST(:people AS uuid[]))
     UNION SELECT a.person_id, b.person_id, false
      FROM organisation_person a JOIN organisation_person b ON b.organisation_id = a.organisation_id
     WHERE a.person_id = ANY(CAST(:people AS uuid[])) AND b.person_id <> a.person_id
""")


def ties(session: Session, people: Collection[UUID]) -> Ties:
    """What ties these people to one another, and to whomever else."""
    if not people:
        return Ties()
    session.flush()
    rows = session.execute(_TIES, {"people": parameters.ids(sorted(people))}).all()
    return Ties(
        hands=frozenset((row.one, row.other) for row in rows if row.hand),
        words=frozenset((row.one, row.other) for row in rows if not row.hand),
    )
