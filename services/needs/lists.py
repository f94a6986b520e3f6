"""Lists of needs: only what the caller may see, oldest or newest first, or nearest first around a place.

A list is one statement, written once for each form of question; who asks, and for what, goes in when it is run.
What suits the caller best comes first in `services.needs.browsing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    func,
    literal_column,
    null,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy import cast as cast_in_sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col

from core.access import ANYBODY, PARTY_SEES, Caller, sees_need
from core.crypto.keyring import keyring
from core.database.conditions import among, is_word
from core.models import Match, Need, PersonKey
from matching.rules.distance import mercator
from matching.words.values import Point
from matching.words.vocabulary import By, MatchStatus, NeedStatus, Role, Urgency, VisibleTo
from services.needs.rows import ListedNeed

KM_A_DEGREE = 111.2

STANDING = (NeedStatus.PENDING, NeedStatus.OPEN, NeedStatus.MATCHED)
"""The states of needs that have not ended."""

Statement = Select[Any]
"""A list's statement: its rows have the columns of a `ListedNeed`."""

Order = Literal["oldest", "newest", "nearest", "fit"]
"""How a list is ordered. Where nothing is said: nearest first around a place, else oldest first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to."""

    community: UUID | None = None
    category: str | None = None
    urgency: Urgency | None = None
    statuses: tuple[NeedStatus, ...] = ()
    mine: bool = False
    near: Point | None = None
    within_km: float | None = None
    order: Order | None = None

    @property
    def nearest(self) -> bool:
        return self.near is not None and self.order not in ("oldest", "newest")

    def named(self) -> dict[str, object]:
        """What was given, under the names that the conditions use."""
        values: dict[str, object] = {
            "community": self.community,
            "category": self.category,
            "urgency": self.urgency,
            "statuses": list(self.statuses) or None,
        }
        if self.near is not None:
            values |= {"east": self.near.lon, "north": mercator(self.near.lat)}
            values["reach"] = _degrees(self.near, self.within_km) if self.within_km is not None else None
        return {name: value for name, value in values.items() if value is not None}


@dataclass(frozen=True, slots=True)
class After:
    """Where the page before ended."""

    id: UUID
    distance: float | None = None

    def named(self) -> dict[str, object]:
        values = {"after": self.id, "after_distance": self.distance}
        return {name: value for name, value in values.items() if value is not None}


def page(
    session: Session, caller: Caller, wanted: Wanted, *, after: After | None, limit: int
) -> list[ListedNeed]:
    """A page of the list."""
    statement, values = query(caller, wanted, after=after, limit=limit)
    return _run(session, statement, values)


def own_first_screen(session: Session, caller: Caller, *, limit: int) -> list[ListedNeed]:
    """The caller's own needs and those of whom they speak for: what stands first, of either kind the newest."""
    return _run(session, _OWN.limit(limit), caller.named())


def some(session: Session, caller: Caller, ids: Sequence[UUID]) -> list[ListedNeed]:
    """The rows of these needs, as far as the caller sees them, in no order."""
    return _run(session, _SOME, caller.named() | {"ids": list(ids)})


def _run(session: Session, statement: Statement, values: dict[str, object]) -> list[ListedNeed]:
    """Rows, once their authors' keys are known. Read past the ORM: of columns it has nothing to make."""
    ring = keyring(session)
    rows = cast(list[ListedNeed], session.connection().execute(statement, values).all())
    for row in rows:
        ring.learn(row.author_id, row.wrapped)
    return rows


def query(
    caller: Caller, wanted: Wanted, *, after: After | None, limit: int
) -> tuple[Statement, dict[str, object]]:
    """The list as one statement, and the values to run it with."""
    narrowed = wanted.named() | (after.named() if after else {})
    order: Order = "nearest" if wanted.nearest else "newest" if wanted.order == "newest" else "oldest"
    statement = _written(frozenset(narrowed), mine=wanted.mine, order=order, limit=limit)
    return statement, caller.named() | narrowed


@lru_cache(maxsize=256)
def _written(names: frozenset[str], *, mine: bool, order: Order, limit: int) -> Statement:
    """The statement for a form of question: which names have values. Nobody's values are in it.

    The limit is: a plan that is made once for all callers must know how few rows it is for.
    """
    rows = _BASE.where(*_narrowed(names, mine=mine)).limit(literal_column(str(limit)))
    if order == "nearest":
        rows = rows.add_columns(_DISTANCE.label("distance")).where(col(Need.shown_pt).is_not(None))
        ordered = rows.order_by(_DISTANCE, col(Need.id))
        return ordered.where(_FARTHER) if "after_distance" in names else ordered
    rows = rows.add_columns(_NO_DISTANCE)
    if order == "newest":
        ordered = rows.order_by(col(Need.id).desc())
        return ordered.where(_OLDER) if "after" in names else ordered
    ordered = rows.order_by(col(Need.id))
    return ordered.where(_YOUNGER) if "after" in names else ordered


def filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a list is narrowed to, as conditions to be run with `Caller.named` and `Wanted.named`."""
    return _narrowed(frozenset(wanted.named()), mine=wanted.mine)


def _narrowed(names: frozenset[str], *, mine: bool) -> list[ColumnElement[bool]]:
    conditions = [condition for name, condition in _CONDITIONS.items() if name in names]
    if mine:
        return [*conditions, among(col(Need.author_id), ANYBODY.voices)]
    if "statuses" not in names:
        conditions.append(is_word(col(Need.status), NeedStatus.OPEN))
    if "community" not in names:
        conditions.append(_AT_HAND)
    return conditions


def _degrees(near: Point, km: float) -> float:
    """Kilometres around a place as degrees of the map, which stretches with latitude."""
    north = Point(min(85.0, near.lat + km / KM_A_DEGREE), near.lon)
    return mercator(north.lat) - mercator(near.lat)


def _number(name: str) -> ColumnElement[float]:
    return bindparam(name, type_=Double())


_DISTANCE: ColumnElement[float] = col(Need.shown_pt).op("<->", return_type=Double())(
    func.point(_number("east"), _number("north"))
)
"""By shown cells, as everything that others see. Mercator keeps the order right; equals go by age."""
_FARTHER = tuple_(_DISTANCE, col(Need.id)) > tuple_(
    _number("after_distance"), bindparam("after", type_=Uuid())
)
_YOUNGER = col(Need.id) > bindparam("after", type_=Uuid())
_OLDER = col(Need.id) < bindparam("after", type_=Uuid())
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "community": col(Need.community_id) == bindparam("community"),
    "category": col(Need.category) == bindparam("category"),
    "urgency": col(Need.urgency) == bindparam("urgency"),
    "statuses": type_coerce(col(Need.status), Text()) == any_(bindparam("statuses", type_=ARRAY(Text()))),
    "reach": _number("reach") >= _DISTANCE,
}

_PROMISED = (
    select(col(Match.need_id))
    .where(among(col(Match.helper_person_id), ANYBODY.voices), is_word(col(Match.status), *PARTY_SEES))
    .scalar_subquery()
)
_AT_HAND = or_(
    among(col(Need.community_id), ANYBODY.communities()),
    among(col(Need.community_id), ANYBODY.communities(Role.COORDINATOR)),
    among(col(Need.author_id), ANYBODY.voices),
    is_word(col(Need.visible_to), VisibleTo.PUBLIC),
    col(Need.id) == any_(func.array(_PROMISED)),
)
"""Where all that the caller sees lies. It leaves out nothing of that, and has an index for each part: without, a list
reads what stands open in a whole country.
"""

_NOT_LISTED = frozenset(
    {
        "posted_by",
        "private_note",
        "address",
        "place",
        "to_place",
        "shown_pt",
        "reminded_at",
        "closed_at",
        "wave",
        "asked_anew_at",
    }
)
_PART = (
    select(func.bool_or(is_word(col(Match.status), MatchStatus.CONFIRMED)))
    .where(
        col(Match.need_id) == col(Need.id),
        col(Match.helper_person_id) == ANYBODY.person_id,
        is_word(col(Match.status), *PARTY_SEES),
        ~and_(is_word(col(Match.opened_by), By.HELPER), is_word(col(Match.status), MatchStatus.ACCEPTED)),
    )
    .scalar_subquery()
    .label("part")
)
"""The caller's part in a need. NULL: none; else whether they are confirmed."""
_BASE = (
    select(
        *(c for c in Need.__table__.columns if c.name not in _NOT_LISTED),  # type: ignore[attr-defined]
        col(PersonKey.wrapped),
        _PART,
    )
    .join(PersonKey, col(PersonKey.person_id) == col(Need.author_id), isouter=True)
    .where(sees_need(ANYBODY))
)
_NO_DISTANCE: ColumnElement[float] = cast_in_sql(null(), Double()).label("distance")
_SOME = _BASE.add_columns(_NO_DISTANCE).where(among(col(Need.id), bindparam("ids", type_=ARRAY(Uuid()))))
_OWN = (
    _BASE.add_columns(_NO_DISTANCE)
    .where(among(col(Need.author_id), ANYBODY.voices))
    .order_by(~is_word(col(Need.status), *STANDING), col(Need.id).desc())
)
