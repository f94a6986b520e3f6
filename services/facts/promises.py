"""What an offer's matches hold of it: from rows to the stretches in which a place is held, and the times that count."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from matching.rules import holding
from matching.rules.holding import Promise
from matching.words.values import ItsTime, Window
from matching.words.vocabulary import Urgency


def of_offer(need: str) -> str:
    """SQL: what was promised on offer `o`, but for this need: what holds a place, and what counts for a week."""
    return f"""
    (SELECT json_agg(json_build_object(
                'holds', c.status IN ('accepted', 'confirmed'), 'yes_at', c.helper_key_at,
                'waits_since', c.waits_since, 'confirmed_at', c.confirmed_at,
                'agreed', json_build_array(c.agreed_from, c.agreed_to),
                'between', json_build_array(c.between_from, c.between_to), 'urgency', d.urgency))
       FROM match c JOIN need d ON d.id = c.need_id
      WHERE c.offer_id = o.id AND c.need_id <> {need} AND c.helper_key_at IS NOT NULL
        AND c.status NOT IN ('declined', 'superseded', 'withdrawn', 'refused')
        AND (c.status IN ('accepted', 'confirmed')
             OR coalesce(c.agreed_from, c.between_from, c.helper_key_at) > :week_ago))"""  # noqa: S608


def busy_with(need: str) -> str:
    """SQL: the agreed times of whoever is behind offer `o`, but for this need. An organisation can be in two places."""
    return f"""
    (SELECT json_agg(json_build_array(c.agreed_from, c.agreed_to)) FROM match c
      WHERE c.helper_id = coalesce(o.organisation_id, o.author_id) AND c.helper_number IS NOT NULL
        AND c.status = 'confirmed' AND c.agreed_from IS NOT NULL AND c.need_id <> {need})"""  # noqa: S608


FIRST_AGREED = """
    (array_agg(ARRAY[m.agreed_from, m.agreed_to] ORDER BY m.confirmed_at, m.id)
        FILTER (WHERE m.status = 'confirmed' AND m.agreed_from IS NOT NULL))[1:1]"""
"""SQL: the agreed time of a need's first confirmed match that has one."""

Row = Mapping[str, Any]  # of JSON, as `of_offer` builds it


def held(rows: Iterable[Row] | None) -> tuple[Window, ...]:
    """When each match that stands holds a place."""
    return tuple(holding.place(_promise(row)) for row in rows or () if row["holds"])


def counted(rows: Iterable[Row] | None) -> tuple[datetime, ...]:
    """The moment by which each yes counts for a week, also of what is done."""
    return tuple(holding.counts_at(_promise(row)) for row in rows or ())


def busy(pairs: Iterable[list[str]] | None) -> tuple[Window, ...]:
    """What `busy_with` found, as stretches of time."""
    return tuple(Window(*map(_moment, pair)) for pair in pairs or ())


def first_agreed(found: list[list[datetime]] | None) -> Window | None:
    """What `FIRST_AGREED` found, as a stretch of time."""
    return Window(*found[0]) if found else None


def _promise(row: Row) -> Promise:
    return Promise(
        yes_at=_moment(row["yes_at"]),
        waits_since=_moment(row["waits_since"]) if row["waits_since"] else None,
        confirmed_at=_moment(row["confirmed_at"]) if row["confirmed_at"] else None,
        time=ItsTime(agreed=_stretch(row["agreed"]), between=_stretch(row["between"])),
        urgency=Urgency(row["urgency"]),
    )


def _stretch(pair: list[str | None]) -> Window | None:
    start, end = pair
    return Window(_moment(start), _moment(end)) if start and end else None


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)
