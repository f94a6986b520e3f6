"""Needs as matching sees them: from rows to the values that it thinks in. `offer_facts` does so for offers."""

from functools import lru_cache

from core import places
from core.models import Need as NeedRow
from matching.words.categories import CATEGORIES
from matching.words.tasks import Involves, Requires
from matching.words.values import Need, Point, RiskRule, Window


def need(
    row: NeedRow,
    *,
    remaining: int | None = None,
    agreed: Window | None = None,
    author_is_minor: bool = False,
    risk: RiskRule | None = None,
) -> Need:
    """A need as matching sees it; `remaining` where it is less than the whole. It counts as posted in its turn.

    `agreed`: the time of the first who was confirmed. Where several must come, they all come then.
    """
    together = agreed if row.at_least > 1 else None
    return Need(
        id=row.id,
        community_id=row.community_id,
        author_id=row.author_id,
        organisation_id=row.organisation_id,
        category=row.category,
        point=point(row.cell),
        posted_at=row.turn_at or row.posted_at,
        expires_at=row.expires_at,
        place_kind=row.place_kind,
        windows=row.windows if together is None else (together,),
        minutes=row.minutes if together is None else None,
        remaining=row.quantity if remaining is None else remaining,
        unit=row.unit,
        at_least=row.at_least,
        urgency=row.urgency,
        language=row.language,
        involves=frozenset(Involves(word) for word in row.involves),
        requires=frozenset(Requires(word) for word in row.requires),
        cost=row.cost,
        criteria=row.criteria,
        risk=risk or CATEGORIES[row.category].risk,
        author_is_minor=author_is_minor,
        asked_anew_at=row.asked_anew_at,
    )


@lru_cache(maxsize=65_536)
def point(cell: int | None) -> Point | None:
    """The middle of a cell and how large it is: all that matching knows of a place."""
    return None if cell is None else Point(*places.centre(cell), places.radius_km(cell))
