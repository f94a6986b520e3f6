"""Accounts that nobody uses: told twice, then reduced to the day they were made and the day they were last seen.

An account is unused 12 months after it was last seen, if nothing of it is open. Whoever answers for a circle is not
reduced (others are told that they are away, `services.due.dormancy`), nor is whom somebody speaks for by a consent that
stands: they are there as long as that one is. Whoever looks in in time keeps everything.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session

from core.database import locks
from core.database.due import Due, Since
from core.events import EventKind, record_on
from core.models import Person
from services.facts.silent_helpers import SEEN
from services.leaving import ending, forgetting

UNUSED_AFTER = timedelta(days=365)
FIRST, AGAIN = timedelta(days=30), timedelta(days=7)
"""So long before its end it is told first, and again; also where that is told late."""

_NOTHING_OPEN = """
    NOT EXISTS (SELECT FROM need n WHERE n.author_id = p.id AND n.status IN ('pending', 'open', 'matched'))
    AND NOT EXISTS (SELECT FROM offer o WHERE o.author_id = p.id AND o.status IN ('active', 'paused'))
    AND NOT EXISTS (SELECT FROM match m WHERE p.id IN (m.beneficiary_id, m.helper_person_id)
                       AND m.status IN ('proposed', 'invited', 'accepted', 'confirmed', 'disputed'))
    AND NOT EXISTS (SELECT FROM safety_case k WHERE k.about_id = p.id AND k.closed_at IS NULL)
    AND NOT EXISTS (SELECT FROM report w JOIN safety_case k ON k.id = w.case_id
                     WHERE k.closed_at IS NULL AND p.id IN (w.by_id, w.for_id))
    AND NOT EXISTS (SELECT FROM appeal a WHERE a.closed_at IS NULL AND p.id IN (a.by_id, a.for_id))
    AND NOT EXISTS (SELECT FROM membership b WHERE b.person_id = p.id AND b.state = 'active' AND b.role <> 'member')
    AND NOT EXISTS (SELECT FROM representation r
                     WHERE r.person_id = p.id AND r.ended_at IS NULL AND (r.until IS NULL OR r.until > :now))
"""
"""SQL: nothing is open that somebody has to be there for, and nobody acts for them or counts on them."""
_THERE = "p.erased_at IS NULL"
_ONE = " AND p.id = :person"


class _Step:
    """One of the three steps: who has come to it, from when on, and in SQL what of it was done before."""

    def __init__(self, at: str, after: timedelta, wanted: str) -> None:
        """`after` the moment `at`, which stands alone, as an index on it does."""
        later = _days(after)
        come = f"{_THERE} AND {wanted} AND {at} <= :now - {later}"
        self._rows = f"SELECT p.id FROM person p WHERE {come} AND {_NOTHING_OPEN}"  # noqa: S608  (constants)
        since = f"SELECT min({at}) + {later} FROM person p WHERE {_THERE} AND {wanted}"  # noqa: S608  (constants)
        self.due = Due(text(f"{self._rows} ORDER BY {at}, p.id LIMIT :limit"), Since(since))

    def holds(self, session: Session, person_id: UUID, now: datetime) -> bool:
        """Whether somebody has come to it still; call under their lock."""
        found = session.execute(text(self._rows + _ONE), {"now": now, "person": person_id})
        return found.first() is not None


def _days(how_long: timedelta) -> str:
    return f"interval '{how_long.days} days'"


_FIRST = _Step(SEEN, UNUSED_AFTER - FIRST, f"(p.unused_told_at IS NULL OR p.unused_told_at < {SEEN})")
_AGAIN = _Step(
    "p.unused_told_at",
    FIRST - AGAIN,
    f"p.unused_told_at >= {SEEN} AND (p.unused_again_at IS NULL OR p.unused_again_at < p.unused_told_at)",
)
_LAST = _Step(
    "p.unused_again_at",
    AGAIN,
    f"p.unused_told_at >= {SEEN} AND p.unused_again_at >= p.unused_told_at",
)
to_tell, to_tell_again, to_reduce = _FIRST.due, _AGAIN.due, _LAST.due


def tell(session: Session, person_id: UUID, now: datetime) -> None:
    """Tells somebody first that their account ends in a month, unless they look in."""
    if person := _still(session, _FIRST, person_id, now):
        person.unused_told_at = now
        record_on(session, EventKind.ACCOUNT_UNUSED, person, actor=None, now=now)


def tell_again(session: Session, person_id: UUID, now: datetime) -> None:
    """Tells them again, a week before."""
    if person := _still(session, _AGAIN, person_id, now):
        person.unused_again_at = now
        record_on(session, EventKind.ACCOUNT_UNUSED, person, actor=None, now=now)


def reduce(session: Session, person_id: UUID, now: datetime) -> None:
    """Forgets somebody as if they had left: two days stay of them. Whoever signs in by that address begins anew."""
    ending.lock_all(session, person_id)
    if person := _still(session, _LAST, person_id, now):
        forgetting.of(session, person_id, now=now)
        record_on(session, EventKind.PERSON_REDUCED, person, actor=None, now=now)


def _still(session: Session, step: _Step, person_id: UUID, now: datetime) -> Person | None:
    """The person under their lock, where they have still not been seen and nothing is open."""
    locks.take(session, helpers=[person_id])
    if not step.holds(session, person_id, now):
        return None
    return session.get_one(Person, person_id)
