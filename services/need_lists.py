"""Lists of needs: only what the caller may see, oldest first, or nearest first around a place.

What suits the caller best comes first in `services.browsing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select, tuple_
from sqlmodel import Session, col

from core.access import PARTY_SEES, Caller, sees_need
from core.keyring import keyring
from core.models import Match, Need, PersonKey
from matching.distance import mercator
from matching.values import Point
from matching.vocabulary import By, MatchStatus, NeedStatus, Urgency

KM_A_DEGREE = 111.2

Order = Literal["oldest", "nearest", "fit"]
"""How a list is ordered. Where nothing is said: nearest first around a place, else oldest first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to."""

    community: UUID | None = None
    category: str | None = None
    urgency: Urgency | None = None
    status: NeedStatus | None = None
    mine: bool = False
    near: Point | None = None
    within_km: float | None = None
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended."""

    id: UUID
    distance: float | None = None


def page(session: Session, caller: Caller, wanted: Wanted, *, after: After | None, limit: int) -> list[Any]:
    """Rows with a need's columns (and `distance`, in Mercator degrees, where a place was given)."""
    return _learned(session, session.execute(query(caller, wanted, after=after, limit=limit)).all())


def some(session: Session, caller: Caller, ids: Sequence[UUID]) -> list[Any]:
    """The rows of these needs, as far as the caller sees them, in no order."""
    found = _BASE.add_columns(_part_of(caller)).where(sees_need(caller), col(Need.id).in_(ids))
    return _learned(session, session.execute(found).all())


def _learned(session: Session, rows: Sequence[Any]) -> list[Any]:
    """Rows, once their authors' keys are known."""
    ring = keyring(session)
    for row in rows:
        ring.learn(row.author_id, row.wrapped)
    return list(rows)


def query(caller: Caller, wanted: Wanted, *, after: After | None, limit: int) -> Select[Any]:
    """The list as one statement. It brings along the authors' wrapped keys, and the caller's part in each need."""
    found = _BASE.add_columns(_part_of(caller)).where(sees_need(caller), *filters(caller, wanted))
    nearest = wanted.near is not None and wanted.order != "oldest"
    return (_nearest(found, wanted, after) if nearest else _oldest(found, after)).limit(limit)


_NOT_LISTED = frozenset(
    {"posted_by", "private_note", "place", "to_place", "cell", "shown_pt", "reminded_at", "closed_at", "wave"}
)
_BASE = select(
    *(c for c in Need.__table__.columns if c.name not in _NOT_LISTED),  # type: ignore[attr-defined]
    col(PersonKey.wrapped),
).join(PersonKey, col(PersonKey.person_id) == col(Need.author_id), isouter=True)


def _part_of(caller: Caller) -> ColumnElement[Any]:
    """NULL: none; else whether the caller is confirmed."""
    return (
        select(func.bool_or(col(Match.status) == MatchStatus.CONFIRMED))
        .where(
            col(Match.need_id) == col(Need.id),
            col(Match.helper_person_id) == caller.person_id,
            col(Match.status).in_(PARTY_SEES),
            ~and_(col(Match.opened_by) == By.HELPER, col(Match.status) == MatchStatus.ACCEPTED),
        )
        .scalar_subquery()
        .label("part")
    )


def filters(caller: Caller, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a list is narrowed to, as conditions."""
    found: list[ColumnElement[bool]] = []
    if wanted.mine:
        found.append(col(Need.author_id).in_(caller.voices))
    if wanted.status is not None:
        found.append(col(Need.status) == wanted.status)
    elif not wanted.mine:
        found.append(col(Need.status) == NeedStatus.OPEN)
    if wanted.community is not None:
        found.append(col(Need.community_id) == wanted.community)
    if wanted.category is not None:
        found.append(col(Need.category) == wanted.category)
    if wanted.urgency is not None:
        found.append(col(Need.urgency) == wanted.urgency)
    if wanted.near is not None and wanted.within_km is not None:
        found.append(_distance(wanted.near) <= _degrees(wanted.near, wanted.within_km))
    return found


def _oldest(query: Select[Any], after: After | None) -> Select[Any]:
    if after is not None:
        query = query.where(col(Need.id) > after.id)
    return query.order_by(col(Need.id))


def _nearest(query: Select[Any], wanted: Wanted, after: After | None) -> Select[Any]:
    """By shown cells, as everything that others see. Mercator keeps the order right; equals go by age."""
    assert wanted.near is not None
    distance = _distance(wanted.near)
    query = query.add_columns(distance.label("distance")).where(col(Need.shown_pt).is_not(None))
    if after is not None and after.distance is not None:
        query = query.where(
            and_(tuple_(distance, col(Need.id)) > tuple_(literal_column(repr(after.distance)), after.id))
        )
    return query.order_by(distance, col(Need.id))


def _distance(near: Point) -> ColumnElement[float]:
    return col(Need.shown_pt).op("<->")(func.point(near.lon, mercator(near.lat)))


def _degrees(near: Point, km: float) -> float:
    """Kilometres around a place as degrees of the map, which stretches with latitude."""
    north = Point(min(85.0, near.lat + km / KM_A_DEGREE), near.lon)
    return mercator(north.lat) - mercator(near.lat)
