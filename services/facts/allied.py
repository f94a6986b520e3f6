"""Which communities give help to one another now: alliances that stand, between recognised communities.

A dormant community is helped and gives no help itself, for nobody is there who would look after its helpers.
"""

from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

_STANDS = """
    EXISTS (SELECT FROM alliance ours
              JOIN alliance theirs ON theirs.community_id = ours.other_id AND theirs.other_id = ours.community_id
              JOIN community here ON here.id = ours.community_id AND here.state = 'recognised'
              JOIN community there ON there.id = ours.other_id AND there.state = 'recognised' AND NOT there.dormant
             WHERE ours.community_id = {here} AND ours.other_id = {other})
"""


def stands(other: str, here: str = ":community") -> str:
    """As SQL: whether `other` (a column) gives help to `:community` now, or to another column's."""
    return _STANDS.format(other=other, here=here)


_GIVING = text(f"SELECT c.id FROM community c WHERE {stands('c.id')} ORDER BY c.id")  # noqa: S608  (constants)


def giving(session: Session, community_id: UUID) -> list[UUID]:
    """The communities that give help to this one now."""
    return list(session.execute(_GIVING, {"community": community_id}).scalars())
