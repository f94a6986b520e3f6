"""Deleting what has served its purpose: little data, kept short."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from core.database.due import Since
from matching.states import calls
from services import name_marks
from services.cases import closing
from services.facts import noes
from services.places import supply


class _Spent(NamedTuple):
    """Rows that may go so long after a moment of theirs, where what is `besides` holds; all of it SQL."""

    table: str
    at: str
    kept: timedelta = timedelta()
    besides: str = "true"

    @property
    def delete(self) -> str:
        where = f"{self.at} < :now - {_sql(self.kept)} AND {self.besides}"
        return f"DELETE FROM {self.table} r WHERE {where}"  # noqa: S608  (put together from constants)

    @property
    def since(self) -> str:
        return f"(SELECT min({self.at}) + {_sql(self.kept)} FROM {self.table} r WHERE {self.besides})"  # noqa: S608


def _sql(how_long: timedelta) -> str:
    return f"interval '{how_long.total_seconds()} seconds'"


_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)
_SEEN = "CASE WHEN way = 'owed' THEN greatest(asked_at, seen_at) ELSE asked_at END"
_ASKED = f"""(r.status = 'sent' AND EXISTS (SELECT FROM notification x
                          WHERE x.id = r.notification_id AND x.kind IN ({noes.ASKS})))"""
"""SQL: a request that reached a helper; whether one is silent is asked of these (`services.neighbours.silence`)."""
_SPENT = (
    _Spent("idempotent_answer", "at", 7 * _A_DAY),
    _Spent("sign_in_challenge", "expires_at", _AN_HOUR),
    _Spent("auth_session", "least(expires_at, ended_at)", 30 * _A_DAY),
    _Spent("former_point", "until"),
    _Spent("former_self", "until", besides=closing.none_open("r.former_id")),
    _Spent("link", "expires_at", _A_DAY),
    _Spent("rate_limit", "tat", _A_DAY),
    _Spent("device", "seen_at", 60 * _A_DAY),
    _Spent("delivery", "expires_at", 30 * _A_DAY, f"status NOT IN ('pending', 'leased') AND NOT {_ASKED}"),
    _Spent("delivery", "expires_at", 90 * _A_DAY, "status NOT IN ('pending', 'leased')"),
    _Spent("digest", "at", 60 * _A_DAY),
    _Spent("shown_sample", "CAST(day AS timestamp) AT TIME ZONE 'UTC'", 2 * _A_DAY),
    _Spent("reveal", _SEEN, 30 * _A_DAY, "(way <> 'owed' OR seen_at IS NOT NULL)"),
    _Spent("call_request", "closed_at", calls.KEPT),
    _Spent("call_request", "asked_at", calls.LAPSES_AFTER, "closed_at IS NULL"),
    _Spent("call_shut", "until"),
    _Spent("draft", "expires_at"),
    _Spent("taken_up", "until", 7 * _A_DAY),
    _Spent("put_off", "until", 30 * _A_DAY),
    _Spent("duty", "until", 30 * _A_DAY),
    _Spent("desk_act", "until", _A_DAY),
    _Spent("reaching", "at", 90 * _A_DAY),
)
_COPIES = "FROM sent_copy WHERE id < (SELECT max(id) - 5000 FROM sent_copy)"
"""SQL: what development keeps of messages, but for the last."""
_DELETES = [
    text(one)
    for one in (*(spent.delete for spent in _SPENT), f"DELETE {_COPIES}", f"DELETE {name_marks.STRAY}")
]

spent = Since(
    "SELECT least("
    + ", ".join(spent.since for spent in _SPENT)
    + f", (SELECT to_timestamp(0) WHERE EXISTS (SELECT {_COPIES}) OR EXISTS ({supply.EMPTY})"
    f" OR EXISTS (SELECT {name_marks.STRAY})))"
)
"""Since when there is anything to delete."""


def purge(session: Session, now: datetime) -> int:
    """Deletes what has served its purpose; returns how many rows."""
    gone = [session.execute(delete, {"now": now}) for delete in _DELETES]
    return sum(result.rowcount for result in gone) + supply.sweep(session)  # type: ignore[attr-defined]
