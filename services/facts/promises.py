"""What an offer's matches hold of it: from rows to the stretches in which a place is held, and the times that count."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from matching.rules import holding
from matching.rules.holding import Promise
from matching.words.values import Window
from matching.words.vocabulary import Urgency

OF_OFFER = """
    (SELECT json_agg(json_build_object(
                'holds', c.status IN ('accepted', 'confirmed'), 'yes_at', c.helper_key_at,
                'waits_since', c.waits_since, 'confirmed_at', c.confirmed_at,
                'agreed', json_build_array(c.agreed_from, c.agreed_to),
                'between', json_build_array(c.between_from, c.between_to), 'urgency', d.urgency))
       FROM match c JOIN need d ON d.id = c.need_id
      WHERE c.offer_id = o.id AND c.need_id <> :need AND c.helper_key_at IS NOT NULL
        AND c.status NOT IN ('declined', 'superseded', 'withdrawn', 'refused')
        AND (c.status IN ('accepted', 'confirmed')
             OR coalesce(c.agreed_from, c.between_from, c.helper_key_at) > :week_ago))"""
"""SQL: what was promised on offer `o`, but for this need: what holds a place, and what counts for a week."""

Row = Mapping[str, Any]  # of JSON, as `OF_OFFER` builds it


def held(rows: Iterable[Row] | None) -> tuple[Window, ...]:
    """When each match that stands holds a place."""
    return tuple(holding.place(_promise(row)) for row in rows or () if row["holds"])


def counted(rows: Iterable[Row] | None) -> tuple[datetime, ...]:
    """The moment by which each yes counts for a week, also of what is done."""
    return tuple(holding.counts_at(_promise(row)) for row in rows or ())


def _promise(row: Row) -> Promise:
    return Promise(
        yes_at=_moment(row["yes_at"]),
        waits_since=_moment(row["waits_since"]) if row["waits_since"] else None,
        confirmed_at=_moment(row["confirmed_at"]) if row["confirmed_at"] else None,
        agreed=_stretch(row["agreed"]),
        between=_stretch(row["between"]),
        urgency=Urgency(row["urgency"]),
    )


def _stretch(pair: list[str | None]) -> Window | None:
    start, end = pair
    return Window(_moment(start), _moment(end)) if start and end else None


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
