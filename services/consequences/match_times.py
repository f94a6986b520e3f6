"""The time of a match: an agreed one, or that it is between two moments, or neither."""

from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import col

from core.models import Match
from matching.words.values import ItsTime, Window


def put(match: Match, time: ItsTime) -> None:
    """Writes down the time of a match."""
    agreed, between = time.agreed, time.between
    match.agreed_from, match.agreed_to = (agreed.start, agreed.end) if agreed else (None, None)
    match.between_from, match.between_to = (between.start, between.end) if between else (None, None)


def of(match: Match) -> ItsTime:
    """The time of a match as it stands."""
    return ItsTime(
        agreed=_window(match.agreed_from, match.agreed_to),
        between=_window(match.between_from, match.between_to),
    )


def has_begun(match: Match, now: datetime) -> bool:
    """Whether its time has begun, where it has one."""
    its_time = of(match).stretch
    return its_time is not None and its_time.start <= now


def wished(match: Match) -> Window | None:
    """The time that one side wishes instead; None: none."""
    return _window(match.change_from, match.change_to)


def forget_change(match: Match) -> None:
    """Nobody wishes to change what was agreed any more."""
    match.change_by = match.change_hand = match.change_quantity = None
    match.change_from = match.change_to = None


def begins() -> ColumnElement[datetime]:
    """SQL: when a match's time begins; null where it has none."""
    return func.coalesce(col(Match.agreed_from), col(Match.between_from))


def ends() -> ColumnElement[datetime]:
    """SQL: when a match's time ends; null where it has none."""
    return func.coalesce(col(Match.agreed_to), col(Match.between_to))


def _window(start: datetime | None, end: datetime | None) -> Window | None:
    return Window(start, end) if start is not None and end is not None else None
