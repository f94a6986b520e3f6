"""Who is near to whom: nobody judges what concerns themself, or somebody near to them.

Near are those who are, or may be, one hand: a contact point, a household or an installation in common, one person after
the other; and, of each hand, whom they speak for or who speaks for them, who acts for the same organisation, and, where
`words` count, whoever gave the other their word. Nobody pushes a judge away by it: an address counts only where whose
matter it is has proved it, and of a word to somebody who answered for the community already its giver alone.

A word given to a helper keeps nobody from a first decision: whoever lets people in must be able to act at once against
one who abuses it. It keeps them from hearing an appeal.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import or_, select, text
from sqlmodel import Session, col

from core.access import Caller
from core.errors import Forbidden
from core.models import Block, Membership
from matching.words.vocabulary import MemberState, Role

_WORDS, _OF_JUDGE = "(SELECT q.words FROM asked q)", "(SELECT q.of_judge FROM asked q)"
_HAND = f"""
    SELECT b.person_id AS other FROM contact_point a JOIN contact_point b ON b.lookup = a.lookup AND b.kind = a.kind
     WHERE a.person_id = {{one}} AND CASE WHEN {_OF_JUDGE} THEN b.verified_at ELSE a.verified_at END IS NOT NULL
    UNION ALL SELECT b.person_id FROM household_mark a JOIN household_mark b ON b.lookup = a.lookup
               WHERE a.person_id = {{one}}
    UNION ALL SELECT b.person_id FROM device a JOIN device b ON b.id = a.id WHERE a.person_id = {{one}}
    UNION ALL SELECT former_id FROM former_self WHERE person_id = {{one}}
    UNION ALL SELECT person_id FROM former_self WHERE former_id = {{one}}
"""  # noqa: S608  (put together from constants)
_NOTHING_OWED = """
    EXISTS (SELECT FROM membership m WHERE m.community_id = v.community_id AND m.person_id = v.person_id
               AND m.role <> 'member' AND coalesce(m.role_since, m.since) <= v.at)"""
"""A word given to who answered for the community already, and had nothing by it."""
_TIE = f"""
    SELECT b.person_id AS other FROM organisation_person a
      JOIN organisation_person b ON b.organisation_id = a.organisation_id WHERE a.person_id = {{one}}
    UNION ALL SELECT representative_id FROM representation WHERE person_id = {{one}} AND ended_at IS NULL
    UNION ALL SELECT person_id FROM representation WHERE representative_id = {{one}} AND ended_at IS NULL
    UNION ALL SELECT v.voucher_id FROM vouch v
               WHERE {_WORDS} AND v.person_id = {{one}} AND NOT ({_OF_JUDGE} AND {_NOTHING_OWED})
    UNION ALL SELECT v.person_id FROM vouch v
               WHERE {_WORDS} AND v.voucher_id = {{one}} AND ({_OF_JUDGE} OR NOT {_NOTHING_OWED})
"""  # noqa: S608  (put together from constants)
WALK = f"""
    asked AS MATERIALIZED (
        SELECT CAST(:people AS uuid[]) AS people, CAST(:words AS boolean) AS words,
               CAST(:of_judge AS boolean) AS of_judge
    ), near(person, tied) AS (
        SELECT unnest(q.people), false FROM asked q
        UNION SELECT s.other, s.tied FROM near n CROSS JOIN LATERAL (
            SELECT h.other, n.tied FROM ({_HAND.format(one="n.person")}) h
            UNION ALL SELECT t.other, true FROM ({_TIE.format(one="n.person")}) t WHERE NOT n.tied
        ) s
    )
"""  # noqa: S608  (put together from constants)
"""SQL: who is near (`near`), for WITH RECURSIVE; wants `people`, `words` and `of_judge`, as `_walked` gives them.

From hand to hand, over one tie at most, and from hand to hand again: in one walk, which the planner takes for as
short as it is (three in a row it takes for a million people, and makes room for them). What is asked stands in a row
that it does not look into, so that it plans once for a connection.
"""
_NEAR = text(f"WITH RECURSIVE {WALK} SELECT person FROM near")  # noqa: S608  (put together from constants)


def near(session: Session, people: Iterable[UUID], *, words: bool = False) -> frozenset[UUID]:
    """Who does not judge what concerns these people: they, and everybody who is near to one of them."""
    return _walked(session, people, words=words, of_judge=False)


def not_judged_by(session: Session, judges: Iterable[UUID], *, words: bool = False) -> frozenset[UUID]:
    """The same from the other side: whose matters none of these judges."""
    return _walked(session, judges, words=words, of_judge=True)


def _walked(session: Session, people: Iterable[UUID], *, words: bool, of_judge: bool) -> frozenset[UUID]:
    session.flush()
    values = {"people": sorted(set(people)), "words": words, "of_judge": of_judge}
    return frozenset(session.scalars(_NEAR, values))


def ensure_no_part(session: Session, caller: Caller, people: Iterable[UUID], *, words: bool = False) -> None:
    """Raises Forbidden where the matter of these people is the caller's own, or of somebody near to them."""
    if caller.person_id in near(session, people, words=words):
        raise Forbidden("not_in_own_matter")


def kept_away(session: Session, people: Collection[UUID]) -> frozenset[UUID]:
    """Whoever keeps away from one of these or is kept away, and the one of these: that goes before every role."""
    either = or_(col(Block.blocker_id).in_(people), col(Block.blocked_id).in_(people))
    apart = session.scalars(select(Block).where(either)).all()
    return frozenset(one for row in apart for one in (row.blocker_id, row.blocked_id))


def judges(
    session: Session, listeners: Collection[UUID], parties: Collection[UUID], *, words: bool = False
) -> list[UUID]:
    """Those of these listeners who judge a matter of these parties: no party, near to none, and kept away from none."""
    if not listeners:
        return []
    near_to_it = near(session, parties, words=words) | kept_away(session, parties)
    return sorted(set(listeners) - near_to_it)


def role_in(session: Session, community_id: UUID, person_id: UUID) -> Role:
    """What somebody answers for in a community now; a member's where they answer for nothing."""
    there = session.get(Membership, (community_id, person_id))
    return there.role if there is not None and there.state is MemberState.ACTIVE else Role.MEMBER
