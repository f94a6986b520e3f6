"""The circle of helpers in which a need is asked for: how many they are, and how likely one of them says yes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from matching.asking import attention
from services.facts import learning

_CIRCLE = text(f"""
    SELECT (SELECT count(DISTINCT coalesce(organisation_id, author_id)) FROM offer
             WHERE community_id = ANY(:communities) AND status = 'active' AND for_need_id IS NULL) AS helpers,
           usual.yes, usual.asked
      FROM ({learning.USUAL}) usual
""")  # noqa: S608  (put together from constants)


@dataclass(frozen=True, slots=True)
class Circle:
    """So many `helpers` offer help now; `usual_yes` is the chance that somebody asked says yes there."""

    helpers: int
    usual_yes: float


def around(session: Session, community_id: UUID, *, helpers_of: Sequence[UUID]) -> Circle:
    """The circle for needs of a community, with the helpers of these communities (mostly of that one alone)."""
    about = {"community": community_id, "communities": list(helpers_of)}
    row = session.execute(_CIRCLE, about | learning.PARAMETERS).one()
    usual = attention.community_belief(float(row.yes), float(row.asked))
    return Circle(int(row.helpers), usual.mean)
