"""Who is near to whom: nobody judges what concerns themself, or somebody near to them.

Near are those who are, or may be, one hand: a contact point, a household or an installation in common, one person after
the other; and, of each hand, whom they speak for or who speaks for them, who acts for the same organisation, and, where
`words` count, whoever gave the other their word. It goes both ways.

A word given to a helper keeps nobody from a first decision: whoever lets people in must be able to act at once against
one who abuses it. It keeps them from hearing an appeal.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.access import Caller
from core.errors import Forbidden

_HAND = """
    SELECT b.person_id AS other FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup AND b.kind = a.kind
     WHERE a.person_id = {one}
    UNION ALL SELECT b.person_id FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
               WHERE a.person_id = {one}
    UNION ALL SELECT b.person_id FROM device a JOIN device b ON b.id = a.id WHERE a.person_id = {one}
    UNION ALL SELECT former_id FROM former_self WHERE person_id = {one}
    UNION ALL SELECT person_id FROM former_self WHERE former_id = {one}
"""
_TIE = """
    SELECT b.person_id AS other FROM organisation_person a
      JOIN organisation_person b ON b.organisation_id = a.organisation_id WHERE a.person_id = {one}
    UNION ALL SELECT representative_id FROM representation WHERE person_id = {one} AND ended_at IS NULL
    UNION ALL SELECT person_id FROM representation WHERE representative_id = {one} AND ended_at IS NULL
    UNION ALL SELECT voucher_id FROM vouch WHERE :words AND person_id = {one}
    UNION ALL SELECT person_id FROM vouch WHERE :words AND voucher_id = {one}
"""
_NEAR = text(f"""
    WITH RECURSIVE hand(person) AS (
        SELECT unnest(CAST(:people AS uuid[]))
        UNION SELECT s.other FROM hand h CROSS JOIN LATERAL ({_HAND.format(one="h.person")}) s
    ), tied(person) AS (
        SELECT person FROM hand
        UNION SELECT t.other FROM hand h CROSS JOIN LATERAL ({_TIE.format(one="h.person")}) t
    ), near(person) AS (
        SELECT person FROM tied
        UNION SELECT s.other FROM near n CROSS JOIN LATERAL ({_HAND.format(one="n.person")}) s
    )
    SELECT person FROM near
""")  # noqa: S608  (put together from constants)


def near(session: Session, people: Iterable[UUID], *, words: bool = False) -> frozenset[UUID]:
    """These people, and everybody who is near to one of them."""
    session.flush()
    return frozenset(session.scalars(_NEAR, {"people": sorted(set(people)), "words": words}))


def ensure_no_part(session: Session, caller: Caller, people: Iterable[UUID], *, words: bool = False) -> None:
    """Raises Forbidden where the matter of these people is the caller's own, or of somebody near to them."""
    if caller.person_id in near(session, people, words=words):
        raise Forbidden("not_in_own_matter")
